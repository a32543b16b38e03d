import { EXIT, Failure } from "../model/failure.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import { readSeriesChunks, readSeriesFile } from "../sources/series/file.ts";
import type { Scope } from "../sources/source.ts";
import { surveyLeaks } from "../survey/leaks.ts";
import { parseTarget, type Target, targetInOne } from "../survey/target.ts";
import { loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { endOf, openPlaces, type Places } from "./history.ts";
import { noTarget } from "./no-target.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { fileAlone, isSeriesFile } from "./series-file.ts";
import { at, checkNamespace, exitCode, language, scopeOf } from "./settings.ts";

const SINCE = "14d";
/** A century: beyond it a look back is a slip of the keyboard. */
const SPANS = { least: 0, most: 36_525 * 86_400, expected: "14d | 36h | 1d12h" };
/** A leak of hours is seen by then; an engine does not feel it. */
const WATCH_MINUTES = 10;

/** `plimsoll leaks [POD|KIND/NAME|FILE]`: whose memory leaks, since when, how fast, and when the limit is reached. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [what, extra] = targetInOne(args.positionals);
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const outputs = outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const since = secondsOf("--since", args.value("since") ?? SINCE, SPANS);
	const words = await loadWords(language(context, args));
	if (what !== undefined && (what === "-" || (await isSeriesFile(what))))
		return file(context, args, what, moment, words);

	const target = what === undefined ? null : parseTarget(what);
	if (args.on("watch") && outputs.some(({ path }) => path !== null))
		throw new Failure("flags-conflict", { one: "--watch", other: "-o FORMAT=FILE" });
	for (const other of ["at", "from"] as const)
		if (args.on("watch") && args.given(other))
			throw new Failure("flags-conflict", { one: "--watch", other: `--${other}` });
	// An engine or a store that is named speaks for itself, unless something of the objects is asked.
	const named = args.given("prometheus-url") || args.given("history");
	const places = await openPlaces(context, args, named && !OF_OBJECTS.some((flag) => args.given(flag)));
	const look = (now: Millis) => survey(context, args, { ...places, target, now, since }, words);
	try {
		if (args.on("watch")) return await watch(context, args, look, places.history.name, words);
		const report = await look(moment ?? (await endOf(context, args, places)));
		await writeReport(context, args, report, "leaks", words);
		return exitCode(args, report.findings);
	} finally {
		await places.history.close();
		await places.source?.close();
	}
}

async function file(
	context: Context,
	args: Arguments,
	path: string,
	moment: Millis | undefined,
	words: Words,
): Promise<number> {
	fileAlone(args, path, ["watch", "since"]);
	const series = path === "-" ? await readSeriesChunks(context.stdin, "-") : await readSeriesFile(path);
	const report = await surveyLeaks(series, { name: path, at: moment ?? context.now(), upTo: moment ?? null });
	await writeReport(context, args, report, "leaks", words);
	return exitCode(args, report.findings);
}

/** Flags that only objects can answer. */
const OF_OBJECTS = ["from", "context", "kubeconfig", "cluster", "server", "selector", "field-selector"] as const;

interface Look extends Places {
	target: Target | null;
	now: Millis;
	/** Seconds. */
	since: number;
}

async function survey(context: Context, args: Arguments, look: Look, words: Words): Promise<Report> {
	const { history, source, target, now, since } = look;
	const { surveyLeaksOf } = await import("../survey/leaks-history.ts");
	const { Workloads } = await import("../survey/workloads.ts");
	const scope = scopeOf(args, { defaultNamespace: source?.defaultNamespace ?? null });
	const workloads = new Workloads();
	if (target !== null) workloads.aim(target);
	const progress = await Progress.on(context);
	const selected = scope.labelSelector !== "" || scope.fieldSelector !== "";
	if (source !== null) {
		progress.say(words.report.reading("pods"));
		for await (const pod of source.pods({ ...scope, labelSelector: "", fieldSelector: "" })) workloads.take(pod);
		if (selected) workloads.choose(await Array.fromAsync(source.pods(scope)));
	}
	try {
		const report = await surveyLeaksOf(history, {
			namespaces: scope.namespace === null ? null : [scope.namespace],
			workloads,
			kubelets: source,
			daemons: target === null && !selected && scope.namespace === null,
			// Of what is asked for by name the reason is told too, and that takes every sample.
			cheaply: target === null,
			at: now,
			from: now - since * 1000,
			signal: context.signal,
			threads: "large",
			onProgress: ({ containers, samples }) => progress.count(() => words.leaks.progress(containers, samples)),
		});
		const gaps = [...(source?.gaps ?? []), ...report.gaps];
		if (report.looked.series === 0 && source !== null) await checkNamespace(source, scope);
		if (report.looked.series === 0) await nothing(target, scope, { history, source });
		const { notLeaking = [], ...rest } = report;
		return target === null ? { ...rest, gaps } : { ...rest, gaps, notLeaking };
	} finally {
		progress.done();
	}
}

/** Not one container: whoever asked must not read that nothing leaks. @throws Failure */
async function nothing(target: Target | null, scope: Scope, { history, source }: Places): Promise<void> {
	const [gap] = history.gaps;
	if (gap?.source === "archive")
		throw new Failure("archive-malformed", { path: gap.what, detail: gap.detail || gap.reason });
	if (gap !== undefined)
		throw new Failure("prometheus-failed", { engine: history.name, detail: gap.detail || gap.reason });
	if (target === null) return;
	if (source !== null) throw await noTarget(source, scope, target, history.name);
	const namespace = scope.namespace ?? "";
	throw new Failure("target-not-found", { target: target.text, namespace, source: history.name });
}

async function watch(
	context: Context,
	args: Arguments,
	look: (now: Millis) => Promise<Report>,
	source: string,
	words: Words,
): Promise<number> {
	const { watchLeaks } = await import("../survey/leaks-watch.ts");
	const say = (line: string) => context.stderr.write(`plimsoll: ${line}\n`);
	say(words.leaks.watching(source, WATCH_MINUTES));
	const reports = watchLeaks({
		look,
		now: context.now,
		signal: context.signal,
		every: WATCH_MINUTES * 60_000,
		onFailure: (error) => say(words.leaks.watchFailed(error instanceof Error ? error.message : String(error))),
	});
	for await (const report of reports) await writeReport(context, args, report, "leaks", words);
	return EXIT.clean;
}
