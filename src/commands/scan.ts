import { homedir } from "node:os";
import { EXIT, Failure } from "../model/failure.ts";
import { compareFindings } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { loadSet } from "../survey/advisory-sets.ts";
import { surveyAll } from "../survey/scan.ts";
import { loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import { advisoriesPath } from "./advisories.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { endOf, historyBeside } from "./history.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { at, checkNamespace, exitCode, exitCodeOfPods, language, scopeOf } from "./settings.ts";
import { openCluster, openSource } from "./source.ts";

const OUTAGES = { least: 60, most: 365 * 86_400, expected: "12h | 2d (1m–365d)" };

/** `plimsoll scan`: everything the verdicts find, ranked. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	if (args.on("watch") && args.given("from")) throw new Failure("flags-conflict", { one: "--watch", other: "--from" });
	const outputs = outputsOf(args);
	exitCode(args, []);
	const moment = at(args);
	const outage = outageOf(args);
	const words = await loadWords(language(context, args));
	if (args.on("watch")) {
		if (outputs.some(({ path }) => path !== null))
			throw new Failure("flags-conflict", { one: "--watch", other: "-o FORMAT=FILE" });
		return watch(context, args, words);
	}

	const cluster = args.given("from") ? null : await openCluster(context, args);
	const source = cluster ?? (await openSource(context, args));
	const history = await historyBeside(context, args, source, cluster);
	try {
		const { advisories, gaps } = await loadSet(advisoriesPath(context));
		const found = await surveyAll(source, {
			advisories,
			history,
			historyAt: moment ?? (await endOf(context, args, { source, history })),
			undated: moment === undefined && args.given("from") && source.takenAt === null,
			outage,
			signal: context.signal,
			threads: "large",
			scope: scopeOf(args, source),
			live: args.on("live"),
			at: moment ?? source.takenAt ?? context.now(),
			until: moment,
		});
		await checkNamespace(source, scopeOf(args, source), found);
		const remembered = args.on("no-memory") ? { back: [], gaps: [] } : await whatIsBack(context, found, source.name);
		const findings = [...remembered.back, ...found.findings].sort(compareFindings);
		const report = { ...found, findings, gaps: [...found.gaps, ...gaps, ...remembered.gaps] };
		const answers = async () =>
			(await import("../server/report-answers.ts")).reportAnswers(
				source,
				report,
				scopeOf(args, source),
				history,
				args.given("history"),
			);
		await writeReport(context, args, report, "table", words, undefined, answers);
		return exitCodeOfPods(args, report);
	} finally {
		await history?.close();
		await source.close();
	}
}

/** Of the control plane, seconds; undefined where the default is wanted. */
function outageOf(args: Arguments): number | undefined {
	const text = args.value("outage");
	return text === undefined ? undefined : secondsOf("--outage", text, OUTAGES);
}

/** What was proven fixed and is found again; it is told each time until it is proven fixed anew. */
async function whatIsBack(context: Context, { findings }: Report, source: string) {
	const { fixedPath, readFixed, reopened } = await import("../survey/fixed.ts");
	const { entries, gaps } = await readFixed(fixedPath(context.env, homedir()));
	return { back: reopened(findings, entries, source), gaps };
}

/** Tells what there is, then each new death as it happens, until Ctrl-C. */
async function watch(context: Context, args: Arguments, words: Words): Promise<number> {
	const { watchDeaths } = await import("../survey/watch.ts");
	const cluster = await openCluster(context, args);
	const say = (line: string) => context.stderr.write(`plimsoll: ${line}\n`);
	let away = false;
	const onState = (state: "connected" | "reconnecting", detail: string) => {
		if (state === "reconnecting") say(words.report.watchLost(detail));
		else say(away ? words.report.watchBack : words.report.watching(cluster.name));
		away = state === "reconnecting";
	};
	try {
		const reports = watchDeaths(cluster, {
			scope: scopeOf(args, cluster),
			now: context.now,
			signal: context.signal,
			onState,
		});
		let first = true;
		for await (const report of reports) {
			await writeReport(context, args, report, first ? "table" : "story", words);
			first = false;
		}
		return EXIT.clean;
	} finally {
		await cluster.close();
	}
}
