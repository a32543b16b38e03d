import { homedir } from "node:os";
import { Failure } from "../model/failure.ts";
import type { Gap } from "../model/gap.ts";
import type { Report } from "../model/report.ts";
import { formatTime, type Millis, parseMoment } from "../model/time.ts";
import type { Source } from "../sources/source.ts";
import { parseTarget, type Target, targetInOne } from "../survey/target.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { spanOf } from "./duration.ts";
import { endOf, openPlaces } from "./history.ts";
import { noTarget } from "./no-target.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { fileAlone, isSeriesFile } from "./series-file.ts";
import { at, exitCode, exitCodeOfPods, language } from "./settings.ts";

/** How far back before the change the history is read: the window of leaks. */
const BACK_MS = 14 * 86_400_000;
/** A century, in seconds: what is longer ago is a slip of the keyboard. */
const FARTHEST = 36_525 * 86_400;

/** `plimsoll verify KIND/NAME --since ROLLOUT|TIME`: whether what was done helped, by what was measured before and after. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [what, extra] = targetInOne(args.positionals);
	if (what === undefined) {
		throw new Failure("missing-argument", { command: args.command, argument: "KIND/NAME | FILE.csv" });
	}
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const text = args.value("since");
	if (text === undefined)
		throw new Failure("missing-argument", { command: args.command, argument: "--since ROLLOUT|TIME" });
	outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const now = moment ?? context.now();
	const since = momentOf(text, now);
	refuseFuture(since, text, now);
	const words = await loadWords(language(context, args));
	const report = (await isSeriesFile(what))
		? await ofFile(context, args, what, text, moment)
		: await ofWorkload(context, args, parseTarget(what), text, moment);
	await writeReport(context, args, report, "story", words);
	return exitCodeOfPods(args, report);
}

/** What --since says: a moment, the newest roll-out, or a revision of a Deployment. */
type Moment = { at: Millis } | { rollout: number | null };

/** What has not happened yet has changed nothing. */
function refuseFuture(since: Moment, text: string, now: Millis): void {
	if (!("at" in since) || since.at <= now) return;
	throw new Failure("bad-value", { flag: "--since", value: text, expected: `< ${formatTime(now)}` });
}

/** A time, or how long before now; null for anything else, a revision's number too. */
function timeOf(text: string, now: Millis): Millis | null {
	const seconds = spanOf(text);
	if (seconds === null) return parseMoment(text);
	return seconds <= FARTHEST ? now - seconds * 1000 : null;
}

function momentOf(text: string, now: Millis): Moment {
	if (text === "rollout") return { rollout: null };
	if (/^\d{1,6}$/.test(text)) return { rollout: Number(text) };
	const at = timeOf(text, now);
	if (at !== null) return { at };
	const expected = "rollout | 3 | 2026-11-21T10:19:05Z | 3d12h";
	throw new Failure("bad-value", { flag: "--since", value: text, expected });
}

async function ofFile(
	context: Context,
	args: Arguments,
	path: string,
	text: string,
	given: Millis | undefined,
): Promise<Report> {
	if (timeOf(text, 0) === null) {
		throw new Failure("bad-value", {
			flag: "--since",
			value: text,
			expected: "2026-11-21T10:19:05Z | 3d12h",
		});
	}
	fileAlone(args, path, []);
	const [{ openHistory }, { surveyFix }] = await Promise.all([
		import("../history/open.ts"),
		import("../survey/verify.ts"),
	]);
	const history = await openHistory({ path });
	if (history === null) throw new Failure("archive-missing", { path });
	try {
		const now = given ?? context.now();
		// A file speaks for itself: "three days ago" is before its end. Of what was done after it nothing is known yet.
		const last = await history.lastSample?.();
		const end = given ?? Math.min(now, (last ?? Number.POSITIVE_INFINITY) * 1000);
		const since = timeOf(text, end) ?? end;
		refuseFuture({ at: since }, text, now);
		// A file may be older than the window: all of it counts.
		const inquiry = {
			target: null,
			namespace: null,
			since,
			at: since > end ? now : end,
			back: since,
			belongs: null,
			ends: null,
		};
		return await surveyFix(history, inquiry);
	} finally {
		await history.close();
	}
}

