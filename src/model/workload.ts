import type { Pod } from "./pod.ts";

/** The thing a person calls a workload: what they would edit to change a container. */
export interface Workload {
	kind: string;
	namespace: string;
	name: string;
}

/**
 * The workload a pod belongs to, from the pod alone: a Deployment's ReplicaSet is named `DEPLOYMENT-HASH` and its pods carry
 * the hash in `pod-template-hash` (kubernetes pkg/controller/deployment/sync.go); a CronJob's Job is named `CRONJOB-MINUTES`
 * with the scheduled time in minutes (pkg/controller/cronjob/utils.go, getJobName), at least eight digits since 1985.
 */
export function workloadOf(pod: Pod): Workload {
	const { namespace, owner, templateHash } = pod;
	if (owner === null) return { kind: "Pod", namespace, name: pod.name };
	if (owner.kind === "ReplicaSet" && templateHash !== "" && owner.name.endsWith(`-${templateHash}`)) {
		return { kind: "Deployment", namespace, name: owner.name.slice(0, -templateHash.length - 1) };
	}
	const scheduled = owner.kind === "Job" ? /^(.+)-\d{8,}$/.exec(owner.name) : null;
	if (scheduled?.[1] !== undefined) return { kind: "CronJob", namespace, name: scheduled[1] };
	return { kind: owner.kind, namespace, name: owner.name };
}
