import type { ManifestDisruptionBudget, ManifestObject, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { aboutObject, finding, type LintRule, seenSetting } from "./rule.ts";
import { governs, nameOf, nearest } from "./together.ts";

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

function podOf(budget: ManifestDisruptionBudget, { pods, disruptionBudgets, objects }: Manifests): PodTemplate | null {
	const { matchLabels } = budget;
	if (matchLabels === null || matchLabels.size === 0) return null;
	const matching = pods.filter(
		(pod) =>
			["Deployment", "StatefulSet", "ReplicaSet"].includes(pod.object.kind) &&
			[...matchLabels].every(([key, value]) => pod.labels.get(key) === value) &&
			governs(budget, disruptionBudgets, pod, pods),
	);
	// Several workloads behind one budget add up; too much to say from here.
	const [only, ...more] = matching;
	if (only === undefined || more.length > 0) return null;
	// A patch of it may set the replicas; another whole one is another's.
	const whole = new Set(
		pods.filter(({ containers }) => containers.every(({ image }) => image !== "")).map(({ object }) => object),
	);
	const isPatch = (object: ManifestObject) => nameOf(object) === nameOf(only.object) && !whole.has(object);
	return objects.some(isPatch) ? null : only;
}

function atLeast({ object, replicas }: PodTemplate, { autoscalers }: Manifests): number | null {
	const autoscaler = nearest(
		object,
		autoscalers.filter(
			({ object: own, target }) =>
				own.namespace === object.namespace && target.kind === object.kind && target.name === object.name,
		),
	);
	return autoscaler?.minReplicas ?? replicas;
}
