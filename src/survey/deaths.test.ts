import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { openArchive } from "../sources/archive/archive.ts";
import { surveyDeaths } from "./deaths.ts";
import { belongsTo, parseTarget } from "./target.ts";

/** Whole inquiries, from files as kubectl and dmesg print them to findings. */
const NOON = Date.parse("2026-11-21T12:00:00Z");
const MI = 1024 * 1024;
const UID = "8f1d2c3b-0000-4000-8000-000000000001";
const OTHER = "8f1d2c3b-0000-4000-8000-000000000002";
const CID = "4f".repeat(32);
const iso = (seconds: number) => new Date(NOON + seconds * 1000).toISOString().replace(".000Z", "Z");

interface PodShape {
	name?: string;
	uid?: string;
	container?: object;
	status?: object;
	spec?: object;
	metadata?: object;
}

function pod({ name = "web-5d9c7-x2x1v", uid = UID, container = {}, status = {}, spec = {}, metadata = {} }: PodShape) {
	const own = { name: "app", image: "web:1", resources: { limits: { memory: "64Mi" }, requests: { memory: "32Mi" } } };
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: {
			name,
			namespace: "shop",
			uid,
			labels: { "pod-template-hash": "5d9c7" },
			ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-5d9c7", uid: "rs", controller: true }],
			...metadata,
		},
		spec: { nodeName: "node-1", terminationGracePeriodSeconds: 30, containers: [own], ...spec },
		status: { phase: "Running", qosClass: "Burstable", containerStatuses: [{ name: "app", ...container }], ...status },
	};
}

const ended = (exitCode: number, reason: string, at = 0, id = CID) => ({
	terminated: { exitCode, reason, startedAt: iso(at - 60), finishedAt: iso(at), containerID: `containerd://${id}` },
});
const running = (at = 2, id = "ab".repeat(32)) => ({
	restartCount: 1,
	ready: true,
	containerID: `containerd://${id}`,
	state: { running: { startedAt: iso(at) } },
});

function event(reason: string, message: string, at: number, regarding: object, change: object = {}) {
	return {
		apiVersion: "v1",
		kind: "Event",
		metadata: { name: `${reason}-${at}-${JSON.stringify(regarding).length}`, namespace: "shop" },
		type: "Warning",
		reason,
		message,
		involvedObject: { kind: "Pod", namespace: "shop", name: "web-5d9c7-x2x1v", uid: UID, ...regarding },
		firstTimestamp: iso(at),
		lastTimestamp: iso(at),
		count: 1,
		source: { component: "kubelet", host: "node-1" },
		...change,
	};
}

/** A report of the kernel's as `dmesg --time-format iso` prints it. */
function kill(at: number, { id = CID, uid = UID, process = "node", pid = 4242, pod = false } = {}): string[] {
	const stamp = new Date(NOON + at * 1000).toISOString().replace(/\.(\d+)Z$/, ",$1000+00:00");
	const group = `/kubepods/burstable/pod${uid}/${id}`;
	const limit = pod ? `/kubepods/burstable/pod${uid}` : group;
	return [
		`${process} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=990`,
		"memory: usage 65536kB, limit 65536kB, failcnt 12",
		`Memory cgroup stats for ${limit}:`,
		"anon 62914560",
		`oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${id},mems_allowed=0,oom_memcg=${limit},task_memcg=${group},task=${process},pid=${pid},uid=0`,
		`Memory cgroup out of memory: Killed process ${pid} (${process}) total-vm:900000kB, anon-rss:60000kB, file-rss:2000kB, shmem-rss:0kB, UID:0 pgtables:1000kB oom_score_adj:990`,
	].map((line) => `${stamp} node-1 kernel: ${line}`);
}
const line = (at: number, text: string) =>
	`${new Date(NOON + at * 1000).toISOString().replace(/\.(\d+)Z$/, ",$1000+00:00")} node-1 kernel: ${text}`;

const NODE = {
	apiVersion: "v1",
	kind: "Node",
	metadata: { name: "node-1", uid: "n1" },
	status: { capacity: { memory: "8Gi" }, allocatable: { memory: "7Gi" } },
};

/**
 * @param objects what was kept beside the kernel log; null for nothing at all
 * @param asked takes the moments before which samples are asked for
 */
