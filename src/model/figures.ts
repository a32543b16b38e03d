/** What a pod's exporters measure: the newest value of each metric, by the names asked for; `NAME{LABEL="VALUE"}` for one of several. */
export interface FiguresRequest {
	namespace: string;
	pod: string;
	metrics: readonly string[];
}
export type Figures = Readonly<Record<string, number>>;

/** A command in a running container, for its output. */
export interface ExecRequest {
	namespace: string;
	pod: string;
	container: string;
	command: readonly string[];
}
