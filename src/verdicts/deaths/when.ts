import { containerOf, type KubeEvent } from "../../model/event.ts";
import { isSameLimit, type OomKill } from "../../model/kernel.ts";
import { isZoneOffset, type Millis } from "../../model/time.ts";
import { oomScoreAdj, oomScorePolicy } from "../pressure/oom-score-adj.ts";
import type { DeathFacts } from "./facts.ts";

export const SECOND = 1000;

/**
 * Statuses bear whole seconds, events of the older API too, and the kubelet writes a Killing event before it stops the container but the
 * recorder's clock is read later: two times that close are the same moment.
 */
export const SAME_MOMENT = 3 * SECOND;

/** Whether the event happened between the two moments. Repeats are folded into one event with a count: then some of them did, most likely. */
export function happened({ firstAt, lastAt, count }: KubeEvent, from: Millis, to: Millis): boolean {
	const inside = (at: Millis | null) => at !== null && at >= from && at <= to;
	if (inside(lastAt) || inside(firstAt)) return true;
	return count > 1 && firstAt !== null && lastAt !== null && firstAt <= from && lastAt >= to;
}

/** When the event last happened at or before that moment, as far as its two times say. */
export function lastBefore({ firstAt, lastAt }: KubeEvent, moment: Millis): Millis | null {
	if (lastAt !== null && lastAt <= moment) return lastAt;
	return firstAt !== null && firstAt <= moment ? firstAt : null;
}

/** Whether the event is about this container, or names none. */
export function isAbout(event: KubeEvent, container: string): boolean {
	const named = containerOf(event);
	return named === null || named === container;
}

/** A process of many gigabytes takes the kernel seconds to tear down, and the runtime more to notice. */
export const KILL_TO_END = 30 * SECOND;
/** The runtime's note of the end comes after the kill, but in whole seconds, and the clocks' difference is estimated only so well. */
export const END_TO_KILL = 5 * SECOND;

/** From when to when something was read without a hole. */
export interface Span {
	from: Millis;
	to: Millis;
}

/** Whether it reaches over that moment. */
export function isOver({ from, to }: Span, at: Millis): boolean {
	return from <= at - SAME_MOMENT && to >= at + SAME_MOMENT;
}

/** Whether the kernel log that was read reaches over the death. */
export function kernelReaches({ kernelLog, termination }: DeathFacts): boolean {
	const at = termination.finishedAt;
	return at !== null && kernelLog !== null && isOver(kernelLog, at);
}

/** The same, and so that its silence says something: a kill without a cgroup at that time may have been this one. */
export function kernelCovers(facts: DeathFacts): boolean {
	const { termination, namelessKills } = facts;
	const end = termination.finishedAt;
	const near = (kill: OomKill) => {
		if (end === null || kill.at === null) return true;
		if (kill.at >= end - KILL_TO_END && kill.at <= end + END_TO_KILL) return true;
		// Where nothing tells the zone of the log, it may be any.
		return kill.zoneless === true && isZoneOffset(kill.at - end);
	};
	return kernelReaches(facts) && !namelessKills.some((kill) => couldBe(facts, kill) && near(kill));
}

/** Kills at that very second whose cgroup the log of the node does not tell, and whose figures fit this container. */
export function namelessAtEnd(facts: DeathFacts): OomKill[] {
	const end = facts.termination.finishedAt;
	const score = scoreOf(facts);
	return facts.namelessKills.filter(
		(kill) =>
			end !== null &&
			kill.at !== null &&
			Math.abs(kill.at - end) <= SAME_MOMENT &&
			couldBe(facts, kill) &&
			(score === null || kill.oomScoreAdj === null || kill.oomScoreAdj === score),
	);
}

/** Whether the kernel's line that node-problem-detector repeats may be of this container: by the victim's score, and by its size where a limit fired. */
export function mayTellOf(facts: DeathFacts, { message }: KubeEvent): boolean {
	const figure = (text: RegExp) => {
		const digits = text.exec(message)?.[1];
		return digits === undefined ? null : Number(digits);
	};
	const [told, resident] = [figure(/oom_score_adj:(-?\d{1,4})\b/), figure(/anon-rss:(\d{1,15})kB/)];
	const [score, limit] = [scoreOf(facts), facts.container.memoryLimit];
	if (told !== null && score !== null && told !== score) return false;
	return resident === null || limit === null || !message.startsWith("Memory cgroup") || resident * 1024 <= limit;
}

/** By the limit that fired, and by the class that its score shows: a request may have been another when it was given, and a process can raise its own. */
function couldBe(facts: DeathFacts, { constraint, limit, oomScoreAdj }: OomKill): boolean {
	const limits = [facts.container.memoryLimit, facts.pod.memoryLimit];
	if (constraint === "memcg" && limit !== null && !limits.some((asked) => isSameLimit(limit, asked))) return false;
	const score = scoreOf(facts);
	if (score === null || oomScoreAdj === null) return true;
	return oomScoreAdj >= (score > 1 && score < 1000 ? 2 : score);
}

function scoreOf({ pod, container, node }: DeathFacts): number | null {
	return oomScoreAdj(pod, container, oomScorePolicy(node?.kubeletVersion ?? ""), node?.memoryCapacity ?? null);
}

/** After this many about one object a component's events are dropped, but for one in five minutes (k8s.io/client-go tools/record, defaultSpamBurst). */
const EVENT_BURST = 25;

/** Whether the kubelet has told so much of this pod that it holds further events back: those it wrote bear the count of all. */
export function eventsHeldBack({ events }: DeathFacts): boolean {
	const told = events.filter(({ reporter }) => reporter === "kubelet");
	return told.reduce((sum, { count }) => sum + count, 0) >= EVENT_BURST;
}

/** Whether events reach back to the death and none is held back, so that the absence of one says something. */
export function eventsCover(facts: DeathFacts): boolean {
	const at = facts.termination.finishedAt;
	return at !== null && facts.eventsSince !== null && facts.eventsSince <= at && !eventsHeldBack(facts);
}
