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
 * with the scheduled time in minutes (pkg/controller/cronjob/utils.go, getJobName), at least eight digits since 1985. Argo's Rollouts name
 * ReplicaSets as Deployments do, and put the hash into a label of their own (argo-rollouts, DefaultRolloutUniqueLabelKey).
 */
export function workloadOf(pod: Pod): Workload {
	const { namespace, owner, templateHash } = pod;
	if (owner === null) return { kind: "Pod", namespace, name: pod.name };
	if (owner.kind === "ReplicaSet" && templateHash !== "" && owner.name.endsWith(`-${templateHash}`)) {
		const kind = pod.isOfRollout ? "Rollout" : "Deployment";
		return { kind, namespace, name: owner.name.slice(0, -templateHash.length - 1) };
	}
	const scheduled = owner.kind === "Job" ? /^(.+)-\d{8,}$/.exec(owner.name) : null;
	if (scheduled?.[1] !== undefined) return { kind: "CronJob", namespace, name: scheduled[1] };
	return { kind: owner.kind, namespace, name: owner.name };
}

/** What SafeEncodeString leaves of the alphabet (apimachinery util/rand): no vowels, no 0, 1, 3. */
const SAFE = "[bcdfghjklmnpqrstvwxz2456789]";
const OF_DEPLOYMENT = new RegExp(`^(.+)-${SAFE}{6,10}-${SAFE}{5}$`);
const REPLICASET = new RegExp(`^(.+)-${SAFE}{6,10}$`);

/**
 * The workload of a pod that is known by name alone, with its controller where that is known: a history tells of pods that are long gone.
 * Where names do not tell, the pod stands for itself.
 */
export function workloadByName(namespace: string, pod: string, owner: { kind: string; name: string } | null): Workload {
	if (owner !== null) {
		const deployment = owner.kind === "ReplicaSet" ? REPLICASET.exec(owner.name)?.[1] : undefined;
		if (deployment !== undefined) return { kind: "Deployment", namespace, name: deployment };
		const scheduled = owner.kind === "Job" ? /^(.+)-\d{8,}$/.exec(owner.name)?.[1] : undefined;
		if (scheduled !== undefined) return { kind: "CronJob", namespace, name: scheduled };
		// A static pod belongs to its node, and is its own workload.
		if (owner.kind === "Node") return { kind: "Pod", namespace, name: pod };
		return { kind: owner.kind, namespace, name: owner.name };
	}
	const deployment = OF_DEPLOYMENT.exec(pod)?.[1];
	if (deployment !== undefined) return { kind: "Deployment", namespace, name: deployment };
	const ordinal = /^(.+)-\d{1,4}$/.exec(pod)?.[1];
	if (ordinal !== undefined) return { kind: "StatefulSet", namespace, name: ordinal };
	return { kind: "Pod", namespace, name: pod };
}
