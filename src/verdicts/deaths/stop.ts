import type { KubeEvent } from "../../model/event.ts";
import { signalOf } from "../../model/evidence.ts";
import type { StopCause } from "../../model/rules.ts";
import type { Millis } from "../../model/time.ts";
import type { DeathFacts } from "./facts.ts";
import { eventsHeldBack, happened, isAbout, lastBefore, SAME_MOMENT, SECOND } from "./when.ts";

/** The kubelet was stopping the container: SIGTERM, and SIGKILL once the grace period is over. */
export interface Stop {
	cause: StopCause | "liveness" | "startup";
	/** When it asked. */
	askedAt: Millis | null;
	graceSeconds: number | null;
	/** The event that says so; null when the pod's status does. */
	event: KubeEvent | null;
	/** That event is of an earlier end: those of this one were held back. */
	earlier?: true;
}

/** The API server's default for terminationGracePeriodSeconds (kubernetes core/v1, DefaultTerminationGracePeriodSeconds). */
export const DEFAULT_GRACE_SECONDS = 30;
/** A stop may take longer than its grace: pre-stop hooks, a runtime under load. */
const STOP_SLACK = 30 * SECOND;
/** The kubelet gives at least this much (pkg/kubelet/kuberuntime, minimumGracePeriodInSeconds). */
const LEAST_GRACE_SECONDS = 2;

/**
 * `Container %s failed liveness probe`, since 1.14 with `, will be restarted` (pkg/kubelet/kuberuntime/kuberuntime_manager.go); before it
 * `Killing container with id %s:Container failed liveness probe.. Container will be killed and recreated.` and `… is unhealthy, it will be
 * killed and re-created.`
 */
const PROBE_KILL = /failed (liveness|startup) probe|container "[^"]*" is unhealthy, it will be killed/i;
/** `Container %s definition changed`, `… resize requires restart`. */
const CHANGED = /definition changed|spec hash changed|resize requires restart/;

/** `FailedPostStartHook` (pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer). */
const HOOK = /PostStartHook/;

/** The kubelet's own stop that was under way when the container ended; null where nothing tells of one. */
export function stopOf(facts: DeathFacts): Stop | null {
	return byProbe(facts) ?? byPod(facts) ?? byEvent(facts) ?? asBefore(facts);
}

/** Whether a container that got a stop's SIGTERM lived until its SIGKILL. */
export function outlivedGrace({ termination }: DeathFacts, { askedAt, graceSeconds }: Stop): boolean {
	if (signalOf(termination) !== 9) return false;
	if (askedAt === null || termination.finishedAt === null) return true;
	const grace = Math.max(graceSeconds ?? DEFAULT_GRACE_SECONDS, LEAST_GRACE_SECONDS) * SECOND;
	return termination.finishedAt - askedAt >= grace - SAME_MOMENT;
}

function byProbe(facts: DeathFacts): Stop | null {
	const { container, pod } = facts;
	const longest = Math.max(
		pod.gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
		container.livenessProbe?.gracePeriodSeconds ?? 0,
		container.startupProbe?.gracePeriodSeconds ?? 0,
	);
	const event = killing(facts, longest).find(({ message }) => PROBE_KILL.test(message));
	return event === undefined ? null : stopForProbe(facts, event);
}

function stopForProbe(facts: DeathFacts, event: KubeEvent): Stop {
	const { container, pod } = facts;
	const cause = /failed startup probe/i.test(event.message) ? "startup" : "liveness";
	const probe = cause === "startup" ? container.startupProbe : container.livenessProbe;
	return stopAt(facts, event, cause, probe?.gracePeriodSeconds ?? pod.gracePeriodSeconds);
}

