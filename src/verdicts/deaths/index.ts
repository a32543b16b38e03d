import type { Finding } from "../../model/finding.ts";
import { childKilled } from "./child-killed.ts";
import { containerLimit } from "./container-limit.ts";
import { crashed } from "./crashed.ts";
import { evicted } from "./evicted.ts";
import type { ChildKillFacts, DeathFacts, PodEndFacts, ServiceKillFacts } from "./facts.ts";
import { gracePeriod } from "./grace-period.ts";
import { memoryVolume } from "./memory-volume.ts";
import { nodeOutOfMemory } from "./node-out-of-memory.ts";
import { STARTED_TOO_LARGE } from "./oom.ts";
import { oomDaemon } from "./oom-daemon.ts";
import { outsideKill } from "./outside-kill.ts";
import { ownHeapLimit } from "./own-heap-limit.ts";
import { parentLimit } from "./parent-limit.ts";
import { preempted } from "./preempted.ts";
import { probe } from "./probe.ts";
import { refused } from "./refused.ts";
import { staleOomkilled } from "./stale-oomkilled.ts";
import { systemService } from "./system-service.ts";
import { unknown } from "./unknown.ts";
import { unreportedOom } from "./unreported-oom.ts";

/**
 * Of a container's end, from the most telling evidence to the least. Each rule states what it leaves to others, so that at most one but the
 * last claims a death and the order decides nothing; a test holds them to it.
 */
export const CONTAINER_RULES = [
	memoryVolume,
	unreportedOom,
	containerLimit,
	parentLimit,
	nodeOutOfMemory,
	staleOomkilled,
	probe,
	gracePeriod,
	ownHeapLimit,
	oomDaemon,
	outsideKill,
	crashed,
	unknown,
] as const;

/** Of the end of a whole pod. */
export const POD_RULES = [refused, evicted, preempted] as const;

/** Why a container ended; null where its end was no death. */
export function judgeDeath(facts: DeathFacts): Finding | null {
	const own = ofThisInstance(facts);
	return first(CONTAINER_RULES, (rule) => rule.judge(own));
}

/** Start times are whole seconds, and scrapes carry the scraper's clock. */
const START_TOLERANCE_MILLIS = 2000;

/** A sample from before the container started, or of one that never did, is of the instance before it: it says nothing of this one's end. */
function ofThisInstance(facts: DeathFacts): DeathFacts {
	const { sample, termination } = facts;
	const { startedAt } = termination;
	const began = STARTED_TOO_LARGE.test(termination.message) ? termination.finishedAt : startedAt;
	const earlier = sample !== null && began !== null && sample.at < began - START_TOLERANCE_MILLIS;
	return earlier ? { ...facts, sample: null, unscraped: true } : facts;
}

/** Why a pod ended as a whole; null where it is its containers' ends that tell. */
export function judgePodEnd(facts: PodEndFacts): Finding | null {
	return first(POD_RULES, (rule) => rule.judge(facts));
}

/** Kills that a container survived. */
export function judgeChildKill(facts: ChildKillFacts): Finding | null {
	return childKilled.judge(facts);
}

/** Kills outside all pods; null where it was no service of the node. */
export function judgeServiceKill(facts: ServiceKillFacts): Finding | null {
	return systemService.judge(facts);
}

function first<R>(rules: readonly R[], ask: (rule: R) => Finding | null): Finding | null {
	for (const rule of rules) {
		const finding = ask(rule);
		if (finding !== null) return finding;
	}
	return null;
}
