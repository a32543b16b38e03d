import { expect, test } from "vitest";
import type { Container } from "../../model/pod.ts";
import { container, pod, termination } from "./death.fixture.ts";
import { deathsOf, endedAsWhole, hexOf, lostEndsOf } from "./facts.ts";

const numbers = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3, gracePeriodSeconds: null };
const completed = termination({ reason: "Completed", exitCode: 0 });
const ended = (end: ReturnType<typeof termination>): Partial<Container> => ({
	state: { kind: "terminated", termination: end },
	lastTermination: termination({ reason: "Error", exitCode: 1 }),
});

test.each<[string, Partial<Container>, string | null]>([
	["none of a container that never ended", { lastTermination: null }, null],
	["its last end, while it runs on", { lastTermination: termination({ reason: "Error", exitCode: 1 }) }, "Error 1"],
	["the end it stands at, before an earlier one", ended(termination()), "OOMKilled 137"],
	["none where it completed", ended(completed), null],
	["the kill before it completed", { ...ended(completed), lastTermination: termination() }, "OOMKilled 137"],
	["one that left OOMKilled behind", ended(termination({ exitCode: 0 })), "OOMKilled 0"],
	[
		"one with 0 that a liveness probe may have brought about",
		{ ...ended(completed), livenessProbe: numbers },
		"Completed 0",
	],
	[
		"one with 0 that a startup probe may have brought about",
		{ ...ended(completed), startupProbe: numbers },
		"Completed 0",
	],
	[
		"none with 0 where nothing was started again",
		{ ...ended(completed), livenessProbe: numbers, restartCount: 0 },
		null,
	],
])("what is looked at as a death: %s", (_, change, wanted) => {
	const [found = null] = deathsOf(pod([container(change)]));
	expect(found && `${found.termination.reason} ${found.termination.exitCode}`).toBe(wanted);
});

test.each<[string, Partial<Container>, boolean]>([
	["started again, and nothing of its end", { lastTermination: null }, true],
	["started again, its end is known", {}, false],
	["never started again", { lastTermination: null, restartCount: 0 }, false],
	["stands at its end", { ...ended(termination()), lastTermination: null }, false],
])("an end that was lost: %s", (_, change, lost) => {
	expect(lostEndsOf(pod([container(change)]))).toHaveLength(lost ? 1 : 0);
});

const target = { type: "DisruptionTarget", status: "True", reason: "", message: "", since: null };
test.each<[string, Parameters<typeof pod>[1], boolean]>([
	["failed, for a reason of its own", { phase: "Failed", reason: "Evicted" }, true],
	["failed with its containers", { phase: "Failed" }, false],
	["a reason, and it runs on", { reason: "Evicted" }, false],
	["somebody wants it gone", { conditions: [{ ...target, type: "Ready" }, target] }, true],
	["somebody wanted it gone", { conditions: [{ ...target, status: "False" }] }, false],
	["it is ready", { conditions: [{ ...target, type: "Ready" }] }, false],
])("a pod that ended as a whole: %s", (_, change, whole) => {
	expect(endedAsWhole(pod([], change))).toBe(whole);
});

test.each([
	["containerd://4f4f", "4f4f"],
	["cri-o://4f4f", "4f4f"],
	["4f4f", "4f4f"],
	["", ""],
])("the id that cgroups hold of %j is %j", (id, hex) => {
	expect(hexOf(id)).toBe(hex);
});
