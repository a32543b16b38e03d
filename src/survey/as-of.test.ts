import { describe, expect, test } from "vitest";
import type { Container } from "../model/pod.ts";
import { container, event, NOON, pod, termination } from "../verdicts/deaths/death.fixture.ts";
import { eventsAsOf, podAsOf } from "./as-of.ts";

const SECOND = 1000;
/** Ran from ten minutes before to noon, then from five minutes after: two restarts are behind it. */
const last = termination({ startedAt: NOON - 600 * SECOND, finishedAt: NOON, containerId: "containerd://first" });
const running = container({
	state: { kind: "running", startedAt: NOON + 300 * SECOND },
	lastTermination: last,
	restartCount: 2,
	containerId: "containerd://second",
});
const waiting: Container = { ...running, state: { kind: "waiting", reason: "CrashLoopBackOff", message: "" } };
const ended: Container = {
	...running,
	state: {
		kind: "terminated",
		termination: termination({ startedAt: NOON + 300 * SECOND, finishedAt: NOON + 900 * SECOND, exitCode: 1 }),
	},
};

function told(given: Container, seconds: number) {
	const [then] = podAsOf(pod([given]), NOON + seconds * SECOND).containers;
	if (then === undefined) return expect.unreachable();
	const { state, lastTermination, restartCount } = then;
	const end = lastTermination === null ? "no last end" : `last end ${lastTermination.exitCode}`;
	const how = state.kind === "terminated" ? `ended ${state.termination.exitCode}` : state.kind;
	return `${how}, ${end}, ${restartCount}`;
}

describe("a container as it was", () => {
	test.each<[string, Container, number, string]>([
		["now", running, 1000, "running, last end 137, 2"],
		["since it was started again", running, 300, "running, last end 137, 2"],
		["while it was held back", running, 299, "ended 137, no last end, 1"],
		["in the second of its end", running, 0.9, "ended 137, no last end, 1"],
		["before its end", running, -1, "running, no last end, 1"],
		["before the instance that ended, of which nothing is kept", running, -601, "unknown, no last end, 0"],
		["that waits, now", waiting, 1, "waiting, last end 137, 2"],
		["that waits, before its end", waiting, -1, "running, no last end, 2"],
		["that waits, before that instance", waiting, -601, "unknown, no last end, 1"],
		["that has ended, now", ended, 900, "ended 1, last end 137, 2"],
		["that has ended, before", ended, 899, "running, last end 137, 2"],
		["that has ended, before it was started again", ended, 299, "ended 137, no last end, 1"],
		["that has ended, before the end before that", ended, -1, "running, no last end, 1"],
		["before its pod was there", running, -7200, "unknown, no last end, 0"],
	])("%s", (_, given, seconds, expected) => {
		expect(told(given, seconds)).toBe(expected);
	});
});

test("a pod is not being deleted before anybody asked for it, and bears no condition of later", () => {
	const since = NOON + 60 * SECOND;
	const disrupted = { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI", message: "", since };
	const deleted = pod([running], {
		...{ deletedAt: NOON + 90 * SECOND, deletionGraceSeconds: 30, conditions: [disrupted] },
	});
	expect(podAsOf(deleted, since)).toMatchObject({ deletedAt: deleted.deletedAt, conditions: [disrupted] });
	expect(podAsOf(deleted, since - 1)).toMatchObject({ deletedAt: null, deletionGraceSeconds: null, conditions: [] });
});

test("events of later are left out, and of one that came again the first is left", () => {
	const repeated = event("BackOff", "held back", NOON, { lastAt: NOON + 60 * SECOND, count: 9 });
	const later = event("Killing", "stopping", NOON + 30 * SECOND);
	const seen = {
		...{
			byPod: new Map([
				["a", [repeated, later]],
				["b", [later]],
			]),
			byOwner: new Map(),
			byNode: new Map(),
		},
		...{ makers: new Map(), unstarted: new Set<string>(), since: NOON },
	};
	expect(eventsAsOf(seen, NOON).byPod).toEqual(new Map([["a", [{ ...repeated, lastAt: NOON, count: 1 }]]]));
	expect(eventsAsOf(seen, NOON + 60 * SECOND)).toEqual(seen);
});
