import { Failure } from "../model/failure.ts";
import type { Gap } from "../model/gap.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { type LintInquiry, lintSettings, surveyManifests } from "../survey/lint.ts";
import { loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { outputsOf, writeReport } from "./outputs.ts";
import { exitCode, language, oneOf } from "./settings.ts";

/** `plimsoll lint FILE|DIR|-`: what manifests say about memory, with line and column. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const paths = args.positionals;
	const charts = args.values("helm-chart");
	if (paths.length + charts.length === 0) {
		throw new Failure("missing-argument", { command: args.command, argument: "FILE | DIR | -" });
	}
	// Of files there is no server to try it.
	const dryRun =
		oneOf("--dry-run", args.value("dry-run") ?? (args.on("dry-run") ? "client" : "none"), [
			"none",
			"client",
		] as const) === "client";
	if (charts.length === 0 && args.given("values"))
		throw new Failure("flag-needs", { flag: "--values", other: "--helm-chart" });
	const fix = dryRun || args.on("fix");
	if (fix && paths.includes("-")) throw new Failure("fix-needs-files", {});
	const baseline = args.value("baseline");
	const write = args.value("write-baseline");
	if (baseline !== undefined && write !== undefined) {
		throw new Failure("flags-conflict", { one: "--baseline", other: "--write-baseline" });
	}
	outputsOf(args);
	exitCode(args, []);
	const words = await loadWords(language(context, args));
	const inquiry: LintInquiry = {
		paths,
		charts,
		values: args.values("values"),
		stdin: context.stdin,
		at: context.now(),
		settings: await lintSettings(args.value("config"), [...paths, ...charts]),
		env: context.env,
		signal: context.signal,
	};
	let report = await surveyManifests(inquiry);
	if (fix) {
		const { gaps, shown } = await fixed(context, args, report, dryRun, words);
		if (shown) return exitCode(args, report.findings);
		// What is left is told of the files as they are now.
		if (!dryRun) report = await surveyManifests(inquiry);
		report.gaps.push(...gaps);
	}
	if (write !== undefined) {
		const { writeBaseline } = await import("./lint-baseline.ts");
		await writeBaseline(write, report.findings);
		const told = report.findings.filter(({ suppressed }) => suppressed === undefined).length;
		context.stderr.write(`${words.report.baselineWritten(printable(write), told)}\n`);
		return 0;
	}
	if (baseline !== undefined) {
		const { withoutKnown } = await import("./lint-baseline.ts");
		const findings = await withoutKnown(baseline, report.findings);
		report = { ...report, findings, looked: { ...report.looked, known: report.findings.length - findings.length } };
	}
	await writeReport(context, args, report, "lint", words);
	return exitCode(args, report.findings);
}

/**
 * Makes the safe edits and shows them. A dry run's diff is what was asked for and goes to standard output, ready for `git apply`, unless a
 * report was asked for there; else it goes beside the report, to standard error.
 */
async function fixed(
	context: Context,
	args: Arguments,
	report: Report,
	dryRun: boolean,
	words: Words,
): Promise<{ gaps: Gap[]; shown: boolean }> {
	const [{ safeEdits }, { fixFiles }] = await Promise.all([
		import("../remedies/file-edits.ts"),
		import("../remedies/fix-files.ts"),
	]);
	const gaps: Gap[] = [];
	const files = fixFiles(safeEdits(report.findings), dryRun, gaps);
	const asked = args.given("output") && outputsOf(args).some(({ path }) => path === null);
	const shown = dryRun && !asked;
	const out = shown ? context.stdout : context.stderr;
	const clean = out.isTTY === true ? (line: string) => printable(line) : (line: string) => line;
	for (const { diff } of files) out.write(diff.split("\n").map(clean).join("\n"));
	const edits = files.reduce((sum, file) => sum + file.edits, 0);
	if (shown) for (const gap of gaps) context.stderr.write(`${printable(words.report.gapLine(gap))}\n`);
	context.stderr.write(`${words.report.fixed(edits, files.length, dryRun)}\n`);
	return { gaps, shown };
}
