import type { History, HistoryRequest } from "../history/history.ts";
import type { ContainerFloors, ContainerTrack } from "../model/track.ts";
import {
	FIRST_LOOK_SECONDS,
	FIRST_LOOK_STRETCHES,
	glimpsesOf,
	lookAt,
	worthReading,
} from "../verdicts/leaks/first-look.ts";
import { keyOf, type Workloads } from "./workloads.ts";

interface FirstLook {
	/** Pods whose samples are worth reading: all of a workload when one of its containers is. */
	worthReading(namespace: string, pod: string): boolean;
	passedOver: { containers: number; pods: number };
}

/** Shorter looks have no days whose floors could be compared, and cost little. Seconds. */
const LEAST_SPAN = 4 * 86_400;

export interface OwnLook {
	glimpses: HistoryRequest["glimpses"];
	worthJudging(track: ContainerTrack): boolean;
}

/**
 * How a container is looked at before it is judged, where the engine gave all samples at once; null where each that was read is judged. The rule
 * is that of the engine's own look, so what is found does not depend on which of the two looked.
 */
export function ownLook(history: History, { from, to }: HistoryRequest, cheaply = true): OwnLook | null {
	if (!cheaply || history.floors === undefined || to - from < LEAST_SPAN) return null;
	const glimpses = glimpsesOf(from, to);
	return { glimpses, worthJudging: ({ series }) => worthReading(lookAt(series, from, to, glimpses)) };
}

/** A first look by the engine at which containers grow at all; null where it has none to offer, and everything is to be read. */
export async function firstLook(
	history: History,
	request: HistoryRequest,
	{
		workloads,
		cheaply = true,
		signal,
	}: { workloads: Workloads; cheaply?: boolean | undefined; signal?: AbortSignal | undefined },
): Promise<FirstLook | null> {
	if (!cheaply || history.floors === undefined || request.to - request.from < LEAST_SPAN) return null;
	let all: ContainerFloors[] | null;
	try {
		all = await history.floors(request, FIRST_LOOK_STRETCHES, FIRST_LOOK_SECONDS);
	} catch (error) {
		if (signal?.aborted) throw error;
		// Nothing is lost by it: what is read instead says what is wrong.
		return null;
	}
	if (all === null) return null;
	const worth = new Set<string>();
	const pods = new Map<string, { workload: string; containers: number }>();
	for (const floors of all) {
		const workload = workloads.of(floors);
		if (workload === null) continue;
		const [key, pod] = [keyOf(workload), `${floors.namespace}/${floors.pod}`];
		pods.set(pod, { workload: key, containers: (pods.get(pod)?.containers ?? 0) + 1 });
		if (worthReading(floors)) worth.add(key);
	}
	const passedOver = [...pods.values()].filter(({ workload }) => !worth.has(workload));
	return {
		worthReading(namespace, pod) {
			const known = pods.get(`${namespace}/${pod}`);
			return known !== undefined && worth.has(known.workload);
		},
		passedOver: {
			containers: passedOver.reduce((sum, { containers }) => sum + containers, 0),
			pods: passedOver.length,
		},
	};
}