async function survey(
	objects: readonly object[] | null,
	log: readonly string[] = [],
	target: string | null = null,
	asked: number[] = [],
	name = "kern.log",
): Promise<Finding[]> {
	return (await report(objects, log, target, asked, name)).findings;
}

async function report(
	objects: readonly object[] | null,
	log: readonly string[] = [],
	target: string | null = null,
	asked: number[] = [],
	name = "kern.log",
): Promise<Report> {
	const pod = target !== null && !target.includes("/");
	const folder = await mkdtemp(join(tmpdir(), "plimsoll-deaths-"));
	try {
		if (objects !== null)
			await writeFile(
				join(folder, "objects.json"),
				JSON.stringify({ apiVersion: "v1", kind: "List", items: [NODE, ...objects] }),
			);
		await mkdir(dirname(join(folder, name)), { recursive: true });
		if (log.length > 0) await writeFile(join(folder, name), `${log.join("\n")}\n`);
		const source = await openArchive(folder, { now: NOON + 3_600_000 });
		const { lastSamples } = source;
		source.lastSamples = (requests) => {
			asked.push(...requests.map(({ before }) => before));
			return lastSamples.call(source, requests);
		};
		const about = target === null ? null : parseTarget(target);
		return await surveyDeaths(source, {
			scope: { namespace: null, labelSelector: "", fieldSelector: pod ? `metadata.name=${target}` : "" },
			wanted: (candidate) => about === null || belongsTo(candidate, about),
			...(about === null ? {} : { wantedNode: (name: string) => about.kind === "Node" && about.name === name }),
			at: NOON + 3_600_000,
		});
	} finally {
		await rm(folder, { recursive: true });
	}
}
const rules = (findings: readonly Finding[]) => findings.map(({ rule }) => rule);

test("what Argo rolls out is a Rollout, and is asked for and changed as one", async () => {
	const labels = { "rollouts-pod-template-hash": "5d9c7" };
	const died = pod({ container: { ...running(), lastState: ended(137, "OOMKilled") }, metadata: { labels } });
	const [finding] = await survey([died], [], "rollout/web");
	expect(finding).toMatchObject({ params: { workload: { kind: "Rollout", name: "web" } }, remedies: [] });
	expect(await survey([died], [], "deploy/web")).toEqual([]);
});

