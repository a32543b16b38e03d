import type { Finding } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import type { PodCondition } from "../../model/pod.ts";
import type { RuleId } from "../../model/rules.ts";
import {
	CONTAINER_ID,
	container,
	counted,
	event,
	facts,
	kill,
	MI,
	NOON,
	nodeEvent,
	pod,
	QUIET,
	READ,
	sample,
	termination,
} from "./death.fixture.ts";
import type { DeathFacts, PodEndFacts, ServiceKillFacts } from "./facts.ts";
import { judgeChildKill, judgeDeath, judgePodEnd, judgeServiceKill } from "./index.ts";

/** Where evidence comes from: the columns of the table of deaths × evidence in the docs. */
export const SIGHTS = ["status", "spec", "events", "nodeEvents", "kernel", "series", "lines"] as const;
export type Sight = (typeof SIGHTS)[number];

/** A death as it shows in practice, and what must be told of it. */
interface Scenario {
	rule: RuleId;
	name: string;
	/** What the verdict rests on. */
	by: readonly Sight[];
	/** The facts, for rules about containers. */
	facts: DeathFacts | null;
	judge(): Finding | null;
	confidence: number;
	/** Of the finding's params, what matters here. */
	params: Readonly<Record<string, unknown>>;
}

const SECOND = 1000;

function dies(
	rule: RuleId,
	name: string,
	by: readonly Sight[],
	given: DeathFacts,
	confidence: number,
	params: Scenario["params"] = {},
): Scenario {
	return { rule, name, by, facts: given, judge: () => judgeDeath(given), confidence, params };
}

/** The same with a termination of its own in place of OOMKilled, 137. */
const ended = (reason: string, exitCode: number, change: Partial<DeathFacts> = {}, message = "") =>
	facts({
		...change,
		termination: termination({ reason, exitCode, message }),
		lastLines: message === "" ? [] : message.split("\n"),
	});

const limited = (memoryLimit: number | null, podLimit: number | null, change: Partial<DeathFacts> = {}) => {
	const one = container({ memoryLimit });
	return facts({ ...change, pod: pod([one], { memoryLimit: podLimit }), container: one });
};

/** A daemon's kill of all of the pod. */
const byDaemon = (change: Partial<OomKill> = {}) =>
	kill({ daemon: "talos", constraint: "none", limitCgroup: "", limitLevel: "node", containerId: null, ...change });

const byEarlyoom = (change: Partial<OomKill> = {}) =>
	byDaemon({
		daemon: "earlyoom",
		victimCgroup: "",
		podUid: null,
		process: "java",
		pid: 2345,
		at: NOON - 900,
		...change,
	});

const probed = () => {
	const numbers = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3, gracePeriodSeconds: null };
	const one = container({ livenessProbe: numbers, startupProbe: { ...numbers, failureThreshold: 30 } });
	return { container: one, pod: pod([one], { gracePeriodSeconds: 30 }) };
};
const KILLED_FOR_LIVENESS = event(
	"Killing",
	"Container app failed liveness probe, will be restarted",
	NOON - 30 * SECOND,
	{ type: "Normal" },
);
/** The kubelet's events of a container in a crash loop, the last of them minutes before its end. */
const HELD_BACK = {
	events: [
		["Normal", "Started", "Container started", 6],
		["Normal", "Killing", "Container app failed liveness probe, will be restarted", 6],
		["Warning", "Unhealthy", "Liveness probe failed: ", 12],
		["Warning", "BackOff", "Back-off restarting failed container app in pod web", 47],
	].map(([type, reason, message, count]) =>
		event(`${reason}`, `${message}`, NOON - 640 * SECOND, {
			type: `${type}`,
			count: Number(count),
			lastAt: NOON - 266 * SECOND,
		}),
	),
};
const UNHEALTHY = event(
	"Unhealthy",
	'Liveness probe failed: Get "http://10.1.2.3:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
	NOON - 31 * SECOND,
	{ count: 3, firstAt: NOON - 51 * SECOND },
);

const withVolume = (sizeLimit: number | null) => {
	const one = container({ memoryVolumes: [{ name: "cache", mountPath: "/cache", sizeLimit }] });
	return { container: one, pod: pod([one]) };
};

const disruption = (reason: string, message: string): PodCondition => ({
	type: "DisruptionTarget",
	status: "True",
	reason,
	message,
	since: NOON,
});

const deleted = (graceSeconds: number, reason = "") => {
	const one = container({
		state: { kind: "terminated", termination: termination({ reason: "Error" }) },
		lastTermination: null,
	});
	const conditions = reason === "" ? [] : [disruption(reason, "")];
	return {
		container: one,
		termination: termination({ reason: "Error" }),
		pod: pod([one], {
			deletedAt: NOON,
			deletionGraceSeconds: graceSeconds,
			gracePeriodSeconds: graceSeconds,
			conditions,
		}),
	};
};

function ends(
	rule: RuleId,
	name: string,
	by: readonly Sight[],
	change: Partial<PodEndFacts>,
	confidence: number,
	params: Scenario["params"] = {},
): Scenario {
	const given = { ...QUIET, pod: pod([]), ...change };
	return { rule, name, by, facts: null, judge: () => judgePodEnd(given), confidence, params };
}

const failed = (
	reason: string,
	message: string,
	containers = [container({ state: { kind: "unknown" }, lastTermination: null })],
) => pod(containers, { phase: "Failed", reason, message });

function service(name: string, given: Partial<ServiceKillFacts>, params: Scenario["params"]): Scenario {
	const facts: ServiceKillFacts = { node: "node-1", kills: [kill()], nodeEvents: [], ...given };
	return {
		rule: "death/system-service",
		name,
		by: ["kernel"],
		facts: null,
		judge: () => judgeServiceKill(facts),
		confidence: 0.99,
		params,
	};
}

