import type { History } from "../history/history.ts";
import { compareFindings } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { Node } from "../model/node.ts";
import type { Pod } from "../model/pod.ts";
import type { Policies } from "../model/policies.ts";
import type { Recommendation } from "../model/recommendation.ts";
import type { Report } from "../model/report.ts";
import { said } from "../model/said.ts";
import { asDetail } from "../model/text.ts";
import type { Millis } from "../model/time.ts";
import {
	narrowAutoscaler,
	narrowLimitRange,
	narrowQuota,
	narrowVerticalAutoscaler,
} from "../sources/kubernetes/narrow-policies.ts";
import type { CaptureResource } from "../sources/kubernetes/resources.ts";
import type { Scope, Source } from "../sources/source.ts";
import type { QosChoice } from "../verdicts/sizing/facts.ts";
import { totalsOf } from "../verdicts/sizing/totals.ts";
import { sizeWorkloads } from "../verdicts/sizing/workloads.ts";
import { AtHand } from "./at-hand.ts";
import { surveyDeaths } from "./deaths.ts";
import { Fleet } from "./size-fleet.ts";
import { describeWorkloads } from "./size-templates.ts";

interface ClusterSizeInquiry {
	scope: Scope;
	/** Which pods of the scope are asked about. */
	wanted(pod: Pod): boolean;
	oomRisks: readonly number[];
	/** Seconds. */
	horizon: number;
	qos: QosChoice;
	at: Millis;
	/** Kills after it are not counted: see DeathInquiry. */
	until?: Millis | undefined;
}

/** How far back is looked: two horizons, so that what comes once in one was seen; at least a fortnight, at most what engines commonly keep. */
const LOOK_BACK = { least: 14 * 86_400, most: 60 * 86_400 };

/**
 * Requests and limits for the containers of a cluster's workloads, from their history where there is one, else from what they use now. Deaths
 * at a limit, and what governs the namespaces, are read with them.
 */
export async function surveyClusterSizes(
	source: Source,
	history: History | null,
	{ scope, wanted, oomRisks, horizon, qos, at, until }: ClusterSizeInquiry,
): Promise<Report> {
	const fleet = new Fleet();
	const seen = new Set<string>();
	const take = (pod: Pod): boolean => {
		if (!wanted(pod)) return false;
		// A survey of deaths may pass over the pods a second time, and asks for those, too, of which only events are left.
		const gone = pod.phase === "" && pod.createdAt === null;
		if (!gone && !seen.has(pod.uid)) fleet.take(pod);
		seen.add(pod.uid);
		return true;
	};
	const deaths = await surveyDeaths(source, { scope, wanted: take, wantedNode: () => false, at, until });
	const { looked } = deaths;
	fleet.learn(deaths.findings);
	const nodes = new Map<string, Node>();
	for await (const node of source.nodes()) nodes.set(node.name, node);
	for await (const stats of source.nodeStats?.(fleet.nodes()) ?? []) looked.samples += fleet.measure(stats);
	const ofNamespace: Scope = { ...scope, labelSelector: "", fieldSelector: "" };
	const sized = await sizeFleet(fleet, { source, history, nodes, scope: ofNamespace }, { oomRisks, horizon, qos, at });
	return {
		at,
		findings: deaths.findings
			.filter(({ rule }) => rule === "death/container-limit" || rule === "death/memory-volume")
			.sort(compareFindings),
		recommendations: sized.recommendations,
		totals: totalsOf(sized.recommendations),
		gaps: [...source.gaps, ...(history?.gaps ?? []), ...sized.gaps],
		looked: { ...looked, series: sized.series, samples: looked.samples + sized.samples },
	};
}

export type SizeTerms = Pick<ClusterSizeInquiry, "oomRisks" | "horizon" | "qos" | "at">;

/** Where the rest is read that sizes follow from, once pods, deaths and present use are known. */
export interface SizeSources {
	source: Source;
	history: History | null;
	nodes: ReadonlyMap<string, Node>;
	/** The namespace of the fleet; null for all. */
	scope: Scope;
}

/** Sizes of containers whose pods, deaths and present use the fleet has taken. */
export async function sizeFleet(
	fleet: Fleet,
	{ source, history, nodes, scope }: SizeSources,
	{ oomRisks, horizon, qos, at }: SizeTerms,
): Promise<{ recommendations: Recommendation[]; gaps: Gap[]; series: number; samples: number }> {
	await describeWorkloads(source, scope, fleet);
	const policies = await readPolicies(source, scope);
	const read = history === null || fleet.size === 0 ? NOTHING_READ : await readHistory(history, fleet, { horizon, at });
	const sized = sizeWorkloads(fleet.facts(nodes), policies, [...nodes.values()], { oomRisks, horizon, qos });
	return { ...read, recommendations: sized.recommendations, gaps: [...sized.gaps, ...read.gaps] };
}

interface Read {
	series: number;
	samples: number;
	gaps: Gap[];
}

const NOTHING_READ: Read = { series: 0, samples: 0, gaps: [] };

/** Everything is read once; anew, and only of the cluster that is meant, where it turns out that there are several. */
async function readHistory(
	history: History,
	fleet: Fleet,
	{ horizon, at }: Pick<SizeTerms, "horizon" | "at">,
): Promise<Read> {
	const to = Math.floor(at / 1000);
	const from = to - Math.min(LOOK_BACK.most, Math.max(LOOK_BACK.least, 2 * horizon));
	const request = {
		from,
		to,
		namespaces: fleet.namespaces(),
		wanted: (namespace: string, pod: string) => fleet.has(namespace, pod),
	};
	const clusters = new AtHand();
	const pass = async (others: ReadonlySet<string>): Promise<Read> => {
		const read = { ...NOTHING_READ };
		for await (const track of history.containers(request)) {
			if (others.has(track.cluster ?? "") || !fleet.remember(track)) continue;
			if (others.size === 0) clusters.see(track, fleet.isThere(track.namespace, track.pod));
			read.series++;
			read.samples += track.series.t.length;
		}
		return read;
	};
	const all = await pass(new Set());
	const others = clusters.others();
	if (others.size === 0) return all;
	fleet.forget();
	return { ...(await pass(others)), gaps: clusters.meant() === null ? [whoseIsUnknown(clusters.several())] : [] };
}

/** None of the pods that are there is in the history: the workloads that are may be those of any cluster. */
function whoseIsUnknown(several: readonly string[]): Gap {
	const clusters = several.map(asDetail).join(", ");
	const detail = said("of several clusters, and none of them has just these pods: {clusters}", { clusters });
	return { source: "history", what: said("memory series"), reason: "absent", detail };
}

async function readPolicies(source: Source, scope: Scope): Promise<Policies> {
	const read = async <T>(resource: CaptureResource, narrow: (object: unknown) => T[]): Promise<T[]> => {
		const found: T[] = [];
		for await (const object of source.raw?.(resource, scope) ?? []) found.push(...narrow(object));
		return found;
	};
	return {
		limitRanges: await read("limitranges", narrowLimitRange),
		quotas: await read("resourcequotas", narrowQuota),
		autoscalers: await read("horizontalpodautoscalers", (object) =>
			[narrowAutoscaler(object)].filter((one) => one !== null),
		),
		verticalAutoscalers: await read("verticalpodautoscalers", (object) => {
			const one = narrowVerticalAutoscaler(object);
			return one === null ? [] : [one];
		}),
	};
}
