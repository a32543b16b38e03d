import { containerOf, type KubeEvent } from "../../model/event.ts";
import type { Millis } from "../../model/time.ts";
import type { DeathFacts } from "./facts.ts";

export const SECOND = 1000;

/**
 * Statuses bear whole seconds, events of the older API too, and the kubelet writes a Killing event before it stops the container but the
 * recorder's clock is read later: two times that close are the same moment.
 */
export const SAME_MOMENT = 3 * SECOND;

/** Whether the event happened between the two moments. Repeats are folded into one event with a count: then some of them did, most likely. */
export function happened({ firstAt, lastAt, count }: KubeEvent, from: Millis, to: Millis): boolean {
	const inside = (at: Millis | null) => at !== null && at >= from && at <= to;
	if (inside(lastAt) || inside(firstAt)) return true;
	return count > 1 && firstAt !== null && lastAt !== null && firstAt <= from && lastAt >= to;
}

/** When the event last happened at or before that moment, as far as its two times say. */
export function lastBefore({ firstAt, lastAt }: KubeEvent, moment: Millis): Millis | null {
	if (lastAt !== null && lastAt <= moment) return lastAt;
	return firstAt !== null && firstAt <= moment ? firstAt : null;
}

/** Whether the event is about this container, or names none. */
export function isAbout(event: KubeEvent, container: string): boolean {
	const named = containerOf(event);
	return named === null || named === container;
}

/** Whether the kernel log that was read covers the death, so that its silence says something. */
export function kernelCovers({ kernelLog, termination }: DeathFacts): boolean {
	const at = termination.finishedAt;
	return at !== null && kernelLog !== null && kernelLog.from <= at - SAME_MOMENT && kernelLog.to >= at + SAME_MOMENT;
}

/** Whether events reach back to the death, so that the absence of one says something. */
export function eventsCover({ eventsSince, termination }: DeathFacts): boolean {
	const at = termination.finishedAt;
	return at !== null && eventsSince !== null && eventsSince <= at;
}