const outside = (victimCgroup: string, process: string) =>
	kill({
		victimCgroup,
		process,
		podUid: null,
		containerId: null,
		limitCgroup: "",
		limitLevel: "node",
		constraint: "none",
		limit: null,
		usage: null,
	});

function survived(
	name: string,
	given: Partial<Parameters<typeof judgeChildKill>[0]>,
	params: Scenario["params"],
): Scenario {
	const running = container({ containerId: `containerd://${CONTAINER_ID}`, lastTermination: null, restartCount: 0 });
	const child = kill({ process: "worker" });
	const all = {
		...QUIET,
		pod: pod([running]),
		container: running,
		killed: [child] as const,
		kills: [child],
		sample: null,
		...given,
	};
	return {
		rule: "death/child-killed",
		name,
		by: ["kernel", "status"],
		facts: null,
		judge: () => judgeChildKill(all),
		confidence: 0.99,
		params,
	};
}

const EVICTION =
	"The node was low on resource: memory. Threshold quantity: 100Mi, available: 87412Ki. Container app was using 512Mi, request is 128Mi, has larger consumption of memory. ";
const evictedEvent = event("Evicted", EVICTION, NOON, {
	annotations: { starved_resource: "memory", offending_containers: "app", offending_containers_usage: "512Mi" },
	regarding: { ...event("", "", 0).regarding, fieldPath: "" },
});

