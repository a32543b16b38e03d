import { Failure } from "../model/failure.ts";
import { surveyNodes } from "../survey/nodes.ts";
import { targetInOne } from "../survey/target.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { openHistoryOf } from "./history.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { at, exitCode, exitCodeOfPods, language } from "./settings.ts";
import { openSource } from "./source.ts";

/** `plimsoll nodes [NAME]`: each node's memory, where it is heading, and whom it kills first. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [text, extra] = targetInOne(args.positionals);
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	// As kubectl prints names: `node/NAME`.
	const name = text?.replace(/^(?:no|nodes?)\//, "") ?? null;
	outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const words = await loadWords(language(context, args));

	const source = await openSource(context, args);
	// An engine is asked by the cluster itself; a store or a file stands in for it.
	const history = args.given("history") ? await openHistoryOf(context, args) : null;
	try {
		const report = await surveyNodes(source, { name, at: moment ?? source.takenAt ?? context.now(), history });
		if (name !== null && report.nodes?.length === 0 && !report.gaps.some(({ what }) => what.startsWith("nodes"))) {
			throw new Failure("target-not-found", { target: `node/${name}`, namespace: null, source: source.name });
		}
		await writeReport(context, args, report, "nodes", words);
		// Without rights to nodes they are told as far as their pods name them.
		return report.nodes?.length === 0 ? exitCodeOfPods(args, report) : exitCode(args, report.findings);
	} finally {
		await history?.close();
		await source.close();
	}
}
