import type { KubeEvent } from "../../model/event.ts";
import { signalOf } from "../../model/evidence.ts";
import { isSameLimit, type LimitLevel, type OomKill } from "../../model/kernel.ts";
import type { Container } from "../../model/pod.ts";
import { containerLimits } from "../../model/requests.ts";
import type { Disagreement } from "../../model/rules.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Millis } from "../../model/time.ts";
import { type DeathFacts, hexOf } from "./facts.ts";
import { heapErrorIn } from "./heap-errors.ts";
import { DEFAULT_GRACE_SECONDS, hookFailed, stopOf } from "./stop.ts";
import {
	END_TO_KILL,
	happened,
	KILL_TO_END,
	kernelCovers,
	mayTellOf,
	namelessAtEnd,
	SAME_MOMENT,
	SECOND,
} from "./when.ts";

/** That the kernel's OOM killer ended the container, and at which level. */
export interface Oom {
	level: LimitLevel;
	/** How it is known, from best to least. */
	by: "kernel" | "node" | "status";
	/** The kernel's lines that say so; empty where it is known otherwise. */
	kills: readonly OomKill[];
	confidence: number;
	disagreements: Disagreement[];
}

export const SIGKILL = 9;
export const SIGTERM = 15;

/** How sure the level is, by what was seen; from certain to merely likely. */
const CONFIDENCE = {
	/** The kernel names the victim's container and the cgroup whose limit fired. */
	kernelLine: 0.99,
	/** The same without a time: the container id alone ties it to this end. */
	kernelLineWithoutTime: 0.95,
	/** The kernel killed a process in it and the container ended right after with a code of its own: the program gave up for lack of its child, or by chance. */
	kernelLineOtherExit: 0.85,
	/** The kernel killed what holds the pod together, and the container ended with it. */
	kernelLineSandbox: 0.9,
	/** The kernel's line lost the cgroup whose limit fired. */
	kernelLineLevelLost: 0.8,
	/** The runtime says OOMKilled and the last sample stood at the limit. */
	atLimit: 0.95,
	/** The runtime says OOMKilled, nothing else was seen. The runtime cannot say which level fired, so a full pod or node looks the same. */
	statusOnly: 0.8,
	/** The same with an exit code other than SIGKILL's: the counter says that something in it was killed, not that it died of that. */
	statusOtherExit: 0.7,
	/** The runtime says OOMKilled, but the kernel log covers that time and holds no such kill. */
	kernelSilent: 0.6,
	/** An event or the log of the node tells of a kill at that very second, without saying of which container. */
	node: 0.75,
	/** The runtime says OOMKilled, and where the container has no limit its pod has. */
	podLimit: 0.75,
	/** The runtime says OOMKilled, no limit of its own could fire, and nothing tells of the node. */
	noLimit: 0.6,
	/** The runtime says OOMKilled, the container was far below its limit seconds before, the node was short of memory. */
	nodeShort: 0.6,
} as const;

/** What runc says of a container whose first process was killed before it ran (libcontainer/process_linux.go): the limit is too low, or full already. */
export const STARTED_TOO_LARGE = /container init was OOM-killed/;
/** A last sample at this share of the limit or above counts as standing at it. */
const AT_LIMIT = 0.9;
/** A sample below this share, no older than two scrapes at the usual 15 s, is far from the limit. */
const FAR_BELOW = 0.5;
const FRESH_SECONDS = 30;
/** A program that gives up because its child was killed does so at once. */
const CHILD_TO_EXIT = 5 * SECOND;
/** The kubelet makes a pod's sandbox anew once it has stopped its containers. */
const SANDBOX_NOTICED = 120 * SECOND;
/** The kubelet reads the kernel log as it comes, but under memory pressure its events are late. */
const SYSTEM_OOM_WINDOW = 60 * SECOND;

/** Whether the OOM killer ended this container: by the kernel's lines, else by the node's events, else by the runtime's reason. */
export function oomOf(facts: DeathFacts): Oom | null {
	return fromKernel(facts) ?? (facts.gone ? null : (fromNode(facts) ?? fromStatus(facts)));
}

/** The kernel's kills in this very instance: by container id, which the cgroup's path holds. */
export function killsOf({ termination, kills, pod }: DeathFacts): OomKill[] {
	const id = hexOf(termination.containerId);
	if (id !== "") return kills.filter((kill) => kill.containerId === id);
	// The kubelet lost the id: a kill at the very end whose id is no other container's.
	const others = new Set(pod.containers.map((container) => hexOf(container.containerId)));
	const at = termination.finishedAt;
	return kills.filter(
		(kill) =>
			kill.containerId !== null &&
			!others.has(kill.containerId) &&
			at !== null &&
			kill.at !== null &&
			Math.abs(kill.at - at) <= END_TO_KILL,
	);
}

