import { expect, test } from "vitest";
import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { Pod } from "../../model/pod.ts";
import { outlookOf } from "./outlook.ts";
import { config, container, GI, MI, memory, NOON, pod, seen, series, stats } from "./pressure.fixture.ts";
import { growthOf } from "./trend.ts";

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

const grown = growthOf(series(24 * 60, (minute) => 4 * GI + minute * MI));
const hard = (text: string) =>
	config({ evictionHard: { "memory.available": text }, systemReserved: { memory: "3Gi" } });
const inAll = (podsAvailable: number | null, workingSet: number) => ({
	...stats({}, { workingSet: 10 * GI, available: 6 * GI }),
	systemContainers:
		podsAvailable === null ? [] : [{ name: "pods", memory: memory({ available: podsAvailable, workingSet }) }],
});

test.each<
	[string, KubeletConfig | null, number | null, { evictsAt: number | null; eviction: number | null; out: number }]
>([
	["the node's", hard("1Gi"), null, { evictsAt: 15 * GI, eviction: 5 * GI, out: 6 * GI }],
	["the pods', which is nearer", hard("1Gi"), 4 * GI, { evictsAt: 13 * GI, eviction: 3 * GI, out: 4 * GI }],
	[
		"the node's, where its daemons take more than is kept for them",
		hard("1Gi"),
		7 * GI,
		{ evictsAt: 15 * GI, eviction: 5 * GI, out: 6 * GI },
	],
	[
		"a tenth of what pods may have",
		hard("10%"),
		4 * GI,
		{ evictsAt: 14 * GI - 1.3 * GI, eviction: 4 * GI - 1.3 * GI, out: 4 * GI },
	],
	[
		"none, but the limit of all pods",
		config({ evictionHard: {} }),
		4 * GI,
		{ evictsAt: null, eviction: null, out: 4 * GI },
	],
	["not known", null, 4 * GI, { evictsAt: null, eviction: null, out: 4 * GI }],
])("the line at which a kubelet evicts: %s", (_, of, podsAvailable, { evictsAt, eviction, out }) => {
	const { memory: found } = outlookOf(seen({ stats: inAll(podsAvailable, 9 * GI), config: of, growth: grown })).outlook;
	const slope = MI / 60;
	expect(found.evictsAt ?? 0).toBeCloseTo(evictsAt ?? 0, -1);
	expect(found.evictsAt === null).toBe(evictsAt === null);
	expect((found.untilEviction?.value ?? 0) / 3600).toBeCloseTo((eviction ?? 0) / slope / 3600, 1);
	expect((found.untilOut?.value ?? 0) / 3600).toBeCloseTo(out / slope / 3600, 1);
});
