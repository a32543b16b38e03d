import type { History } from "../history/history.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { PATCH_FORMATS, type PatchFormat } from "../model/patch.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import { readSeriesChunks, readSeriesFile } from "../sources/series/file.ts";
import { surveySize } from "../survey/size.ts";
import { surveyClusterSizes } from "../survey/size-cluster.ts";
import { belongsTo, parseTarget, type Target, targetInOne } from "../survey/target.ts";
import type { QosChoice } from "../verdicts/sizing/facts.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { endOf, historyBeside } from "./history.ts";
import { noTarget } from "./no-target.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { fileAlone, isSeriesFile } from "./series-file.ts";
import { at, checkNamespace, language, mayHidePods, noPodSeen, oneOf, scopeOf } from "./settings.ts";
import { openCluster, openSource } from "./source.ts";

const DEFAULTS = { oomRisk: "0.01", horizon: "14d" };
/** More risks at once are a mistake. */
const MOST_RISKS = 20;
/** A century: beyond it a horizon is a slip of the keyboard. */
const LONGEST_HORIZON = 36_525 * 86_400;

/**
 * `plimsoll size [KIND/NAME]` and `plimsoll size FILE`: requests and limits for the risk and the horizon accepted, of a cluster's workloads or of the
 * series of a file.
 */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [what, extra] = targetInOne(args.positionals);
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const oomRisks = risksOf(args.value("oom-risk") ?? DEFAULTS.oomRisk);
	const horizon = horizonOf(args.value("horizon") ?? DEFAULTS.horizon);
	const qos = oneOf("--qos", args.value("qos") ?? "keep", ["keep", "guaranteed", "burstable"] as const);
	const outputs = outputsOf(args, PATCH_FORMATS);
	const patches = outputs.find(({ format }) => PATCH_FORMATS.includes(format as PatchFormat));
	if (patches !== undefined && oomRisks.length > 1) {
		throw new Failure("flags-conflict", { one: `-o ${patches.format}`, other: "--oom-risk P,P" });
	}
	const moment = at(args);
	const words = await loadWords(language(context, args));
	if (what !== undefined && (what === "-" || (await isSeriesFile(what)))) {
		fileAlone(args, what, ["qos"]);
		if (patches !== undefined) throw new Failure("flags-conflict", { one: what, other: `-o ${patches.format}` });
		const file = what === "-" ? await readSeriesChunks(context.stdin, "-") : await readSeriesFile(what);
		const inquiry = { name: what, oomRisks, horizon, at: moment ?? context.now(), upTo: moment ?? null };
		await writeReport(context, args, await surveySize(file, inquiry), "size", words);
		return EXIT.clean;
	}
	const target = what === undefined ? null : parseTarget(what);
	const report = await sizeCluster(context, args, { target, oomRisks, horizon, qos, moment: moment ?? null });
	await writeReport(context, args, report, "size", words, {
		formats: PATCH_FORMATS,
		render: async (format) => {
			const { sizingPatches } = await import("../remedies/sizing/index.ts");
			const { renderPatches } = await import("../reports/size-patches.ts");
			return renderPatches(await sizingPatches(format, report.recommendations ?? []), words);
		},
	});
	return noPodSeen(report) ? EXIT.failed : EXIT.clean;
}

interface ClusterQuestion {
	target: Target | null;
	oomRisks: number[];
	horizon: number;
	qos: QosChoice;
	moment: Millis | null;
}

async function sizeCluster(context: Context, args: Arguments, question: ClusterQuestion): Promise<Report> {
	const { target, oomRisks, horizon, qos, moment } = question;
	const from = args.value("from");
	const cluster = from === undefined ? await openCluster(context, args) : null;
	const source = cluster ?? (await openSource(context, args));
	let history: History | null = null;
	try {
		history = await historyBeside(context, args, source, cluster);
		const scope = scopeOf(args, source);
		const report = await surveyClusterSizes(source, history, {
			scope,
			wanted: (pod) => target === null || belongsTo(pod, target),
			oomRisks,
			horizon,
			qos,
			at: moment ?? (await endOf(context, args, { source, history })),
			until: moment ?? undefined,
		});
		await checkNamespace(source, scope, report);
		// A list that could not be read is shown as a gap; an object that is not in it is a mistake in the question.
		if (target !== null && report.looked.pods === 0 && !report.gaps.some(mayHidePods)) {
			throw await noTarget(source, scope, target);
		}
		return report;
	} finally {
		await history?.close();
		await source.close();
	}
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
