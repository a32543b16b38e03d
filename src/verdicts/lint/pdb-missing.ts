import type { Manifests, PodTemplate } from "../../model/manifest.ts";
import { isDatabaseImage } from "../pressure/database.ts";
import { aboutPod, finding, type LintRule } from "./rule.ts";

/** Databases, brokers and caches in several replicas: a drain may take all of them at once, which replicas were to prevent. */
export const pdbMissing: LintRule<"lint/pdb-missing"> = {
	id: "lint/pdb-missing",
	judge: (manifests, { replicas: least }) =>
		manifests.pods.flatMap((pod) => {
			const { object, containers, replicas } = pod;
			if (object.kind !== "StatefulSet" || !object.apiVersion.value.startsWith("apps/")) return [];
			const database = containers.find(({ role, image }) => role === "main" && isDatabaseImage(image));
			if (database === undefined || replicas === null || replicas < least || covered(pod, manifests)) return [];
			return [
				finding("lint/pdb-missing", aboutPod(pod), {
					severity: "info",
					// The budget may lie in a repository that was not given.
					confidence: 0.7,
					place: object.place,
					params: { replicas, image: database.image },
				}),
			];
		}),
};

function covered({ object, labels }: PodTemplate, { disruptionBudgets }: Manifests): boolean {
	return disruptionBudgets.some(
		(budget) =>
			budget.object.namespace === object.namespace &&
			// Expressions are not reckoned with: they may well mean these pods.
			(budget.matchLabels === null || [...budget.matchLabels].every(([key, value]) => labels.get(key) === value)),
	);
}
