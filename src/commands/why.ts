import { Failure } from "../model/failure.ts";
import { surveyDeaths } from "../survey/deaths.ts";
import { belongsTo, parseTarget, targetInOne } from "../survey/target.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { noTarget } from "./no-target.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { at, checkNamespace, exitCode, exitCodeOfPods, language, mayHidePods, scopeOf } from "./settings.ts";
import { openSource } from "./source.ts";

/** `plimsoll why POD|KIND/NAME`: each death of its containers, told with its evidence. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [text, extra] = targetInOne(args.positionals);
	if (text === undefined) throw new Failure("missing-argument", { command: args.command, argument: "POD | KIND/NAME" });
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const target = parseTarget(text);
	outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const words = await loadWords(language(context, args));

	const source = await openSource(context, args);
	try {
		const scope = scopeOf(args, source);
		const fieldSelector =
			target.kind === "Pod" && scope.fieldSelector === "" ? `metadata.name=${target.name}` : scope.fieldSelector;
		const report = await surveyDeaths(source, {
			scope: { ...scope, fieldSelector },
			wanted: (pod) => belongsTo(pod, target),
			allSettings: true,
			live: args.on("live"),
			wantedNode: (name) => target.kind === "Node" && target.name === name,
			at: moment ?? source.takenAt ?? context.now(),
			until: moment,
		});
		await checkNamespace(source, scope, report);
		if (report.looked.pods === 0 && report.findings.length === 0 && !report.gaps.some(mayHidePods)) {
			throw await noTarget(source, scope, target);
		}
		await writeReport(context, args, report, "story", words);
		return exitCodeOfPods(args, report);
	} finally {
		await source.close();
	}
}
