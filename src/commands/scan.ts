import { Failure } from "../model/failure.ts";
import { surveyDeaths } from "../survey/deaths.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { at, exitCode, language, scopeOf } from "./settings.ts";
import { openSource } from "./source.ts";

/** `plimsoll scan`: everything the verdicts find, ranked. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	if (args.on("watch") && args.given("from")) throw new Failure("flags-conflict", { one: "--watch", other: "--from" });
	outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const words = await loadWords(language(context, args));

	const source = await openSource(context, args);
	try {
		const report = await surveyDeaths(source, {
			scope: scopeOf(args, source),
			wanted: () => true,
			at: moment ?? source.takenAt ?? context.now(),
		});
		await writeReport(context, args, report, "table", words);
		return exitCode(args, report.findings);
	} finally {
		await source.close();
	}
}
