import { describe, expect, test } from "vitest";
import type { KubeEvent } from "../../model/event.ts";
import type { OomKill } from "../../model/kernel.ts";
import type { Node } from "../../model/node.ts";
import {
	container,
	event,
	facts,
	kill,
	MI,
	NOON,
	nameless,
	nodeEvent,
	pod,
	READ,
	sample,
	sized,
	termination,
} from "./death.fixture.ts";
import type { DeathFacts } from "./facts.ts";
import { endingKills, killsOf, levelOf, oomOf } from "./oom.ts";

const SECOND = 1000;
const ended = (exitCode: number, change: Partial<DeathFacts> = {}, reason = exitCode === 0 ? "Completed" : "Error") =>
	facts({ ...change, termination: termination({ exitCode, reason }) });

describe("the limit that fired", () => {
	const lost = (limit: number | null) => kill({ limitCgroup: "", limitLevel: "node", limit });
	const ofPod = (limit: number | null) => kill({ limitLevel: "pod", limit });
	const limits = (own: number | null, whole: number | null, others: (number | null)[] = []) => {
		const one = container({ memoryLimit: own });
		return {
			container: one,
			pod: pod([one, ...others.map((memoryLimit) => container({ name: "b", memoryLimit }))], { memoryLimit: whole }),
		};
	};
	test.each<[string, OomKill, ReturnType<typeof limits>, string, boolean]>([
		["as the kernel names it", kill(), limits(64 * MI, null), "container", true],
		["the pod's, which is as large as its only container's", ofPod(64 * MI), limits(64 * MI, null), "container", true],
		["the pod's", ofPod(128 * MI), limits(64 * MI, 128 * MI), "pod", true],
		["the pod's, of which no limit is left and one container", ofPod(64 * MI), limits(null, null), "container", false],
		[
			"the pod's, of which no limit is left and two containers",
			ofPod(64 * MI),
			limits(null, null, [null]),
			"pod",
			false,
		],
		["whose cgroup was lost, of the container's size", lost(64 * MI), limits(64 * MI, 128 * MI), "container", true],
		["whose cgroup was lost, of the pod's size", lost(128 * MI), limits(64 * MI, 128 * MI), "pod", true],
		[
			"whose cgroup and size were lost, where the container has one",
			lost(null),
			limits(64 * MI, null),
			"container",
			false,
		],
		["whose cgroup and size were lost, where it has none", lost(null), limits(null, null), "parent", false],
		[
			"none: the node's memory",
			kill({ constraint: "none", limitCgroup: "", limitLevel: "node" }),
			limits(64 * MI, null),
			"node",
			true,
		],
	])("%s", (_, fired, where, level, sure) => {
		expect(levelOf(where, fired)).toEqual({ level, sure });
	});
});

describe("kills that came with the end", () => {
	const at = (seconds: number | null, exitCode = 137) =>
		ended(exitCode, { kills: [kill({ at: seconds === null ? null : NOON + seconds * SECOND })] });
	test.each<[string, DeathFacts, boolean]>([
		["half a minute before a SIGKILL's", at(-30), true],
		["longer before", at(-31), false],
		["five seconds after", at(5), true],
		["longer after", at(6), false],
		["five seconds before the program gave up", at(-5, 1), true],
		["longer before it gave up", at(-6, 1), false],
		["before it ended as it wished", at(-1, 0), false],
		["before it stopped as it was asked to", at(-1, 143), false],
		["at no known time, before a SIGKILL's", at(null), true],
		["at no known time, before it gave up", at(null, 1), false],
	])("%s", (_, given, came) => {
		expect(endingKills(given)).toHaveLength(came ? 1 : 0);
	});
});

describe("kills in a container whose id the kubelet lost", () => {
	const sidecar = container({ name: "b", containerId: `containerd://${"bb".repeat(32)}` });
	const lost = (change: Partial<OomKill>) =>
		facts({ pod: pod([container(), sidecar]), termination: termination({ containerId: "" }), kills: [kill(change)] });
	test.each<[string, DeathFacts, boolean]>([
		["at the very end, of no other container", lost({ containerId: "cc".repeat(32), at: NOON - 5 * SECOND }), true],
		["longer before the end", lost({ containerId: "cc".repeat(32), at: NOON - 6 * SECOND }), false],
		["of another container", lost({ containerId: "bb".repeat(32) }), false],
		["of no container", lost({ containerId: null }), false],
		["at no known time", lost({ containerId: "cc".repeat(32), at: null }), false],
	])("%s", (_, given, its) => {
		expect(killsOf(given)).toHaveLength(its ? 1 : 0);
	});
});

/** Level, how it is known, and how surely. */
function told(given: DeathFacts): string | null {
	const oom = oomOf(given);
	return oom && `${oom.level} by ${oom.by} ${oom.confidence}`;
}

