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
		["a postStart hook that failed", "FailedPostStartHook", "hook-failed"],
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

describe("by what the pod itself says", () => {
	const target = (reason: string, status = "True") => ({
		conditions: [{ type: "DisruptionTarget", status, reason, message: "", since: NOON - 9000 }],
	});
	const deleting = { deletedAt: NOON + 20_000, deletionGraceSeconds: 30 };
	const controller = (reason: string, message: string) => ({ ownerEvents: [event(reason, message, NOON)] });
	test.each<[string, Parameters<typeof pod>[1], Partial<Parameters<typeof stopOf>[0]>, object | null]>([
		[
			"its time is up",
			{ reason: "DeadlineExceeded", gracePeriodSeconds: 45 },
			{},
			{ cause: "deadline", askedAt: null, graceSeconds: 45 },
		],
		[
			"the node shuts down",
			{ reason: "NodeShutdown", ...target("TerminationByKubelet") },
			{},
			{ cause: "node-shutdown", askedAt: NOON - 9000, graceSeconds: null },
		],
		[
			"the node shut down, by its message",
			{ message: "Pod was terminated in response to imminent node shutdown." },
			{},
			{ cause: "node-shutdown", askedAt: null },
		],
		["somebody deletes it", deleting, {}, { cause: "deleted", askedAt: NOON - 10_000, graceSeconds: 30 }],
		["a drain", { ...deleting, ...target("EvictionByEvictionAPI") }, {}, { cause: "drained" }],
		[
			"a drain that no longer holds",
			{ ...deleting, ...target("EvictionByEvictionAPI", "False") },
			{},
			{ cause: "deleted" },
		],
		["a taint", { ...deleting, ...target("DeletionByTaintManager") }, {}, { cause: "tainted" }],
		["a device's taint", { ...deleting, ...target("DeletionByDeviceTaintManager") }, {}, { cause: "tainted" }],
		[
			"its controller",
			deleting,
			controller("SuccessfulDelete", "Deleted pod: web-5d9c7-x2x1v"),
			{ cause: "scaled-down" },
		],
		[
			"its controller, of another pod",
			deleting,
			controller("SuccessfulDelete", "Deleted pod: web-5d9c7-x2x1v2"),
			{ cause: "deleted" },
		],
		[
			"its controller, which made it",
			deleting,
			controller("SuccessfulCreate", "Created pod: web-5d9c7-x2x1v"),
			{ cause: "deleted" },
		],
		["nothing", {}, {}, null],
	])("%s", (_, change, given, wanted) => {
		const stop = stopOf(facts({ ...error, pod: pod([container()], change), ...given }));
		if (wanted === null) expect(stop).toBeNull();
		else expect(stop).toMatchObject(wanted);
	});
});

describe("how long it was given", () => {
	const numbers = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3 };
	const one = container({
		livenessProbe: { ...numbers, gracePeriodSeconds: 7 },
		startupProbe: { ...numbers, gracePeriodSeconds: 120 },
	});
	const probed = (probe: string, secondsBefore: number, gracePeriodSeconds: number | null = 20) =>
		stopOf(
			facts({
				...error,
				container: one,
				pod: pod([one], { gracePeriodSeconds }),
				events: [killing(`Container app failed ${probe} probe, will be restarted`, secondsBefore)],
			}),
		)?.graceSeconds ?? null;
	test.each<[string, number | null, number | null]>([
		["the liveness probe's own", probed("liveness", 5), 7],
		["the startup probe's own, which is the longest, and the slack of a stop", probed("startup", 150), 120],
		["longer ago than that", probed("startup", 151), null],
	])("%s", (_, told, wanted) => {
		expect(told).toBe(wanted);
	});
});
