import { expect, test } from "vitest";
import { container, facts, NOON, pod, termination } from "./death.fixture.ts";
import { deathsOf } from "./facts.ts";
import { backOffSeconds, deathParams } from "./params.ts";

test.each([
	["back-off 10s restarting failed container=app pod=web_shop(uid)", 10],
	["back-off 1m20s restarting failed container=app pod=web_shop(uid)", 80],
	["back-off 5m0s restarting failed container=app pod=web_shop(uid)", 300],
	["back-off 1h0m0.5s restarting failed container=app", 3600.5],
	["back-off restarting failed container=app", null],
	["Back-off pulling image", null],
	["", null],
])("the wait in %j is %s", (message, seconds) => {
	expect(backOffSeconds(message)).toBe(seconds);
});

test("clocks that went backwards give no negative life", () => {
	const params = deathParams(facts({ termination: termination({ startedAt: NOON + 5000 }) }));
	expect(params.livedSeconds).toBe(0);
});

test.each([
	["completed", { reason: "Completed", exitCode: 0 }, 0],
	["failed", { reason: "Error", exitCode: 1 }, 1],
	["OOMKilled with exit code 0", { reason: "OOMKilled", exitCode: 0 }, 1],
])("a container that %s has %d deaths", (_, change, count) => {
	expect(deathsOf(pod([container({ lastTermination: termination(change) })]))).toHaveLength(count);
});

test("the present end goes before the last one", () => {
	const now = termination({ exitCode: 3 });
	const [death] = deathsOf(pod([container({ state: { kind: "terminated", termination: now } })]));
	expect(death?.termination.exitCode).toBe(3);
});