/** A probe had it stopped before, it ended by the same signals again, and the kubelet no longer writes why: nothing else is as likely. */
function asBefore(facts: DeathFacts): Stop | null {
	const { events, container, termination } = facts;
	const signal = signalOf(termination);
	if (termination.reason === "OOMKilled" || (signal !== 9 && signal !== 15) || !eventsHeldBack(facts)) return null;
	if (container.livenessProbe === null && container.startupProbe === null) return null;
	const earlier = events
		.filter(({ reason, message }) => reason === "Killing" && PROBE_KILL.test(message))
		.find((event) => isAbout(event, container.name) && lastBefore(event, termination.finishedAt ?? 0) !== null);
	return earlier === undefined ? null : { ...stopForProbe(facts, earlier), askedAt: null, earlier: true };
}

/**
 * Whether the kubelet has been stopping the container because its postStart hook failed. The event's
 * times are not asked: in a crash loop the kubelet soon holds it back, and the hook runs anew in each life.
 */
export function hookFailed({ events, container }: DeathFacts): boolean {
	return events.some(
		(event) => event.reason === "Killing" && HOOK.test(event.message) && isAbout(event, container.name),
	);
}

/** From what the pod itself says: it is being deleted, the node shuts down, its time is up. */
function byPod(facts: DeathFacts): Stop | null {
	const { pod, termination, ownerEvents } = facts;
	const event = killing(facts, pod.gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS)[0] ?? null;
	const graceSeconds = pod.deletionGraceSeconds ?? pod.gracePeriodSeconds;
	const at = termination.finishedAt;
	const target = pod.conditions.find(({ type, status }) => type === "DisruptionTarget" && status === "True");
	if (pod.deletedAt !== null) {
		const askedAt = pod.deletedAt - (graceSeconds ?? 0) * SECOND;
		if (at !== null && at < askedAt - SAME_MOMENT) return null;
		return { cause: causeOfDeletion(target?.reason ?? "", ownerEvents, pod.name), askedAt, graceSeconds, event };
	}
	if (/node shutdown/i.test(pod.message) || pod.reason === "NodeShutdown") {
		return { cause: "node-shutdown", askedAt: target?.since ?? null, graceSeconds: null, event };
	}
	if (pod.reason === "DeadlineExceeded") return { cause: "deadline", askedAt: null, graceSeconds, event };
	return null;
}

function causeOfDeletion(condition: string, ownerEvents: readonly KubeEvent[], name: string): StopCause {
	if (condition === "EvictionByEvictionAPI") return "drained";
	if (condition === "DeletionByTaintManager" || condition === "DeletionByDeviceTaintManager") return "tainted";
	// `Deleted pod: NAME` of ReplicaSets and Jobs, `delete Pod NAME in StatefulSet X successful`.
	const controller = ownerEvents.find(
		({ reason, message }) => reason === "SuccessfulDelete" && message.split(/[\s:]+/).includes(name),
	);
	return controller === undefined ? "deleted" : "scaled-down";
}

function byEvent(facts: DeathFacts): Stop | null {
	const grace = facts.pod.gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
	const event = killing(facts, grace)[0];
	if (event === undefined) return null;
	const cause = CHANGED.test(event.message) ? "changed" : HOOK.test(event.message) ? "hook-failed" : "deleted";
	return stopAt(facts, event, cause, facts.pod.gracePeriodSeconds);
}

function stopAt(
	{ termination }: DeathFacts,
	event: KubeEvent,
	cause: Stop["cause"],
	graceSeconds: number | null,
): Stop {
	const at = termination.finishedAt;
	return { cause, askedAt: at === null ? null : lastBefore(event, at + SAME_MOMENT), graceSeconds, event };
}

/** The kubelet's `Killing` events about this container from which its end can have come, newest first. */
function killing({ events, container, termination }: DeathFacts, graceSeconds: number): KubeEvent[] {
	const at = termination.finishedAt;
	if (at === null) return [];
	return events
		.filter(
			(event) =>
				event.reason === "Killing" &&
				isAbout(event, container.name) &&
				happened(event, at - graceSeconds * SECOND - STOP_SLACK, at + SAME_MOMENT),
		)
		.sort((a, b) => (lastBefore(b, at + SAME_MOMENT) ?? 0) - (lastBefore(a, at + SAME_MOMENT) ?? 0));
}
