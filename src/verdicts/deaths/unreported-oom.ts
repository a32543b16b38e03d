import { atOwnLimit } from "./container-limit.ts";
import type { ContainerRule } from "./facts.ts";
import { observe } from "./observed.ts";
import { oomParams, subjectOf } from "./params.ts";

/** The kernel killed the container at its limit, and its status says no more than `Error`. */
export const unreportedOom: ContainerRule<"death/unreported-oom"> = {
	id: "death/unreported-oom",
	judge(facts) {
		const found = atOwnLimit(facts);
		if (found === null || !found.oom.disagreements.includes("runtime-silent")) return null;
		const { oom, remedies, ...limit } = found;
		const { pod, container } = facts;
		return {
			rule: "death/unreported-oom",
			severity: "error",
			confidence: oom.confidence,
			subject: subjectOf(pod, container),
			params: { ...oomParams(facts, oom, limit.memoryLimit, ["missed"]), ...limit },
			evidence: observe(facts, oom.kills),
			remedies,
		};
	},
};
