import { workloadOf } from "../../model/workload.ts";
import type { ContainerRule } from "./facts.ts";
import { observe } from "./observed.ts";
import { killsOf, oomOf } from "./oom.ts";
import { deathParams, subjectOf } from "./params.ts";
import { raiseGracePeriod } from "./remedies.ts";
import { outlivedGrace, stopOf } from "./stop.ts";

const CONFIDENCE = {
	/** The pod was being deleted, and the end came when its grace period was over. */
	deletion: 0.95,
	/** The kubelet's Killing event came a grace period before. */
	event: 0.9,
	/** The runtime reports OOMKilled: a counter that an earlier kill raised, most likely. */
	butOomKilled: 0.7,
} as const;

/** It was asked to stop, did not within its grace period, and was killed then: in a roll-out, a drain, a scale-down. */
export const gracePeriod: ContainerRule<"death/grace-period"> = {
	id: "death/grace-period",
	judge(facts) {
		const stop = stopOf(facts);
		if (stop === null || stop.cause === "liveness" || stop.cause === "startup") return null;
		if (facts.gone || !outlivedGrace(facts, stop) || oomOf(facts) !== null) return null;
		const { pod, container, termination } = facts;
		const disputed = termination.reason === "OOMKilled";
		const sure = pod.deletedAt !== null ? CONFIDENCE.deletion : CONFIDENCE.event;
		return {
			rule: "death/grace-period",
			severity: "warning",
			confidence: disputed ? CONFIDENCE.butOomKilled : sure,
			subject: subjectOf(pod, container),
			params: {
				...deathParams(facts, disputed ? ["stopped-by-kubelet"] : []),
				cause: stop.cause,
				graceSeconds: stop.graceSeconds,
			},
			evidence: observe(facts, killsOf(facts)),
			remedies: raiseGracePeriod(workloadOf(pod), pod.gracePeriodSeconds),
		};
	},
};
