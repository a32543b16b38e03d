import type { ManifestDisruptionBudget, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { aboutObject, finding, type LintRule, seenSetting } from "./rule.ts";

/** A PodDisruptionBudget that allows no eviction at all: a node short of memory can then not be drained. */
export const pdbBlocks: LintRule<"lint/pdb-blocks"> = {
	id: "lint/pdb-blocks",
	judge: (manifests) =>
		manifests.disruptionBudgets.flatMap((budget) => {
			const pod = podOf(budget, manifests);
			// The replicas an autoscaler may go down to.
			const replicas = pod === null ? null : atLeast(pod, manifests);
			const setting = blocking(budget, replicas);
			if (setting === null) return [];
			const name = setting === budget.minAvailable ? "minAvailable" : "maxUnavailable";
			return [
				finding("lint/pdb-blocks", aboutObject(budget.object), {
					severity: "warning",
					place: setting.place,
					params: {
						setting: `${name}: ${setting.value}`,
						replicas,
						target: pod === null ? null : `${pod.object.kind}/${pod.object.name}`,
					},
					evidence: [seenSetting(setting)],
				}),
			];
		}),
};

function blocking({ minAvailable, maxUnavailable }: ManifestDisruptionBudget, replicas: number | null): Written | null {
	if (maxUnavailable !== null && /^0%?$/.test(maxUnavailable.value)) return maxUnavailable;
	if (minAvailable === null) return null;
	if (minAvailable.value === "100%") return minAvailable;
	if (replicas === null || replicas === 0) return null;
	const percent = /^(\d+)%$/.exec(minAvailable.value)?.[1];
	// Shares are rounded up (kubernetes pkg/controller/disruption).
	const wanted = percent === undefined ? Number(minAvailable.value) : Math.ceil((Number(percent) * replicas) / 100);
	return wanted >= replicas ? minAvailable : null;
}

function podOf({ object, matchLabels }: ManifestDisruptionBudget, { pods }: Manifests): PodTemplate | null {
	if (matchLabels === null || matchLabels.size === 0) return null;
	const matching = pods.filter(
		(pod) =>
			pod.object.namespace === object.namespace &&
			["Deployment", "StatefulSet", "ReplicaSet"].includes(pod.object.kind) &&
			[...matchLabels].every(([key, value]) => pod.labels.get(key) === value),
	);
	// Several workloads behind one budget add up; too much to say from here.
	return matching.length === 1 ? (matching[0] ?? null) : null;
}

function atLeast({ object, replicas }: PodTemplate, { autoscalers }: Manifests): number | null {
	const autoscaler = autoscalers.find(
		({ object: own, target }) =>
			own.namespace === object.namespace && target.kind === object.kind && target.name === object.name,
	);
	return autoscaler?.minReplicas ?? replicas;
}
