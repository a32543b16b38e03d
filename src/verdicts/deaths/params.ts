import { containerOf, type KubeEvent } from "../../model/event.ts";
import { signalOf } from "../../model/evidence.ts";
import type { Subject } from "../../model/finding.ts";
import type { Pod } from "../../model/pod.ts";
import type { DeathParams, Disagreement, GraphReason, OomParams, PodDeathParams } from "../../model/rules.ts";
import type { Millis } from "../../model/time.ts";
import { workloadOf } from "../../model/workload.ts";
import { type DeathFacts, isPresent } from "./facts.ts";
import { graphOf } from "./graph.ts";
import { isSampleAfterDeath, killsOf, largest, type Oom, residentBytes } from "./oom.ts";

/** What every container's death carries. */
export function deathParams(facts: DeathFacts, disagreements: readonly Disagreement[] = []): DeathParams {
	const { pod, container, termination, sample, gone } = facts;
	const { startedAt, finishedAt } = termination;
	const waiting = container.state.kind === "waiting" ? container.state : null;
	const found = new Set(disagreements);
	if (isSampleAfterDeath(facts)) found.add("sample-after-death");
	return {
		workload: workloadOf(pod),
		role: container.role,
		at: finishedAt,
		reason: termination.reason,
		exitCode: gone ? null : termination.exitCode,
		signal: gone ? null : signalOf(termination),
		livedSeconds:
			startedAt === null || startedAt <= 0 || finishedAt === null ? null : Math.max(0, (finishedAt - startedAt) / 1000),
		restartCount: container.restartCount,
		backingOff: waiting?.reason === "CrashLoopBackOff" || (waiting === null && isHeldBack(facts)),
		backOffSeconds: waiting?.reason === "CrashLoopBackOff" ? backOffSeconds(waiting.message) : null,
		jobGaveUp: jobGaveUp(facts.ownerEvents),
		memoryLimit: container.memoryLimit,
		memoryRequest: container.memoryRequest,
		lastWorkingSet: sample?.workingSet ?? null,
		lastWorkingSetAge: sample === null || finishedAt === null ? null : Math.max(0, (finishedAt - sample.at) / 1000),
		disagreements: [...found],
	};
}

/**
 * The kubelet writes CrashLoopBackOff into the status at its next sync only, up to a minute later; until then the container stands as
 * ended, and an event of the pod says that its start is held back.
 */
function isHeldBack({ container, termination, events }: DeathFacts): boolean {
	if (!isPresent({ container, termination }) || termination.finishedAt === null) return false;
	const since = termination.finishedAt - 1000;
	return events.some(
		(event) => event.reason === "BackOff" && containerOf(event) === container.name && (event.lastAt ?? 0) >= since,
	);
}

/** The same for a death by the OOM killer. `limit` is the one that fired, `reasons` what is known of the graph beforehand. */
export function oomParams(
	facts: DeathFacts,
	oom: Oom,
	limit: number | null,
	reasons: readonly GraphReason[] = [],
): OomParams {
	const victim = largest(oom.kills);
	const { sample, termination } = facts;
	return {
		...deathParams(facts, oom.disagreements),
		victim: victim?.process || null,
		...(victim?.containerId != null && !killsOf(facts).includes(victim) ? { ofSandbox: true } : {}),
		victimRss: victim === null ? null : residentBytes(victim),
		kernelKills: Math.max(killsOf(facts).length, killsOfContainer(facts)),
		graph: graphOf(
			{ sample, at: termination.finishedAt, limit, kills: oom.kills },
			facts.unscraped ? [...reasons, "unscraped"] : reasons,
		),
	};
}

/** Kills in any instance of this container: those whose id belongs to none of the pod's other containers, where it has others. */
function killsOfContainer({ pod, kills }: DeathFacts): number {
	return pod.containers.length === 1 ? kills.length : 0;
}

/** What every end of a whole pod carries. */
export function podDeathParams(pod: Pod, at: Millis | null, ownerEvents: readonly KubeEvent[]): PodDeathParams {
	const { qosClass, priority } = pod;
	return { workload: workloadOf(pod), at, qosClass, priority, jobGaveUp: jobGaveUp(ownerEvents) };
}

/** `Job has reached the specified backoff limit` (kubernetes pkg/controller/job/job_controller.go). */
function jobGaveUp(ownerEvents: readonly KubeEvent[]): boolean {
	return ownerEvents.some(({ reason, regarding }) => regarding.kind === "Job" && reason === "BackoffLimitExceeded");
}

export function subjectOf(pod: Pod, container: { name: string } | null): Subject {
	return {
		kind: "Pod",
		namespace: pod.namespace,
		name: pod.name,
		...(container === null || container.name === "" ? {} : { container: container.name }),
		...(pod.node === null ? {} : { node: pod.node }),
	};
}

/** The wait in `back-off 1m20s restarting failed container=…` (kubelet, Go's duration format), seconds. */
export function backOffSeconds(message: string): number | null {
	const match = /back-off (?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)? restarting/.exec(message);
	if (match === null) return null;
	const [, hours = "0", minutes = "0", seconds = "0"] = match;
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
