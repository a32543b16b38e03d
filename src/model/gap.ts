/** Why something could not be read. A closed list: words and exit codes hang on it. */
export type GapReason = "forbidden" | "timed-out" | "absent" | "failed" | "malformed" | "truncated" | "too-short";

/** Something a source was asked for and could not give; a verdict that lacks it says "not known", never "fine". */
export interface Gap {
	/** The system asked: `kubernetes`, `prometheus`, `kernel`, `archive`. */
	source: string;
	/** What was asked for: `pods`, `events in namespace web`, `kernel log of node-7`, a file's name. */
	what: string;
	reason: GapReason;
	/** The system's own words, one line, already stripped of control characters and secrets. */
	detail: string;
}
