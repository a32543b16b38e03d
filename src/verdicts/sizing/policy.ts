import type { Node } from "../../model/node.ts";
import type { LimitRangeItem, MemoryAutoscaler, Policies, VerticalAutoscaler } from "../../model/policies.ts";
import type { Recommendation, SizedWorkload, SizingNote } from "../../model/recommendation.ts";
import { together } from "../../model/requests.ts";
import type { Workload } from "../../model/workload.ts";
import type { ContainerFacts, PodContainer } from "./facts.ts";

export type LimitBound = Extract<SizingNote, { kind: "limit-range-max" | "node" }>;

/** The lowest bound that no limit of this container may lie above: a LimitRange's max, or what the largest node can give. */
export function limitBound(
	{ workload }: ContainerFacts,
	{ limitRanges }: Policies,
	nodes: readonly Node[],
): LimitBound | null {
	const largest = nodes.reduce<Node | null>(
		(most, node) => ((node.memoryAllocatable ?? 0) > (most?.memoryAllocatable ?? 0) ? node : most),
		null,
	);
	const range = limitRanges
		.filter(({ namespace, type, max }) => namespace === workload.namespace && type === "Container" && max !== null)
		.reduce<LimitRangeItem | null>((least, one) => ((one.max ?? 0) < (least?.max ?? Infinity) ? one : least), null);
	const node = largest?.memoryAllocatable ?? Number.POSITIVE_INFINITY;
	if (range?.max != null && range.max <= node) return { kind: "limit-range-max", object: range.name, bytes: range.max };
	return largest === null || node === Number.POSITIVE_INFINITY
		? null
		: { kind: "node", object: largest.name, bytes: node };
}

/**
 * A container without a limit or a request of its own gets the namespace's, and is known by them. Each LimitRange fills what those before it left open,
 * so the limit may be of one and the request of another; which comes first is chance (kubernetes plugin/pkg/admission/limitranger, PodMutateLimitFunc).
 */
export function withDefaults(
	facts: ContainerFacts,
	{ limitRanges }: Policies,
): { facts: ContainerFacts; notes: SizingNote[] } {
	const { workload, declared } = facts;
	const ranges = limitRanges.filter(({ namespace, type }) => namespace === workload.namespace && type === "Container");
	// A pod made since shows the default as if it were its own, and a nought of its own as none; the workload's template tells them apart.
	const gives = (what: "limit" | "request", byDefault: number | null) =>
		byDefault !== null &&
		(facts[what] === null ? declared?.[what] !== true : declared?.[what] === false && facts[what] === byDefault);
	const ofLimit = ranges.find(({ defaultLimit }) => gives("limit", defaultLimit));
	// A limit of its own is its request as well, before any LimitRange is asked.
	const ofRequest =
		facts.limit !== null && facts.request === null
			? undefined
			: ranges.find(({ defaultRequest }) => gives("request", defaultRequest));
	return {
		facts: {
			...facts,
			limit: facts.limit ?? ofLimit?.defaultLimit ?? null,
			request: facts.request ?? ofRequest?.defaultRequest ?? null,
		},
		notes: ranges
			.filter((range) => range === ofLimit || range === ofRequest)
			.map((range) => ({
				kind: "limit-range-default",
				object: range.name,
				limit: range === ofLimit ? range.defaultLimit : null,
				request: range === ofRequest ? range.defaultRequest : null,
			})),
	};
}

/** What a VerticalPodAutoscaler allows as this container's request, whose memory it does not leave alone. */
export function allowedRequest(
	{ workload, container }: ContainerFacts,
	{ verticalAutoscalers }: Policies,
): { object: string; min: number | null; max: number | null } | null {
	const scaler = verticalAutoscalers.find((one) => isAbout(one, workload) && !leavesAlone(one, container));
	return scaler === undefined ? null : { object: scaler.name, ...boundsOf(scaler, container) };
}

