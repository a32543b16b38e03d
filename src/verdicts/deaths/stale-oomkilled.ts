import { signalOf } from "../../model/evidence.ts";
import type { ContainerRule, DeathFacts } from "./facts.ts";
import { graphOf } from "./graph.ts";
import { observe } from "./observed.ts";
import { endedUnkilled, endingKills, killsOf } from "./oom.ts";
import { ownError } from "./own-heap-limit.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";
import { kernelCovers } from "./when.ts";

const SIGTERM = 15;

const CONFIDENCE = {
	/** The kernel's log holds the earlier kill the reason is left over from. */
	earlierKill: 0.95,
	/** It ended with a code of its own, and the kernel log, which covers that, holds no kill in it at all. */
	kernelSilent: 0.75,
	/** The exit code alone: no OOM kill lets the main process end with 0 or by SIGTERM. */
	exitCode: 0.9,
} as const;

/** The reason OOMKilled comes from a counter that an earlier kill raised: the container itself ended by its own will or as it was asked to. */
export const staleOomkilled: ContainerRule<"death/stale-oomkilled"> = {
	id: "death/stale-oomkilled",
	judge(facts) {
		const { termination, container, pod, sample } = facts;
		if (termination.reason !== "OOMKilled" || facts.gone) return null;
		const signal = signalOf(termination);
		const asItWould = signal === SIGTERM || (signal === null && termination.exitCode === 0);
		if (!asItWould && (!endedUnkilled(facts) || ownError(facts) !== null)) return null;
		if (endingKills(facts).length > 0 || wasProbed(facts)) return null;
		const earlier = killsOf(facts);
		const graph = graphOf({ sample, at: termination.finishedAt, limit: container.memoryLimit, kills: earlier }, [
			"sticky",
		]);
		return {
			rule: "death/stale-oomkilled",
			severity: "info",
			confidence:
				earlier.length > 0 ? CONFIDENCE.earlierKill : asItWould ? CONFIDENCE.exitCode : CONFIDENCE.kernelSilent,
			subject: subjectOf(pod, container),
			params: { ...deathParams(facts), kernelKills: earlier.length, neverKilled: neverKilled(facts), graph },
			evidence: observe(facts, earlier),
			remedies: [],
		};
	},
};

/** containerd took the end of a cgroup, too, for its notice of an OOM. */
function neverKilled(facts: DeathFacts): boolean {
	const { termination, kernelLog } = facts;
	const since = termination.startedAt;
	return (
		killsOf(facts).length === 0 &&
		since !== null &&
		kernelLog !== null &&
		kernelLog.from <= since &&
		kernelCovers(facts)
	);
}

/** A failed probe is the cause then, and says more. */
function wasProbed(facts: DeathFacts): boolean {
	const cause = stopOf(facts)?.cause;
	return cause === "liveness" || cause === "startup";
}
