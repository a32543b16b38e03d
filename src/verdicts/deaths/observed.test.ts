import { describe, expect, test } from "vitest";
import { container, event, facts, kill, MI, NOON, nodeEvent, pod, sample, termination } from "./death.fixture.ts";
import { eventEvidence, observe, skewOf } from "./observed.ts";

const MINUTE = 60_000;

describe("events are told", () => {
	const about = (reason: string, minutes: number, change: Parameters<typeof event>[3] = {}) => ({
		events: [event(reason, "x", NOON - minutes * MINUTE, change)],
		ownerEvents: [],
		nodeEvents: [],
	});
	const ofNode = (reason: string, minutes: number) => ({
		events: [],
		ownerEvents: [],
		nodeEvents: [nodeEvent(reason, "x", NOON - minutes * MINUTE)],
	});
	const ofOwner = (reason: string) => ({ events: [], ownerEvents: [event(reason, "x", NOON)], nodeEvents: [] });
	const other = { regarding: { ...event("", "", 0).regarding, fieldPath: "spec.containers{other}" } };
	const folded = (from: number, to: number) => ({
		firstAt: NOON - from * MINUTE,
		lastAt: NOON - to * MINUTE,
		count: 9,
	});

	test.each<[string, Parameters<typeof eventEvidence>[0], boolean]>([
		["of ten minutes before", about("BackOff", 10), true],
		["of ten minutes after", about("BackOff", -10), true],
		["not of eleven minutes before", about("BackOff", 11), false],
		["folded into one that began and ended long before and after", about("BackOff", 0, folded(60, -60)), true],
		["not folded into one that was over by then", about("BackOff", 0, folded(60, 30)), false],
		["not of a pull", about("Pulling", 0), false],
		["not of another container", about("BackOff", 0, other), false],
		["of the node two minutes before", ofNode("NodeNotReady", 2), true],
		["not of the node three minutes before", ofNode("NodeNotReady", 3), false],
		["not of the node's other business", ofNode("Starting", 0), false],
		["of a controller that deleted it", ofOwner("SuccessfulDelete"), true],
		["of a job that gave up", ofOwner("BackoffLimitExceeded"), true],
		["not of a controller's other business", ofOwner("SuccessfulCreate"), false],
	])("%s", (_, events, told) => {
		expect(eventEvidence(events, NOON, "app")).toHaveLength(told ? 1 : 0);
	});
	test("whatever their time, where that of the end is not known", () => {
		expect(eventEvidence(about("BackOff", 600), null, "app")).toHaveLength(1);
	});
	test("of all containers, for the end of a whole pod", () => {
		expect(eventEvidence(about("BackOff", 0, other), NOON, null)).toHaveLength(1);
	});
});

test.each<[number, number | null]>([
	[0, null],
	[1999, null],
	[2000, 2],
	[-61_000, -61],
])("a clock that is %d ms off is told as %j", (skew, seconds) => {
	expect(skewOf(skew, [kill()])[0]?.value ?? null).toBe(seconds);
});

test("what a container's end left is told in the order a person would check it", () => {
	const end = termination({ startedAt: 0 });
	const dead = container({ state: { kind: "terminated", termination: end }, memoryLimit: 64 * MI });
	const target = {
		type: "DisruptionTarget",
		status: "True",
		reason: "EvictionByEvictionAPI",
		message: "m",
		since: NOON,
	};
	const given = facts({
		pod: pod([dead], {
			memoryLimit: 128 * MI,
			deletedAt: NOON + 30_000,
			deletionGraceSeconds: 30,
			conditions: [{ ...target, type: "Ready" }, target, { ...target, status: "False" }],
		}),
		container: dead,
		termination: end,
		clockSkew: 5000,
		sample: { ...sample(60 * MI, 5, 50 * MI), stalled: 0.2, collecting: 0.4 },
	});
	const stats = {
		anon: 1,
		file: 2,
		shmem: 3,
		inactiveFile: 4,
		slab: 5,
		pageTables: 6,
		kernelStack: 7,
		sockets: 8 * MI,
	};
	const told = observe(given, [kill({ stats, host: "" })]);
	expect(told.map(({ what, value, at }) => [what, what === "kernel-oom-kill" ? "" : value, at])).toEqual([
		// One that could not be started bears the epoch as its start.
		["termination", "reason OOMKilled, exit code 137", NOON],
		["restart-count", 1, null],
		["memory-limit", 64 * MI, null],
		["pod-memory-limit", 128 * MI, null],
		["deletion-requested", "grace period ends 2026-11-21T12:00:30Z", NOON],
		["pod-condition", "DisruptionTarget EvictionByEvictionAPI: m", NOON],
		["kernel-oom-kill", "", NOON - 300],
		["cgroup-usage", 64 * MI, NOON - 300],
		["cgroup-limit", 64 * MI, NOON - 300],
		["counted-anon", 1, NOON - 300],
		["counted-file", 2, NOON - 300],
		["counted-shmem", 3, NOON - 300],
		["counted-slab", 5, NOON - 300],
		["counted-page-tables", 6, NOON - 300],
		["counted-sockets", 8 * MI, NOON - 300],
		["clock-skew", 5, null],
		["working-set", 60 * MI, NOON - 5000],
		["rss", 50 * MI, NOON - 5000],
		["memory-stall", 0.2, NOON - 5000],
		["collection-pause", 0.4, NOON - 5000],
	]);
});