describe("a container's end", () => {
	const died = (exitCode: number, reason: string) =>
		pod({ container: { ...running(), lastState: ended(exitCode, reason) } });
	const covering = [line(-3600, "eth0: link up"), line(3500, "eth0: link down")];

	test.each<[string, object[], string[], string, number]>([
		["by the kernel's line", [died(137, "OOMKilled")], kill(-0.5), "death/container-limit", 0.99],
		[
			"at the pod's limit, which is this container's alone",
			[died(137, "OOMKilled")],
			kill(-0.5, { pod: true }),
			"death/container-limit",
			0.99,
		],
		["that the runtime calls Error", [died(137, "Error")], kill(-0.5), "death/unreported-oom", 0.99],
		[
			"with a kernel log that covers it and is silent",
			[died(137, "OOMKilled")],
			covering,
			"death/container-limit",
			0.6,
		],
		[
			"while its node reported that it ran out",
			[
				died(137, "OOMKilled"),
				event("SystemOOM", "System OOM encountered, victim process: node, pid: 4242", -1, {
					...{ kind: "Node", namespace: "", name: "node-1", uid: "node-1" },
				}),
			],
			[],
			"death/node-out-of-memory",
			0.75,
		],
		["by SIGKILL with a kernel log that covers it", [died(137, "Error")], covering, "death/outside-kill", 0.75],
		["by SIGKILL with a kernel log that ends before", [died(137, "Error")], covering.slice(0, 1), "death/unknown", 0],
		// The kernel prints ten whole reports in five seconds; of more only this line is left, as a node with many deaths showed.
		[
			"with a kernel log that tells of kills without their cgroup",
			[died(137, "OOMKilled")],
			[
				...covering,
				...kill(-3, { uid: OTHER, id: "ee".repeat(32), pid: 10851 }),
				...kill(-0.5, { pid: 11086 }).slice(-1),
			].toSorted(),
			"death/container-limit",
			0.8,
		],
		[
			"by SIGKILL while kills without their cgroup are told",
			[died(137, "Error")],
			[...covering, ...kill(-0.5, { pid: 11086 }).slice(-1)].toSorted(),
			"death/unknown",
			0,
		],
	])("%s", async (_, objects, log, rule, confidence) => {
		const [finding, ...rest] = await survey(objects, log);
		expect(rest).toEqual([]);
		expect(finding).toMatchObject({
			rule,
			confidence,
			subject: { name: "web-5d9c7-x2x1v", container: "app", node: "node-1" },
		});
	});

	test.each([
		["seconds ahead", 40],
		["seconds behind", -95],
		["in another zone", 8 * 3600],
		["in a zone of half hours", 5.5 * 3600],
	])("by a kernel log whose clock is %s", async (_, skew) => {
		const log = kill(skew - 0.5).map((line) => line.replace("+00:00 ", " "));
		const [finding, ...rest] = await survey([died(137, "OOMKilled")], log);
		expect(rest).toEqual([]);
		expect(finding?.confidence).toBe(0.99);
		const kernel = finding?.evidence.find(({ what }) => what === "kernel-oom-kill");
		expect(kernel?.at).toBeGreaterThan(NOON - 2000);
		expect(kernel?.at).toBeLessThan(NOON + 2000);
		expect(finding?.evidence.find(({ what }) => what === "clock-skew")?.value).toBeCloseTo(-skew, -1);
	});

	test.each([
		["in no zone there is", "", 7.9 * 3600],
		["in another zone, which it names", "+00:00", 8 * 3600],
	])("is not one by a kernel log %s", async (_, zone, before) => {
		const log = kill(-before).map((line) => line.replace("+00:00 ", `${zone} `));
		const probed = event("Killing", "Container app failed liveness probe, will be restarted", -30, {
			fieldPath: "spec.containers{app}",
		});
		const findings = await survey([died(137, "OOMKilled"), probed], [...covering, ...log].toSorted());
		expect(rules(findings).filter((rule) => rule !== "death/child-killed")).toEqual(["death/probe"]);
	});

	// The log's clock was taken for most of a minute wrong, and the end for the kill's: "killed at its memory limit", 0.99.
	test("most of a minute after a child of it was killed is not that kill's", async () => {
		const findings = await survey([died(137, "Error")], [...covering.slice(0, 1), ...kill(-50), ...covering.slice(1)]);
		expect(rules(findings).toSorted()).toEqual(["death/child-killed", "death/outside-kill"]);
	});

	// A Job's pod, or an init container, that made it in the end: its deaths were not told at all.
	test("is told of one that was started again and then completed", async () => {
		const completed = {
			...running(),
			state: ended(0, "Completed", 300, "ab".repeat(32)),
			lastState: ended(137, "OOMKilled"),
		};
		const [finding, ...others] = await survey([pod({ container: completed, status: { phase: "Succeeded" } })]);
		expect(others).toEqual([]);
		expect(finding).toMatchObject({ rule: "death/container-limit", params: { at: NOON, backingOff: false } });
	});

	test("graceful, as it was asked to, is none", async () => {
		const stopped = pod({
			container: { state: ended(143, "Error"), restartCount: 0 },
			metadata: { deletionTimestamp: iso(25), deletionGracePeriodSeconds: 30 },
		});
		expect(await survey([stopped])).toEqual([]);
	});

	test("of which the program's own lines tell", async () => {
		const end = ended(3, "Error");
		const message = "Terminating due to java.lang.OutOfMemoryError: Java heap space\n";
		const told = pod({ container: { ...running(), lastState: { terminated: { ...end.terminated, message } } } });
		expect(rules(await survey([told]))).toEqual(["death/own-heap-limit"]);
	});
});