/** Those of them that came with the end, not long before it; else those in the pod's sandbox, with which its containers end. */
export function endingKills(facts: DeathFacts): OomKill[] {
	const own = ownEndingKills(facts);
	return own.length > 0 ? own : sandboxKills(facts);
}

function ownEndingKills(facts: DeathFacts): OomKill[] {
	const { termination } = facts;
	const killed = signalOf(termination) === SIGKILL || facts.gone;
	// A program that ended as it wished, or as it was asked to, was not ended by its child's death; unless that was its hook, for which it was asked to.
	const asItWould = termination.exitCode === 0 || signalOf(termination) === SIGTERM;
	if (!killed && asItWould && !hookFailed(facts)) return [];
	const end = termination.finishedAt;
	return killsOf(facts).filter(({ at }) => {
		if (at === null || end === null) return killed;
		return at >= end - (killed ? KILL_TO_END : CHILD_TO_EXIT) && at <= end + END_TO_KILL;
	});
}

/** The pause process; gVisor's kernel, which calls itself `exe` once it has started itself anew; the virtual machines of Kata. */
const SANDBOX = /^(?:pause|exe|runsc-(?:sandbox|gofer)|qemu-system-.*|cloud-hyperviso.*|firecracker)$/;

/**
 * Kernels before 5.9 take the first process of a Guaranteed pod for its worst, which is pause; under gVisor and Kata all memory of the pod is its
 * sandbox's. The kubelet then stops what is left of the pod, and the containers end as they do when they are asked to, or with a code of the runtime's.
 */
