import { describe, expect, test } from "vitest";
import { container, event, facts, NOON, pod, termination } from "./death.fixture.ts";
import { outlivedGrace, stopOf } from "./stop.ts";

const killing = (message: string, secondsBefore: number, change = {}) =>
	event("Killing", message, NOON - secondsBefore * 1000, change);
const error = { termination: termination({ reason: "Error" }) };

describe("the kubelet was stopping it", () => {
	test.each([
		["a liveness probe", "Container app failed liveness probe, will be restarted", "liveness"],
		["a liveness probe, never to be restarted", "Container app failed liveness probe", "liveness"],
		["a startup probe", "Container app failed startup probe, will be restarted", "startup"],
		["a sidecar's probe", "Init container app failed liveness probe", "liveness"],
		[
			"by the text before 1.14",
			"Killing container with id docker://app:Container failed liveness probe.. Container will be killed and recreated.",
			"liveness",
		],
		[
			"by the text before 1.9",
			'Killing container with id docker://app:pod "web_shop(uid)" container "app" is unhealthy, it will be killed and re-created.',
			"liveness",
		],
		["a new image", "Container app definition changed, will be restarted", "changed"],
		["a resize", "Container app resize requires restart, will be restarted", "changed"],
		["no reason given", "Stopping container app", "deleted"],
	])("for %s", (_, message, cause) => {
		expect(stopOf(facts({ ...error, events: [killing(message, 30)] }))?.cause).toBe(cause);
	});

	test.each([
		[
			"of another container",
			killing("Stopping container other", 5, {
				regarding: { ...killing("", 0).regarding, fieldPath: "spec.containers{other}" },
			}),
		],
		["of an hour before", killing("Stopping container app", 3600)],
		["of after", killing("Stopping container app", -30)],
		["that is none", event("BackOff", "Back-off restarting failed container app", NOON - 5000)],
	])("is not told from an event %s", (_, other) => {
		expect(stopOf(facts({ ...error, events: [other] }))).toBeNull();
	});

	test("again and again: one event with a count stands for all of them", () => {
		const folded = killing("Container app failed liveness probe, will be restarted", 0, {
			count: 9,
			firstAt: NOON - 3_600_000,
			lastAt: NOON + 600_000,
		});
		expect(stopOf(facts({ ...error, events: [folded] }))?.cause).toBe("liveness");
	});

	test("but it had ended before it was asked to", () => {
		const one = container();
		const deleting = pod([one], { deletedAt: NOON + 60_000, deletionGraceSeconds: 30 });
		expect(stopOf(facts({ ...error, container: one, pod: deleting }))).toBeNull();
	});
});

describe("it outlived its grace period", () => {
	const asked = (secondsBefore: number, graceSeconds: number | null) =>
		({ cause: "deleted", askedAt: NOON - secondsBefore * 1000, graceSeconds, event: null }) as const;
	test.each([
		[30, 30, 137, true],
		[29, 30, 137, true],
		[10, 30, 137, false],
		[30, null, 137, true],
		[2, 0, 137, true],
		[30, 30, 143, false],
	])("asked %i s before with a grace of %s s, exit code %i: %s", (before, grace, exitCode, expected) => {
		const given = facts({ termination: termination({ reason: "Error", exitCode }) });
		expect(outlivedGrace(given, asked(before, grace))).toBe(expected);
	});
});
