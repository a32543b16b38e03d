import { describe, expect, test } from "vitest";
import type { Node } from "../../model/node.ts";
import { container, event, facts, kill, MI, NOON, nodeEvent, pod, READ, sample, termination } from "./death.fixture.ts";
import type { DeathFacts } from "./facts.ts";
import { judgeDeath, judgePodEnd } from "./index.ts";

const SECOND = 1000;
const killed = (change: Partial<DeathFacts>) =>
	facts({ termination: termination({ reason: "Error" }), eventsSince: NOON - 3_600_000, ...change });

test.each<[string, DeathFacts, string]>([
	["far below seconds before, and no stop was told", killed({ sample: sample(31 * MI, 30) }), "death/outside-kill 0.6"],
	["the sample is older than two scrapes", killed({ sample: sample(31 * MI, 31) }), "death/unknown 0"],
	["half of the limit", killed({ sample: sample(32 * MI, 5) }), "death/unknown 0"],
	["nobody took a sample", killed({}), "death/unknown 0"],
	["the kernel log is silent", killed({ kernelLog: READ }), "death/outside-kill 0.9"],
	[
		"the kernel log is silent, events are gone",
		killed({ kernelLog: READ, eventsSince: null }),
		"death/outside-kill 0.75",
	],
	["it stood at its limit", killed({ kernelLog: READ, sample: sample(63 * MI, 5) }), "death/unknown 0"],
])("a SIGKILL of nobody's: %s", (_, given, wanted) => {
	const finding = judgeDeath(given);
	expect(`${finding?.rule} ${finding?.confidence}`).toBe(wanted);
});

describe("the node's pressure, beside a kill of its own", () => {
	const OF_NODE = { limitLevel: "node", constraint: "none", limitCgroup: "" } as const;
	const pressure = {
		type: "MemoryPressure",
		status: "True",
		reason: "KubeletHasInsufficientMemory",
		message: "m",
		since: NOON,
	};
	test.each<[string, Node["conditions"], unknown[]]>([
		["is told where it holds", [pressure], [[NOON, "MemoryPressure KubeletHasInsufficientMemory: m"]]],
		["is not told where it no longer holds", [{ ...pressure, status: "False" }], []],
		["is not told of disks", [{ ...pressure, type: "DiskPressure" }], []],
	])("%s", (_, conditions, wanted) => {
		const finding = judgeDeath(facts({ kills: [kill(OF_NODE)], node: { name: "node-1", conditions } as Node }));
		expect(finding?.rule).toBe("death/node-out-of-memory");
		const told = finding?.evidence.filter(({ what }) => what === "node-condition");
		expect(told?.map(({ at, value }) => [at, value])).toEqual(wanted);
	});
});

describe("what a probe said", () => {
	const numbers = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3, gracePeriodSeconds: null };
	const one = container({ livenessProbe: numbers, startupProbe: numbers });
	const unhealthy = (message: string, seconds: number) =>
		event("Unhealthy", message, NOON - seconds * SECOND, { count: seconds });
	const said = (probe: string, ...events: ReturnType<typeof event>[]) =>
		judgeDeath(
			facts({
				container: one,
				pod: pod([one]),
				termination: termination({ reason: "Error" }),
				events: [
					event("Killing", `Container app failed ${probe} probe, will be restarted`, NOON - 30 * SECOND),
					...events,
				],
			}),
		)?.params;
	test.each<[string, ReturnType<typeof said>, object]>([
		[
			"the last time",
			said("liveness", unhealthy("Liveness probe failed: a ", 50), unhealthy("Liveness probe failed: b", 40)),
			{ output: "b", failures: 40 },
		],
		[
			"the startup probe's",
			said("startup", unhealthy("Startup probe failed: s", 50), unhealthy("Liveness probe failed: l", 40)),
			{ output: "s", failures: 50 },
		],
		[
			"no readiness probe's",
			said("liveness", unhealthy("Readiness probe failed: r", 40)),
			{ output: "", failures: null },
		],
		[
			"none of eleven minutes before",
			said("liveness", unhealthy("Liveness probe failed: a", 661)),
			{ output: "", failures: null },
		],
		[
			"one that could not be run",
			said("liveness", unhealthy("Liveness probe errored and resulted in unknown state: x: y", 40)),
			{ output: "x: y" },
		],
	])("is told by %s", (_, params, wanted) => {
		expect(params).toMatchObject(wanted);
	});
});

describe("a pod that made way", () => {
	const about = { regarding: { ...event("", "", 0).regarding, fieldPath: "" } };
	const told = (reason: string, message: string) => event(reason, message, NOON, about);
	const target = {
		type: "DisruptionTarget",
		status: "True",
		reason: "PreemptionByScheduler",
		message: "",
		since: NOON - 5000,
	};
	test.each<[string, Parameters<typeof judgePodEnd>[0], object | null]>([
		[
			"by the kubelet's word",
			facts({ pod: pod([], { phase: "Failed", reason: "Preempting" }) }),
			{ by: "kubelet", at: null },
		],
		[
			"by the kubelet's event",
			facts({ pod: pod([]), events: [told("Preempting", "Preempted in order to admit critical pod")] }),
			{ by: "kubelet", at: NOON },
		],
		[
			"by the scheduler's event",
			facts({ pod: pod([]), events: [told("Preempted", "Preempted by pod 8f1d on node node-1")] }),
			{ by: "scheduler", preemptor: "pod 8f1d", at: NOON },
		],
		[
			"by the scheduler's event of before 1.27",
			facts({ pod: pod([]), events: [told("Preempted", "Preempted by shop/db-0 on node node-1")] }),
			{ preemptor: "shop/db-0" },
		],
		[
			"by its condition",
			facts({ pod: pod([], { conditions: [target] }) }),
			{ by: "scheduler", preemptor: "", at: NOON - 5000 },
		],
		[
			"while it waited for its node: it goes back to the queue",
			facts({ pod: pod([]), events: [told("Preempted", "Preempted by pod 8f1d in kube-scheduler memory")] }),
			null,
		],
		["not by another's word", facts({ pod: pod([]), nodeEvents: [nodeEvent("Preempting", "", NOON)] }), null],
	])("%s", (_, given, wanted) => {
		const finding = judgePodEnd(given);
		if (wanted === null) expect(finding).toBeNull();
		else expect(finding).toMatchObject({ rule: "death/preempted", params: wanted });
	});
});
