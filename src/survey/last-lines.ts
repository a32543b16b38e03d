import type { LinesRequest } from "../sources/source.ts";
import { type Death, isPresent } from "../verdicts/deaths/facts.ts";

/** Logs are a request each: past this many deaths a status, events and kernel lines have to do. */
export const MOST_LOGS = 50;

/**
 * The log that may tell why a container ended; null where its status tells, or has kept a message.
 * @param present the container as it is now, where it is told as it was
 */
export function linesRequestOf({ pod, container, termination }: Death, present = container): LinesRequest | null {
	const { exitCode, reason, message, startedAt, finishedAt } = termination;
	if (exitCode === 0 || message !== "" || reason === "OOMKilled") return null;
	const previous = !isPresent({ container: present, termination });
	return { namespace: pod.namespace, pod: pod.name, container: container.name, previous, startedAt, finishedAt };
}
