import { expect, test } from "vitest";
import type { Pod } from "../../model/pod.ts";
import { outlookOf } from "./outlook.ts";
import { container, MI, NOON, pod, seen } from "./pressure.fixture.ts";

const termination = {
	...{ reason: "OOMKilled", exitCode: 137, signal: null, message: "", containerId: "" },
	...{ startedAt: NOON, finishedAt: NOON },
};
const ended = { state: { kind: "terminated", termination } } as const;
const waiting = { state: { kind: "waiting", reason: "CrashLoopBackOff", message: "" } } as const;
const sized = { memoryRequest: 32 * MI, memoryLimit: 64 * MI };

test.each<[string, Pod, requests: number, limits: number]>([
	["one that runs", pod("a", [container("app", sized)]), 32, 64],
	["one that waits for its next start", pod("a", [container("app", { ...sized, ...waiting })]), 32, 64],
	["one between two lives", pod("a", [container("app", { ...sized, ...ended })]), 32, 64],
	["one that has not started", pod("a", [container("app", { ...sized, ...waiting })], { phase: "Pending" }), 32, 64],
	["one that has ended", pod("a", [container("app", { ...sized, ...ended })], { phase: "Failed" }), 0, 0],
	[
		"a container that will not run again, beside one that does",
		pod("a", [container("app", sized), container("once", { ...sized, ...ended })], { restartPolicy: "Never" }),
		64,
		64,
	],
	[
		"an init container that is done",
		pod("a", [container("init", { ...sized, ...ended, role: "init" }), container("app", sized)]),
		32,
		64,
	],
])("%s is promised memory as the scheduler counts it", (_, one, requests, limits) => {
	const { memory } = outlookOf(seen({ pods: [one] })).outlook;
	expect([memory.requests / MI, memory.limits / MI]).toEqual([requests, limits]);
});
