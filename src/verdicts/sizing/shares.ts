import type { Recommendation } from "../../model/recommendation.ts";

/** What counts as one, now and as sized: a container, or all of a pod that has resources of its own. Bytes in each of so many pods. */
export interface Share {
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
		const pod = ofPod(first);
		const now = pod ?? own(first);
		const sized = pod === null ? first[resource] : ownOfPod(first, resource, pod);
		return now === null ? [] : [{ now, sized, pods: replicasOf(first) }];
	});
}

/** What a pod's own will be: as it is where nothing else is said. */
function ownOfPod({ workload }: Recommendation, resource: "limit" | "request", now: number): number {
	const note = workload?.notes.find(({ kind }) => kind === "pod-level");
	return (note?.kind === "pod-level" ? note[resource] : null) ?? now;
}

export function replicasOf({ workload }: Recommendation): number {
	return workload?.pods.length ?? 1;
}
