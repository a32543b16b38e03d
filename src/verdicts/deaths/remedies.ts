import type { ContainerRole } from "../../model/pod.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { Workload } from "../../model/workload.ts";

/**
 * The step VPA takes after an OOM: 1.2 times what was reached, at least 100 MiB more
 * (vertical-pod-autoscaler pkg/recommender/model/aggregations_config.go, DefaultOOMBumpUpRatio, DefaultOOMMinBumpUp).
 */
const OOM_BUMP_RATIO = 1.2;
const OOM_BUMP_MIN = 100 * 1024 * 1024;
const MEBI = 1024 * 1024;

const TEMPLATE_KINDS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/**
 * The next limit to try for a container that was killed at its own, in bytes of whole MiB. Empty where there is no template
 * to patch: a bare pod, a Job (its template cannot change) or an operator's own kind, whose operator would undo it.
 */
export function raiseMemoryLimit(workload: Workload, container: string, role: ContainerRole, limit: number): Remedy[] {
	if (!TEMPLATE_KINDS.has(workload.kind) || role === "ephemeral") return [];
	const value = Math.ceil(Math.max(limit * OOM_BUMP_RATIO, limit + OOM_BUMP_MIN) / MEBI) * MEBI;
	const list = role === "main" ? "containers" : "initContainers";
	const patch = {
		spec: {
			template: { spec: { [list]: [{ name: container, resources: { limits: { memory: `${value / MEBI}Mi` } } }] } },
		},
	};
	return [
		{ kind: "raise-memory-limit", risk: "medium", value, change: { type: "strategic-merge", ...workload, patch } },
	];
}