describe("by the kernel's line", () => {
	const silent = { ...facts(), termination: termination({ finishedAt: null }) };
	test.each<[string, DeathFacts, string | null]>([
		["with its time", facts({ kills: [kill()] }), "container by kernel 0.99"],
		["without its time", facts({ kills: [kill({ at: null })] }), "container by kernel 0.95"],
		["of an end without a time", { ...silent, kills: [kill()] }, "container by kernel 0.95"],
		["without its cgroup", facts({ kills: [kill({ limitCgroup: "", limit: null })] }), "container by kernel 0.8"],
		["before the program gave up", ended(1, { kills: [kill()] }), "container by kernel 0.85"],
		["the last of two", facts({ kills: [kill({ limitLevel: "parent" }), kill()] }), "container by kernel 0.99"],
	])("%s", (_, given, wanted) => {
		expect(told(given)).toBe(wanted);
	});
});

describe("by the node's events", () => {
	const CGROUP = "Memory cgroup out of memory: Killed process 4242 (node)";
	const seen = (reason: string, message: string, change: Partial<DeathFacts> = {}, seconds = 0) =>
		ended(137, { nodeEvents: [nodeEvent(reason, message, NOON + seconds * SECOND)], ...change });
	const unlimited = container({ memoryLimit: null });
	const stopped: KubeEvent = event("Killing", "Stopping container app", NOON - 30 * SECOND);
	test.each<[string, DeathFacts, string | null]>([
		["a cgroup's kill at that second", seen("OOMKilling", CGROUP), "container by node 0.75"],
		["a cgroup's kill four seconds off", seen("OOMKilling", CGROUP, {}, 4), null],
		[
			"a cgroup's kill, of a container without a limit",
			seen("OOMKilling", CGROUP, { container: unlimited, pod: pod([unlimited]) }),
			null,
		],
		["a cgroup's kill, while the kubelet was stopping it", seen("OOMKilling", CGROUP, { events: [stopped] }), null],
		[
			"a cgroup's kill, where the kernel log was read and is silent",
			seen("OOMKilling", CGROUP, { kernelLog: READ }),
			null,
		],
		// The container that happened to end in another's second was told as killed at its limit.
		[
			"a cgroup's kill of another class of pods",
			seen("OOMKilling", `${CGROUP} anon-rss:60000kB, oom_score_adj:-997`, { node: sized(6400 * MI) }),
			null,
		],
		[
			"a cgroup's kill of its own score",
			seen("OOMKilling", `${CGROUP} oom_score_adj:995`, { node: sized(6400 * MI) }),
			"container by node 0.75",
		],
		["a cgroup's kill of more than fits into it", seen("OOMKilling", `${CGROUP} anon-rss:7165824kB`), null],
		[
			"Alibaba Cloud's, which names the pod",
			seen("PodOOMKilling", `pod was OOM killed. node:n pod:p namespace:shop uuid:${pod().uid}`),
			"container by node 0.75",
		],
		["the same, of another pod", seen("PodOOMKilling", "pod was OOM killed. node:n pod:p namespace:s uuid:u"), null],
		["the node's own kill", seen("OOMKilling", "Out of memory: Killed process 4242 (node)"), "node by node 0.75"],
		["SystemOOM at that second", seen("SystemOOM", "victim process: node"), "node by node 0.75"],
		["SystemOOM a minute before", seen("SystemOOM", "victim process: node", {}, -60), null],
		[
			"SystemOOM, with a sample at its own limit",
			seen("SystemOOM", "victim process: node", { sample: sample(60 * MI, 5) }),
			null,
		],
		[
			"anything, of an end that was no SIGKILL",
			{ ...seen("SystemOOM", "x"), termination: termination({ exitCode: 1, reason: "Error" }) },
			null,
		],
	])("%s", (_, given, wanted) => {
		expect(told(given)).toBe(wanted);
	});
});

describe("by the end of the pod's sandbox", () => {
	const SANDBOX = "5a".repeat(32);
	const anew = event("SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", NOON + 2 * SECOND);
	const seen = (exitCode: number, process: string, change: Partial<OomKill> = {}, events: KubeEvent[] = [anew]) =>
		ended(exitCode, { events, kills: [kill({ containerId: SANDBOX, process, ...change })] });
	test.each<[string, DeathFacts, string | null]>([
		["pause, and the container is stopped", seen(143, "pause", { at: NOON - 30 * SECOND }), "container by kernel 0.9"],
		["gVisor's, which shows as the runtime's own code", seen(128, "exe"), "container by kernel 0.9"],
		["gVisor's, and nobody told of the sandbox", seen(137, "exe", {}, []), "container by kernel 0.9"],
		["of another name, and the sandbox is made anew", seen(137, "vmm"), "container by kernel 0.9"],
		["of another name, and nobody told of it: another container's instance", seen(1, "java", {}, []), null],
		["long before", seen(137, "pause", { at: NOON - 90 * SECOND }), null],
		[
			"the pod's limit, one of two containers",
			{
				...seen(143, "pause", { limitLevel: "pod", limit: 128 * MI }),
				pod: pod([container(), container({ name: "b" })]),
			},
			"pod by kernel 0.9",
		],
	])("%s", (_, given, wanted) => {
		expect(told(given)).toBe(wanted);
	});
});

