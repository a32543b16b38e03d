import type { Millis } from "../model/time.ts";

/** What a command may touch of the process. Tests give another. */
export interface Context {
	env: Readonly<Record<string, string | undefined>>;
	stdout: Output;
	stderr: Output;
	stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean | undefined };
	now(): Millis;
	/** How usage shows the command: `plimsoll` or `kubectl plimsoll`. */
	program: string;
	/** Aborted by Ctrl-C. */
	signal: AbortSignal;
	/** Aborted when nobody wants the answer any more though the process goes on: requests under way end. */
	takenBack?: AbortSignal;
}

export interface Output {
	/** False where more is to wait for `drain`. */
	write(text: string | Uint8Array): unknown;
	once?(event: "drain", then: () => void): unknown;
	isTTY?: boolean | undefined;
	columns?: number | undefined;
}

/** Runs one command line and says how the process should end. */
export type CommandLine = (context: Context, argv: readonly string[]) => Promise<number>;