describe("a static pod, which the kubelet knows by its manifest's hash", () => {
	const HASH = "f3c8a0d9e1b24c6d8f7a5e4b3c2d1a09";
	const metadata = {
		annotations: { "kubernetes.io/config.mirror": HASH },
		ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "node-1", uid: "n1", controller: true }],
	};
	const killed = kill(-0.5, { uid: HASH, process: "kube-apiserver" });

	test("is told by the kernel's line", async () => {
		const died = pod({ container: { ...running(), lastState: ended(137, "Error") }, metadata });
		expect(await survey([died], killed)).toMatchObject([
			{ rule: "death/unreported-oom", params: { victim: "kube-apiserver" } },
		]);
	});
	test("is told by its events", async () => {
		const died = pod({ container: { ...running(), lastState: ended(137, "Error") }, metadata });
		const stopped = event("Killing", "Container app failed liveness probe, will be restarted", -30, {
			uid: HASH,
			fieldPath: "spec.containers{app}",
		});
		expect(rules(await survey([died, stopped]))).toEqual(["death/probe"]);
	});
	test("is told where it lives on", async () => {
		const alive = pod({ container: { ...running(-600, CID), restartCount: 0 }, metadata });
		expect(rules(await survey([alive], killed))).toEqual(["death/child-killed"]);
	});
});

describe("a kill the container survived", () => {
	const alive = pod({
		container: {
			restartCount: 0,
			ready: true,
			containerID: `containerd://${CID}`,
			state: { running: { startedAt: iso(-600) } },
		},
	});

	test("in a pod without a death", async () => {
		expect(await survey([alive], kill(0, { process: "worker" }))).toMatchObject([
			{ rule: "death/child-killed", params: { victim: "worker", kernelKills: 1, memoryLimit: 64 * MI } },
		]);
	});
	test("again and again is told with the sample before the last kill, not the first", async () => {
		const asked: number[] = [];
		const found = await survey(
			[alive],
			[...kill(-300, { pid: 1 }), ...kill(0, { pid: 2 }), ...kill(3595, { pid: 3 })],
			null,
			asked,
		);
		expect(found).toMatchObject([{ params: { kernelKills: 2, at: NOON } }]);
		expect(asked).toEqual([NOON]);
	});
	test("and which left its reason to the end", async () => {
		const finished = pod({
			container: { restartCount: 0, state: ended(0, "OOMKilled") },
			status: { phase: "Succeeded" },
		});
		expect(rules(await survey([finished], kill(-40)))).toEqual(["death/child-killed", "death/stale-oomkilled"]);
	});
	test("is not told while the status may still be behind", async () => {
		expect(await survey([alive], kill(3600 - 5, { process: "worker" }))).toEqual([]);
		expect(await survey([alive], kill(3600 - 20, { process: "worker" }))).toHaveLength(1);
	});
	test("of another pod is not this one's", async () => {
		expect(await survey([alive], kill(0, { uid: "11111111-0000-4000-8000-000000000001" }))).toEqual([]);
	});
});

describe("a pod's end", () => {
	const EVICTION = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 87412Ki. ";
	const whole = { regarding: {}, fieldPath: "" };

	test("is told once, with what it did to the containers", async () => {
		const gone = pod({
			container: { state: ended(137, "Error", 2), lastState: {} },
			status: { phase: "Failed", reason: "Evicted", message: EVICTION },
		});
		const findings = await survey([gone, event("Evicted", EVICTION, 0, whole)], kill(3000));
		expect(findings).toMatchObject([{ rule: "death/evicted", params: { at: NOON, soft: false } }]);
		expect(findings[0]?.subject.container).toBeUndefined();
		expect(findings[0]?.evidence.filter(({ what }) => what === "termination")).toHaveLength(1);
	});
	test("of which the kubelet lost the container's end has no life before it", async () => {
		const terminated = {
			...{ exitCode: 137, reason: "ContainerStatusUnknown", startedAt: null, finishedAt: null },
			message: "The container could not be located when the pod was terminated",
		};
		const lost = pod({
			container: { state: { terminated }, lastState: { terminated }, restartCount: 1 },
			status: { phase: "Failed", reason: "Evicted", message: EVICTION },
		});
		const findings = await survey([lost, event("Evicted", EVICTION, 0, whole)]);
		expect(findings).toMatchObject([{ rule: "death/evicted", params: { soft: null } }]);
	});
	test("does not hide what killed a container before it", async () => {
		const both = pod({
			container: {
				state: ended(143, "Error", 600, "cd".repeat(32)),
				lastState: ended(137, "OOMKilled"),
				restartCount: 1,
			},
			status: { phase: "Failed", reason: "Evicted", message: EVICTION },
		});
		const found = await survey([both, event("Evicted", EVICTION, 598, whole)], kill(-0.5));
		expect(rules(found).toSorted()).toEqual(["death/container-limit", "death/evicted"]);
	});
});

