import type { KubeEvent } from "../../model/event.ts";
import { kernelEvidence, podStatusSource } from "../../model/evidence.ts";
import type { Evidence } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import type { Pod, Termination } from "../../model/pod.ts";
import { said } from "../../model/said.ts";
import type { MemorySample } from "../../model/sample.ts";
import { asDetail } from "../../model/text.ts";
import { formatTime } from "../../model/time.ts";
import { type DeathFacts, isPresent } from "./facts.ts";
import { isAbout, SECOND } from "./when.ts";

/** Clocks that differ by less than this are told as one: statuses bear whole seconds anyway. */
const SKEW_WORTH_TELLING = 2 * SECOND;
/** Events that old have to do with an earlier life of the container. */
const STORY_MILLIS = 10 * 60 * SECOND;
/** What befell the node that long before, or after, has to do with other deaths. */
const NODE_STORY_MILLIS = 2 * 60 * SECOND;
/** What happens to a container around its end, and to its node; pulling images, mounting volumes and scheduling do not end one. */
const TELLING = new Set([
	"BackOff",
	"Evicted",
	"EvictionThresholdMet",
	"ExceededGracePeriod",
	"FailedPostStartHook",
	"FailedPreStopHook",
	"Killing",
	"NodeHasInsufficientMemory",
	"NodeNotReady",
	"OOMKilling",
	"PodOOMKilling",
	"Preempted",
	"Preempting",
	"Rebooted",
	"SandboxChanged",
	"SystemOOM",
	"TaskHung",
	"TaintManagerEviction",
	"Unhealthy",
]);
const OF_OWNER = new Set(["BackoffLimitExceeded", "SuccessfulDelete"]);

/** What was seen of a container's death, in the order a person would check it: status, limits, kernel, memory, events. */
export function observe(facts: DeathFacts, kills: readonly OomKill[]): Evidence[] {
	const { pod, container, termination } = facts;
	const source = podStatusSource(pod);
	const seen: Evidence[] = [];
	const status = (what: Evidence["what"], value: Evidence["value"], at: number | null = null) =>
		seen.push({ source, at, what, value });
	if (!facts.gone) {
		if (hasStarted(termination)) status("started", container.image, termination.startedAt);
		const ended = `reason ${termination.reason || "none"}, exit code ${termination.exitCode}`;
		status(isPresent(facts) ? "termination" : "last-termination", ended, termination.finishedAt);
		status("restart-count", container.restartCount);
	}
	if (container.state.kind === "running" && container.state.startedAt !== null && !facts.gone) {
		status("started", container.image, container.state.startedAt);
	}
	if (container.state.kind === "waiting" && container.state.reason !== "") {
		status("waiting-state", `${container.state.reason}: ${container.state.message}`);
	}
	if (container.memoryLimit !== null) status("memory-limit", container.memoryLimit);
	if (pod.memoryLimit !== null) status("pod-memory-limit", pod.memoryLimit);
	if (pod.deletedAt !== null) {
		const asked = pod.deletedAt - (pod.deletionGraceSeconds ?? 0) * SECOND;
		status("deletion-requested", `grace period ends ${formatTime(pod.deletedAt)}`, asked);
	}
	seen.push(...conditionsOf(pod));
	for (const kill of kills) seen.push(...kernelFigures(kill));
	if (kills.length > 0) seen.push(...skewOf(facts.clockSkew, kills));
	seen.push(...sampleEvidence(facts.sample), ...eventEvidence(facts, termination.finishedAt, container.name));
	return seen;
}

/** A container that could not be started bears the epoch as its start. */
function hasStarted({ startedAt }: Termination): boolean {
	return startedAt !== null && startedAt > 0;
}

/** `DisruptionTarget`: who wanted the pod gone. */
export function conditionsOf(pod: Pod): Evidence[] {
	return pod.conditions
		.filter(({ type, status }) => type === "DisruptionTarget" && status === "True")
		.map(({ type, reason, message, since }) => ({
			source: podStatusSource(pod),
			at: since,
			what: "pod-condition",
			value: `${type} ${reason}: ${message}`,
		}));
}