function isAbout(
	{ namespace, target }: MemoryAutoscaler | VerticalAutoscaler,
	workload: Pick<SizedWorkload, "namespace" | "kind" | "name">,
): boolean {
	return namespace === workload.namespace && target.kind === workload.kind && target.name === workload.name;
}

function leavesAlone({ on, off }: VerticalAutoscaler, container: string): boolean {
	return off.includes(container) || (!on.includes(container) && off.includes("*"));
}

/** A policy by the container's name goes before that for all. */
function boundsOf(
	{ allowed, on, off }: VerticalAutoscaler,
	container: string,
): { min: number | null; max: number | null } {
	const named = on.includes(container) || off.includes(container);
	const found = allowed.find((one) => one.container === (named ? container : "*"));
	return { min: found?.min ?? null, max: found?.max ?? null };
}

/** What the pods of a workload are known by. */
export function podOf({ namespace, kind, name }: Workload): string {
	return `${namespace}/${kind}/${name}`;
}

/** Adds what only the sizes of all containers together show: pods' own resources, bounds on pods, quotas, autoscalers. `pods` by podOf. */
export function governed(
	recommendations: readonly Recommendation[],
	policies: Policies,
	pods: ReadonlyMap<string, readonly PodContainer[]>,
): Recommendation[] {
	const byRisk = Map.groupBy(recommendations, ({ oomRisk }) => oomRisk);
	const notes = new Map<Recommendation, SizingNote[]>();
	for (const sized of byRisk.values()) {
		const byPod = Map.groupBy(sized, ({ workload }) => workload && podOf(workload));
		const sums: PodSums[] = [];
		for (const containers of byPod.values()) {
			const [first] = containers;
			if (first?.workload === undefined) continue;
			const pod = podSums(containers, first.workload, pods.get(podOf(first.workload)) ?? []);
			sums.push(pod);
			notes.set(first, [...podNotes(pod, policies), ...horizontalNotes("", containers, policies)]);
			for (const one of containers) {
				if (one.workload !== undefined)
					notes.set(one, [
						...(notes.get(one) ?? []),
						...horizontalNotes(one.workload.container, [one], policies),
						...verticalNotes(one.workload, policies),
					]);
			}
		}
		for (const { at, note } of quotaNotes(sums, policies)) notes.set(at, [...(notes.get(at) ?? []), note]);
	}
	return recommendations.map((one) => {
		const more = notes.get(one) ?? [];
		if (one.workload === undefined || more.length === 0) return one;
		return { ...one, workload: { ...one.workload, notes: [...one.workload.notes, ...more] } };
	});
}

/** A pod as it is and as sized, bytes: by its containers, and what counts for it, which is its own where it has any. */
interface PodSums {
	containers: readonly Recommendation[];
	workload: SizedWorkload;
	sized: { limit: number; request: number };
	counted: Record<"limit" | "request", { now: number; sized: number }>;
}

function podSums(
	containers: readonly Recommendation[],
	workload: SizedWorkload,
	inPod: readonly PodContainer[],
): PodSums {
	const byName = new Map(containers.map((one) => [one.workload?.container, one]));
	const { podLimit, podRequest } = workload;
	const sum = (what: "limit" | "request", of: (one: Recommendation) => number | null | undefined) =>
		together(
			inPod.map(({ name, role, memoryLimit, memoryRequest }) => {
				const one = byName.get(name);
				const as = what === "limit" ? memoryLimit : memoryRequest;
				return { role, bytes: (one === undefined ? as : of(one)) ?? 0 };
			}),
		);
	const sized = { limit: sum("limit", ({ limit }) => limit), request: sum("request", ({ request }) => request) };
	// Who has no limit of its own and keeps all of the pod's says no more than that the pod's does: two such do not need it twice.
	const keeps = (one: Recommendation) => one.workload?.limit === null && one.limit === podLimit;
	const beside = sum("limit", (one) => (keeps(one) ? one.request : one.limit));
	const holds = Math.max(containers.some(keeps) ? Math.max(podLimit ?? 0, beside) : sized.limit, sized.request);
	const own = { limit: podLimit === null ? sized.limit : holds, request: sized.request };
	const now = {
		limit: podLimit ?? sum("limit", (one) => one.workload?.limit),
		request: podRequest ?? sum("request", (one) => one.workload?.request),
	};
	return {
		...{ containers, workload, sized },
		counted: { limit: { now: now.limit, sized: own.limit }, request: { now: now.request, sized: own.request } },
	};
}

