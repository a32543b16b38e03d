import type { MemorySample } from "../../model/sample.ts";
import { parseTime } from "../../model/time.ts";
import type { KubeClient } from "./client.ts";
import { integer, list, shape, text } from "./shape.ts";

/** 250 pods with their volumes are under 2 MB. */
const BOUND = 32 * 1024 * 1024;

/**
 * The memory of a node's running containers as its kubelet measures it now (kubelet stats/v1alpha1, Summary).
 * @throws Failure cluster-*; TooLarge
 */
export async function* kubeletSamples(
	client: KubeClient,
	node: string,
	signal?: AbortSignal,
): AsyncGenerator<MemorySample> {
	const path = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`;
	const summary = await client.json(path, BOUND, { signal, retries: 1 });
	for (const pod of list(summary.pods)) {
		const { podRef, containers } = shape(pod);
		const { namespace, name } = shape(podRef);
		for (const container of list(containers)) {
			const { name: containerName, memory: measured } = shape(container);
			const memory = shape(measured);
			const at = parseTime(memory.time);
			if (at === null) continue;
			yield {
				namespace: text(namespace),
				pod: text(name),
				container: text(containerName),
				at,
				workingSet: integer(memory.workingSetBytes),
				rss: integer(memory.rssBytes),
				source: "kubelet",
			};
		}
	}
}