function sandboxKills({ pod, kills, events, termination }: DeathFacts): OomKill[] {
	const end = termination.finishedAt;
	if (end === null || kills.length === 0) return [];
	const known = new Set(
		pod.containers.flatMap(({ containerId, state, lastTermination }) => [
			hexOf(containerId),
			hexOf(lastTermination?.containerId ?? ""),
			...(state.kind === "terminated" ? [hexOf(state.termination.containerId)] : []),
		]),
	);
	const grace = (pod.gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * SECOND;
	return kills.filter(({ at, containerId, process }) => {
		if (at === null || containerId === null || known.has(containerId)) return false;
		if (at < end - grace - KILL_TO_END || at > end + END_TO_KILL) return false;
		const isNews = (event: KubeEvent) =>
			event.reason === "SandboxChanged" && happened(event, at - SAME_MOMENT, end + SANDBOX_NOTICED);
		return SANDBOX.test(process) || events.some(isNews);
	});
}

/** Whether it ended with a code of its own, and the kernel log, which covers that, holds no kill that came with it. */
export function endedUnkilled(facts: DeathFacts): boolean {
	return signalOf(facts.termination) !== SIGKILL && kernelCovers(facts) && endingKills(facts).length === 0;
}

function fromKernel(facts: DeathFacts): Oom | null {
	const kills = endingKills(facts);
	const kill = kills.at(-1);
	if (kill === undefined) return null;
	const killed = signalOf(facts.termination) === SIGKILL || facts.gone;
	const { level, sure } = levelOf(facts, kill);
	const timed = kill.at !== null && facts.termination.finishedAt !== null;
	const ofSandbox = !killsOf(facts).includes(kill);
	const confidence = !sure
		? CONFIDENCE.kernelLineLevelLost
		: ofSandbox
			? CONFIDENCE.kernelLineSandbox
			: !killed
				? CONFIDENCE.kernelLineOtherExit
				: timed
					? CONFIDENCE.kernelLine
					: CONFIDENCE.kernelLineWithoutTime;
	const silent = (killed || ofSandbox) && !facts.gone && facts.termination.reason !== "OOMKilled";
	return { level, by: "kernel", kills, confidence, disagreements: silent ? ["runtime-silent"] : [] };
}

/** The level whose limit is to be blamed. */
export function levelOf(
	{ container, pod }: Pick<DeathFacts, "container" | "pod">,
	kill: OomKill,
): { level: LimitLevel; sure: boolean } {
	if (kill.constraint === "memcg" && kill.limitCgroup === "") {
		// A limit whose cgroup was lost is told by its size, or else by what limits there are.
		if (isSameLimit(kill.limit, container.memoryLimit)) return { level: "container", sure: true };
		if (isSameLimit(kill.limit, pod.memoryLimit)) return { level: "pod", sure: true };
		return { level: container.memoryLimit === null ? "parent" : "container", sure: false };
	}
	// A pod's cgroup is bounded by the sum of its containers' limits (kubernetes pkg/kubelet/cm/helpers_linux.go, ResourceConfigForPod) and
	// counts the pause process too: where one container makes up all of it, the pod's limit fires a moment before the container's own.
	const alone = pod.containers.length === 1 && pod.memoryLimit === null;
	const was = isSameLimit(kill.limit, container.memoryLimit) || (alone && isChangedAfter(container, kill.at));
	if (kill.limitLevel === "pod" && was) return { level: "container", sure: true };
	// Of a pod that is gone the limits are gone too. Where only one container was ever named, the pod's limit was most likely its own.
	if (kill.limitLevel === "pod" && container.memoryLimit === null && pod.memoryLimit === null) {
		return { level: pod.containers.length > 1 ? "pod" : "container", sure: false };
	}
	return { level: kill.limitLevel, sure: true };
}

/**
 * The log of the node may tell of a kill without the victim's cgroup; node-problem-detector repeats that line as an event OOMKilling; the kubelet
 * writes SystemOOM when the victim was in no container. None names a container, so that time alone ties them to this end.
 */
function fromNode(facts: DeathFacts): Oom | null {
	const { termination, container, pod, nodeEvents } = facts;
	const at = termination.finishedAt;
	if (at === null || signalOf(termination) !== SIGKILL || kernelCovers(facts) || stopOf(facts) !== null) return null;
	const reported = termination.reason === "OOMKilled";
	const repeated = nodeEvents.filter(
		(event) =>
			event.reason === "OOMKilling" && happened(event, at - SAME_MOMENT, at + SAME_MOMENT) && mayTellOf(facts, event),
	);
	// Alibaba's node-problem-detector says of which pod.
	const ofPod = nodeEvents.some(
		(event) =>
			event.reason === "PodOOMKilling" &&
			event.message.includes(`uuid:${pod.uid}`) &&
			happened(event, at - SAME_MOMENT, at + SAME_MOMENT),
	);
	const nameless = namelessAtEnd(facts);
	const atLimit = nameless.filter(({ constraint }) => constraint === "memcg");
	if (
		atLimit.length > 0 ||
		ofPod ||
		repeated.some(({ message }) => message.startsWith("Memory cgroup out of memory"))
	) {
		if (container.memoryLimit === null || reported) return null;
		return {
			level: "container",
			by: "node",
			kills: atLimit,
			confidence: CONFIDENCE.node,
			disagreements: ["runtime-silent"],
		};
	}
	const ofNode =
		nameless.length > 0 ||
		repeated.some(({ message }) => message.startsWith("Out of memory")) ||
		(reported && systemOomNear(facts)) ||
		nodeEvents.some((event) => event.reason === "SystemOOM" && happened(event, at - SAME_MOMENT, at + SAME_MOMENT));
	if (!ofNode || standsAtLimit(facts)) return null;
	return { level: "node", by: "node", kills: nameless, confidence: CONFIDENCE.node, disagreements: [] };
}

/**
 * By the reason OOMKilled. With exit code 0 or SIGTERM, or where the kernel log shows it, it is left over from an earlier kill; while the kubelet was stopping the container,
 * or when the program tells of its own bound, something else ended it.
 */
function fromStatus(facts: DeathFacts): Oom | null {
	const { termination, container, pod, sample } = facts;
	const signal = signalOf(termination);
	const inStart = STARTED_TOO_LARGE.test(termination.message);
	if ((termination.reason !== "OOMKilled" && !inStart) || stopOf(facts) !== null) return null;
	if (signal === SIGTERM || (signal === null && termination.exitCode === 0)) return null;
	if ((signal !== SIGKILL && heapErrorIn(facts.lastLines) !== null) || endedUnkilled(facts)) return null;

	const disagreements = contradictions(facts);
	const silent = disagreements.includes("kernel-silent");
	const doubted = (confidence: number) => Math.min(confidence, silent ? CONFIDENCE.kernelSilent : 1);
	const known: Pick<Oom, "by" | "kills" | "disagreements"> = { by: "status", kills: [], disagreements };
	if (container.memoryLimit === null) {
		if (pod.memoryLimit !== null || containerLimits(pod) !== null)
			return { ...known, level: "pod", confidence: doubted(CONFIDENCE.podLimit) };
		return { ...known, level: "node", confidence: doubted(CONFIDENCE.noLimit) };
	}
	if (standsAtLimit(facts)) {
		const confidence = disagreements.includes("node-out-of-memory-too") ? CONFIDENCE.kernelSilent : CONFIDENCE.atLimit;
		return { ...known, level: "container", confidence: doubted(confidence) };
	}
	const below = isFarBelow(sample, termination.finishedAt, container.memoryLimit) && changedSince(facts) === null;
	if (below && nodeWasShort(facts)) {
		return { ...known, level: "node", confidence: doubted(CONFIDENCE.nodeShort) };
	}
	const confidence = signal === SIGKILL || inStart ? CONFIDENCE.statusOnly : CONFIDENCE.statusOtherExit;
	return { ...known, level: "container", confidence: doubted(confidence) };
}

function contradictions(facts: DeathFacts): Disagreement[] {
	const found: Disagreement[] = [];
	if (kernelCovers(facts)) found.push("kernel-silent");
	if (standsAtLimit(facts) && systemOomNear(facts)) found.push("node-out-of-memory-too");
	if (isSampleAfterDeath(facts)) found.push("sample-after-death");
	return found;
}

export function isSampleAfterDeath({ sample, termination }: DeathFacts): boolean {
	return sample !== null && termination.finishedAt !== null && sample.at > termination.finishedAt + SAME_MOMENT;
}

/** When the limit was changed in place after the end: what it was then is not known from the pod. Null where it was not. */
export function changedSince({ container, termination }: Pick<DeathFacts, "container" | "termination">): Millis | null {
	return isChangedAfter(container, termination.finishedAt) ? (container.limitSince ?? null) : null;
}

function isChangedAfter({ limitSince }: Container, at: Millis | null): boolean {
	return limitSince !== undefined && at !== null && limitSince > at;
}

/** Whether the last sample stood at the limit. */
export function standsAtLimit(facts: DeathFacts): boolean {
	if (changedSince(facts) !== null) return false;
	const limit = facts.container.memoryLimit ?? facts.pod.memoryLimit;
	const used = facts.sample?.workingSet ?? null;
	return limit !== null && used !== null && !isSampleAfterDeath(facts) && used >= AT_LIMIT * limit;
}

function isFarBelow(sample: MemorySample | null, at: number | null, limit: number): boolean {
	if (sample?.workingSet == null || at === null) return false;
	return at - sample.at <= FRESH_SECONDS * SECOND && sample.at <= at && sample.workingSet < FAR_BELOW * limit;
}

function systemOomNear({ termination, nodeEvents }: DeathFacts): boolean {
	const at = termination.finishedAt;
	if (at === null) return false;
	return nodeEvents.some(
		(event) => event.reason === "SystemOOM" && happened(event, at - SYSTEM_OOM_WINDOW, at + SYSTEM_OOM_WINDOW),
	);
}

/** The node's own word that it was short of memory then: the kubelet's events, or a condition that has held since before. */
function nodeWasShort({ node, nodeEvents, termination }: DeathFacts): boolean {
	const at = termination.finishedAt;
	if (at === null) return false;
	const told = nodeEvents.some(
		(event) =>
			(event.reason === "SystemOOM" ||
				event.reason === "NodeHasInsufficientMemory" ||
				(event.reason === "EvictionThresholdMet" && /\bmemory\b/.test(event.message))) &&
			happened(event, at - SYSTEM_OOM_WINDOW, at + SYSTEM_OOM_WINDOW),
	);
	const pressure = node?.conditions.find(({ type, status }) => type === "MemoryPressure" && status === "True");
	return told || (pressure !== undefined && pressure.since !== null && pressure.since <= at + SYSTEM_OOM_WINDOW);
}

/** The kill of the largest process. */
export function largest(kills: readonly OomKill[]): OomKill | null {
	return kills.reduce<OomKill | null>(
		(a, b) => (a === null || (residentBytes(b) ?? 0) > (residentBytes(a) ?? 0) ? b : a),
		null,
	);
}

/** anon + file + shmem, as the kernel's badness counts resident memory (mm/oom_kill.c, oom_badness). */
export function residentBytes({ anonRss, fileRss, shmemRss }: OomKill): number | null {
	return anonRss === null ? null : anonRss + (fileRss ?? 0) + (shmemRss ?? 0);
}