describe("a pod of which only traces are left", () => {
	const started = event("Started", "Started container app", -60, { fieldPath: "spec.containers{app}" });
	const made = event("SuccessfulCreate", "Created pod: web-5d9c7-x2x1v", -61, {
		kind: "ReplicaSet",
		name: "web-5d9c7",
		uid: "rs",
	});

	test.each<[string, object[], string[], string[]]>([
		["evicted", [event("Evicted", "The node was low on resource: memory. ", 0, {})], [], ["death/evicted"]],
		["preempted", [event("Preempted", "Preempted by pod 0b0c on node node-1", 0, {})], [], ["death/preempted"]],
		[
			"refused",
			[event("OutOfmemory", "Node didn't have enough resource: memory, requested: 3, used: 2, capacity: 4", 0, {})],
			[],
			["death/refused"],
		],
		["killed by the kernel", [started], kill(0), ["death/container-limit"]],
		[
			"stopped for its probe",
			[
				event("Killing", "Container app failed liveness probe, will be restarted", 0, {
					fieldPath: "spec.containers{app}",
				}),
			],
			[],
			["death/probe"],
		],
		[
			"deleted as any other",
			[started, event("Killing", "Stopping container app", 0, { fieldPath: "spec.containers{app}" })],
			[],
			[],
		],
	])("%s", async (_, events, log, expected) => {
		const other = pod({ name: "web-5d9c7-zzzzz", uid: "22222222-0000-4000-8000-000000000001", container: running() });
		const findings = await survey([other, made, ...events], log, "deploy/web");
		expect(rules(findings)).toEqual(expected);
		for (const finding of findings) expect(finding.subject.name).toBe("web-5d9c7-x2x1v");
	});

	test("or whose list could not be read", async () => {
		expect(rules(await survey([event("Evicted", "The node was low on resource: memory. ", 0, {})]))).toEqual([
			"death/evicted",
		]);
	});
});

describe("a log that is not the kernel's", () => {
	const times = [-900, 900].map((at) => new Date(NOON + at * 1000).toISOString());
	const dead = pod({ container: { ...running(), lastState: ended(137, "Error") } });
	// Its silence passed for the kernel's: "killed from outside, not for memory".
	test.each([
		[
			"of a program that speaks of kernels",
			"server.log",
			times.map((at) => `${at} INFO jupyter: starting kernel: python3`),
		],
		["of another service of the node", "messages", times.map((at) => `${at} node-1 dockerd[812]: no kernel: option`)],
		[
			"in a dump, of a container that reads the kernel's",
			"shop/web/logs.txt",
			times.map((at) => `${at} node-1 kernel: eth0: up`),
		],
		[
			"in a must-gather",
			"namespaces/shop/pods/web/app/app/logs/current.log",
			times.map((at) => `${at} node-1 kernel: eth0: up`),
		],
	])("proves nothing: %s", async (_, name, log) => {
		expect(rules(await survey([dead], log, null, [], name))).toEqual(["death/unknown"]);
	});
	test("the kernel's own does", async () => {
		const log = times.map((at) => `${at} node-1 kernel: eth0: up`);
		expect(rules(await survey([dead], log, null, [], "var/log/messages"))).toEqual(["death/outside-kill"]);
	});
});

describe("the runtime's word of a kill, where the kernel's own is not there", () => {
	const dead = pod({ container: { ...running(), lastState: ended(137, "Error") } });
	const said = (at: number, id = CID) =>
		`Nov 21 12:00:00 node-1 containerd[7]: time="${new Date(NOON + at * 1000).toISOString()}" level=info msg="TaskOOM event container_id:\\"${id}\\""`;
	// The status was late for it, and says Error: "died, cause not known".
	test.each<[string, string[], string]>([
		["tells", [said(-0.2)], "death/unreported-oom 0.8"],
		["counts once beside the kernel's", [...kill(-0.5), said(-0.2)], "death/unreported-oom 0.99"],
		["of another container does not", [said(-0.2, "ee".repeat(32))], "death/unknown 0"],
		["of long before does not", [said(-600)], "death/unknown 0"],
	])("%s", async (_, log, expected) => {
		const { findings, looked } = await report([dead], log);
		const [finding] = findings.filter(({ rule }) => rule !== "death/child-killed");
		expect(`${finding?.rule} ${finding?.confidence}`).toBe(expected);
		expect(looked.kernelKills).toBe(expected.endsWith(" 0") && !log[0]?.includes(CID) ? 0 : 1);
	});
});

