import { Failure } from "../model/failure.ts";
import { compareFindings, type Finding, SEVERITIES } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import { defaultLintSettings, type LintSettings } from "../model/lint-settings.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import { type ManifestFile, manifestFiles, manifestFromStream } from "../sources/manifests/files.ts";
import { noManifests, readManifests } from "../sources/manifests/manifests.ts";
import { budgetsOf } from "../verdicts/budgets/picture.ts";
import { judgeManifests, LINT_RULES } from "../verdicts/lint/index.ts";

export interface LintInquiry {
	/** Files, folders, and `-` for the stream. */
	paths: readonly string[];
	stdin: AsyncIterable<string | Uint8Array>;
	at: Millis;
	settings?: LintSettings;
	/** Charts to be rendered by helm, and the files of values for them. */
	charts?: readonly string[];
	values?: readonly string[];
	env?: Readonly<Record<string, string | undefined>>;
	signal?: AbortSignal;
}

/** The settings for what is linted: from `file`, or found above the first path; by default nothing is changed. */
export async function lintSettings(file: string | undefined, paths: readonly string[]): Promise<LintSettings> {
	const { findSettings, readSettings } = await import("../sources/manifests/lint-settings.ts");
	const [first = "."] = paths;
	const found = file ?? findSettings(first === "-" ? "." : first);
	if (found === null) return defaultLintSettings(".");
	return readSettings(
		found,
		LINT_RULES.map(({ id }) => id),
	);
}

/**
 * Judges manifests, all together: a LimitRange in one file gives defaults to a Deployment in another. Throws `manifests-empty` for a path
 * without any, because silence would read as "nothing wrong": an empty pipe is most often a command that failed.
 */
export async function surveyManifests(inquiry: LintInquiry): Promise<Report> {
	const { paths, charts = [], at, settings = defaultLintSettings(".") } = inquiry;
	const manifests = noManifests();
	const gaps: Gap[] = [];
	let [files, documents] = [0, 0];
	const read = ({ path, text }: ManifestFile) => {
		files++;
		documents += readManifests(path, text, manifests);
	};
	const ignored = await ignoring(settings);
	for (const path of paths) {
		const [before, ignoredBefore] = [documents, ignored.count];
		if (path === "-") read(await manifestFromStream(inquiry.stdin));
		else for await (const file of manifestFiles(path, gaps, ignored.skips)) read(file);
		const silent = documents === before && gaps.length === 0 && ignored.count === ignoredBefore;
		if (silent) throw new Failure("manifests-empty", { path });
	}
	const rendered = new Map<string, { template: string; text: string }>();
	for (const chart of charts) {
		const before = documents;
		for (const { name, template, text } of await renderedBy(chart, inquiry)) {
			rendered.set(name, { template, text });
			read({ path: name, text });
		}
		if (documents === before) throw new Failure("manifests-empty", { path: chart });
	}
	const judged = judgeManifests(manifests, settings.thresholds);
	const findings = await settledFindings(await tracedFindings(judged, rendered), settings);
	const containers = manifests.pods.reduce((sum, pod) => sum + pod.containers.length, 0);
	return {
		at,
		findings: findings.sort(byPlace),
		gaps,
		looked: {
			...nothingLooked([...paths, ...charts].join(" ")),
			containers,
			files,
			documents,
			templates: manifests.pods.length,
			...(ignored.count === 0 ? {} : { ignored: ignored.count }),
		},
		budgets: budgetsOf(manifests),
	};
}

/** Most runs have no settings and no chart: what those need is not even loaded. */
async function ignoring(settings: LintSettings): Promise<{ count: number; skips: (path: string) => boolean }> {
	const ignored = { count: 0, skips: (_: string) => false };
	if (settings.ignore.length === 0) return ignored;
	const { matcher } = await import("./lint-settings.ts");
	const matches = matcher(settings.ignore, settings.folder);
	ignored.skips = (path) => {
		if (!matches(path)) return false;
		ignored.count++;
		return true;
	};
	return ignored;
}

async function renderedBy(chart: string, { values = [], env = {}, signal }: LintInquiry) {
	const [{ renderChart }, { renderedName }] = await Promise.all([
		import("../sources/manifests/helm.ts"),
		import("./lint-rendered.ts"),
	]);
	const templates = await renderChart(chart, values, env, signal ?? new AbortController().signal);
	return templates.map(({ template, text }) => ({ name: renderedName(template), template, text }));
}

async function tracedFindings(
	findings: Finding[],
	rendered: ReadonlyMap<string, { template: string; text: string }>,
): Promise<Finding[]> {
	return rendered.size === 0 ? findings : (await import("./lint-rendered.ts")).traced(findings, rendered);
}

async function settledFindings(findings: Finding[], settings: LintSettings): Promise<Finding[]> {
	const plain = settings.rules.size === 0 && settings.overrides.length === 0;
	return plain ? findings : (await import("./lint-settings.ts")).settled(findings, settings);
}

/** Worst first, then where they stand, so that a person can work through a file from top to bottom. */
function byPlace(a: Finding, b: Finding): number {
	const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
	if (severity !== 0) return severity;
	const [x, y] = [a.subject, b.subject];
	if (x.file !== y.file) return (x.file ?? "") < (y.file ?? "") ? -1 : 1;
	return (x.line ?? 0) - (y.line ?? 0) || (x.column ?? 0) - (y.column ?? 0) || compareFindings(a, b);
}
