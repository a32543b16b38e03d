import { describe, expect, test } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import { container, event, facts, kill, MI, NOON, pod, sample } from "./death.fixture.ts";
import type { ChildKillFacts } from "./facts.ts";
import { judgeChildKill } from "./index.ts";

const survived = (killed: [OomKill, ...OomKill[]], change: Partial<ChildKillFacts> = {}) => {
	const running = container({ state: { kind: "running", startedAt: NOON - 600_000 }, memoryLimit: 64 * MI });
	const given = { ...facts(), pod: pod([running]), container: running, killed, kills: killed, ...change };
	return judgeChildKill(given);
};

const withLimit = (memoryLimit: number | null) => {
	const one = container({ memoryLimit });
	return { container: one, pod: pod([one]) };
};

describe("the limit is raised", () => {
	test.each<[string, ReturnType<typeof survived>, number | null]>([
		["where the container's own fired", survived([kill()]), 164 * MI],
		["where its size was lost", survived([kill({ limit: null })]), 164 * MI],
		["not where the pod's fired", survived([kill({ limitLevel: "pod", limit: 128 * MI })]), null],
		["not where one below the container's fired", survived([kill({ limit: 16 * MI })]), null],
		["not where the container has none", survived([kill({ limit: null })], withLimit(null)), null],
		["as the last of several kills has it", survived([kill({ limit: 16 * MI }), kill()]), 164 * MI],
	])("%s", (_, finding, value) => {
		expect(finding?.remedies[0]?.value ?? null).toBe(value);
	});
});

describe("the sample before the kill", () => {
	const used = (secondsBefore: number, change: Partial<OomKill> = {}) =>
		survived([kill(change)], { sample: sample(50 * MI, secondsBefore) })?.evidence.some(
			({ what }) => what === "working-set",
		);
	test.each<[string, ReturnType<typeof used>, boolean]>([
		["is told", used(20), true],
		["is not told where it came after", used(-20), false],
		["is told where the kill has no time", used(-20, { at: null }), true],
		["is not told where it is of an earlier life", used(700), false],
	])("%s", (_, told, wanted) => {
		expect(told).toBe(wanted);
	});
});

test("of many kills the last are told, the largest victim, the clock's difference and what the kubelet said", () => {
	const kills = [1, 2, 3, 4, 5].map((pid) =>
		kill({ pid, at: NOON - 10_000 + pid * 1000, anonRss: pid === 2 ? 50 * MI : 10 * MI, process: `worker-${pid}` }),
	);
	const finding = survived(kills as [OomKill, ...OomKill[]], {
		clockSkew: 5000,
		events: [
			event("Unhealthy", "Readiness probe failed", NOON - 4000),
			event("Unhealthy", "Readiness probe failed", NOON - 3_600_000),
		],
	});
	expect(finding?.params).toMatchObject({ at: NOON - 5000, victim: "worker-2", victimRss: 52 * MI, kernelKills: 5 });
	const told = finding?.evidence.map(({ what, at, value }) => [what, what === "clock-skew" ? value : at]);
	expect(told?.filter(([what]) => what !== "cgroup-usage" && what !== "cgroup-limit")).toEqual([
		["kernel-oom-kill", NOON - 7000],
		["kernel-oom-kill", NOON - 6000],
		["kernel-oom-kill", NOON - 5000],
		["clock-skew", 5],
		["event", NOON - 4000],
	]);
});