describe("a silent kernel log", () => {
	const HOUR = 3600;
	const dead = pod({ container: { ...running(), lastState: ended(137, "Error") } });
	const silent = (...hours: number[]) => hours.map((hour) => line(hour * HOUR, "eth0: link up"));
	const local = (log: readonly string[]) => log.map((text) => text.replace("+00:00 ", " "));
	const other = (at: number) => kill(at, { uid: OTHER, id: "cd".repeat(32) });
	const OTHERS = pod({
		...{ name: "web-5d9c7-zzzzz", uid: OTHER },
		container: { ...running(), lastState: ended(137, "OOMKilled", -300, "cd".repeat(32)) },
	});
	const ZONE = "the moment of a death in the kernel log of node-1: its times name no zone";
	const THERE = "the moment of a death in the kernel log of node-1: it begins later";
	// Once each of them was "killed from outside, not for memory", at up to 0.9.
	test.each<[string, object[], string[], string, string[]]>([
		["proves that nobody was killed", [], silent(-10, 10), "death/outside-kill", []],
		["without a zone may end before", [], local(silent(-10, 10)), "death/unknown", [ZONE]],
		["without a zone reaches over it in any", [], local(silent(-12.1, 14.1)), "death/outside-kill", []],
		[
			"without a zone is placed by a kill that fits another death",
			[OTHERS],
			local([...silent(-10), ...other(8 * HOUR - 300), ...silent(10)]),
			"death/outside-kill",
			[],
		],
		[
			"placed so may end before, too",
			[OTHERS],
			local([...silent(-10), ...other(8 * HOUR - 300)]),
			"death/unknown",
			[ZONE],
		],
		["begins later", [], silent(1, 10), "death/unknown", [THERE]],
		["begins later in any zone", [], local(silent(15, 50)), "death/unknown", [THERE]],
		[
			"lost lines there",
			[],
			[...silent(-10, -1), line(60, "systemd-journald[312]: Missed 34 kernel messages"), ...silent(10)],
			"death/unknown",
			[THERE],
		],
		[
			"without times of day",
			[],
			["[ 1269.364968] eth0: link up", "[ 9269.364968] eth0: link up"],
			"death/unknown",
			["the moment of a death in the kernel log of node-1: its lines carry no time of day"],
		],
		[
			"of another host",
			[],
			silent(-10, 10).map((text) => text.replace("node-1", "vm-0017")),
			"death/unknown",
			["kernel log: what was read names another host: vm-0017"],
		],
		[
			"of several hosts",
			[],
			[...silent(-20).map((text) => text.replace("node-1", "vm-0017")), ...silent(-10, 10)],
			"death/unknown",
			["kernel log: what was read names another host: vm-0017"],
		],
	])("%s", async (_, objects, log, rule, gaps) => {
		const told = await report([dead, ...objects], log);
		expect(told.findings.find(({ subject }) => subject.name === "web-5d9c7-x2x1v")?.rule).toBe(rule);
		const ofKernel = told.gaps.filter(({ source }) => source === "kernel");
		expect(ofKernel.map(({ what, detail }) => `${what}: ${detail}`)).toEqual(
			gaps.map((gap) => expect.stringContaining(gap)),
		);
	});

	test("in two files of one node says nothing of the days between them", async () => {
		const folder = await mkdtemp(join(tmpdir(), "plimsoll-deaths-"));
		try {
			await writeFile(join(folder, "objects.json"), JSON.stringify({ kind: "List", items: [NODE, dead] }));
			await writeFile(join(folder, "monday.log"), silent(-40, -30).join("\n"));
			await writeFile(join(folder, "friday.log"), silent(30, 40).join("\n"));
			const source = await openArchive(folder, { now: NOON + 50 * 3_600_000 });
			const scope = { namespace: null, labelSelector: "", fieldSelector: "" };
			const { findings } = await surveyDeaths(source, { scope, wanted: () => true, at: NOON + 50 * 3_600_000 });
			expect(rules(findings)).toEqual(["death/unknown"]);
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});

describe("a host called otherwise than its node", () => {
	const log = kill(-0.5).map((text) => text.replace("node-1", "vm-0017.local"));
	const beside = { ...NODE, metadata: { name: "node-2", uid: "n2" } };
	const dead = pod({ container: { ...running(), lastState: ended(137, "Error") } });
	// The kill was left out, and with two nodes the death had no known cause.
	test.each([
		["one node", []],
		["two nodes", [beside]],
	])("tells of its pods: %s", async (_, more) => {
		expect(rules(await survey([dead, ...more], log))).toEqual(["death/unreported-oom"]);
	});
});

describe("a kernel log that is all there is", () => {
	const OTHER = "8f1d2c3b-0000-4000-8000-000000000002";
	test("names pods by uid", async () => {
		const log = [...kill(0), ...kill(9, { uid: OTHER, id: "cd".repeat(32), process: "redis-server" })];
		const findings = await survey(null, log);
		expect(findings.map(({ rule, subject }) => [rule, subject.name, subject.node])).toEqual([
			["death/container-limit", UID, "node-1"],
			["death/container-limit", OTHER, "node-1"],
		]);
	});
	// What `grep -i oom` leaves. Once it was "died, cause not known".
	test("and cut short names the cgroup whose limit fired, not how high that was", async () => {
		const [finding, ...others] = await survey(null, kill(0).slice(4));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			...{ rule: "death/container-limit", params: { memoryLimit: null, victim: "node" }, remedies: [] },
		});
	});
	test("and tells of no pod says whom the kernel killed", async () => {
		const alone = kill(0).slice(5);
		const other = kill(9, { process: "mysqld", pid: 7 }).slice(5);
		expect((await report(null, alone)).gaps.at(-1)?.what).toBe("the pod of the killed process node (pid 4242)");
		expect((await report(null, [...alone, ...other])).gaps.at(-1)?.what).toBe(
			"the pods of 2 killed processes, node (pid 4242) among them",
		);
		expect(
			(await report([pod({ container: running() })], alone)).gaps.filter(({ source }) => source === "kernel"),
		).toEqual([]);
	});
	test("is asked about one of its pods", async () => {
		const both = [...kill(0), ...kill(9, { uid: OTHER, id: "cd".repeat(32) })];
		expect((await survey(null, both, UID)).map(({ subject }) => subject.name)).toEqual([UID]);
	});
	test("but beside pods, what is no pod's of them is long gone", async () => {
		expect(await survey([pod({ container: running() })], kill(0, { uid: OTHER }))).toEqual([]);
	});
});

describe("who held the memory of a node that ran out", () => {
	const died = () => pod({ container: { ...running(), lastState: ended(137, "OOMKilled") } });
	const OTHER = "8f1d2c3b-0000-4000-8000-000000000002";
	const TABLE = [
		"[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
		"[   3441]   999  3441  9000000   800000  7340032        0          937 mysqld",
		"[   4242]     0  4242   100000    15500   512000        0          990 node",
	];
	const ofNode = (
		at: number,
		{ table, ...who }: { table: string[]; id?: string; uid?: string; process?: string; pid?: number },
	) => {
		const report = kill(at, who).map((text) =>
			text
				.replace(/CONSTRAINT_MEMCG/, "CONSTRAINT_NONE")
				.replace(/oom_memcg=[^,]+/, "global_oom")
				.replace("Memory cgroup out", "Out"),
		);
		return [...report.slice(0, 1), ...table.map((text) => line(at, text)), ...report.slice(4)];
	};

	test("is named with its pod, where the kernel killed that process too", async () => {
		const after = ofNode(60, { table: [], id: "cd".repeat(32), uid: OTHER, process: "mysqld", pid: 3441 });
		const [finding] = await survey([died()], [...ofNode(0, { table: TABLE }), ...after]);
		expect(finding).toMatchObject({
			rule: "death/node-out-of-memory",
			params: {
				holders: [
					{ process: "mysqld", pid: 3441, rss: 800_000 * 4096, oomScoreAdj: 937, pod: OTHER },
					{ process: "node", pid: 4242, pod: "shop/web-5d9c7-x2x1v" },
				],
			},
		});
	});

	test("a pid that came round again is somebody else", async () => {
		const later = ofNode(7200, { table: [], id: "cd".repeat(32), uid: OTHER, process: "mysqld", pid: 3441 });
		const [finding] = await survey([died()], [...ofNode(0, { table: TABLE }), ...later]);
		expect(finding?.params).toMatchObject({
			holders: [{ process: "mysqld", pod: null }, { pod: "shop/web-5d9c7-x2x1v" }],
		});
	});
});

describe("a service of the node", () => {
	const log = kill(0).map((text) => text.replaceAll(/\/kubepods\/[^,: ]+/g, "/system.slice/kubelet.service"));

	test("is told where the node is asked about", async () => {
		const one = pod({ container: running() });
		expect(await survey([one], log, "node/node-1")).toMatchObject([
			{
				rule: "death/system-service",
				subject: { kind: "Node", name: "node-1" },
				params: { service: "kubelet.service" },
			},
		]);
		expect(await survey([one], log)).toHaveLength(1);
		expect(await survey([one], log, "deploy/web")).toEqual([]);
	});
});

test("a container that a probe ended with exit code 0 is one of the dead", async () => {
	const probed = pod({
		container: { ...running(), lastState: ended(0, "Completed") },
		spec: { containers: [{ name: "app", image: "web:1", livenessProbe: { httpGet: { port: 80 } } }] },
	});
	const killing = event("Killing", "Container app failed liveness probe, will be restarted", -1, {
		fieldPath: "spec.containers{app}",
	});
	expect(rules(await survey([probed, killing]))).toEqual(["death/probe"]);
	expect(await survey([probed])).toEqual([]);
});

describe("a container that was started again and whose status keeps no end", () => {
	const lost = (name: string, container: object = {}) =>
		pod({ name, uid: name, container: { ...running(), ...container } });
	test.each<[string, object[], string[]]>([
		["is a gap", [lost("a")], ["how shop/a/app ended before it was started again"]],
		[
			"is counted where there are more",
			[lost("a"), lost("b", { restartCount: 7 })],
			["how 2 containers ended before they were started again, shop/a/app among them"],
		],
		[
			"is one too where the kubelet keeps what was no end: a container that was made and never ran",
			[lost("a", { lastState: { waiting: {} } })],
			["how shop/a/app ended before it was started again"],
		],
		["is none where the end is kept", [lost("a", { lastState: ended(1, "Error") })], []],
		["is none where it is the end itself", [lost("a", { state: ended(1, "Error") })], []],
		["is none where it was never started again", [lost("a", { restartCount: 0 })], []],
	])("%s", async (_, pods, expected) => {
		const { gaps, findings } = await report(pods);
		expect(gaps.map(({ what }) => what).filter((what) => what.startsWith("how "))).toEqual(expected);
		if (expected.length > 0) expect(findings).toEqual([]);
	});
});

describe("a pod whose limit is too low for what starts it", () => {
	const message =
		"Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown";
	const tiny = (name: string, status: object = { phase: "Pending" }) =>
		pod({
			name,
			uid: name,
			container: { state: { waiting: { reason: "ContainerCreating" } }, restartCount: 0 },
			status,
		});
	const failed = (uid: string, text = message) => event("FailedCreatePodSandBox", text, -1, { uid });
	test.each<[string, object[], string[]]>([
		["is a gap that says so", [tiny("a"), failed("a")], ["the start of pod shop/a"]],
		[
			"is counted where there are more",
			[tiny("a"), tiny("bb"), failed("a"), failed("bb")],
			["starts of 2 pods, shop/a among them"],
		],
		["is none once it runs", [tiny("a", { phase: "Running" }), failed("a")], []],
		["is none for another reason", [tiny("a"), failed("a", "Failed to create pod sandbox: no network")], []],
		["is none of a pod that is not asked about", [tiny("a"), failed("b")], []],
	])("%s", async (_, objects, expected) => {
		const { gaps, findings } = await report(objects);
		expect(gaps.map(({ what }) => what).filter((what) => /^(?:the start|starts) of /.test(what))).toEqual(expected);
		expect(findings).toEqual([]);
	});
});