/** A line the program wrote, and where it was read: the termination message, or the log. */
export function lineEvidence({ pod, container, termination }: DeathFacts, line: string): Evidence {
	const source =
		termination.message === "" ? `log of ${pod.namespace}/${pod.name} ${container.name}` : podStatusSource(pod);
	return { source, at: null, what: "log-line", value: asDetail(line) };
}

/** What hardly ever counts is told from this share of the usage on. */
const MUCH = 0.05;

/** The kernel's line, and below it the figures of its report. */
export function kernelFigures(kill: OomKill): Evidence[] {
	const line = kernelEvidence(kill);
	const { source, at } = line;
	const ifMuch = (bytes: number | null = null) => (bytes !== null && bytes >= MUCH * (kill.usage ?? 0) ? bytes : null);
	const figures: [Evidence["what"], number | null][] = [
		["cgroup-usage", kill.usage],
		["cgroup-limit", kill.limit],
		["counted-anon", kill.stats?.anon ?? null],
		["counted-file", kill.stats?.file ?? null],
		["counted-shmem", kill.stats?.shmem ?? null],
		["counted-slab", kill.stats?.slab ?? null],
		["counted-page-tables", kill.stats?.pageTables ?? null],
		["counted-kernel-stacks", ifMuch(kill.stats?.kernelStack)],
		["counted-sockets", ifMuch(kill.stats?.sockets)],
	];
	return [line, ...figures.flatMap(([what, value]) => (value === null ? [] : [{ source, at, what, value }]))];
}

/** Says by how much the kernel log's clock differs from the API server's, where its times were corrected. */
export function skewOf(clockSkew: number, [kill]: readonly OomKill[]): Evidence[] {
	if (Math.abs(clockSkew) < SKEW_WORTH_TELLING) return [];
	const host = kill?.host ?? "";
	return [
		{
			source: host === "" ? said("kernel log") : said("kernel log of {nodes}", { nodes: host }),
			at: null,
			what: "clock-skew",
			value: clockSkew / SECOND,
		},
	];
}

export function sampleEvidence(sample: MemorySample | null): Evidence[] {
	if (sample === null) return [];
	const { source, at, workingSet, rss, stalled, collecting } = sample;
	const seen: Evidence[] = [];
	if (workingSet !== null) seen.push({ source, at, what: "working-set", value: workingSet });
	if (rss !== null) seen.push({ source, at, what: "rss", value: rss });
	if (stalled !== undefined) seen.push({ source, at, what: "memory-stall", value: stalled });
	if (collecting !== undefined) seen.push({ source, at, what: "collection-pause", value: collecting });
	return seen;
}

/** The events around that moment that tell of an end: of the pod, its controller and its node. */
export function eventEvidence(
	{ events, ownerEvents, nodeEvents }: Pick<DeathFacts, "events" | "ownerEvents" | "nodeEvents">,
	moment: number | null,
	container: string | null,
): Evidence[] {
	const near =
		(within: number) =>
		({ firstAt, lastAt }: KubeEvent) =>
			moment === null ||
			[firstAt, lastAt].some((at) => at !== null && Math.abs(at - moment) <= within) ||
			(firstAt !== null && lastAt !== null && firstAt <= moment && lastAt >= moment);
	return [
		...events.filter((event) => TELLING.has(event.reason) && (container === null || isAbout(event, container))),
		...ownerEvents.filter(({ reason }) => OF_OWNER.has(reason)),
	]
		.filter(near(STORY_MILLIS))
		.concat(nodeEvents.filter(({ reason }) => TELLING.has(reason)).filter(near(NODE_STORY_MILLIS)))
		.map(eventLine);
}

/** An event as evidence, at the last time it happened. */
export function eventLine({ regarding, reason, message, count, firstAt, lastAt }: KubeEvent): Evidence {
	const name = regarding.namespace === "" ? regarding.name : `${regarding.namespace}/${regarding.name}`;
	return {
		source: said("event of {resource} {object}", { resource: regarding.kind.toLowerCase(), object: name }),
		at: lastAt ?? firstAt,
		what: "event",
		value: `${reason}: ${message.trim()}${count > 1 ? ` (×${count})` : ""}`,
	};
}
