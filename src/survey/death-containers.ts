import type { Container, Pod } from "../model/pod.ts";
import type { Looked } from "../model/report.ts";
import type { MemorySample } from "../model/sample.ts";
import type { Millis } from "../model/time.ts";
import type { LinesRequest, SampleRequest, Source } from "../sources/source.ts";
import { deathsOf, hexOf } from "../verdicts/deaths/facts.ts";
import type { SeenKills } from "./death-kills.ts";
import { linesRequestOf, MOST_LOGS } from "./last-lines.ts";

/** What was read of single containers, by namespace, pod and container. */
export interface OfContainers {
	samples: ReadonlyMap<string, MemorySample>;
	lines: ReadonlyMap<string, string[]>;
}

/** The kubelet looks at its containers every second and tells the API server within ten: until then a status shows a dead container running. */
export const STATUS_LAG = 15_000;

/**
 * The logs of containers whose status leaves it open why they ended.
 * @param present the pods as they are now, by uid
 */
export async function gatherLines(
	source: Source,
	pods: readonly Pod[],
	present: ReadonlyMap<string, Pod>,
): Promise<Map<string, string[]>> {
	if (source.lastLines === undefined) return new Map();
	const wanted = new Map<string, LinesRequest>();
	for (const death of pods.flatMap(deathsOf)) {
		const now = present.get(death.pod.uid)?.containers.find(({ name }) => name === death.container.name);
		const request = linesRequestOf(death, now);
		if (request !== null && wanted.size < MOST_LOGS) wanted.set(sampleKey(death.pod, death.container), request);
	}
	const lines = wanted.size === 0 ? [] : await source.lastLines([...wanted.values()]);
	return new Map([...wanted.keys()].map((key, i) => [key, lines[i] ?? []]));
}

/** The last sample before each container's end, or before the last kill it survived. */
export async function gatherSamples(
	source: Source,
	pods: readonly Pod[],
	kills: SeenKills,
	readAt: Millis,
	looked: Looked,
): Promise<Map<string, MemorySample>> {
	const requests = new Map<string, SampleRequest>();
	const ask = (pod: Pod, container: Container, before: Millis | null) => {
		if (before === null) return;
		const key = sampleKey(pod, container);
		if (!requests.has(key))
			requests.set(key, { namespace: pod.namespace, pod: pod.name, container: container.name, before, node: pod.node });
	};
	for (const pod of pods) {
		for (const { container, termination } of deathsOf(pod)) ask(pod, container, termination.finishedAt);
		for (const kill of kills.byPod.get(pod.uid)?.toReversed() ?? []) {
			// Of a later one it is not yet known whether it was survived (survivedBy).
			if (kill.at !== null && kill.at > readAt - STATUS_LAG) continue;
			const container = pod.containers.find(({ containerId }) => hexOf(containerId) === kill.containerId);
			if (container !== undefined) ask(pod, container, kill.at);
		}
	}
	const samples = new Map<string, MemorySample>();
	for (const sample of await source.lastSamples([...requests.values()])) {
		looked.samples++;
		samples.set(`${sample.namespace}/${sample.pod}/${sample.container}`, sample);
	}
	return samples;
}

export function sampleKey(pod: Pod, { name }: Container): string {
	return `${pod.namespace}/${pod.name}/${name}`;
}
