import type { History } from "../history/history.ts";
import type { Advisory } from "../model/advisory.ts";
import { Failure } from "../model/failure.ts";
import { compareFindings } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { Pod } from "../model/pod.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import type { Churn } from "../verdicts/advisories/churn.ts";
import { Components, surveyAdvisories } from "./advisories.ts";
import { leaseRenewals, surveyAway } from "./away.ts";
import { isWhole, surveyDeathsAndSettings } from "./deaths.ts";
import type { Threads } from "./leaks-digests.ts";
import { PodsByNode, surveyPressure } from "./nodes.ts";
import { Workloads } from "./workloads.ts";

interface ScanInquiry {
	scope: Scope;
	at: Millis;
	/** Deaths after it are not told: see DeathInquiry. */
	until?: Millis | undefined;
	/** Asks running servers for their settings, by commands in their containers. */
	live?: boolean;
	/** The known bugs to look for; those built in where left out. */
	advisories?: readonly Advisory[];
	/** Memory series, where there are some: leaks are looked for in them. */
	history?: History | null;
	/** As of when, where not `at`: the last sample of an archive that does not say when it was taken. */
	historyAt?: Millis;
	/** Whether it is not said when the archive was taken: what comes and goes is then counted up to what is newest in it. */
	undated?: boolean;
	/** The outage of the control plane that nodes are to live through, seconds. */
	outage?: number | undefined;
	signal?: AbortSignal | undefined;
	/** Beside this one, for a large recording. None unless told. */
	threads?: Threads | undefined;
	/** False: nodes have a look of their own, and how they are filled, and would live through hours alone, is left out here. */
	nodes?: boolean;
	/** Told how much came and went, once it is counted. */
	onChurn?(churn: Churn): void;
	/** Told of each pod in the scope, once. */
	onPod?(pod: Pod): void;
}

/**
 * Everything: the deaths in the scope, settings that do not fit, what has a known memory bug and, where the scope is the whole cluster, how its nodes are filled. Pods are read once
 * for all.
 */
export async function surveyAll(source: Source, inquiry: ScanInquiry): Promise<Report> {
	const { scope, at, until, advisories, history = null, live = false } = inquiry;
	const known = advisories ?? (await import("../verdicts/advisories/catalogue.ts")).ADVISORIES;
	const whole = isWhole(scope);
	const withNodes = whole && inquiry.nodes !== false;
	const byNode = new PodsByNode();
	const present = await presentOf(source, inquiry);
	const components = new Components(known, present);
	const workloads = new Workloads();
	const selected = scope.labelSelector !== "" || scope.fieldSelector !== "";
	const seen = new Set<string>();
	const wanted = (pod: Pod) => {
		// A survey of deaths may pass over the pods a second time.
		if (!seen.has(pod.uid)) {
			if (withNodes) byNode.take(pod);
			components.take(pod);
			inquiry.onPod?.(pod);
			if (history !== null) workloads.take(pod);
			if (selected) workloads.choose([pod]);
		}
		seen.add(pod.uid);
		return true;
	};
	const { settings, ...report } = await surveyDeathsAndSettings(source, {
		...{ scope, wanted, at, until, live },
		allSettings: true,
	});
	// A source may put its gaps together anew each time it is asked.
	const ofSource = new Set(source.gaps.map(gapKey));
	const ofPods = report.gaps.filter((gap) => !ofSource.has(gapKey(gap)));
	const findings = [...report.findings, ...settings];
	const leaks = history === null ? null : await leaksBeside(history, { workloads, kubelets: source }, whole, inquiry);
	findings.push(...(leaks?.findings ?? []));
	if (history !== null && whole) await countedBy(history, components, { ...inquiry, at: present });
	findings.push(...(await surveyAdvisories(source, known, { components, whole, findings, at })));
	inquiry.onChurn?.(components.churn.rates());
	// The nodes have been counted with the deaths.
	if (withNodes) {
		const pressure = await surveyPressure(source, byNode, at, { ...report.looked });
		findings.push(...pressure.findings);
		const { nodes } = pressure;
		findings.push(
			...(await surveyAway(source, { nodes, churn: components.churn.rates(), outage: inquiry.outage, findings, at })),
		);
	}
	return {
		...report,
		findings: findings.sort(compareFindings),
		gaps: [...source.gaps, ...ofPods, ...(leaks?.gaps ?? [])],
	};
}

function gapKey({ source, what, reason, detail }: Gap): string {
	return JSON.stringify([source, what, reason, detail]);
}

/** The end of the hour in which comings and goings are counted: of an archive without a date the newest Lease, else the last sample. */
async function presentOf(source: Source, { at, historyAt = at, undated = false }: ScanInquiry): Promise<Millis> {
	if (!undated) return at;
	const { renewals, now } = await leaseRenewals(source, at);
	return Math.min(at, renewals === null ? historyAt : now);
}

/** What came and went in the last hour, as the history has counted it; without its counters, objects' ages must do. */
async function countedBy(history: History, { churn }: Components, { at, signal }: ScanInquiry): Promise<void> {
	const request = { from: at / 1000 - 3600, to: at / 1000, namespaces: null, wanted: null, signal };
	try {
		for await (const counter of history.counters(request)) churn.counter(counter);
	} catch (error) {
		// The same failure is told of as a gap where leaks are looked for.
		if (!(error instanceof Failure) || error.code !== "prometheus-failed") throw error;
	}
}

/** As far back as `plimsoll leaks` looks by itself: whoever looks further or less far measures another rate of the same leak. */
export const LEAKS_MS = 14 * 86_400_000;

/** Leaks on the way to everything else: an engine that gives nothing is a gap here, and what is too young to judge is not worth a word. */
async function leaksBeside(
	history: History,
	beside: { workloads: Workloads; kubelets: Source },
	whole: boolean,
	{ scope, at: asked, historyAt: at = asked, signal, threads }: ScanInquiry,
): Promise<Pick<Report, "findings" | "gaps">> {
	const namespaces = scope.namespace === null ? null : [scope.namespace];
	const { surveyLeaksOf } = await import("./leaks-history.ts");
	try {
		const { findings, gaps } = await surveyLeaksOf(history, {
			...{ ...beside, namespaces, at, signal, threads },
			daemons: whole,
			cheaply: true,
			from: at - LEAKS_MS,
		});
		return { findings, gaps: gaps.filter(({ reason }) => reason !== "too-short") };
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "prometheus-failed") throw error;
		const { detail } = (error as Failure<"prometheus-failed">).params;
		return { findings: [], gaps: [{ source: "prometheus", what: history.name, reason: "failed", detail }] };
	}
}
