import type { Gap } from "../../model/gap.ts";
import type { Node } from "../../model/node.ts";
import type { Policies } from "../../model/policies.ts";
import type { Recommendation, SizedWorkload, SizingNote, SizingReason } from "../../model/recommendation.ts";
import { said } from "../../model/said.ts";
import { pointProfile } from "./bare.ts";
import { differences } from "./differences.ts";
import type { ContainerFacts, QosChoice } from "./facts.ts";
import { afterKills, factorOf, mostAfterKills } from "./kills.ts";
import { allowedRequest, governed, type LimitBound, limitBound, podOf, withDefaults } from "./policy.ts";
import { without } from "./profile.ts";
import { type Hold, recommend } from "./recommend.ts";
import { least as leastForRuntime, runtimeNote } from "./runtime-note.ts";

interface WorkloadsInquiry {
	oomRisks: readonly number[];
	/** Seconds. */
	horizon: number;
	qos: QosChoice;
}

/** What needs not be said where there is no history. */
const OF_A_HISTORY: ReadonlySet<SizingReason> = new Set([
	"short-history",
	"horizon-beyond-history",
	"day-seen-once",
	"week-seen-once",
	"month-seen-once",
	"no-use",
	"risk-not-kept",
]);
/** What a fleet is sized in: the API server takes any bytes, people read mebibytes. */
const MEBI = 1 << 20;
/** Less page cache than this share of the peak changes nothing. */
const WORTH_TELLING = 0.1;

/**
 * Requests and limits for the containers of workloads, sized together, within what governs them. Those of which nothing is known at all are
 * gaps.
 */
export function sizeWorkloads(
	containers: readonly ContainerFacts[],
	policies: Policies,
	nodes: readonly Node[],
	inquiry: WorkloadsInquiry,
): { recommendations: Recommendation[]; gaps: Gap[] } {
	const gaps: Gap[] = [];
	const sized = containers.flatMap((own) => {
		const { facts, notes } = withDefaults(own, policies);
		const point = pointProfile(facts);
		const profile = facts.profile ?? point;
		if (profile !== null) return [{ facts, profile, notes }];
		gaps.push({
			source: "kubelet",
			what: said("memory of {container}", { container: nameOf(facts) }),
			reason: "absent",
			detail: "",
		});
		return [];
	});
	const bounds = sized.map(({ facts }) => limitBound(facts, policies, nodes));
	const holds = sized.map(({ facts }, i): Hold => holdOf(facts, bounds[i]?.bytes ?? Number.POSITIVE_INFINITY));
	const profiles = sized.map(({ facts, profile }) => ({
		...profile,
		name: nameOf(facts),
		climbing: facts.leaking || profile.climbing,
		bound: facts.kills === null ? profile.bound : without(facts.kills, profile.bound),
	}));
	const { oomRisks, horizon, qos } = inquiry;
	const all = recommend(profiles, { oomRisks, horizon, holds });
	const settled = all.map((one, i) => {
		const index = i % sized.length;
		const { facts, notes } = sized[index] as (typeof sized)[number];
		return settle(one, facts, notes, { bound: bounds[index] ?? null, policies, qos });
	});
	const pods = new Map(containers.map(({ workload, inPod }) => [podOf(workload), inPod]));
	return { recommendations: governed(settled, policies, pods), gaps };
}

function nameOf({ workload, container }: ContainerFacts): string {
	return `${workload.namespace}/${workload.kind}/${workload.name}/${container}`;
}

/** Kills show a need that no series can; a leak is never sized up for them. On the first day a bounded volume and heap may fill yet. */
function holdOf(facts: ContainerFacts, ceiling: number): Hold {
	const { kills, leaking, profile, use } = facts;
	const killed = kills !== null && !leaking && !(profile?.climbing ?? false) ? afterKills(kills) : 0;
	const first = profile === null ? Math.max(leastForRuntime(facts), (use ?? 0) + volumesOf(facts)) : 0;
	const most = kills === null ? Number.POSITIVE_INFINITY : mostAfterKills(kills, profile?.peak ?? null);
	const floor = Math.max(killed, first, use ?? 0);
	// What was killed, or has no history, is no measure for the others.
	return {
		floor,
		surely: Math.max(killed, use ?? 0),
		ceiling: Math.min(ceiling, Math.max(most, floor)),
		alone: kills !== null || profile === null,
	};
}

function volumesOf({ volumes }: ContainerFacts): number {
	return volumes.reduce((sum, { sizeLimit }) => sum + (sizeLimit ?? 0), 0);
}

