import { isSameLimit } from "../../model/kernel.ts";
import type { ContainerRule, DeathFacts } from "./facts.ts";
import { filledVolume } from "./memory-volume.ts";
import { observe } from "./observed.ts";
import { type Oom, oomOf } from "./oom.ts";
import { oomParams, subjectOf } from "./params.ts";
import { raiseMemoryLimit } from "./remedies.ts";

/** The container reached its own memory limit and the kernel killed it. */
export const containerLimit: ContainerRule<"death/container-limit"> = {
	id: "death/container-limit",
	judge(facts) {
		const found = atOwnLimit(facts);
		if (found === null || found.oom.disagreements.includes("runtime-silent")) return null;
		const { oom, limit, isAsked } = found;
		const { pod, container } = facts;
		return {
			rule: "death/container-limit",
			severity: "error",
			confidence: oom.confidence,
			subject: subjectOf(pod, container),
			params: { ...oomParams(facts, oom, limit), memoryLimit: limit },
			evidence: observe(facts, oom.kills),
			remedies: isAsked && limit !== null ? raiseMemoryLimit(pod, container, limit) : [],
		};
	},
};

/** An OOM kill at the container's own limit that no memory volume explains; shared with the rule for those the runtime did not report. */
export function atOwnLimit(facts: DeathFacts): { oom: Oom; limit: number | null; isAsked: boolean } | null {
	const oom = oomOf(facts);
	if (oom === null || oom.level !== "container" || filledVolume(facts, oom) !== null) return null;
	const [fired, asked] = [oom.kills.at(-1)?.limit ?? null, facts.container.memoryLimit];
	// A cgroup the program made below its own, or a limit that was resized since, is not what the spec says now.
	const isAsked = fired === null || asked === null || isSameLimit(fired, asked);
	return { oom, limit: isAsked ? (asked ?? fired) : fired, isAsked };
}
