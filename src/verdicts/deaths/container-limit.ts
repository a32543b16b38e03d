import { isSameLimit } from "../../model/kernel.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { RuleParams } from "../../model/rules.ts";
import type { ContainerRule, DeathFacts } from "./facts.ts";
import { filledVolume } from "./memory-volume.ts";
import { observe } from "./observed.ts";
import { changedSince, type Oom, oomOf } from "./oom.ts";
import { oomParams, subjectOf } from "./params.ts";
import { raiseMemoryLimit } from "./remedies.ts";

/** The container reached its own memory limit and the kernel killed it. */
export const containerLimit: ContainerRule<"death/container-limit"> = {
	id: "death/container-limit",
	judge(facts) {
		const found = atOwnLimit(facts);
		if (found === null || found.oom.disagreements.includes("runtime-silent")) return null;
		const { oom, remedies, ...limit } = found;
		const { pod, container } = facts;
		return {
			rule: "death/container-limit",
			severity: "error",
			confidence: oom.confidence,
			subject: subjectOf(pod, container),
			params: { ...oomParams(facts, oom, limit.memoryLimit), ...limit },
			evidence: observe(facts, oom.kills),
			remedies,
		};
	},
};

interface AtOwnLimit extends Pick<RuleParams["death/container-limit"], "memoryLimit" | "limitChangedAt"> {
	oom: Oom;
	remedies: Remedy[];
}

/** An OOM kill at the container's own limit that no memory volume explains; shared with the rule for those the runtime did not report. */
export function atOwnLimit(facts: DeathFacts): AtOwnLimit | null {
	const oom = oomOf(facts);
	if (oom === null || oom.level !== "container" || filledVolume(facts, oom) !== null) return null;
	const { pod, container, node } = facts;
	const [fired, asked, limitChangedAt] = [oom.kills.at(-1)?.limit ?? null, container.memoryLimit, changedSince(facts)];
	// A cgroup the program made below its own, or a limit that was changed since, is not what the spec says now.
	if (fired !== null && asked !== null && !isSameLimit(fired, asked)) return { oom, memoryLimit: fired, remedies: [] };
	if (fired === null && limitChangedAt !== null) return { oom, memoryLimit: null, limitChangedAt, remedies: [] };
	const memoryLimit = asked ?? fired;
	return {
		oom,
		memoryLimit,
		remedies: memoryLimit === null ? [] : raiseMemoryLimit(pod, container, memoryLimit, node),
	};
}
