import { describe, expect, test } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import { event, facts, MI, NOON, nameless, READ, sized, termination } from "./death.fixture.ts";
import type { DeathFacts } from "./facts.ts";
import { eventsCover, eventsHeldBack, happened, kernelCovers, kernelReaches, lastBefore } from "./when.ts";

const SECOND = 1000;
const at = (first: number | null, last: number | null, count = 1) =>
	event("X", "", NOON, {
		firstAt: first === null ? null : NOON + first * SECOND,
		lastAt: last === null ? null : NOON + last * SECOND,
		count,
	});

test.each<[string, ReturnType<typeof at>, boolean]>([
	["at the one end", at(null, -10), true],
	["at the other end", at(10, null), true],
	["outside of both", at(-11, 11), false],
	["repeated from before to after", at(-11, 11, 2), true],
	["repeated, all of it before", at(-30, -11, 9), false],
	["repeated, all of it after", at(11, 30, 9), false],
	["repeated since nobody knows when", at(null, 11, 9), false],
	["first within, last after", at(0, 60, 2), true],
	["at no known time", at(null, null, 9), false],
])("an event happened within ten seconds: %s", (_, given, wanted) => {
	expect(happened(given, NOON - 10 * SECOND, NOON + 10 * SECOND)).toBe(wanted);
});

test.each<[string, ReturnType<typeof at>, number | null]>([
	["its last time", at(-20, -5), -5],
	["its first time, where the last is later", at(-20, 5), -20],
	["this very moment", at(null, 0), 0],
	["never", at(5, 9), null],
	["never known", at(null, null), null],
])("when an event last came: %s", (_, given, seconds) => {
	expect(lastBefore(given, NOON)).toBe(seconds === null ? null : NOON + seconds * SECOND);
});

describe("what a silent kernel log says", () => {
	const log = (from: number, to: number, kills: number[] = []) =>
		facts({
			kernelLog: { from: NOON + from * SECOND, to: NOON + to * SECOND },
			namelessKills: kills.map((seconds) => nameless({ at: NOON + seconds * SECOND })),
		});
	test.each<[string, ReturnType<typeof facts>, boolean, boolean]>([
		["it reaches over the death", log(-3, 3), true, true],
		["it begins too late", log(-2, 3), false, false],
		["it ends too early", log(-3, 2), false, false],
		["it was not read", facts(), false, false],
		["the end has no time", facts({ kernelLog: READ, termination: termination({ finishedAt: null }) }), false, false],
		["a kill without its cgroup half a minute before", log(-99, 99, [-30]), true, false],
		["a kill without its cgroup longer before", log(-99, 99, [-31]), true, true],
		["a kill without its cgroup five seconds after", log(-99, 99, [5]), true, false],
		["a kill without its cgroup longer after", log(-99, 99, [6]), true, true],
	])("%s", (_, given, reaches, covers) => {
		expect([kernelReaches(given), kernelCovers(given)]).toEqual([reaches, covers]);
	});
});

describe("what a kernel log says that tells of kills without their cgroup", () => {
	const node = sized(6400 * MI);
	const log = (change: Partial<OomKill>, more: Partial<DeathFacts> = {}) =>
		facts({
			kernelLog: READ,
			node,
			namelessKills: [nameless({ constraint: "none", limit: null, ...change })],
			...more,
		});
	const hours = 3600 * SECOND;
	test.each<[string, DeathFacts, boolean]>([
		["a Burstable container's score", log({ oomScoreAdj: 900 }), false],
		["a BestEffort one's", log({ oomScoreAdj: 1000 }), false],
		["a service's", log({ oomScoreAdj: 0 }), true],
		["a Guaranteed container's", log({ oomScoreAdj: -997 }), true],
		["no score", log({ oomScoreAdj: null }), false],
		["eight hours off, in a zone nobody knows", log({ at: NOON + 8 * hours, zoneless: true }), false],
		["in no zone there is", log({ at: NOON + 8.1 * hours, zoneless: true }), true],
		["eight hours off, in a zone that is known", log({ at: NOON + 8 * hours }), true],
	])("%s", (_, given, covers) => {
		expect(kernelCovers(given)).toBe(covers);
	});
});

describe("what silent events say", () => {
	const told = (count: number, reporter = "kubelet") => [
		event("X", "", NOON, { count: count - 1, reporter }),
		event("Y", "", NOON, { reporter }),
	];
	test.each<[string, Partial<ReturnType<typeof facts>>, boolean, boolean]>([
		["they reach back to the death", { eventsSince: NOON }, false, true],
		["they do not", { eventsSince: NOON + 1 }, false, false],
		["nobody knows since when there are some", { eventsSince: null }, false, false],
		["the kubelet told of it 24 times", { eventsSince: NOON, events: told(24) }, false, true],
		["the kubelet told of it 25 times, and holds back", { eventsSince: NOON, events: told(25) }, true, false],
		["others told of it 25 times", { eventsSince: NOON, events: told(25, "scheduler") }, false, true],
	])("%s", (_, change, heldBack, cover) => {
		const given = facts(change);
		expect([eventsHeldBack(given), eventsCover(given)]).toEqual([heldBack, cover]);
	});
});
