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

test.each([
	["a BackOff event of this container after its end", "app", 5000, true],
	["one of another container", "sidecar", 5000, false],
	["one from before", "app", -60_000, false],
])("%s: the next start is held back, before the status says so", (_, name, after, held) => {
	const end = termination();
	const ended = container({ state: { kind: "terminated", termination: end } });
	const at = NOON + after;
	const regarding = { kind: "Pod", namespace: "shop", name: "web", uid: "u", fieldPath: `spec.containers{${name}}` };
	const events = [
		{ namespace: "shop", type: "Warning", reason: "BackOff", message: "", reporter: "kubelet", host: "", count: 2 },
	].map((event) => ({ ...event, firstAt: at, lastAt: at, regarding, annotations: {} }));
	const given = facts({ pod: pod([ended]), container: ended, termination: end, events });
	expect(deathParams(given)).toMatchObject({ backingOff: held, backOffSeconds: null });
});
