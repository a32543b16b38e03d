import { signalOf } from "../../model/evidence.ts";
import { type ContainerRule, type DeathFacts, wasLost } from "./facts.ts";
import { killsItself } from "./heap-errors.ts";
import { observe } from "./observed.ts";
import { killsOf, oomOf, SIGKILL, standsAtLimit } from "./oom.ts";
import { daemonKillsOf } from "./oom-daemon.ts";
import { ownError } from "./own-heap-limit.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";
import { eventsCover, kernelCovers, SECOND } from "./when.ts";

const CONFIDENCE = {
	/** The kernel log and the events both cover the moment, and neither the kernel nor the kubelet killed it. */
	bothSilent: 0.9,
	/** The kernel log covers it and is silent; the kubelet's events of that time are gone. */
	kernelSilent: 0.75,
	/** Events show no stop, and a fresh sample stood far below the limit; the kernel log was not read. */
	farBelow: 0.6,
} as const;

/** A sample no older than two scrapes at the usual 15 s, below this share of the limit, leaves little room for a spike. */
const FRESH_SECONDS = 30;
const FAR_BELOW = 0.5;

/** Somebody sent SIGKILL: not the kernel for memory, not the kubelet. */
export const outsideKill: ContainerRule<"death/outside-kill"> = {
	id: "death/outside-kill",
	judge(facts) {
		const confidence = sureness(facts);
		if (confidence === null) return null;
		const { pod, container } = facts;
		return {
			rule: "death/outside-kill",
			severity: "warning",
			confidence,
			subject: subjectOf(pod, container),
			params: deathParams(facts),
			evidence: observe(facts, killsOf(facts)),
			remedies: [],
		};
	},
};

function sureness(facts: DeathFacts): number | null {
	const { termination, pod, gone } = facts;
	if (gone || signalOf(termination) !== SIGKILL || termination.reason === "OOMKilled") return null;
	if (wasLost(termination) || pod.reason === "NodeLost") return null;
	if (daemonKillsOf(facts).length > 0 || killsItself(facts.lastLines)) return null;
	if (oomOf(facts) !== null || stopOf(facts) !== null || ownError(facts) !== null || standsAtLimit(facts)) return null;
	if (kernelCovers(facts)) return eventsCover(facts) ? CONFIDENCE.bothSilent : CONFIDENCE.kernelSilent;
	return eventsCover(facts) && wasFarBelow(facts) ? CONFIDENCE.farBelow : null;
}

function wasFarBelow({ sample, container, termination }: DeathFacts): boolean {
	const [at, limit] = [termination.finishedAt, container.memoryLimit];
	if (sample?.workingSet == null || at === null || limit === null) return false;
	return sample.at <= at && at - sample.at <= FRESH_SECONDS * SECOND && sample.workingSet < FAR_BELOW * limit;
}
