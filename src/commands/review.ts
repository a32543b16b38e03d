import type { History } from "../history/history.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Report } from "../model/report.ts";
import type { Review, ReviewRecord } from "../model/review.ts";
import { said } from "../model/said.ts";
import type { Millis } from "../model/time.ts";
import { REVIEW_FORMATS } from "../reports/formats.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import type { Scope, Source } from "../sources/source.ts";
import { isWhole } from "../survey/deaths.ts";
import { reviewOf } from "../survey/review.ts";
import { surveyAll } from "../survey/scan.ts";
import { loadReviewWords, loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { historyBeside } from "./history.ts";
import { targetsOf, writeTargets } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { readRecord, recordPath, writeRecord } from "./review-state.ts";
import { at, language, noPodSeen, scopeOf } from "./settings.ts";
import { openCluster, openSource } from "./source.ts";

const SINCE = "30d";
const SPANS = { least: 3600, most: 3650 * 86_400, expected: "30d | 7d (1h–3650d)" };
type Format = (typeof REVIEW_FORMATS)[number];
/** What is wasted and wanting is told for the risk and horizon that `size` has by default. */
const SIZE = { oomRisks: [0.01], horizon: 14 * 86_400, qos: "keep" } as const;

/** `plimsoll review`: what died, leaked, was fixed or came back since the last review, and what memory is wasted or wanting. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const outputs = args.given("output")
		? targetsOf<Format>(args, REVIEW_FORMATS)
		: [{ format: REVIEW_FORMATS[0], path: null }];
	const span = secondsOf("--since", args.value("since") ?? SINCE, SPANS) * 1000;
	const chosen = language(context, args);
	const words = await loadWords(chosen);
	const from = args.value("from");
	const cluster = from === undefined ? await openCluster(context, args) : null;
	const source = cluster ?? (await openSource(context, args));
	const progress = await Progress.on(context);
	try {
		const scope = scopeOf(args, source);
		const present = source.takenAt ?? context.now();
		const now = at(args) ?? present;
		const reports = await survey(context, args, { source, cluster, scope, now, span, progress, words });
		const against = args.value("against");
		// Of an archive nothing is remembered: it is looked at as often as one likes.
		const kept = cluster === null ? null : recordPath(context, JSON.stringify([source.name, scope]));
		const given = against === undefined ? null : await readRecord("--against", against);
		const remembered = kept === null ? null : await rememberedAt(kept, given !== null);
		// A look at the past is neither held against what came later, nor remembered in its place; nor is one of a time to come.
		const isPast = remembered !== null && remembered.at > now && remembered.at <= present;
		const last = given ?? (isPast ? null : remembered);
		const { review, record } = reviewOf({ ...reports, whole: isWhole(scope), since: now - span, last });
		progress.done();
		await writeTargets(context, outputs, ({ format }) => render(format, review, record, words, chosen));
		if (kept !== null && !isPast && now <= present) await writeRecord(kept, record);
		return noPodSeen(reports.scan) ? EXIT.failed : EXIT.clean;
	} finally {
		progress.done();
		await source.close();
	}
}

/** One that cannot be read is an error, unless another is given in its place. */
async function rememberedAt(path: string, isSpare: boolean): Promise<ReviewRecord | null> {
	return isSpare ? await readRecord("", path).catch(() => null) : await readRecord("", path);
}

interface Question {
	source: Source;
	cluster: ClusterSource | null;
	scope: Scope;
	now: Millis;
	span: Millis;
	progress: Progress;
	words: Words;
}

async function survey(
	context: Context,
	args: Arguments,
	question: Question,
): Promise<{ scan: Report; sizes: Report; leaksKnown: boolean }> {
	const { source, cluster, scope, now, span, progress, words } = question;
	progress.say(words.report.reading("pods"));
	const until = at(args);
	const scan = await surveyAll(source, { scope, at: now, until });
	const history = await historyBeside(context, args, source, cluster);
	try {
		const leaks = history === null ? null : await leaksOf(history, question, now - span);
		const { surveyClusterSizes } = await import("../survey/size-cluster.ts");
		const sizes = await surveyClusterSizes(source, history, {
			scope,
			wanted: () => true,
			...SIZE,
			oomRisks: [...SIZE.oomRisks],
			at: now,
			until,
		});
		const known = scan.findings.filter(({ rule }) => leaks === null || !rule.startsWith("leak/"));
		const gaps = history === null ? [...scan.gaps, NO_HISTORY] : [...scan.gaps, ...(leaks?.gaps ?? [])];
		return {
			scan: { ...scan, findings: [...known, ...(leaks?.findings ?? [])], gaps },
			sizes,
			// Of a history of which nothing could be read it is not known.
			leaksKnown: leaks !== null && !(leaks.looked.series === 0 && leaks.gaps.length > 0),
		};
	} finally {
		await history?.close();
	}
}

const NO_HISTORY = { source: "history", what: said("memory series"), reason: "absent", detail: "" } as const;

async function leaksOf(history: History, { source, scope, now }: Question, from: Millis): Promise<Report> {
	const { surveyLeaksOf } = await import("../survey/leaks-history.ts");
	const { Workloads } = await import("../survey/workloads.ts");
	const workloads = new Workloads();
	for await (const pod of source.pods(scope)) workloads.take(pod);
	const whole = isWhole(scope);
	if (!whole && scope.labelSelector + scope.fieldSelector !== "")
		workloads.choose(await Array.fromAsync(source.pods(scope)));
	const report = await surveyLeaksOf(history, {
		namespaces: scope.namespace === null ? null : [scope.namespace],
		workloads,
		kubelets: source,
		daemons: whole,
		at: now,
		from,
		threads: "large",
	});
	// An engine may keep other clusters too.
	return { ...report, findings: report.findings.filter(({ subject }) => subject.cluster === undefined) };
}

async function render(
	format: Format,
	review: Review,
	record: object,
	words: Words,
	chosen: "en" | "zh-CN",
): Promise<string> {
	if (format === "json") {
		const { safeJson } = await import("../reports/document.ts");
		// With what the next review needs: it can be given to --against.
		return safeJson({ apiVersion: "plimsoll.dev/v1", kind: "Review", ...review, record });
	}
	const { reviewHtml, reviewMarkdown } = await import("../reports/review.ts");
	const own = await loadReviewWords(chosen);
	return format === "html" ? reviewHtml(review, words, own, chosen) : reviewMarkdown(review, words, own);
}
