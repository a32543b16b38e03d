import { stat } from "node:fs/promises";
import { Writable } from "node:stream";
import type { History } from "../history/history.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { printable } from "../model/text.ts";
import { replacedBy } from "../sources/whole-file.ts";
import { capture } from "../survey/capture.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context, Output } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { openHistoryOf } from "./history.ts";
import { tellGaps } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { checkNamespace, language, noPodSeen, scopeOf } from "./settings.ts";
import { openCluster } from "./source.ts";

/** More than sizing and leaks look back; a file for a mail gets too large. */
const SPANS = { least: 0, most: 90 * 86_400, expected: "14d | 36h | 1d12h" };

/** What it cannot take at once is waited for: a capture may be larger than memory. */
function bytesTo(output: Output): Writable {
	return new Writable({
		write(chunk: Uint8Array, _, done) {
			if (output.write(chunk) === false && output.once !== undefined) output.once("drain", done);
			else done();
		},
	});
}

/** `plimsoll capture -o FILE`: everything the verdicts need, in one file, secrets removed. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const [given, second] = args.values("output");
	if (given === undefined) throw new Failure("missing-argument", { command: args.command, argument: "-o FILE" });
	if (second !== undefined) throw new Failure("flags-conflict", { one: "-o", other: "-o" });
	if (given === "-" && context.stdout.isTTY === true) throw new Failure("terminal-output", { command: args.command });
	const words = await loadWords(language(context, args));

	const since = args.value("since");
	const span = since === undefined ? null : secondsOf("--since", since, SPANS);
	if (span === null && args.given("history")) throw new Failure("flag-needs", { flag: "--history", other: "--since" });

	// By Ctrl-C requests end at once, so that what is half written is taken away.
	const cluster = await openCluster({ ...context, takenBack: context.signal }, args);
	const progress = await Progress.on(context);
	let history: History | null = null;
	try {
		const at = context.now();
		if (span !== null) {
			history = await openHistoryOf(context, args, cluster);
			if (history === null) throw new Failure("no-history", { source: cluster.name });
		}
		await checkNamespace(cluster, scopeOf(args, cluster));
		const { looked, gaps } = await capture(cluster, given === "-" ? bytesTo(context.stdout) : given, {
			scope: scopeOf(args, cluster),
			at,
			series:
				history === null || span === null ? undefined : { history, from: at - span * 1000, signal: context.signal },
			onProgress: (what) => progress.say(words.report.reading(what)),
		});
		progress.done();
		tellGaps(context, gaps, words);
		// Into a pipe or a device nothing is said: standard output may be the capture itself.
		if (given !== "-" && (await replacedBy(given)) !== null) {
			const { size } = await stat(given);
			context.stdout.write(`${printable(words.report.captured(given, size, looked, gaps.length))}\n`);
		}
		return noPodSeen({ gaps, looked }) ? EXIT.failed : EXIT.clean;
	} finally {
		progress.done();
		await history?.close();
		await cluster.close();
	}
}