export const SCENARIOS: readonly Scenario[] = [
	dies("death/container-limit", "the runtime says so, nothing else was seen", ["status", "spec"], facts(), 0.8, {
		memoryLimit: 64 * MI,
	}),
	dies(
		"death/container-limit",
		"the runtime says so, a sample at the limit",
		["status", "series"],
		facts({ sample: sample(62 * MI, 4) }),
		0.95,
	),
	dies("death/container-limit", "the kernel's line", ["kernel", "status"], facts({ kills: [kill()] }), 0.99, {
		victim: "node",
		kernelKills: 1,
	}),
	dies(
		"death/container-limit",
		"a limit that is no whole number of pages, by the pod's cgroup",
		["kernel", "spec"],
		limited(100_000_000, null, { kills: [kill({ limitLevel: "pod", limit: 97_656 * 1024 })] }),
		0.99,
		{ memoryLimit: 100_000_000 },
	),
	dies(
		"death/container-limit",
		"the kernel's line without a time",
		["kernel", "status"],
		facts({ kills: [kill({ at: null })] }),
		0.95,
	),
	dies(
		"death/container-limit",
		"the kernel log covers the moment and is silent",
		["status"],
		facts({ kernelLog: READ }),
		0.6,
		{ disagreements: ["kernel-silent"] },
	),
	dies(
		"death/container-limit",
		"the sample is from after the death: a clock is wrong",
		["status"],
		facts({ sample: sample(63 * MI, -60) }),
		0.8,
		{ disagreements: ["sample-after-death"] },
	),
	dies(
		"death/container-limit",
		"stress: the worker is killed, the parent exits with 1",
		["status"],
		ended("OOMKilled", 1),
		0.7,
	),
	dies(
		"death/container-limit",
		"the same with the kernel's line",
		["kernel", "status"],
		ended("OOMKilled", 1, { kills: [kill()] }),
		0.85,
	),
	dies(
		"death/container-limit",
		"too low to start in",
		["status"],
		ended(
			"StartError",
			128,
			{},
			"failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?)",
		),
		0.8,
		{ exitCode: 128 },
	),
	dies(
		"death/container-limit",
		"the same, after lives that were measured: the last sample is of them",
		["status"],
		facts({
			sample: sample(0, 31),
			termination: termination({
				...{ reason: "StartError", exitCode: 128, startedAt: null },
				message: "container init was OOM-killed (memory limit too low?)",
			}),
		}),
		0.8,
		{ lastWorkingSet: null, graph: { workingSet: null, growth: null } },
	),
	dies(
		"death/container-limit",
		"its postStart hook was killed, for which the kubelet stopped it",
		["kernel", "events", "status"],
		ended("OOMKilled", 0, { kills: [kill()], events: [event("Killing", "FailedPostStartHook", NOON)] }),
		0.85,
		{ exitCode: 0 },
	),
	dies(
		"death/container-limit",
		"memory.oom.group: every process at once",
		["kernel", "status"],
		facts({ kills: [kill({ pid: 7, process: "sh", anonRss: MI }), kill()] }),
		0.99,
		{ victim: "node", kernelKills: 2, graph: { reasons: ["group-kill"] } },
	),
	dies(
		"death/container-limit",
		"an init container",
		["status"],
		(() => {
			const init = container({ name: "migrate", role: "init" });
			return facts({ container: init, pod: pod([init, container()]) });
		})(),
		0.8,
		{ role: "init" },
	),
	dies(
		"death/container-limit",
		"a Job that gives up",
		["status", "events"],
		facts({
			ownerEvents: [
				event("BackoffLimitExceeded", "Job has reached the specified backoff limit", NOON + 5000, {
					regarding: { kind: "Job", namespace: "shop", name: "import", uid: "rs", fieldPath: "" },
				}),
			],
		}),
		0.8,
		{ jobGaveUp: true },
	),
	dies(
		"death/container-limit",
		"the pod is gone, its events and the kernel's line are left",
		["kernel", "events"],
		facts({ gone: true, termination: termination({ reason: "", startedAt: null }), kills: [kill()] }),
		0.99,
		{ exitCode: null },
	),
	dies(
		"death/container-limit",
		"the pod is gone, and with it the limits: the pod's limit fired, only one container is known",
		["kernel", "events"],
		facts({
			gone: true,
			pod: pod([container({ memoryLimit: null })]),
			container: container({ memoryLimit: null }),
			termination: termination({ reason: "", startedAt: null }),
			kills: [kill({ limitLevel: "pod" })],
		}),
		0.8,
		{ exitCode: null, memoryLimit: 64 * MI },
	),
	dies(
		"death/parent-limit",
		"the pod is gone, the pod's limit fired, two containers are known",
		["kernel", "events"],
		facts({
			gone: true,
			pod: pod([container({ memoryLimit: null }), container({ name: "other", memoryLimit: null })]),
			container: container({ memoryLimit: null }),
			termination: termination({ reason: "", startedAt: null }),
			kills: [kill({ limitLevel: "pod" })],
		}),
		0.8,
	),

	survived("a worker of a running container", {}, { victim: "worker", kernelKills: 1, level: "container" }),
	survived(
		"a pool of workers, again and again",
		{ killed: [kill({ at: NOON - 9000, process: "w1" }), kill({ process: "w2", anonRss: 61 * MI })] },
		{ victim: "w2", kernelKills: 2 },
	),
	survived(
		"by the node's own shortage",
		{ killed: [outside("/kubepods/burstable/pod8f1d/c", "worker")] },
		{ level: "node" },
	),

	dies(
		"death/parent-limit",
		"the pod's limit, of two containers together",
		["kernel"],
		facts({ kills: [kill({ limitLevel: "pod", limitCgroup: "/kubepods/burstable/pod8f1d", limit: 100 * MI })] }),
		0.99,
		{ owner: "pod", limit: 100 * MI },
	),
	dies(
		"death/parent-limit",
		"all pods together, at the node's allocatable memory",
		["kernel"],
		facts({ kills: [kill({ limitLevel: "parent", limitCgroup: "/kubepods.slice", limit: 900 * MI })] }),
		0.99,
		{ owner: "all-pods" },
	),
	dies(
		"death/parent-limit",
		"best-effort pods together",
		["kernel"],
		limited(null, null, {
			kills: [kill({ limitLevel: "parent", limitCgroup: "/kubepods.slice/kubepods-besteffort.slice" })],
		}),
		0.99,
		{ owner: "qos" },
	),
	dies(
		"death/parent-limit",
		"a slice of the administrator's",
		["kernel"],
		facts({ kills: [kill({ limitLevel: "parent", limitCgroup: "/tenant-a.slice" })] }),
		0.99,
		{ owner: "other" },
	),
	dies(
		"death/parent-limit",
		"pod-level resources, told by the status alone",
		["status", "spec"],
		limited(null, 80 * MI),
		0.75,
		{ owner: "pod", limit: 80 * MI },
	),

	dies(
		"death/parent-limit",
		"a debugger beside containers that all have limits: it lives in what the pod's cgroup has of theirs",
		["status", "spec"],
		(() => {
			const debug = container({ name: "debugger", role: "ephemeral", memoryLimit: null, memoryRequest: null });
			return facts({ container: debug, pod: pod([container(), container({ name: "proxy" }), debug]) });
		})(),
		0.75,
		{ owner: "pod", limit: 128 * MI },
	),

	dies(
		"death/node-out-of-memory",
		"a debugger beside a container without a limit, so that the pod's cgroup has none",
		["status", "spec"],
		(() => {
			const debug = container({ name: "debugger", role: "ephemeral", memoryLimit: null, memoryRequest: null });
			return facts({ container: debug, pod: pod([container({ memoryLimit: null }), debug]) });
		})(),
		0.6,
	),
	dies(
		"death/node-out-of-memory",
		"global_oom",
		["kernel"],
		facts({ kills: [kill({ limitLevel: "node", constraint: "none", limitCgroup: "", limit: null, usage: null })] }),
		0.99,
		{ constraint: "none", oomScoreAdj: 990 },
	),
	dies(
		"death/node-out-of-memory",
		"the same reported as Error: nothing is wrong with that",
		["kernel"],
		ended("Error", 137, {
			kills: [kill({ limitLevel: "node", constraint: "none", limitCgroup: "", limit: null, usage: null })],
		}),
		0.99,
	),
	dies(
		"death/node-out-of-memory",
		"a memory policy's node",
		["kernel"],
		facts({ kills: [kill({ limitLevel: "node", constraint: "memory-policy", limitCgroup: "", limit: null })] }),
		0.99,
		{ constraint: "memory-policy" },
	),
	dies(
		"death/node-out-of-memory",
		"SystemOOM at that moment",
		["nodeEvents", "status"],
		facts({
			nodeEvents: [
				nodeEvent("SystemOOM", "System OOM encountered, victim process: node, pid: 4242", NOON + 2 * SECOND),
			],
		}),
		0.75,
	),
	dies(
		"death/node-out-of-memory",
		"node-problem-detector repeats the kernel's line",
		["nodeEvents", "status"],
		ended("Error", 137, {
			nodeEvents: [
				nodeEvent(
					"OOMKilling",
					"Out of memory: Killed process 4242 (node) total-vm:921600kB, anon-rss:61440kB, file-rss:2048kB, shmem-rss:0kB",
					NOON,
				),
			],
		}),
		0.75,
	),
	dies(
		"death/node-out-of-memory",
		"OOMKilled without any limit that could fire",
		["status", "spec"],
		limited(null, null),
		0.6,
	),
	dies(
		"death/node-out-of-memory",
		"OOMKilled far below the limit on a node that was short",
		["status", "series", "nodeEvents"],
		facts({
			sample: sample(12 * MI, 5),
			nodeEvents: [nodeEvent("EvictionThresholdMet", "Attempting to reclaim memory", NOON - 8 * SECOND)],
		}),
		0.6,
	),

	ends(
		"death/evicted",
		"by the newest text, with the event",
		["status", "events"],
		{
			pod: failed("Evicted", EVICTION, [
				container({
					memoryRequest: 128 * MI,
					memoryLimit: null,
					state: { kind: "terminated", termination: termination({ reason: "Error", finishedAt: NOON + 2 * SECOND }) },
					lastTermination: null,
				}),
			]),
			events: [evictedEvent],
		},
		0.99,
		{
			resource: "memory",
			threshold: 100 * MI,
			available: 87412 * 1024,
			offender: "app",
			usage: 512 * MI,
			request: 128 * MI,
			soft: false,
			at: NOON,
		},
	),
	ends(
		"death/evicted",
		"by the text before 1.24",
		["status"],
		{
			pod: failed(
				"Evicted",
				"The node was low on resource: memory. Container app was using 412Ki, which exceeds its request of 0. ",
			),
		},
		0.99,
		{ resource: "memory", threshold: null, usage: 412 * 1024, request: 0 },
	),
	ends(
		"death/evicted",
		"with pod-level resources",
		["status"],
		{
			pod: failed(
				"Evicted",
				"The node was low on resource: memory. Threshold quantity: 1Gi, available: 1001Mi. Pod web-5d9c7-x2x1v was using 700Mi, request is 200Mi, has larger consumption of memory. Container app was using 690Mi, request is 0, has larger consumption of memory. ",
			),
		},
		0.99,
		{ offender: "web-5d9c7-x2x1v", usage: 700 * MI, request: 200 * MI, available: 1001 * MI },
	),
	ends(
		"death/evicted",
		"with several containers, for the one furthest beyond its request",
		["status"],
		{
			pod: failed(
				"Evicted",
				"The node was low on resource: memory. Container big was using 900Mi, request is 800Mi, has larger consumption of memory. Container app was using 600Mi, request is 128Mi, has larger consumption of memory. Container proxy was using 200Mi, request is 0, has larger consumption of memory. ",
			),
		},
		0.99,
		{ offender: "app", usage: 600 * MI, request: 128 * MI },
	),
	ends(
		"death/evicted",
		"past a soft threshold, with its grace period",
		["status", "events"],
		{
			pod: failed("Evicted", EVICTION, [
				container({
					state: { kind: "terminated", termination: termination({ reason: "Error", finishedAt: NOON + 30 * SECOND }) },
				}),
			]),
			events: [evictedEvent],
		},
		0.99,
		{ soft: true },
	),
	ends("death/evicted", "the pod is gone, its event is left", ["events"], { events: [evictedEvent] }, 0.97, {
		resource: "memory",
		offender: "app",
	}),
	ends(
		"death/evicted",
		"for disk: memory has no part",
		["status"],
		{
			pod: failed(
				"Evicted",
				"The node was low on resource: ephemeral-storage. Threshold quantity: 10%, available: 8%. ",
			),
		},
		0.99,
		{
			resource: "ephemeral-storage",
		},
	),
	ends(
		"death/evicted",
		"for a volume's own limit",
		["status"],
		{ pod: failed("Evicted", 'Usage of EmptyDir volume "scratch" exceeds the limit "1Gi". ') },
		0.99,
		{
			resource: "ephemeral-storage",
			overran: { of: "volume", name: "scratch", limit: 1024 * MI },
		},
	),
	ends(
		"death/evicted",
		"for a container's own limit of local storage",
		["status"],
		{ pod: failed("Evicted", 'Container app exceeded its local ephemeral storage limit "2Gi". ') },
		0.99,
		{ resource: "ephemeral-storage", overran: { of: "container", name: "app", limit: 2048 * MI } },
	),
	ends(
		"death/evicted",
		"for its containers' limits of local storage together",
		["status"],
		{ pod: failed("Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 3Gi. ") },
		0.99,
		{ overran: { of: "pod", name: "", limit: 3072 * MI } },
	),
	ends(
		"death/evicted",
		"by a kubelet before 1.8, which names the condition",
		["status"],
		{ pod: failed("Evicted", "The node was low on resource: [MemoryPressure].") },
		0.99,
		{ resource: "memory", overran: null },
	),

	ends(
		"death/refused",
		"under memory pressure",
		["status"],
		{ pod: failed("Evicted", "Pod was rejected: The node had condition: [MemoryPressure]. ") },
		0.99,
		{
			cause: "condition",
			of: ["MemoryPressure"],
		},
	),
	ends(
		"death/refused",
		"by the text before 1.26",
		["status"],
		{ pod: failed("Evicted", "Pod The node had condition: [MemoryPressure DiskPressure]. ") },
		0.99,
		{
			of: ["MemoryPressure", "DiskPressure"],
		},
	),
	ends(
		"death/refused",
		"for memory that is not there",
		["status"],
		{
			pod: failed(
				"OutOfmemory",
				"Pod was rejected: Node didn't have enough resource: memory, requested: 4294967296, used: 7000000000, capacity: 8000000000",
			),
		},
		0.99,
		{ cause: "resource", of: ["memory"], requested: 4294967296, used: 7000000000, capacity: 8000000000 },
	),
	ends(
		"death/refused",
		"while the node shuts down",
		["status"],
		{ pod: failed("NodeShutdown", "Pod was rejected as the node is shutting down.") },
		0.99,
		{ cause: "other" },
	),
	ends(
		"death/refused",
		"again, when the kubelet started anew beneath it",
		["status"],
		{
			pod: failed("Evicted", "Pod was rejected: The node had condition: [MemoryPressure]. ", [
				container({
					state: { kind: "terminated", termination: termination({ reason: "Error" }) },
					lastTermination: null,
				}),
			]),
		},
		0.99,
		{ cause: "condition" },
	),
	ends(
		"death/refused",
		"the pod is gone, its event is left",
		["events"],
		{ events: [event("Evicted", "The node had condition: [MemoryPressure]. ", NOON)] },
		0.99,
		{ of: ["MemoryPressure"] },
	),

	dies(
		"death/probe",
		"liveness, timed out, killed after its grace",
		["events", "status"],
		ended("Error", 137, { ...probed(), events: [UNHEALTHY, KILLED_FOR_LIVENESS] }),
		0.97,
		{ probe: "liveness", failures: 3, timedOut: true, killed: true, graceSeconds: 30, memory: null },
	),
	dies(
		"death/probe",
		"liveness, and it stood at its limit",
		["events", "series"],
		ended("Error", 137, { ...probed(), events: [UNHEALTHY, KILLED_FOR_LIVENESS], sample: sample(63 * MI, 10) }),
		0.97,
		{ memory: "at-limit" },
	),
	dies(
		"death/probe",
		"liveness, and its log tells of full collections",
		["events", "lines"],
		ended(
			"Error",
			143,
			{ ...probed(), events: [KILLED_FOR_LIVENESS] },
			"[120.1s][info][gc] GC(88) Pause Full (G1 Compaction Pause) 1020M->1018M(1024M) 2103.1ms",
		),
		0.97,
		{ memory: "collecting", killed: false },
	),
	...(
		[
			["its tasks waited for memory", { stalled: 0.4 }, "stalled"],
			["its collector held it up", { collecting: 0.6 }, "collecting"],
			["neither was worth a word", { stalled: 0.01, collecting: 0.02 }, "none"],
		] as const
	).map(([name, shares, memory]) =>
		dies(
			"death/probe",
			`liveness, ${name}`,
			["events", "series"],
			ended("Error", 137, {
				...probed(),
				events: [UNHEALTHY, KILLED_FOR_LIVENESS],
				sample: { ...sample(30 * MI, 10), ...shares },
			}),
			0.97,
			{ memory },
		),
	),
	dies(
		"death/probe",
		"liveness, and the kernel had killed a child before",
		["events", "kernel"],
		ended("OOMKilled", 143, { ...probed(), events: [KILLED_FOR_LIVENESS], kills: [kill({ at: NOON - 300_000 })] }),
		0.97,
		{ memory: "killed-inside" },
	),
	dies(
		"death/probe",
		"it ended by itself with code 0",
		["events"],
		ended("Completed", 0, { ...probed(), events: [KILLED_FOR_LIVENESS] }),
		0.97,
		{ killed: false },
	),
	dies(
		"death/probe",
		"startup, far below the limit",
		["events", "series"],
		ended("Error", 137, {
			...probed(),
			events: [event("Killing", "Container app failed startup probe, will be restarted", NOON - 30 * SECOND)],
			sample: sample(9 * MI, 20),
		}),
		0.97,
		{ probe: "startup", memory: "none" },
	),
	dies(
		"death/probe",
		"a sidecar's startup probe",
		["events"],
		ended("Error", 137, {
			...probed(),
			events: [event("Killing", "Init container app failed startup probe", NOON - 30 * SECOND)],
		}),
		0.97,
		{ probe: "startup" },
	),
	dies(
		"death/probe",
		"by the text before 1.14",
		["events"],
		ended("Error", 137, {
			...probed(),
			events: [
				event(
					"Killing",
					"Killing container with id docker://app:Container failed liveness probe.. Container will be killed and recreated.",
					NOON - 30 * SECOND,
				),
			],
		}),
		0.97,
		{ probe: "liveness" },
	),
	dies(
		"death/probe",
		"OOMKilled, but the kubelet was stopping it",
		["events", "status"],
		facts({ ...probed(), events: [KILLED_FOR_LIVENESS] }),
		0.7,
		{ disagreements: ["stopped-by-kubelet"] },
	),

	dies(
		"death/probe",
		"as before, and the kubelet holds its events back: a pod that a probe ended eight times",
		["events", "kernel", "status"],
		ended("Error", 137, { ...probed(), ...HELD_BACK, kernelLog: READ, eventsSince: NOON - 3_600_000 }),
		0.7,
		{ probe: "liveness", failures: null, killed: true, disagreements: ["events-held-back"] },
	),
	dies(
		"death/oom-daemon",
		"Talos's line names the pod's cgroup; a later one is of the next instance",
		["kernel", "status"],
		ended("Error", 137, {
			kernelLog: READ,
			eventsSince: NOON - 3_600_000,
			daemonKills: [byDaemon({ at: NOON - 900 }), byDaemon({ at: NOON + 40_000 })],
		}),
		0.95,
		{ daemon: "talos", daemonKills: 2 },
	),
	dies(
		"death/oom-daemon",
		"systemd-oomd's line names the container's scope",
		["kernel", "status"],
		ended("Error", 137, { daemonKills: [byDaemon({ daemon: "systemd-oomd", containerId: CONTAINER_ID })] }),
		0.95,
		{ daemon: "systemd-oomd" },
	),
	dies(
		"death/oom-daemon",
		"earlyoom's line names a process of the node at that moment, and no container",
		["kernel", "status"],
		ended("Error", 137, { kernelLog: READ, daemonKills: [byEarlyoom()] }),
		0.6,
		{ daemon: "earlyoom", daemonKills: 1, victim: { process: "java", pid: 2345 } },
	),
	dies(
		"death/oom-daemon",
		"earlyoom asked with SIGTERM",
		["kernel", "status"],
		ended("Error", 143, { daemonKills: [byEarlyoom({ at: NOON - 8000 })] }),
		0.6,
		{ daemon: "earlyoom", exitCode: 143 },
	),
	dies(
		"death/outside-kill",
		"earlyoom killed something of the node, a minute before",
		["kernel", "status"],
		ended("Error", 137, { kernelLog: READ, daemonKills: [byEarlyoom({ at: NOON - 60_000 })] }),
		0.75,
	),
	dies(
		"death/oom-daemon",
		"the pod is gone, its log has no times",
		["kernel"],
		facts({
			...{ gone: true, daemonKills: [byDaemon({ at: null })] },
			termination: termination({ reason: "", startedAt: null, finishedAt: null, containerId: "" }),
		}),
		0.95,
		{ exitCode: null },
	),
	dies(
		"death/outside-kill",
		"a daemon killed in the same pod, but ten minutes before",
		["kernel", "status"],
		ended("Error", 137, { kernelLog: READ, daemonKills: [byDaemon({ at: NOON - 600_000 })] }),
		0.75,
	),
	dies(
		"death/outside-kill",
		"a daemon killed another container of the pod",
		["kernel", "status"],
		ended("Error", 137, { kernelLog: READ, daemonKills: [byDaemon({ containerId: "aa".repeat(32) })] }),
		0.75,
	),
	dies(
		"death/unreported-oom",
		"a daemon killed in the pod, and the kernel in the container",
		["kernel"],
		ended("Error", 137, { kills: [kill()], daemonKills: [byDaemon()] }),
		0.99,
	),
	dies(
		"death/outside-kill",
		"the kernel log is silent, the kubelet holds events back, and no probe is known to have failed",
		["kernel", "status"],
		ended("Error", 137, { ...HELD_BACK, kernelLog: READ, eventsSince: NOON - 3_600_000 }),
		0.75,
	),
	dies(
		"death/outside-kill",
		"kernel log and events are silent",
		["kernel", "events", "status"],
		ended("Error", 137, { kernelLog: READ, eventsSince: NOON - 3_600_000 }),
		0.9,
	),
	dies(
		"death/outside-kill",
		"the kernel log is silent, events are gone",
		["kernel", "status"],
		ended("Error", 137, { kernelLog: READ }),
		0.75,
	),
	dies(
		"death/outside-kill",
		"events show no stop, a fresh sample stood far below",
		["events", "series", "status"],
		ended("Error", 137, { eventsSince: NOON - 3_600_000, sample: sample(10 * MI, 6) }),
		0.6,
	),

	dies(
		"death/own-heap-limit",
		".NET gets no memory to start with, and ends with 137 by itself",
		["lines", "status"],
		ended(
			"Error",
			137,
			{ kernelLog: READ, eventsSince: NOON - 3_600_000 },
			"GC heap initialization failed with error 0x8007000E\nFailed to create CoreCLR, HRESULT: 0x8007000E",
		),
		0.97,
		{ runtime: "dotnet" },
	),
	dies(
		"death/unknown",
		".NET could not start for want of threads",
		["lines"],
		ended("Error", 137, { kernelLog: READ }, "Failed to create CoreCLR, HRESULT: 0x80070008"),
		0,
	),
	...(
		[
			[
				"JVM, ExitOnOutOfMemoryError",
				3,
				"Terminating due to java.lang.OutOfMemoryError: Java heap space",
				0.97,
				{ runtime: "jvm", problem: "Java heap space" },
			],
			[
				"JVM, uncaught in the last thread",
				1,
				'Exception in thread "main" java.lang.OutOfMemoryError: GC overhead limit exceeded\n\tat App.main(App.java:9)',
				0.97,
				{ problem: "GC overhead limit exceeded" },
			],
			["JVM, metaspace", 1, "java.lang.OutOfMemoryError: Metaspace", 0.97, { settings: ["-XX:MaxMetaspaceSize"] }],
			[
				"JVM, direct memory with its limit",
				1,
				"java.lang.OutOfMemoryError: Cannot reserve 8192 bytes of direct buffer memory (allocated: 67108864, limit: 67108864)",
				0.97,
				{ bound: 64 * MI },
			],
			[
				"JVM, more than the operating system gives",
				1,
				"# There is insufficient memory for the Java Runtime Environment to continue.\n# Native memory allocation (mmap) failed to map 16384 bytes. Error detail: committing reserved memory.",
				0.97,
				{ runtime: "jvm", problem: "Native memory allocation (mmap) failed to map 16384 bytes", settings: [] },
			],
			[
				"JVM, a heap for which there is no room",
				1,
				"Error occurred during initialization of VM\nCould not reserve enough space for 67108864KB object heap",
				0.97,
				{ runtime: "jvm", bound: 64 * 1024 * MI, settings: ["-Xmx", "-XX:MaxRAMPercentage"] },
			],
			[
				"JVM, threads",
				1,
				"java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached",
				0.97,
				{ settings: [] },
			],
			[
				"JVM, CrashOnOutOfMemoryError",
				134,
				"Aborting due to java.lang.OutOfMemoryError: Java heap space",
				0.97,
				{ runtime: "jvm" },
			],
			[
				"JVM, OnOutOfMemoryError kills it",
				137,
				'# java.lang.OutOfMemoryError: Java heap space\n# -XX:OnOutOfMemoryError="kill -9 %p"\n#   Executing /bin/sh -c "kill -9 1"...',
				0.97,
				{ runtime: "jvm" },
			],
			[
				"Node.js, heap limit",
				134,
				"<--- Last few GCs --->\n[1:0x6a0]    41031 ms: Mark-Compact 254.1 (261.0) -> 253.9 (261.0) MB, pooled: 0 MB, 210.02 / 0.00 ms\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
				0.97,
				{ runtime: "node", bound: 261 * MI },
			],
			[
				"Node.js, ineffective collections",
				134,
				"FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory",
				0.97,
				{ runtime: "node" },
			],
			["Go", 2, "fatal error: runtime: out of memory", 0.97, { runtime: "go" }],
			[
				"Python",
				1,
				'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nMemoryError',
				0.97,
				{ runtime: "python" },
			],
			[
				"Python, an array of NumPy's",
				1,
				"numpy.core._exceptions._ArrayMemoryError: Unable to allocate 7.45 GiB for an array with shape (1000000000,) and data type float64",
				0.97,
				{ runtime: "python" },
			],
			[
				".NET",
				134,
				"Unhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.",
				0.97,
				{ runtime: "dotnet" },
			],
			[
				"PHP",
				255,
				"PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/index.php on line 12",
				0.97,
				{ runtime: "php", bound: 128 * MI },
			],
			["Ruby", 1, "[FATAL] failed to allocate memory (NoMemoryError)", 0.97, { runtime: "ruby" }],
			[
				"C++",
				134,
				"terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc",
				0.97,
				{ runtime: "native" },
			],
			["Rust", 134, "memory allocation of 1073741824 bytes failed", 0.97, { runtime: "rust", bound: null }],
			[
				"Erlang",
				1,
				'eheap_alloc: Cannot allocate 1140328600 bytes of memory (of type "heap").',
				0.97,
				{ runtime: "erlang" },
			],
			["an exit code of its own", 70, "java.lang.OutOfMemoryError: Java heap space", 0.8, { runtime: "jvm" }],
		] as const
	).map(([name, code, message, confidence, params]) =>
		dies("death/own-heap-limit", name, ["lines", "status"], ended("Error", code, {}, message), confidence, params),
	),

	dies("death/stale-oomkilled", "exit code 0", ["status"], ended("OOMKilled", 0), 0.9, { kernelKills: 0 }),
	dies("death/stale-oomkilled", "SIGTERM", ["status"], ended("OOMKilled", 143), 0.9),
	dies(
		"death/stale-oomkilled",
		"SIGTERM, and the kernel's line from before",
		["status", "kernel"],
		ended("OOMKilled", 143, { kills: [kill({ at: NOON - 600_000 })] }),
		0.95,
		{ kernelKills: 1 },
	),

	dies(
		"death/stale-oomkilled",
		"a code of its own, half a minute after the kernel's last kill in it",
		["status", "kernel"],
		ended("OOMKilled", 1, { kernelLog: READ, kills: [kill({ at: NOON - 30_000 })] }),
		0.95,
		{ kernelKills: 1 },
	),
	dies(
		"death/own-heap-limit",
		"the same, and it says why",
		["lines", "status"],
		ended(
			"OOMKilled",
			3,
			{ kernelLog: READ, kills: [kill({ at: NOON - 30_000 })] },
			"java.lang.OutOfMemoryError: Java heap space",
		),
		0.97,
	),
	dies(
		"death/unreported-oom",
		"the kernel's line, the status says Error",
		["kernel", "status"],
		ended("Error", 137, { kills: [kill()] }),
		0.99,
		{ disagreements: ["runtime-silent"] },
	),
	dies(
		"death/unreported-oom",
		"at a cgroup the program made below its own, which the runtime does not look at",
		["kernel", "status"],
		ended("Error", 137, { kills: [kill({ limit: 24 * MI, usage: 24 * MI })] }),
		0.99,
		{ memoryLimit: 24 * MI },
	),
	dies(
		"death/unreported-oom",
		"node-problem-detector's event of that second",
		["nodeEvents", "status"],
		ended("Error", 137, {
			nodeEvents: [
				nodeEvent(
					"OOMKilling",
					"Memory cgroup out of memory: Killed process 4242 (node) total-vm:921600kB, anon-rss:61440kB, file-rss:2048kB, shmem-rss:0kB",
					NOON,
				),
			],
		}),
		0.75,
	),

	ends(
		"death/preempted",
		"by the scheduler, still terminating",
		["status"],
		{
			pod: pod([], {
				deletedAt: NOON + 30_000,
				deletionGraceSeconds: 30,
				conditions: [
					disruption("PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod"),
				],
			}),
		},
		0.98,
		{ by: "scheduler", at: NOON },
	),
	ends(
		"death/preempted",
		"by the scheduler, gone, its event is left",
		["events"],
		{ events: [event("Preempted", "Preempted by pod 0b0c3a1e-9d3a-4a43-9d38-0a7c2f3f1a11 on node node-1", NOON)] },
		0.98,
		{ preemptor: "pod 0b0c3a1e-9d3a-4a43-9d38-0a7c2f3f1a11" },
	),
	ends(
		"death/preempted",
		"by the text before 1.27",
		["events"],
		{ events: [event("Preempted", "Preempted by shop/big-1 on node node-1", NOON)] },
		0.98,
		{ preemptor: "shop/big-1" },
	),
	ends(
		"death/preempted",
		"by the kubelet for a critical pod",
		["status"],
		{ pod: failed("Preempting", "Preempted in order to admit critical pod") },
		0.98,
		{ by: "kubelet" },
	),

	dies("death/grace-period", "the pod is being deleted", ["status"], facts(deleted(30)), 0.95, {
		cause: "deleted",
		graceSeconds: 30,
	}),
	dies("death/grace-period", "a drain", ["status"], facts(deleted(30, "EvictionByEvictionAPI")), 0.95, {
		cause: "drained",
	}),
	dies("death/grace-period", "a taint", ["status"], facts(deleted(30, "DeletionByTaintManager")), 0.95, {
		cause: "tainted",
	}),
	dies(
		"death/grace-period",
		"its controller removed it",
		["status", "events"],
		facts({
			...deleted(10),
			ownerEvents: [
				event("SuccessfulDelete", "Deleted pod: web-5d9c7-x2x1v", NOON - 10 * SECOND, {
					regarding: { kind: "ReplicaSet", namespace: "shop", name: "web-5d9c7", uid: "rs", fieldPath: "" },
				}),
			],
		}),
		0.95,
		{ cause: "scaled-down" },
	),
	dies(
		"death/grace-period",
		"its specification changed",
		["events"],
		ended("Error", 137, {
			events: [event("Killing", "Container app definition changed, will be restarted", NOON - 30 * SECOND)],
		}),
		0.9,
		{ cause: "changed" },
	),
	dies(
		"death/grace-period",
		"the node shut down",
		["status"],
		ended("Error", 137, {
			pod: pod([container()], {
				phase: "Failed",
				reason: "Terminated",
				message: "Pod was terminated in response to imminent node shutdown.",
			}),
		}),
		0.9,
		{ cause: "node-shutdown" },
	),
	dies(
		"death/grace-period",
		"OOMKilled, but the pod was being deleted",
		["status"],
		facts({ ...deleted(30), termination: termination() }),
		0.7,
		{
			disagreements: ["stopped-by-kubelet"],
		},
	),

	service(
		"the kubelet, the node ran out",
		{ kills: [outside("/system.slice/kubelet.service", "kubelet")] },
		{ service: "kubelet.service", level: "node" },
	),
	service(
		"containerd",
		{ kills: [outside("/system.slice/containerd.service", "containerd")] },
		{ service: "containerd.service" },
	),
	service(
		"k3s at a limit of its own, twice",
		{
			kills: [
				kill({
					victimCgroup: "/system.slice/k3s-agent.service",
					process: "k3s-agent",
					podUid: null,
					containerId: null,
					limitLevel: "parent",
					limit: 512 * MI,
				}),
				kill({
					victimCgroup: "/system.slice/k3s-agent.service",
					process: "k3s-agent",
					podUid: null,
					containerId: null,
					limitLevel: "parent",
					limit: 512 * MI,
				}),
			],
		},
		{ service: "k3s-agent.service", limit: 512 * MI, kernelKills: 2 },
	),
	service("a daemon in the root cgroup", { kills: [outside("/", "dockerd")] }, { service: "dockerd" }),

	dies(
		"death/memory-volume",
		"the kernel's figures",
		["kernel", "spec"],
		facts({
			...withVolume(null),
			kills: [kill({ anonRss: 4 * MI, stats: counted({ anon: 4 * MI, file: 58 * MI, shmem: 58 * MI }) })],
		}),
		0.95,
		{ volume: "cache", mountPath: "/cache", shmem: 58 * MI, sizeLimit: null },
	),
	dies(
		"death/memory-volume",
		"left from the instance before, at the pod's limit",
		["kernel", "spec"],
		facts({
			...withVolume(256 * MI),
			kills: [kill({ limitLevel: "pod", limit: 96 * MI, stats: counted({ anon: 4 * MI, shmem: 70 * MI }) })],
		}),
		0.95,
		{ memoryLimit: 96 * MI, sizeLimit: 256 * MI },
	),
	dies(
		"death/memory-volume",
		"a sample at the limit, little of it the processes' own",
		["status", "series", "spec"],
		facts({ ...withVolume(null), sample: sample(62 * MI, 3, 5 * MI) }),
		0.7,
	),
	dies(
		"death/memory-volume",
		"reported as Error",
		["kernel", "spec"],
		ended("Error", 137, { ...withVolume(null), kills: [kill({ stats: counted({ shmem: 60 * MI }) })] }),
		0.95,
	),

	dies(
		"death/crashed",
		"an error with its lines",
		["status", "lines"],
		ended("Error", 1, {}, "panic: listen tcp :8080: bind: address already in use"),
		0.9,
	),
	...[
		"LOG:  server process (PID 345) was terminated by signal 9: Killed",
		"[WARNING] Worker with pid 55 was terminated due to signal 9",
		"INFO exited: celery-main (terminated by SIGKILL; not expected)",
		"error: build failed: signal: killed",
		"./run.sh: line 3:    12 Killed                  java -jar app.jar",
		"Command failed with exit code 137",
	].flatMap((line) => [
		dies(
			"death/unknown",
			`it gave up as a child of its own got SIGKILL: ${line}`,
			["lines"],
			ended("Error", 1, {}, line),
			0,
			{
				missing: ["kernel-log", "series"],
			},
		),
		dies(
			"death/crashed",
			`the same, and the kernel log is silent: ${line}`,
			["lines", "kernel"],
			ended("Error", 1, { kernelLog: READ }, line),
			0.9,
		),
	]),
	dies("death/crashed", "an error without", ["status"], ended("Error", 1), 0.7, { neverStarted: false }),
	dies("death/crashed", "a segmentation fault", ["status"], ended("Error", 139), 0.7, { signal: 11 }),
	dies(
		"death/crashed",
		"a command that is not there",
		["status"],
		ended("StartError", 128, {}, 'exec: "/app": no such file or directory'),
		0.95,
		{ neverStarted: true },
	),

	dies("death/unknown", "SIGKILL, nothing was seen", [], ended("Error", 137), 0, {
		missing: ["kernel-log", "events", "series", "last-log-lines"],
	}),
	dies("death/unknown", "SIGTERM, nothing was seen", [], ended("Error", 143), 0, {
		missing: ["events", "series", "last-log-lines"],
	}),
	dies("death/unknown", "an abort without a word", [], ended("Error", 134), 0, {
		missing: ["series", "last-log-lines"],
	}),
	dies("death/unknown", "the JVM's code without a word", [], ended("Error", 3), 0),
	dies("death/unknown", "an error at the limit", [], ended("Error", 1, { sample: sample(63 * MI, 3) }), 0),
	dies("death/unknown", "the node went away with it", [], ended("ContainerStatusUnknown", 137, { kernelLog: READ }), 0),
	dies("death/unknown", "containerd found it gone after the node's reboot", [], ended("Unknown", 255), 0, {
		missing: ["kernel-log", "series", "last-log-lines"],
	}),
	dies(
		"death/unknown",
		"a start that broke off: runc before 1.1 says no more when the kernel killed it",
		[],
		ended("StartError", 128, {}, "container init caused: read init-p: connection reset by peer: unknown"),
		0,
	),
	dies("death/unknown", "a bus error without a word: /dev/shm may be full", [], ended("Error", 135), 0),
	dies(
		"death/unknown",
		"killed while a sample stood at the limit, no kernel log",
		[],
		ended("Error", 137, { sample: sample(63 * MI, 3), eventsSince: NOON - 60_000 }),
		0,
	),
];
