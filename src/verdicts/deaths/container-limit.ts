import { signalOf } from "../../model/evidence.ts";
import type { OomKill } from "../../model/kernel.ts";
import { type DeathFacts, type DeathRule, killsOf } from "./facts.ts";
import { observe } from "./observed.ts";
import { deathParams } from "./params.ts";
import { raiseMemoryLimit } from "./remedies.ts";

const SIGKILL = 9;

/** How sure the cause is, by what was seen; from certain to merely likely. */
const CONFIDENCE = {
	/** The kernel names this container's own cgroup as the limit that fired. */
	kernelLine: 0.99,
	/** The runtime says OOMKilled and the last sample stood at the limit. */
	atLimit: 0.95,
	/** The runtime says OOMKilled, nothing else was seen. The runtime cannot say which level fired, so a full pod or node looks the same. */
	statusOnly: 0.8,
	/** The runtime says OOMKilled, but the kernel log was read and holds no such kill: rotated away, or another cause. */
	kernelSilent: 0.6,
} as const;

/** A last sample at this share of the limit or above counts as standing at it. */
const AT_LIMIT = 0.9;

/** The container reached its own memory limit and the kernel killed it. */
export const containerLimit: DeathRule<"death/container-limit"> = {
	id: "death/container-limit",
	judge(facts) {
		const kills = killsOf(facts);
		const own = kills.filter((kill) => isOwnLimit(kill, facts.container.memoryLimit));
		if (own.length === 0 && (kills.length > 0 || !statusSaysSo(facts))) return null;
		const limit = facts.container.memoryLimit ?? own[0]?.limit ?? null;
		if (limit === null) return null;
		const victim = largest(own);
		const { pod, container } = facts;
		return {
			rule: "death/container-limit",
			severity: "error",
			confidence: confidence(facts, own, limit),
			subject: {
				kind: "Pod",
				namespace: pod.namespace,
				name: pod.name,
				container: container.name,
				...(pod.node === null ? {} : { node: pod.node }),
			},
			params: {
				...deathParams(facts),
				memoryLimit: limit,
				victim: victim?.process ?? null,
				victimRss: victim === null ? null : residentBytes(victim),
				kernelKills: facts.kills.filter((kill) => isOwnLimit(kill, limit)).length,
			},
			evidence: observe(facts, own),
			remedies: raiseMemoryLimit(deathParams(facts).workload, container.name, container.role, limit),
		};
	},
};

/**
 * The kernel names the cgroup whose limit fired. That of a pod is as large as its containers' limits together (kubernetes
 * pkg/kubelet/cm/helpers_linux.go, ResourceConfigForPod) and also counts the pause process, so where one container makes up the whole
 * of it, the pod's limit fires a moment before the container's own.
 */
function isOwnLimit({ limitLevel, limit }: OomKill, containerLimit: number | null): boolean {
	return limitLevel === "container" || (limitLevel === "pod" && limit !== null && limit === containerLimit);
}

/**
 * OOMKilled with SIGKILL and a limit to hit. With exit code 0 or 143 the reason is left over from an earlier kill, and
 * when the whole node was short it is not the limit that killed.
 */
function statusSaysSo({ container, termination, nodeEvents }: DeathFacts): boolean {
	if (termination.reason !== "OOMKilled" || signalOf(termination) !== SIGKILL || container.memoryLimit === null)
		return false;
	const at = termination.finishedAt;
	return !nodeEvents.some(
		(event) =>
			event.reason === "SystemOOM" && at !== null && event.lastAt !== null && Math.abs(event.lastAt - at) <= 60_000,
	);
}

function confidence({ sample, kernelLogRead }: DeathFacts, own: readonly OomKill[], limit: number): number {
	if (own.length > 0) return CONFIDENCE.kernelLine;
	if (sample?.workingSet != null && sample.workingSet >= AT_LIMIT * limit) return CONFIDENCE.atLimit;
	return kernelLogRead ? CONFIDENCE.kernelSilent : CONFIDENCE.statusOnly;
}

function largest(kills: readonly OomKill[]): OomKill | null {
	return kills.reduce<OomKill | null>(
		(a, b) => (a === null || (residentBytes(b) ?? 0) > (residentBytes(a) ?? 0) ? b : a),
		null,
	);
}

/** anon + file + shmem, as the kernel's badness counts resident memory (mm/oom_kill.c, oom_badness). */
function residentBytes({ anonRss, fileRss, shmemRss }: OomKill): number | null {
	return anonRss === null ? null : anonRss + (fileRss ?? 0) + (shmemRss ?? 0);
}
