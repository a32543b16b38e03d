import { isSameLimit } from "../../model/kernel.ts";
import { workloadOf } from "../../model/workload.ts";
import type { ChildKillFacts, DeathRule } from "./facts.ts";
import { graphOf } from "./graph.ts";
import { eventEvidence, kernelFigures, sampleEvidence, skewOf } from "./observed.ts";
import { largest, levelOf, residentBytes } from "./oom.ts";
import { subjectOf } from "./params.ts";
import { raiseMemoryLimit } from "./remedies.ts";

/** The kernel's line names the container, and the container's status shows that it did not end then. */
const CONFIDENCE = 0.99;

/** The kernel killed a process in the container, and the container lives, or lived, on: no restart, no reason, nothing in the status. */
export const childKilled: DeathRule<"death/child-killed", ChildKillFacts> = {
	id: "death/child-killed",
	judge(facts) {
		const { pod, container, killed, sample } = facts;
		const last = killed.at(-1) ?? killed[0];
		const victim = largest(killed) ?? last;
		const { level } = levelOf(facts, last);
		const limit = last.limit ?? (level === "container" ? container.memoryLimit : null);
		const since = container.state.kind === "running" ? (container.state.startedAt ?? 0) : 0;
		const before = sample !== null && sample.at >= since && (last.at === null || sample.at <= last.at) ? sample : null;
		const workload = workloadOf(pod);
		const atLimit = level === "container" && (last.limit === null || isSameLimit(last.limit, container.memoryLimit));
		return {
			rule: "death/child-killed",
			severity: "error",
			confidence: CONFIDENCE,
			subject: subjectOf(pod, container),
			params: {
				workload,
				role: container.role,
				at: last.at,
				memoryLimit: container.memoryLimit,
				level,
				victim: victim.process,
				victimRss: residentBytes(victim),
				kernelKills: killed.length,
				restartCount: container.restartCount,
				graph: graphOf({ sample: before, at: last.at, limit, kills: killed.slice(-1) }, ["child-invisible"]),
			},
			evidence: [
				...killed.slice(-MOST_TOLD).flatMap(kernelFigures),
				...skewOf(facts.clockSkew, killed),
				...sampleEvidence(before),
				...eventEvidence(facts, last.at, container.name),
			],
			remedies:
				atLimit && container.memoryLimit !== null
					? raiseMemoryLimit(pod, container, container.memoryLimit, facts.node)
					: [],
		};
	},
};

/** A pool of workers that is killed again and again fills the log with the same line. */
const MOST_TOLD = 3;
