import { Readable } from "node:stream";
import { main } from "../../main.ts";
import type { Context } from "../context.ts";

/** Runs a command line as a process would, in memory. */
export async function runMain(
	argv: readonly string[],
	change: Partial<Context> = {},
): Promise<{ code: number; out: string; err: string }> {
	const [out, err] = [[] as string[], [] as string[]];
	const context: Context = {
		env: { LANG: "C" },
		stdout: { write: (text) => out.push(String(text)) },
		stderr: { write: (text) => err.push(String(text)) },
		stdin: Readable.from([]),
		now: () => Date.UTC(2026, 10, 21),
		program: "plimsoll",
		signal: new AbortController().signal,
		...change,
	};
	const code = await main(context, argv);
	return { code, out: out.join(""), err: err.join("") };
}
