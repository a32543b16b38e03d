import { Failure } from "../model/failure.ts";
import { surveyManifests } from "../survey/lint.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { exitCode, language } from "./settings.ts";

/** `plimsoll lint FILE|DIR|-`: what manifests say about memory, with line and column. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const paths = args.positionals;
	if (paths.length === 0) {
		throw new Failure("missing-argument", { command: args.command, argument: "FILE | DIR | -" });
	}
	outputsOf(args);
	exitCode(args, []);
	const words = await loadWords(language(context, args));
	const report = await surveyManifests({ paths, stdin: context.stdin, at: context.now() });
	await writeReport(context, args, report, "lint", words);
	return exitCode(args, report.findings);
}
