import type { Recommendation } from "../../model/recommendation.ts";

/** What counts as one, now and as sized: a container, or all of a pod that has resources of its own. Bytes in each of so many pods. */
export interface Share {
	/** The container, or the first of the pod. */
	of: Recommendation;
	now: number;
	sized: number;
	pods: number;
}

/** `own` tells of a container, null where nothing is known of now: it is left out. */
export function sharesOf(
	recommendations: readonly Recommendation[],
	resource: "limit" | "request",
	own: (one: Recommendation) => number | null,
): Share[] {
	const ofPod = ({ workload }: Recommendation) =>
		(resource === "limit" ? workload?.podLimit : workload?.podRequest) ?? null;
	const groups = Map.groupBy(recommendations, (one) => {
		const { workload } = one;
		return workload === undefined || ofPod(one) === null
			? one
			: `${workload.namespace}/${workload.kind}/${workload.name}`;
	});
	return [...groups.values()].flatMap((containers) => {
		const [first] = containers as [Recommendation];
		const now = ofPod(first) ?? own(first);
		const sized = containers.reduce((total, one) => total + one[resource], 0);
		return now === null ? [] : [{ of: first, now, sized, pods: replicasOf(first) }];
	});
}

export function replicasOf({ workload }: Recommendation): number {
	return workload?.pods.length ?? 1;
}
