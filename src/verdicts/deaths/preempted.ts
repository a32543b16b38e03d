import type { DeathRule, PodEndFacts } from "./facts.ts";
import { podDeathParams, subjectOf } from "./params.ts";
import { disruption, observeEnd } from "./pod-end.ts";

const CONFIDENCE = 0.98;

/** The scheduler (`Preempted`), or the kubelet for a critical pod (`Preempting`), took its place away. */
export const preempted: DeathRule<"death/preempted", PodEndFacts> = {
	id: "death/preempted",
	judge(facts) {
		const { pod, events, ownerEvents } = facts;
		const target = disruption(pod);
		const byKubelet = events.find(({ reason }) => reason === "Preempting");
		// A pod that was still waiting for its node goes back to the queue, it does not die.
		const event = events.find(
			({ reason, message }) => reason === "Preempted" && !message.includes("in kube-scheduler memory"),
		);
		const kubelet = pod.reason === "Preempting" || byKubelet !== undefined;
		if (!kubelet && event === undefined && target?.reason !== "PreemptionByScheduler") return null;
		const told = kubelet ? byKubelet : event;
		const at = told?.firstAt ?? told?.lastAt ?? target?.since ?? null;
		return {
			rule: "death/preempted",
			severity: "warning",
			confidence: CONFIDENCE,
			subject: subjectOf(pod, null),
			params: {
				...podDeathParams(pod, at, ownerEvents),
				by: kubelet ? "kubelet" : "scheduler",
				preemptor: preemptorIn(event?.message ?? ""),
			},
			evidence: observeEnd(facts, at),
			remedies: [],
		};
	},
};

/** `Preempted by pod UID on node NAME`, before 1.27 `Preempted by NAMESPACE/NAME on node NAME`. */
function preemptorIn(message: string): string {
	return /^Preempted by (?:a )?(.+?) on node /i.exec(message)?.[1] ?? "";
}