async function ofWorkload(
	context: Context,
	args: Arguments,
	target: Target,
	text: string,
	given: Millis | undefined,
): Promise<Report> {
	const [{ surveyFix }, { surveyEnds }] = await Promise.all([
		import("../survey/verify.ts"),
		import("../survey/verify-ends.ts"),
	]);
	// A store or an engine that is named speaks for itself, but for the time of a roll-out.
	const rollout = "rollout" in momentOf(text, 0);
	const alone = !rollout && !args.given("from") && (args.given("history") || args.given("prometheus-url"));
	const { history, source } = await openPlaces(context, args, alone);
	try {
		const now = given ?? (await endOf(context, args, { source, history }));
		const since = momentOf(text, now);
		refuseFuture(since, text, now);
		const namespace = args.value("namespace") ?? source?.defaultNamespace ?? null;
		const { moment, belongs } = await placed(source, target, namespace, since);
		const ends = source === null || namespace === null ? null : await surveyEnds(source, target, namespace, now, given);
		const inquiry = { target, namespace, since: moment, at: now, back: BACK_MS, belongs, ends };
		const report = await surveyFix(history, inquiry);
		if (report.findings.length === 0 && report.gaps.length === 0) {
			const place = report.since === null ? `${history.name}: --since` : history.name;
			const scope = { namespace, labelSelector: "", fieldSelector: "" };
			if (source !== null) throw await noTarget(source, scope, target, place);
			throw new Failure("target-not-found", { target: target.text, namespace: namespace ?? "", source: place });
		}
		const forgotten = args.on("no-memory")
			? []
			: await rememberFixed(context, source?.name ?? history.name, report, now);
		return { ...report, gaps: [...report.gaps, ...(source?.gaps ?? []), ...forgotten] };
	} finally {
		await history.close();
		await source?.close();
	}
}

/** The moment of a roll-out by the cluster's own word, and which pods are the workload's. */
async function placed(source: Source | null, target: Target, namespace: string | null, since: Moment) {
	if (source === null || namespace === null) return { moment: "at" in since ? since.at : null, belongs: null };
	const { rolloutOf } = await import("../survey/rollout.ts");
	const wanted = "rollout" in since ? since.rollout : null;
	const { rollout, pods } = await rolloutOf(source, target, namespace, wanted);
	if ("at" in since) return { moment: since.at, belongs: pods };
	if (rollout === null) {
		throw new Failure("target-not-found", {
			target: `${target.text} (--since ${wanted ?? "rollout"})`,
			namespace,
			source: source.name,
		});
	}
	return { moment: rollout.at, belongs: pods };
}

/** What is proven fixed is remembered, but for what may be another cluster's, so that a scan can say when it is back; a memory that could not be read is a gap, and begins anew. */
async function rememberFixed(context: Context, source: string, report: Report, now: Millis): Promise<readonly Gap[]> {
	const fixed = report.findings.filter(({ rule, subject }) => rule === "verify/fixed" && subject.cluster === undefined);
	if (fixed.length === 0) return [];
	const { fixedPath, readFixed, remember, writeFixed } = await import("../survey/fixed.ts");
	const path = fixedPath(context.env, homedir());
	const { entries: known, gaps } = await readFixed(path);
	let entries = known;
	for (const { subject, params } of fixed) {
		const { kind = "", namespace = "", name = "", container = "" } = subject;
		const since = "since" in params ? params.since : now;
		entries = remember(entries, { source, kind, namespace, name, container, since, fixedAt: now });
	}
	await writeFixed(path, entries);
	return gaps;
}
