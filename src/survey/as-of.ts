import type { KubeEvent } from "../model/event.ts";
import type { OomKill } from "../model/kernel.ts";
import type { Container, Pod, Termination } from "../model/pod.ts";
import type { Millis } from "../model/time.ts";
import type { SeenEvents } from "./death-events.ts";
import type { SeenKills } from "./death-kills.ts";

/**
 * What was there is read as it is now; asked about a moment of the past, it is told as it stood then, as far as what is kept of it tells. Statuses
 * bear whole seconds, so that a moment is known to the second.
 */
export function isKnown(at: Millis | null, until: Millis): boolean {
	return Math.floor((at ?? 0) / 1000) <= Math.floor(until / 1000);
}

/** A pod before what happened to it and its containers after that moment. Its spec is the one there is. */
export function podAsOf(pod: Pod, until: Millis): Pod {
	const asked = pod.deletedAt === null ? null : pod.deletedAt - (pod.deletionGraceSeconds ?? 0) * 1000;
	const there = isKnown(pod.createdAt, until);
	return {
		...pod,
		...(isKnown(asked, until) ? {} : { deletedAt: null, deletionGraceSeconds: null }),
		conditions: pod.conditions.filter(({ since }) => isKnown(since, until)),
		containers: pod.containers.map((container) => (there ? containerAsOf(container, until) : unstarted(container, 0))),
	};
}

/** The same before it ended as a whole. */
export function beforeItsEnd(pod: Pod): Pod {
	return { ...pod, phase: "Running", reason: "", message: "" };
}

function containerAsOf(container: Container, until: Millis): Container {
	const { state, lastTermination: last, restartCount } = container;
	if (state.kind === "terminated" && !isKnown(state.termination.finishedAt, until)) {
		const before = instanceAsOf(container, state.termination, restartCount, until);
		return before === null ? earlier(container, restartCount - 1, until) : { ...before, lastTermination: last };
	}
	if (state.kind === "running" && !isKnown(state.startedAt, until)) return earlier(container, restartCount - 1, until);
	// It waits since its last end.
	if (last !== null && !isKnown(last.finishedAt, until)) return earlier(container, restartCount, until);
	return container;
}

/** As the instance before the present one left it, which had that count of restarts behind it. */
function earlier(container: Container, restartCount: number, until: Millis): Container {
	const { lastTermination: last } = container;
	// Of the one before that nothing is kept.
	return (
		(last === null ? null : instanceAsOf(container, last, restartCount, until)) ??
		unstarted(container, restartCount - 1)
	);
}

/** Whether an instance ran then or had ended; null where it had not been started. */
function instanceAsOf(container: Container, end: Termination, restartCount: number, until: Millis): Container | null {
	const known = {
		...container,
		containerId: end.containerId,
		restartCount: Math.max(0, restartCount),
		ready: false,
		lastTermination: null,
	};
	if (isKnown(end.finishedAt, until)) return { ...known, state: { kind: "terminated", termination: end } };
	if (!isKnown(end.startedAt, until)) return null;
	return { ...known, ready: true, state: { kind: "running", startedAt: end.startedAt } };
}

function unstarted(container: Container, restartCount: number): Container {
	return {
		...container,
		...{ state: { kind: "unknown" }, lastTermination: null, containerId: "", ready: false },
		restartCount: Math.max(0, restartCount),
	};
}

/** Without those that came later; of one that came again later, the first. */
export function eventsAsOf(seen: SeenEvents, until: Millis): SeenEvents {
	const then = (events: readonly KubeEvent[]) =>
		events.flatMap((event) => {
			const { firstAt, lastAt } = event;
			if (isKnown(lastAt ?? firstAt, until)) return [event];
			return firstAt !== null && isKnown(firstAt, until) ? [{ ...event, lastAt: firstAt, count: 1 }] : [];
		});
	const { byPod, byOwner, byNode } = seen;
	return { ...seen, byPod: mapped(byPod, then), byOwner: mapped(byOwner, then), byNode: mapped(byNode, then) };
}

export function killsAsOf(kills: SeenKills, until: Millis): SeenKills {
	const then = (some: OomKill[]) => some.filter(({ at }) => isKnown(at, until));
	return {
		...kills,
		byPod: mapped(kills.byPod, then),
		daemons: mapped(kills.daemons, then),
		daemonsOn: mapped(kills.daemonsOn, then),
		nameless: mapped(kills.nameless, then),
		outside: then(kills.outside),
	};
}

/** Lists of which nothing is left are left out. */
function mapped<T>(lists: ReadonlyMap<string, T[]>, then: (list: T[]) => T[]): Map<string, T[]> {
	return new Map([...lists].map(([key, list]) => [key, then(list)] as const).filter(([, list]) => list.length > 0));
}
