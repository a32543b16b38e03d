import type { KubeEvent } from "../../model/event.ts";
import { podStatusSource } from "../../model/evidence.ts";
import type { Evidence } from "../../model/finding.ts";
import type { Pod, PodCondition } from "../../model/pod.ts";
import type { Millis } from "../../model/time.ts";
import type { PodEndFacts } from "./facts.ts";
import { conditionsOf, eventEvidence } from "./observed.ts";

/** `Pod was rejected: `, before 1.26 `Pod `: what the kubelet puts before the reason for which it refused a pod (pkg/kubelet/kubelet.go, rejectPod). */
const REFUSED = /^Pod (?:was rejected: )?/;

/** What the pod's status, or of a pod that is gone its event, says of its end. */
interface Said {
	reason: string;
	message: string;
	at: Millis | null;
}

/** The first of the reasons that the status or an event gives. */
export function saidOf({ pod, events }: PodEndFacts, reasons: ReadonlySet<string> | RegExp): Said | null {
	const fits = (reason: string) => (reasons instanceof RegExp ? reasons.test(reason) : reasons.has(reason));
	const event = events.find(({ reason }) => fits(reason));
	if (fits(pod.reason)) {
		const target = disruption(pod);
		return {
			reason: pod.reason,
			message: pod.message.replace(REFUSED, ""),
			at: atOf(event) ?? target?.since ?? lastEnd(pod),
		};
	}
	return event === undefined
		? null
		: { reason: event.reason, message: event.message.replace(REFUSED, ""), at: atOf(event) };
}

export function disruption(pod: Pod): PodCondition | null {
	return pod.conditions.find(({ type, status }) => type === "DisruptionTarget" && status === "True") ?? null;
}

/** When the last of its containers ended. */
function lastEnd(pod: Pod): Millis | null {
	const ends = pod.containers.flatMap(({ state }) =>
		state.kind === "terminated" && state.termination.finishedAt !== null ? [state.termination.finishedAt] : [],
	);
	return ends.length === 0 ? null : Math.max(...ends);
}

/** What was seen of the end of a whole pod. */
export function observeEnd(facts: PodEndFacts, at: Millis | null): Evidence[] {
	const { pod } = facts;
	const source = podStatusSource(pod);
	const seen: Evidence[] = [];
	const events = eventEvidence(facts, at, null);
	// The kubelet writes the same words into the event, which has a time, and into the condition.
	const words = pod.message.replace(REFUSED, "").trim();
	const told = words === "" || events.some(({ value }) => String(value).includes(words));
	if (pod.reason !== "") {
		const value = `phase ${pod.phase}, reason ${pod.reason}${told ? "" : `: ${pod.message.trim()}`}`;
		seen.push({ source, at: null, what: "pod-status", value });
	}
	seen.push(...conditionsOf(pod).filter(({ value }) => words === "" || !String(value).includes(words)));
	for (const { name, state } of pod.containers) {
		if (state.kind !== "terminated") continue;
		const { reason, exitCode, finishedAt } = state.termination;
		seen.push({
			source,
			at: finishedAt,
			what: "termination",
			value: `${name}: reason ${reason || "none"}, exit code ${exitCode}`,
		});
	}
	return [...seen, ...events];
}

function atOf(event: KubeEvent | undefined): Millis | null {
	return event?.firstAt ?? event?.lastAt ?? null;
}
