import type { History } from "../../history/history.ts";
import type { Pod } from "../../model/pod.ts";
import type { Recommendation, SizingReason } from "../../model/recommendation.ts";
import { workloadOf } from "../../model/workload.ts";
import type { Source } from "../../sources/source.ts";
import { type SizeTerms, sizeFleet } from "../../survey/size-cluster.ts";
import { Fleet } from "../../survey/size-fleet.ts";
import { counts, keyOf } from "./rows.ts";
import type { Size, State } from "./state.ts";

/** As `plimsoll size` has them where nothing else is asked. */
const TERMS: Omit<SizeTerms, "at"> = { oomRisks: [0.01], horizon: 14 * 86_400, qos: "keep" };
/** Containers sized together: each takes some 20 KB until its size is known. */
const AT_ONCE = 100;

interface SizeSources {
	/** Workloads' own objects, and what governs their namespaces. */
	source: Source;
	history: History | null;
}

/** Sizes of everything at once: a history that is a file is read from end to end each time it is asked. */
export async function sizeAll(state: State, sources: SizeSources): Promise<void> {
	if (sources.history === null) {
		for await (const _ of sizeByPieces(state, sources, null));
		return;
	}
	const every: Pod[] = [...state.facts.pods.values()];
	await sizePods(state, every, null, sources);
}

/**
 * Sizes namespace by namespace and, in large ones, some workloads at a time, so that little is held; yields after each.
 * @param wanted null for all
 */
export async function* sizeByPieces(
	state: State,
	sources: SizeSources,
	wanted: ((pod: Pod) => boolean) | null,
): AsyncGenerator<void> {
	const namespaces = new Set<string>();
	for (const pod of state.facts.pods.values()) if (wanted?.(pod) !== false) namespaces.add(pod.namespace);
	for (const namespace of [...namespaces].sort()) {
		const all = [...state.facts.pods.of(namespace).filter((pod) => wanted?.(pod) !== false)];
		for (const piece of pieces(all)) {
			await sizePods(state, piece, namespace, sources);
			yield;
		}
	}
}

/** Sizes of workloads that are gone are let go of. */
export function forgetSizes(state: State): void {
	const known = new Set<string>();
	for (const pod of state.facts.pods.values()) {
		const workload = workloadOf(pod);
		known.add(keyOf(workload, ""));
		for (const { name } of pod.containers) known.add(keyOf(workload, name));
	}
	for (const held of [state.sizes, state.ownSizes])
		for (const key of held.keys()) if (!known.has(key)) held.delete(key);
}

/** Whether some container of a pod has no size yet. */
export function isUnsized(state: State, pod: Pod): boolean {
	const workload = workloadOf(pod);
	return pod.containers.some(
		(container) => counts(pod, container) && !state.sizes.has(keyOf(workload, container.name)),
	);
}

/** The pods of a workload stay together. */
function* pieces(pods: readonly Pod[]): Generator<Pod[]> {
	let [piece, containers] = [[] as Pod[], 0];
	for (const of of Map.groupBy(pods, (pod) => JSON.stringify(workloadOf(pod))).values()) {
		piece.push(...of);
		containers += of[0]?.containers.length ?? 0;
		if (containers < AT_ONCE) continue;
		yield piece;
		[piece, containers] = [[], 0];
	}
	if (piece.length > 0) yield piece;
}

async function sizePods(
	state: State,
	pods: readonly Pod[],
	namespace: string | null,
	{ source, history }: SizeSources,
): Promise<void> {
	const fleet = new Fleet();
	for (const pod of pods) fleet.take(pod);
	fleet.learn([...state.found.deaths, ...state.log.all()]);
	for (const node of fleet.nodes()) {
		const stats = state.facts.statsOf(node);
		if (stats !== undefined) fleet.measure(stats);
	}
	const { nodes } = state.facts;
	const scope = { namespace, labelSelector: "", fieldSelector: "" };
	const { recommendations } = await sizeFleet(fleet, { source, history, nodes, scope }, { ...TERMS, at: state.now() });
	for (const { workload } of recommendations) if (workload !== undefined) state.ownSizes.delete(keyOf(workload, ""));
	for (const one of recommendations) {
		const { workload } = one;
		if (workload === undefined) continue;
		state.sizes.set(keyOf(workload, workload.container), sizeOf(one));
		// What else must change is told at one of its containers.
		const own = workload.notes.find(({ kind }) => kind === "pod-level");
		if (own?.kind === "pod-level") state.ownSizes.set(keyOf(workload, ""), { limit: own.limit, request: own.request });
	}
}

/** Lists of reasons, each kept once: ten thousand sizes have some dozens of them. */
const lists = new Map<string, SizingReason[]>();

function sizeOf({ limit, request, reasons, basis }: Recommendation): Size {
	const without = reasons.includes("nothing-measured") ? "nothing" : reasons.includes("use-now-only") ? "use" : null;
	const kept = lists.get(reasons.join(" ")) ?? reasons;
	lists.set(reasons.join(" "), kept);
	return { limit, request, reasons: kept, basis: without ?? "history", seconds: without === null ? basis.seconds : 0 };
}
