import type { History } from "../history/history.ts";
import { Failure } from "../model/failure.ts";
import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { planFixes } from "../remedies/plan.ts";
import { type ReadObject, readerOf, resourceOf } from "../remedies/targets.ts";
import { shape } from "../sources/kubernetes/shape.ts";
import type { Scope, Source } from "../sources/source.ts";
import { belongsTo, parseTarget, type Target, targetInOne } from "../survey/target.ts";
import { advisoriesPath } from "./advisories.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { Run } from "./fix-run.ts";
import { settingsOf } from "./fix-settings.ts";
import { endOf, historyBeside } from "./history.ts";
import { noTarget } from "./no-target.ts";
import { checkNamespace, mayHidePods, scopeOf } from "./settings.ts";
import { openCluster, openSource } from "./source.ts";

/** `plimsoll fix [POD|KIND/NAME]`: the remedies that are patches, shown, asked about, applied one by one, and undone. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const settings = await settingsOf(context, args);
	if (args.on("list") || args.on("undo")) {
		const { listFixes, undoFix } = await import("./fix-undo.ts");
		return args.on("list") ? await listFixes(context, args, settings) : await undoFix(context, args, settings);
	}
	const [text, extra] = targetInOne(args.positionals);
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const cluster = args.given("from") ? null : await openCluster(context, args);
	const source = cluster ?? (await openSource(context, args));
	// A look at weeks of memory takes its time: where leaks are asked for.
	const ofLeaks = args.given("history") || settings.rules.some((rule) => rule.startsWith("leak/"));
	let history: History | null = null;
	try {
		history = ofLeaks ? await historyBeside(context, args, source, cluster) : null;
		if (ofLeaks && history === null) throw new Failure("no-history", { source: source.name });
		const report = await findingsOf(context, args, { source, history }, text, settings.rules);
		const read = cluster === null ? archiveReader(source) : readerOf(cluster.client);
		const { items, byHand } = await planFixes(report.findings, read, { evenIfManaged: args.on("even-if-managed") });
		const run = new Run(context, args, settings, cluster, items);
		try {
			await run.go();
		} finally {
			// Where the cluster goes away in the middle, what was changed before is told all the same.
			run.end(report, byHand);
			await run.write(report, byHand);
		}
		return run.exitCode(report);
	} finally {
		await history?.close();
		await source.close();
	}
}

/** What `scan` finds, of one workload where it is named, and by the rules asked for. */
async function findingsOf(
	context: Context,
	args: Arguments,
	{ source, history }: { source: Source; history: History | null },
	text: string | undefined,
	rules: readonly string[],
): Promise<Report> {
	const [{ surveyAll }, { loadSet }] = await Promise.all([
		import("../survey/scan.ts"),
		import("../survey/advisory-sets.ts"),
	]);
	const target = text === undefined ? null : parseTarget(text);
	const scope = scopeOf(args, source);
	const { advisories, gaps } = await loadSet(advisoriesPath(context));
	const at = source.takenAt ?? context.now();
	const historyAt = await endOf(context, args, { source, history });
	const inquiry = { advisories, scope, at, nodes: false, signal: context.signal, history, historyAt };
	const report = await surveyAll(source, inquiry);
	await checkNamespace(source, scope, report);
	const found = report.findings.filter((finding) => target === null || isAbout(finding, target));
	const isHidden = report.gaps.some(mayHidePods);
	if (target !== null && found.length === 0 && !isHidden && !(await isThere(source, scope, target)))
		throw await noTarget(source, scope, target);
	const findings = found.filter(
		({ rule }) =>
			rules.length === 0 ||
			rules.some((one) => rule === one || (one.endsWith("*") && rule.startsWith(one.slice(0, -1)))),
	);
	return { ...report, findings, gaps: [...report.gaps, ...gaps] };
}

/** A workload without a finding is told from one that is nowhere by its pods. */
async function isThere(source: Source, scope: Scope, target: Target): Promise<boolean> {
	for await (const pod of source.pods(scope)) if (belongsTo(pod, target)) return true;
	return false;
}

function isAbout({ subject, params, remedies }: Finding, target: { kind: string; name: string }): boolean {
	const is = ({ kind = "", name = "" }: { kind?: string; name?: string }) =>
		name === target.name && kind.toLowerCase() === target.kind.toLowerCase();
	const workload = "workload" in params ? (params.workload as { kind?: string; name?: string } | undefined) : undefined;
	return (
		is(subject) ||
		(workload !== undefined && is(workload)) ||
		remedies.some(({ change }) => "kind" in change && is(change))
	);
}

/** Objects as the archive holds them. */
function archiveReader(source: Source): ReadObject {
	return async ({ kind, namespace, name }) => {
		const resource = resourceOf(kind);
		const scope = { namespace, labelSelector: "", fieldSelector: "" };
		if (resource !== null && resource !== "services") {
			for await (const object of source.raw?.(resource, scope) ?? []) {
				if (shape(shape(object).metadata).name === name) return shape(object);
			}
		}
		return { kind: "not-kept" };
	};
}