describe("by lines of the node's log that name no cgroup", () => {
	const node = sized(6400 * MI);
	const ofNode = { constraint: "none", limitLevel: "node", limit: null, usage: null } as const;
	// 32Mi of 6400Mi make 995.
	const seen = (change: Partial<OomKill>, more: Partial<DeathFacts> = {}) =>
		ended(137, { node, kernelLog: READ, namelessKills: [nameless({ oomScoreAdj: 995, ...change })], ...more });
	test.each<[string, DeathFacts, string | null]>([
		["the node's kill at that second", seen(ofNode), "node by node 0.75"],
		["its score is not told", seen({ ...ofNode, oomScoreAdj: null }), "node by node 0.75"],
		["its score is another container's", seen({ ...ofNode, oomScoreAdj: 996 }), null],
		["seconds off", seen({ ...ofNode, at: NOON - 4 * SECOND }), null],
		["a kill at a limit", seen({}), "container by node 0.75"],
		["at a limit of another size", seen({ limit: 128 * MI }), null],
		[
			"while the kubelet was stopping it",
			seen(ofNode, { events: [event("Killing", "Stopping", NOON - 30_000)] }),
			null,
		],
	])("%s", (_, given, wanted) => {
		expect(told(given)).toBe(wanted);
	});
});

describe("by the runtime's reason", () => {
	const pressure = (since: number | null, change: Partial<Node["conditions"][number]> = {}) => ({
		node: {
			name: "node-1",
			conditions: [{ type: "MemoryPressure", status: "True", reason: "", message: "", since, ...change }],
		} as unknown as Node,
	});
	const low = sample(20 * MI, 5);
	const near = (reason: string, message: string, seconds: number) => ({
		sample: low,
		nodeEvents: [nodeEvent(reason, message, NOON + seconds * SECOND)],
	});
	const limits = (own: number | null, whole: number | null, change: Partial<DeathFacts> = {}) => {
		const one = container({ memoryLimit: own });
		return facts({ container: one, pod: pod([one], { memoryLimit: whole }), ...change });
	};
	const HEAP = ["java.lang.OutOfMemoryError: Java heap space"];
	test.each<[string, DeathFacts, string | null]>([
		["alone", facts(), "container by status 0.8"],
		["with a code of its own", ended(1, {}, "OOMKilled"), "container by status 0.7"],
		["with a code and a heap error of its own", ended(1, { lastLines: HEAP }, "OOMKilled"), null],
		["with SIGKILL after a heap error of its own", facts({ lastLines: HEAP }), "container by status 0.8"],
		["with a sample at the limit", facts({ sample: sample(58 * MI, 5) }), "container by status 0.95"],
		[
			"the kernel log says nothing of it",
			facts({ kernelLog: READ, sample: sample(58 * MI, 5) }),
			"container by status 0.6",
		],
		["without a limit", limits(null, null), "node by status 0.6"],
		["without a limit, in a pod with one", limits(null, 64 * MI), "pod by status 0.75"],
		["far below, the node under pressure", facts({ sample: low, ...pressure(NOON - 60_000) }), "node by status 0.6"],
		[
			"far below, the node under pressure since a minute after",
			facts({ sample: low, ...pressure(NOON + 61_000) }),
			"container by status 0.8",
		],
		[
			"far below, the node under pressure since nobody knows when",
			facts({ sample: low, ...pressure(null) }),
			"container by status 0.8",
		],
		[
			"far below, the node under another pressure",
			facts({ sample: low, ...pressure(NOON, { type: "DiskPressure" }) }),
			"container by status 0.8",
		],
		[
			"far below, the node no longer under pressure",
			facts({ sample: low, ...pressure(NOON, { status: "False" }) }),
			"container by status 0.8",
		],
		["far below, the node short of memory", facts(near("NodeHasInsufficientMemory", "", 59)), "node by status 0.6"],
		[
			"far below, the node short of memory later",
			facts(near("NodeHasInsufficientMemory", "", 61)),
			"container by status 0.8",
		],
		[
			"far below, the node reclaims memory",
			facts(near("EvictionThresholdMet", "Attempting to reclaim memory", -59)),
			"node by status 0.6",
		],
		[
			"far below, the node reclaims disk",
			facts(near("EvictionThresholdMet", "Attempting to reclaim ephemeral-storage", 0)),
			"container by status 0.8",
		],
		["far below, long before", facts({ sample: sample(20 * MI, 31), ...pressure(NOON) }), "container by status 0.8"],
		["half of the limit", facts({ sample: sample(32 * MI, 5), ...pressure(NOON) }), "container by status 0.8"],
	])("%s", (_, given, wanted) => {
		expect(told(given)).toBe(wanted);
	});
	test.each<[string, DeathFacts, string[]]>([
		[
			"a sample at the limit, and the node out of memory in that minute",
			facts({ ...near("SystemOOM", "", 50), sample: sample(60 * MI, 5) }),
			["node-out-of-memory-too"],
		],
		["a sample from after the end", facts({ sample: sample(60 * MI, -10) }), ["sample-after-death"]],
		["the kernel log is silent", facts({ kernelLog: READ }), ["kernel-silent"]],
	])("what speaks against it: %s", (_, given, wanted) => {
		expect(oomOf(given)?.disagreements).toEqual(wanted);
	});
});