function settle(
	one: Recommendation,
	facts: ContainerFacts,
	fromDefaults: readonly SizingNote[],
	{ bound, policies, qos }: { bound: LimitBound | null; policies: Policies; qos: QosChoice },
): Recommendation {
	// What it has stays to the byte.
	const safe = one.limit === facts.limit ? one.limit : wholeMebi(one.limit, bound);
	const { request, notes: fromPolicy } = requestOf(one, safe, facts, policies, qos);
	// No request may lie above its limit: what raised the one raises the other.
	const limit = Math.max(safe, request);
	const runtime = runtimeNote(facts, limit);
	const workload: SizedWorkload = {
		...facts.workload,
		container: facts.container,
		role: facts.role,
		pods: [...facts.pods],
		request: facts.request,
		limit: facts.limit,
		podRequest: facts.podRequest,
		podLimit: facts.podLimit,
		qosClass: facts.qosClass,
		resizable: facts.resizable,
		release: facts.release,
		notes: [
			...fromDefaults,
			...(facts.injected ? [{ kind: "injected" as const }] : []),
			...(one.reasons.includes("leak-suspected") ? [] : killNotes(facts)),
			...(one.reasons.includes("start-up-peak") ? [startUp(facts)] : []),
			...(facts.pageCache > WORTH_TELLING * (one.peak ?? 0) && facts.pageCache > MEBI
				? [{ kind: "page-cache" as const, bytes: facts.pageCache }]
				: []),
			...facts.volumes.map((volume) => ({
				kind: "memory-volume" as const,
				object: volume.name,
				bytes: volume.sizeLimit,
			})),
			...roomNotes(facts, one.limit),
			...(runtime === null ? [] : [runtime]),
			...differences(facts, limit),
			...boundNotes(bound, { now: facts.limit, size: limit, held: one.reasons.includes("held-down") }),
			...fromPolicy,
		],
	};
	// What stood in for a measurement is none.
	const unmeasured = facts.profile === null && facts.use === null;
	return {
		...one,
		...(unmeasured ? { use: null, peak: null, peaks: one.peaks.map(() => null) } : {}),
		limit,
		request,
		current: facts.limit ?? facts.podLimit,
		reasons: reasonsOf(one.reasons, facts),
		replay: { ...one.replay, recommended: { ...one.replay.recommended, limit } },
		workload,
	};
}

/** What a bound did to the size; or that pods of this size, or as they are now, would not be let in. */
function boundNotes(
	bound: LimitBound | null,
	{ now, size, held }: { now: number | null; size: number; held: boolean },
): SizingNote[] {
	if (bound === null) return [];
	const { kind, object, bytes } = bound;
	const over = (limit: number | null) => (limit !== null && limit > bytes ? limit : null);
	const refused = { now: over(now), size: over(size) };
	return [
		...(held && size === bytes ? [bound] : []),
		...(kind === "limit-range-max" && (refused.now ?? refused.size) !== null
			? [{ kind: "limit-range-refuses" as const, object, bytes, ...refused }]
			: []),
	];
}

/** Up to whole mebibytes, unless a bound lies below. */
function wholeMebi(bytes: number, bound: LimitBound | null): number {
	const up = Math.ceil(bytes / MEBI) * MEBI;
	return bound !== null && up > bound.bytes && bytes <= bound.bytes ? bytes : up;
}

/** Seconds. */
const DAY = 86_400;

function requestOf(
	{ request: typical, basis, reasons }: Recommendation,
	limit: number,
	facts: ContainerFacts,
	policies: Policies,
	qos: QosChoice,
): { request: number; notes: SizingNote[] } {
	const guaranteed = facts.limit !== null && facts.request === facts.limit;
	if (qos === "guaranteed" || (qos === "keep" && guaranteed)) return { request: limit, notes: [] };
	const notes: SizingNote[] = [];
	// What is killed again and again uses little between its deaths, what climbs will use more, and less than a day shows no daily peak: none is a reason to ask for less.
	const unsure = facts.kills !== null || facts.leaking || reasons.includes("rising") || basis.seconds < DAY;
	const least = unsure ? (facts.request ?? 0) : 0;
	let request = Math.min(limit, Math.ceil(Math.max(typical, least) / MEBI) * MEBI);
	const allowed = allowedRequest(facts, policies);
	for (const [bound, bytes] of [
		["minAllowed", allowed?.min],
		["maxAllowed", allowed?.max],
	] as const) {
		if (allowed === null || bytes == null) continue;
		if (bound === "minAllowed" ? request >= bytes : request <= bytes) continue;
		request = bytes;
		notes.push({ kind: "vpa-allowed", object: allowed.object, bound, bytes });
	}
	for (const item of policies.limitRanges) {
		if (item.namespace !== facts.workload.namespace || item.type !== "Container") continue;
		if (item.ratio !== null && limit > item.ratio * request) {
			request = Math.min(limit, Math.ceil(limit / item.ratio / MEBI) * MEBI);
			notes.push({ kind: "limit-range-ratio", object: item.name, ratio: item.ratio });
		}
		if (item.min !== null && request < item.min) {
			request = item.min;
			notes.push({ kind: "limit-range-min", object: item.name, bytes: item.min });
		}
	}
	return { request, notes };
}

function killNotes({ kills }: ContainerFacts): SizingNote[] {
	return kills === null
		? []
		: [{ kind: "oom-kills", kills: kills.count, limit: kills.limit, factor: factorOf(kills.count) }];
}

/** Told where nothing measured asks for as much. */
function roomNotes(facts: ContainerFacts, limit: number): SizingNote[] {
	const bytes = leastForRuntime(facts);
	if (facts.profile !== null || facts.runtime === null || limit !== bytes) return [];
	const { runtime, setting, written } = facts.runtime;
	return [{ kind: "runtime-room", object: runtime, setting, from: written, bytes }];
}

function startUp({ profile }: ContainerFacts): SizingNote {
	return { kind: "start-up-peak", bytes: profile?.startPeak ?? 0 };
}

function reasonsOf(reasons: readonly SizingReason[], facts: ContainerFacts): SizingReason[] {
	const { profile, use, kills } = facts;
	const isLeak = reasons.includes("leak-suspected");
	const needsMore = kills !== null && !isLeak && afterKills(kills) > (facts.limit ?? 0);
	const killed: SizingReason[] = needsMore ? ["oom-killed"] : [];
	// A limit by default is a limit.
	const told = reasons.filter((reason) => reason !== "no-capacity" || facts.limit === null);
	if (profile !== null) return [...told, ...killed];
	const basis: SizingReason = use === null ? "nothing-measured" : "use-now-only";
	const kept = told.filter((reason) => !OF_A_HISTORY.has(reason));
	return [basis, ...kept, ...killed];
}
