/** What `record` says to people. */
export interface RecordWords {
	recording(source: string, path: string, interval: number): string;
	status(nodes: number, containers: number, missing: number, samples: number, bytes: number): string;
	away(detail: string): string;
	back: string;
	refused(what: string, detail: string): string;
	behind(nodes: number): string;
	damaged(path: string, moved: string): string;
	unwritable(path: string, detail: string): string;
	writable(path: string): string;
	ended(path: string, samples: number, bytes: number): string;
}
