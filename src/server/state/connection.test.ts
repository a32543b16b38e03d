import { describe, expect, test } from "vitest";
import { Failure } from "../../model/failure.ts";
import { failedOf } from "../../sources/kubernetes/gaps.ts";
import { page as zh } from "../../words/zh-CN/page.ts";
import { Connection } from "./connection.ts";
import { HeldOutlooks } from "./outlooks.ts";
import { State } from "./state.ts";

const STARTED = Date.parse("2026-11-21T12:00:00Z");

function stage() {
	const clock = { now: STARTED };
	const state = new State("lab", () => clock.now);
	const watches = { isUp: false, isListed: false };
	const absences: number[] = [];
	const stop = new AbortController();
	const connection = new Connection({
		ask: async () => {},
		...{ watches, state, signal: stop.signal },
		onAnswer: () => {},
		onBack: (away) => absences.push(away),
	});
	return { clock, state, watches, absences, stop, connection };
}

describe("what the page is told of the connection", () => {
	const CASES = [
		{ about: "nothing listed yet", isUp: false, isListed: false, nodes: false, says: "starting" },
		{ about: "listed, and the nodes not looked at yet", isUp: true, isListed: true, nodes: false, says: "starting" },
		{ about: "nodes looked at", isUp: true, isListed: true, nodes: true, says: "live" },
		{
			about: "a watch broke off before the nodes were looked at",
			isUp: false,
			isListed: true,
			nodes: false,
			says: "away",
		},
		{ about: "a watch broke off", isUp: false, isListed: true, nodes: true, says: "away" },
	] as const;
	for (const { about, isUp, isListed, nodes, says } of CASES) {
		test(`${about}: ${says}`, () => {
			const { state, watches, connection } = stage();
			Object.assign(watches, { isUp, isListed });
			if (nodes) state.outlooks = new HeldOutlooks([]);
			connection.show("connection refused");
			expect(state.source.state).toBe(says);
			if (says === "away") expect(state.source.detail).toBe("connection refused");
		});
	}
});

test("says how long it was away, once, when it is back", () => {
	const { clock, state, watches, absences, connection } = stage();
	Object.assign(watches, { isUp: true, isListed: true });
	state.outlooks = new HeldOutlooks([]);
	connection.show("");
	watches.isUp = false;
	clock.now += 10_000;
	connection.show("reset");
	clock.now += 90_000;
	connection.show("reset");
	watches.isUp = true;
	connection.show("");
	connection.show("");
	expect(absences).toEqual([90_000]);
	expect(state.source).toMatchObject({ state: "live", since: STARTED + 100_000 });
});

test("back before the nodes were looked at, it is starting, and away no longer", () => {
	const { state, watches, absences, connection } = stage();
	watches.isListed = true;
	connection.show("reset");
	expect(state.source.state).toBe("away");
	watches.isUp = true;
	connection.show("");
	expect(state.source).toMatchObject({ state: "starting", detail: "" });
	state.outlooks = new HeldOutlooks([]);
	connection.show("");
	expect(state.source.state).toBe("live");
	expect(absences).toEqual([]);
});

test("says nothing any more once it was told to end", () => {
	const { state, watches, stop, connection } = stage();
	stop.abort();
	Object.assign(watches, { isUp: false, isListed: true });
	connection.show("reset");
	expect(state.source.state).toBe("starting");
});

test.each([
	[new Failure("cluster-timed-out", { server: "https://a", seconds: 5 }), "no answer within 5000 ms"],
	[new Failure("cluster-unauthorized", { server: "https://a", user: "anna" }), "HTTP 401"],
	[new Failure("cluster-unreachable", { server: "https://a", detail: "ECONNREFUSED" }), "ECONNREFUSED"],
	[
		new Failure("cluster-failed", { server: "https://a", status: 503, detail: "apiserver is shutting down" }),
		/shutting/,
	],
	[new Error("out of luck"), "out of luck"],
])("what a request failed of is told in words, which both languages read: %s", (error, expected) => {
	expect(failedOf(error)).toMatch(expected);
	expect(zh.away("12:00", failedOf(error))).not.toMatch(/cluster-|no answer/);
});
