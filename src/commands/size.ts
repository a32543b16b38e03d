import { EXIT, Failure } from "../model/failure.ts";
import { readSeriesChunks, readSeriesFile } from "../sources/series/file.ts";
import { surveySize } from "../survey/size.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { at, language } from "./settings.ts";

const DEFAULTS = { oomRisk: "0.01", horizon: "14d" };
/** More risks at once are a mistake. */
const MOST_RISKS = 20;
/** A century: beyond it a horizon is a slip of the keyboard. */
const LONGEST_HORIZON = 36_525 * 86_400;

/** `plimsoll size FILE`: a request and a limit for each series of a file, for the risk and the horizon accepted. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [path, extra] = args.positionals;
	if (path === undefined) throw new Failure("missing-argument", { command: args.command, argument: "FILE.csv | -" });
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const oomRisks = risksOf(args.value("oom-risk") ?? DEFAULTS.oomRisk);
	const horizon = horizonOf(args.value("horizon") ?? DEFAULTS.horizon);
	outputsOf(args);
	const moment = at(args);
	const words = await loadWords(language(context, args));

	const file = path === "-" ? await readSeriesChunks(context.stdin, "-") : await readSeriesFile(path);
	const report = surveySize(file, {
		name: path,
		oomRisks,
		horizon,
		at: moment ?? context.now(),
		upTo: moment ?? null,
	});
	await writeReport(context, args, report, "size", words);
	return EXIT.clean;
}

/** `0.01` or `0.05,0.01`: each between 0 and 1, which nobody can promise. In the order given, each once. */
export function risksOf(text: string): number[] {
	const risks = text
		.split(",")
		.map((part) => (/^\s*(\d+\.?\d*|\.\d+)(e-?\d+)?\s*$/i.test(part) ? Number(part) : Number.NaN));
	if (risks.length > MOST_RISKS || risks.some((risk) => !(risk > 0 && risk < 1))) {
		throw new Failure("bad-value", { flag: "--oom-risk", value: text, expected: "0 < P < 1: 0.01 | 0.05,0.01" });
	}
	return [...new Set(risks)];
}

/** `14d`, `36h`, `1d12h`, or seconds: to seconds. */
export function horizonOf(text: string): number {
	return secondsOf("--horizon", text, { least: 0, most: LONGEST_HORIZON, expected: "14d | 36h | 1d12h" });
}
