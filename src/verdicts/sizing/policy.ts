import type { Node } from "../../model/node.ts";
import type { LimitRangeItem, MemoryAutoscaler, Policies, VerticalAutoscaler } from "../../model/policies.ts";
import type { Recommendation, SizedWorkload, SizingNote } from "../../model/recommendation.ts";
import type { ContainerFacts } from "./facts.ts";
import { type Share, sharesOf } from "./shares.ts";

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

/** Adds what only the sizes of all containers together show: pods' own resources, bounds on pods, quotas, autoscalers. */
export function governed(recommendations: readonly Recommendation[], policies: Policies): Recommendation[] {
	const byRisk = Map.groupBy(recommendations, ({ oomRisk }) => oomRisk);
	const notes = new Map<Recommendation, SizingNote[]>();
	for (const sized of byRisk.values()) {
		const byPod = Map.groupBy(
			sized,
			({ workload }) => workload && `${workload.namespace}/${workload.kind}/${workload.name}`,
		);
		for (const containers of byPod.values()) {
			const [first] = containers;
			if (first?.workload === undefined) continue;
			notes.set(first, [...podNotes(containers, policies), ...horizontalNotes("", containers, policies)]);
			for (const one of containers) {
				if (one.workload !== undefined)
					notes.set(one, [
						...(notes.get(one) ?? []),
						...horizontalNotes(one.workload.container, [one], policies),
						...verticalNotes(one.workload, policies),
					]);
			}
		}
		for (const { at, note } of quotaNotes(sized, policies)) notes.set(at, [...(notes.get(at) ?? []), note]);
	}
	return recommendations.map((one) => {
		const more = notes.get(one) ?? [];
		if (one.workload === undefined || more.length === 0) return one;
		return { ...one, workload: { ...one.workload, notes: [...one.workload.notes, ...more] } };
	});
}

function podNotes(containers: readonly Recommendation[], { limitRanges }: Policies): SizingNote[] {
	const { namespace, podRequest, podLimit } = containers[0]?.workload ?? {
		namespace: "",
		podRequest: null,
		podLimit: null,
	};
	const sum = containers.reduce((total, { limit }) => total + limit, 0);
	const ranges = limitRanges.flatMap((item): SizingNote[] =>
		item.namespace === namespace && item.type === "Pod" && item.max !== null && sum > item.max
			? [{ kind: "limit-range-pod", object: item.name, bytes: item.max, sum }]
			: [],
	);
	if (podRequest === null && podLimit === null) return ranges;
	const requests = containers.reduce((total, { request }) => total + request, 0);
	const own = {
		request: podRequest === null ? null : requests,
		limit: podLimit === null ? null : Math.max(sum, requests),
	};
	return own.request === podRequest && own.limit === podLimit ? ranges : [...ranges, { kind: "pod-level", ...own }];
}

/** Each quota that the new sums break, told at the container that adds most to it. */
function quotaNotes(
	sized: readonly Recommendation[],
	{ quotas }: Policies,
): { at: Recommendation; note: SizingNote }[] {
	return quotas.flatMap((quota) => {
		const { namespace, name, resource, hard, used, scoped } = quota;
		if (scoped || used === null) return [];
		const here = sized.filter(({ workload }) => workload?.namespace === namespace);
		const of = resource === "limits.memory" ? "limit" : "request";
		const shares = sharesOf(here, of, ({ workload }) => workload?.[of] ?? 0);
		const more = ({ now, sized, pods }: Share) => pods * (sized - now);
		const sum = used + shares.reduce((total, one) => total + more(one), 0);
		const most = shares.reduce<Share | null>(
			(top, one) => (more(one) > (top === null ? 0 : more(top)) ? one : top),
			null,
		);
		if (sum <= hard || most === null) return [];
		return [{ at: most.of, note: { kind: "quota" as const, object: name, resource, hard, sum } }];
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
