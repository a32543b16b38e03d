import { describe, expect, test } from "vitest";
import { containerLimit } from "./container-limit.ts";
import {
	container,
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
import { judgeDeath } from "./index.ts";

const systemOom = (at: number) => nodeEvent("SystemOOM", "System OOM encountered, victim process: node, pid: 4242", at);

const ended = (reason: string, exitCode: number, change: Partial<DeathFacts> = {}) =>
	facts({ ...change, termination: termination({ reason, exitCode }) });
const withLimit = (memoryLimit: number | null, change: Partial<DeathFacts> = {}) => {
	const limited = container({ memoryLimit });
	return facts({ ...change, pod: pod([limited]), container: limited });
};

describe("is the container's limit", () => {
	test.each<[string, DeathFacts, number]>([
		["status alone", facts(), 0.8],
		["status, last sample at the limit", facts({ sample: sample(63 * MI, 4) }), 0.95],
		["status, last sample far below (a spike between two scrapes)", facts({ sample: sample(20 * MI, 28) }), 0.8],
		["status, kernel log read and silent", facts({ kernelLog: READ }), 0.6],
		[
			"status, kernel log read, a kill without its cgroup in it",
			facts({ kernelLog: READ, namelessKills: [nameless({ at: NOON - 400 })] }),
			0.8,
		],
		["the same an hour before", facts({ kernelLog: READ, namelessKills: [nameless({ at: NOON - 3_600_000 })] }), 0.6],
		["the kernel's line", facts({ kernelLog: READ, kills: [kill()] }), 0.99],
		["the kernel's line, limit absent from the pod", withLimit(null, { kills: [kill()] }), 0.99],
		[
			"the pod's limit, which is this container's alone",
			facts({ kills: [kill({ limitLevel: "pod", limit: 64 * MI })] }),
			0.99,
		],
		["signal reported apart", facts({ termination: termination({ exitCode: 0, signal: 9 }) }), 0.8],
		["SystemOOM on the node an hour before", facts({ nodeEvents: [systemOom(NOON - 3_600_000)] }), 0.8],
	])("%s", (_, given, confidence) => {
		const finding = containerLimit.judge(given);
		expect(finding).toMatchObject({ rule: "death/container-limit", severity: "error", confidence });
		expect(finding?.params.memoryLimit).toBe(64 * MI);
	});
});

describe("a limit that was changed in place since is not the one it died at", () => {
	const changed = (memoryLimit: number, change: Partial<DeathFacts> = {}) => {
		const resized = container({ memoryLimit, limitSince: NOON + 60_000 });
		return facts({ ...change, pod: pod([resized]), container: resized });
	};
	const short = [nodeEvent("NodeHasInsufficientMemory", "", NOON)];
	test.each<[string, DeathFacts, number, number | null]>([
		["nothing tells what it was", changed(512 * MI), 0.8, null],
		[
			"nor how far the sample was below it",
			changed(512 * MI, { sample: sample(60 * MI, 4), nodeEvents: short }),
			0.8,
			null,
		],
		["nor whether it stood there", changed(64 * MI, { sample: sample(63 * MI, 4) }), 0.8, null],
		["the kernel does", changed(512 * MI, { kernelLog: READ, kills: [kill()] }), 0.99, 64 * MI],
		[
			"the kernel does, by the pod's cgroup, which was as large",
			changed(512 * MI, { kernelLog: READ, kills: [kill({ limitLevel: "pod", limit: 64 * MI })] }),
			0.99,
			64 * MI,
		],
	])("%s", (_, given, confidence, memoryLimit) => {
		const finding = containerLimit.judge(given);
		expect(finding).toMatchObject({ confidence, params: { memoryLimit }, remedies: [] });
		expect(finding?.params.limitChangedAt).toBe(memoryLimit === null ? NOON + 60_000 : undefined);
	});

	test("one that was changed before it is", () => {
		const before = container({ memoryLimit: 64 * MI, limitSince: NOON - 60_000 });
		const finding = containerLimit.judge(facts({ pod: pod([before]), container: before }));
		expect([finding?.params.memoryLimit, finding?.remedies.length]).toEqual([64 * MI, 1]);
	});
});

describe("is not", () => {
	test.each<[string, DeathFacts]>([
		["OOMKilled left over, exit code 0", ended("OOMKilled", 0)],
		["OOMKilled left over, SIGTERM", ended("OOMKilled", 143)],
		["SIGKILL of another reason", ended("Error", 137)],
		["a crash", ended("Error", 1)],
		["no limit to hit", withLimit(null)],
		["the pod's limit fired", facts({ kills: [kill({ limitLevel: "pod", limit: 128 * MI })] })],
		["the node ran out", facts({ kills: [kill({ limitLevel: "node", constraint: "none", limitCgroup: "" })] })],
		["SystemOOM on the node at that moment", facts({ nodeEvents: [systemOom(NOON + 2000)] })],
	])("%s", (_, given) => {
		expect(containerLimit.judge(given)).toBeNull();
	});

	test("a kill of another instance proves nothing for this one", () => {
		const other = kill({ containerId: "aa".repeat(32) });
		expect(containerLimit.judge(ended("Error", 1, { kills: [other] }))).toBeNull();
		expect(containerLimit.judge(facts({ kernelLog: READ, kills: [other] }))?.confidence).toBe(0.6);
	});
});

test("the finding carries what was seen, each piece with its source and time", () => {
	const waiting = container({
		state: {
			kind: "waiting",
			reason: "CrashLoopBackOff",
			message: "back-off 1m20s restarting failed container=app pod=web",
		},
		restartCount: 5,
	});
	const finding = containerLimit.judge(
		facts({
			pod: pod([waiting]),
			container: waiting,
			kills: [kill(), kill({ process: "sh", anonRss: MI })],
			sample: sample(48 * MI, 7),
		}),
	);
	expect(finding?.subject).toEqual({
		kind: "Pod",
		namespace: "shop",
		name: "web-5d9c7-x2x1v",
		container: "app",
		node: "node-1",
	});
	expect(finding?.params).toMatchObject({
		workload: { kind: "Deployment", namespace: "shop", name: "web" },
		at: NOON,
		exitCode: 137,
		signal: 9,
		livedSeconds: 41,
		restartCount: 5,
		backingOff: true,
		backOffSeconds: 80,
		lastWorkingSet: 48 * MI,
		lastWorkingSetAge: 7,
		victim: "node",
		victimRss: 62 * MI,
		kernelKills: 2,
	});
	expect(finding?.evidence.map(({ source, what, at }) => [source, what, at])).toEqual([
		["pod shop/web-5d9c7-x2x1v status", "started", NOON - 41_000],
		["pod shop/web-5d9c7-x2x1v status", "last-termination", NOON],
		["pod shop/web-5d9c7-x2x1v status", "restart-count", null],
		["pod shop/web-5d9c7-x2x1v status", "waiting-state", null],
		["pod shop/web-5d9c7-x2x1v status", "memory-limit", null],
		["kernel log of node-1", "kernel-oom-kill", NOON - 300],
		["kernel log of node-1", "cgroup-usage", NOON - 300],
		["kernel log of node-1", "cgroup-limit", NOON - 300],
		["kernel log of node-1", "kernel-oom-kill", NOON - 300],
		["kernel log of node-1", "cgroup-usage", NOON - 300],
		["kernel log of node-1", "cgroup-limit", NOON - 300],
		["prometheus", "working-set", NOON - 7000],
	]);
});

test("a sample from before this instance started is no evidence of its end", () => {
	const finding = judgeDeath(facts({ sample: sample(63 * MI, 60) }));
	expect(finding).toMatchObject({ rule: "death/container-limit", confidence: 0.8 });
	expect(finding?.evidence.map(({ what }) => what)).not.toContain("working-set");
	expect(finding?.params).toMatchObject({ lastWorkingSet: null, graph: { reasons: ["unscraped"], growth: null } });
});

describe("what to do", () => {
	const killed = (
		change: Parameters<typeof pod>[1],
		state: Partial<Parameters<typeof container>[0]> = {},
		kubelet = "",
	) => {
		const dead = container({ memoryLimit: 64 * MI, ...state });
		const on = { ...sized(8192 * MI), kubeletVersion: kubelet };
		return containerLimit.judge(facts({ pod: pod([dead], change), container: dead, node: on }))?.remedies;
	};
	const resources = (more: object = {}) => [{ name: "app", resources: { ...more, limits: { memory: "164Mi" } } }];
	const job = { kind: "Job", name: "import", uid: "j" };

	test.each<[string, ReturnType<typeof killed>, object | null]>([
		[
			"a template",
			killed({}),
			{ kind: "Deployment", patch: { spec: { template: { spec: { containers: resources() } } } } },
		],
		[
			"a bare pod",
			killed({ owner: null }),
			{ kind: "Pod", subresource: "resize", patch: { spec: { containers: resources() } } },
		],
		["a Job's pod", killed({ owner: job, templateHash: "" }), { kind: "Pod", subresource: "resize" }],
		[
			"one that stays Guaranteed",
			killed({ owner: null, qosClass: "Guaranteed" }),
			{ patch: { spec: { containers: resources({ requests: { memory: "164Mi" } }) } } },
		],
		[
			"a CronJob's, whose next Job dies likewise",
			killed({ owner: { kind: "Job", name: "backup-29001440", uid: "j" }, templateHash: "", phase: "Failed" }),
			{
				...{ type: "strategic-merge", kind: "CronJob", name: "backup" },
				patch: {
					spec: {
						jobTemplate: {
							spec: { template: { spec: { containers: resources({ limits: { memory: "164Mi" } }) } } },
						},
					},
				},
			},
		],
		[
			"one in a pod with a limit of its own, which it would exceed",
			killed({ memoryLimit: 128 * MI }),
			{
				patch: {
					spec: { template: { spec: { resources: { limits: { memory: "228Mi" } }, containers: resources() } } },
				},
			},
		],
		[
			"one in a pod with a limit of its own and room in it",
			killed({ memoryLimit: 164 * MI }),
			{ patch: { spec: { template: { spec: { containers: resources() } } } } },
		],
		[
			"a bare pod with a limit of its own, before kubelets resize such",
			killed({ owner: null, memoryLimit: 512 * MI }, {}, "v1.35.9"),
			{
				type: "command",
				command: expect.stringMatching(
					/^kubectl get pod \S+ -n shop -o json \| kubectl patch --local .*"memory":"164Mi".* \| kubectl replace --force -f -$/,
				),
			},
		],
		[
			"a bare pod with a limit of its own on a node nobody knows",
			killed({ owner: null, memoryLimit: 512 * MI }),
			{ type: "command" },
		],
		[
			"a Job's pod with a limit of its own, before kubelets resize such",
			killed({ owner: job, templateHash: "", memoryLimit: 512 * MI }, {}, "v1.35.9"),
			null,
		],
		[
			"a bare pod with a limit of its own and room in it",
			killed({ owner: null, memoryLimit: 512 * MI }, {}, "v1.36.0"),
			{ kind: "Pod", subresource: "resize", patch: { spec: { containers: resources() } } },
		],
		[
			"a bare pod with a limit of its own, which it would exceed",
			killed({ owner: null, memoryLimit: 128 * MI }, {}, "v1.36.0"),
			{ patch: { spec: { resources: { limits: { memory: "228Mi" } }, containers: resources() } } },
		],
		[
			"one that stays Guaranteed by its own",
			killed({ owner: null, memoryLimit: 128 * MI, memoryRequest: 128 * MI, qosClass: "Guaranteed" }, {}, "v1.37.1"),
			{
				patch: {
					spec: {
						resources: { requests: { memory: "228Mi" }, limits: { memory: "228Mi" } },
						containers: resources(),
					},
				},
			},
		],
		["a static pod", killed({ owner: null, isStatic: true }), null],
		[
			"one between two lives",
			killed({ owner: null }, { state: { kind: "terminated", termination: termination() } }),
			{ kind: "Pod", subresource: "resize" },
		],
		[
			"one that does not start again",
			killed({ owner: null, restartPolicy: "Never" }, { state: { kind: "terminated", termination: termination() } }),
			null,
		],
		["a pod that has ended", killed({ owner: null, phase: "Failed" }), null],
		["a pod that is gone", killed({ owner: job, phase: "" }), null],
		["an operator's", killed({ owner: { kind: "Kafka", name: "k", uid: "k" }, templateHash: "" }), null],
	])("for %s", (_, remedies, wanted) => {
		expect(remedies?.[0]?.change ?? null).toEqual(wanted === null ? null : expect.objectContaining(wanted));
	});
});
