import type { ManifestVolume, PodTemplate } from "../../model/manifest.ts";
import { aboutPod, finding, isKubernetesOwn, type LintRule, seen, seenSetting } from "./rule.ts";

/** Without a bound of its own, a volume in memory may fill what its containers need to live. */
export const memoryVolumeUnbounded: LintRule<"lint/memory-volume-unbounded"> = {
	id: "lint/memory-volume-unbounded",
	judge: ({ pods }) =>
		pods.flatMap((pod) =>
			inMemory(pod)
				.filter(({ sizeLimit }) => sizeLimit === null)
				// A definition of somebody's operator: the limits come from elsewhere.
				.filter((volume) => isKubernetesOwn(pod.object) || smallestLimit(pod, volume) !== null)
				.map((volume) =>
					finding("lint/memory-volume-unbounded", aboutPod(pod), {
						severity: "warning",
						place: volume.place,
						params: { volume: volume.name, limit: smallestLimit(pod, volume)?.bytes ?? null },
					}),
				),
		),
};

/** What is written to such a volume counts toward the limit of the container that writes: a full volume alone then ends it. */
export const memoryVolumeAboveLimit: LintRule<"lint/memory-volume-above-limit"> = {
	id: "lint/memory-volume-above-limit",
	judge: ({ pods }) =>
		pods.flatMap((pod) =>
			inMemory(pod).flatMap((volume) => {
				const limit = smallestLimit(pod, volume);
				const size = volume.sizeLimit;
				if (limit?.bytes == null || size?.bytes == null || size.bytes < limit.bytes) return [];
				return [
					finding("lint/memory-volume-above-limit", aboutPod(pod), {
						severity: "warning",
						place: size.place,
						params: { volume: volume.name, size: size.bytes, limit: limit.bytes },
						evidence: [seenSetting(size), seen("memory-limit", limit.bytes, limit.place)],
					}),
				];
			}),
		),
};

function inMemory({ volumes }: PodTemplate): ManifestVolume[] {
	return volumes.filter(({ memory }) => memory);
}

/** Of the containers that mount it; those without a limit do not count. */
function smallestLimit({ containers }: PodTemplate, { name }: ManifestVolume) {
	return containers
		.filter(({ mounts, role }) => role !== "init" && mounts.some(({ volume }) => volume === name))
		.map(({ memoryLimit }) => memoryLimit)
		.filter((limit) => limit?.bytes != null)
		.reduce((a, b) => (a === null || (b?.bytes ?? 0) < (a.bytes ?? 0) ? b : a), null);
}