function podNotes({ workload, sized, counted }: PodSums, { limitRanges }: Policies): SizingNote[] {
	const { namespace, podRequest, podLimit } = workload;
	const ranges = limitRanges.flatMap((item): SizingNote[] =>
		item.namespace === namespace && item.type === "Pod" && item.max !== null && sized.limit > item.max
			? [{ kind: "limit-range-pod", object: item.name, bytes: item.max, sum: sized.limit }]
			: [],
	);
	const own = {
		request: podRequest === null ? null : counted.request.sized,
		limit: podLimit === null ? null : counted.limit.sized,
	};
	return own.request === podRequest && own.limit === podLimit ? ranges : [...ranges, { kind: "pod-level", ...own }];
}

/** Each quota that the new sums break, told at the container that adds most to it. */
function quotaNotes(pods: readonly PodSums[], { quotas }: Policies): { at: Recommendation; note: SizingNote }[] {
	return quotas.flatMap((quota) => {
		const { namespace, name, resource, hard, used, scoped } = quota;
		if (scoped || used === null) return [];
		const of = resource === "limits.memory" ? "limit" : "request";
		const more = ({ workload, counted }: PodSums) => workload.pods.length * (counted[of].sized - counted[of].now);
		const here = pods.filter(({ workload }) => workload.namespace === namespace);
		const sum = used + here.reduce((total, pod) => total + more(pod), 0);
		const most = here.toSorted((a, b) => more(b) - more(a))[0];
		if (sum <= hard || most === undefined || more(most) <= 0) return [];
		const adds = (one: Recommendation) => one[of] - (one.workload?.[of] ?? 0);
		const [at] = most.containers.toSorted((a, b) => adds(b) - adds(a));
		return at === undefined ? [] : [{ at, note: { kind: "quota" as const, object: name, resource, hard, sum } }];
	});
}

/**
 * Of the autoscalers that look at one container (`""`: at all of the pod, by its own request or the sum of theirs; where one is missing they do nothing: kubernetes
 * pkg/controller/podautoscaler, calculatePodRequests).
 */
function horizontalNotes(container: string, of: readonly Recommendation[], { autoscalers }: Policies): SizingNote[] {
	const [first] = of;
	const ofPod = container === "" ? (first?.workload?.podRequest ?? null) : null;
	const now = ofPod ?? of.reduce((total, { workload }) => total + (workload?.request ?? Number.NaN), 0);
	const then = of.reduce((total, { request }) => total + request, 0);
	return autoscalers.flatMap((scaler): SizingNote[] => {
		if (first?.workload === undefined || !isAbout(scaler, first.workload) || scaler.container !== container) return [];
		if (scaler.utilization === null || Number.isNaN(now) || now === then) return [];
		const to = Math.max(1, Math.round((scaler.utilization * now) / then));
		return [{ kind: "hpa", object: scaler.name, from: scaler.utilization, to }];
	});
}

function verticalNotes(sized: SizedWorkload, { verticalAutoscalers }: Policies): SizingNote[] {
	return verticalAutoscalers
		.filter((scaler) => isAbout(scaler, sized))
		.map((scaler): SizingNote => {
			const sets = scaler.mode !== "Off" && !leavesAlone(scaler, sized.container);
			return { kind: "vpa", object: scaler.name, mode: scaler.mode, sets, ...boundsOf(scaler, sized.container) };
		});
}
