import { expect, test } from "vitest";
import type { Evidence } from "../../model/finding.ts";
import { container, event, facts, NOON, pod, termination } from "./death.fixture.ts";
import { observeEnd, saidOf } from "./pod-end.ts";

const SECOND = 1000;
const LOW = "The node was low on resource: memory. ";
const target = {
	type: "DisruptionTarget",
	status: "True",
	reason: "TerminationByKubelet",
	message: LOW,
	since: NOON + SECOND,
};
const ends = (...seconds: (number | null)[]) =>
	seconds.map((at, i) =>
		container({
			name: `c${i}`,
			state: {
				kind: "terminated",
				termination: termination({
					reason: i === 0 ? "" : "Error",
					finishedAt: at === null ? null : NOON + at * SECOND,
				}),
			},
		}),
	);
const evicted = (change: Parameters<typeof pod>[1] = {}, containers = ends(null, 3, 2)) =>
	pod([...containers, container({ name: "runs" })], { phase: "Failed", reason: "Evicted", message: LOW, ...change });
const told = event("Evicted", LOW, NOON, {
	lastAt: NOON + 9 * SECOND,
	regarding: { ...event("", "", 0).regarding, fieldPath: "" },
});

test.each<[string, Parameters<typeof saidOf>[0], number | null]>([
	["its event first began", facts({ pod: evicted({ conditions: [target] }), events: [told] }), NOON],
	[
		"its event last came, where it bears no first time",
		facts({ pod: evicted(), events: [{ ...told, firstAt: null }] }),
		NOON + 9 * SECOND,
	],
	["its condition turned", facts({ pod: evicted({ conditions: [target] }) }), NOON + SECOND],
	["the last of its containers ended", facts({ pod: evicted() }), NOON + 3 * SECOND],
	[
		"nobody knows, where no condition holds",
		facts({
			pod: evicted(
				{
					conditions: [
						{ ...target, status: "False" },
						{ ...target, type: "Ready" },
					],
				},
				[],
			),
		}),
		null,
	],
])("a pod's end is at the time at which %s", (_, given, at) => {
	expect(saidOf(given, new Set(["Evicted"]))).toEqual({ reason: "Evicted", message: LOW, at });
});

const ended = [
	["termination", "c0: reason none, exit code 137"],
	["termination", "c1: reason Error, exit code 137"],
];
const shown = ({ what, value }: Evidence) => [what, value];
test.each<[string, Parameters<typeof saidOf>[0], unknown[]]>([
	[
		"where the event tells them",
		facts({ pod: evicted({ conditions: [target] }, ends(1, 1)), events: [told] }),
		[["pod-status", "phase Failed, reason Evicted"], ...ended, ["event", `Evicted: ${LOW.trim()}`]],
	],
	[
		"where no event is left",
		facts({ pod: evicted({}, ends(1, 1)) }),
		[["pod-status", `phase Failed, reason Evicted: ${LOW.trim()}`], ...ended],
	],
	[
		"where the event says something else",
		facts({ pod: evicted({ message: "other words" }, ends(1, 1)), events: [told] }),
		[["pod-status", "phase Failed, reason Evicted: other words"], ...ended, ["event", `Evicted: ${LOW.trim()}`]],
	],
	[
		"where the status is gone",
		facts({ pod: pod([], { phase: "", reason: "", message: "" }), events: [told] }),
		[["event", `Evicted: ${LOW.trim()}`]],
	],
])("the kubelet's words are told once: %s", (_, given, wanted) => {
	expect(observeEnd(given, NOON).map(shown)).toEqual(wanted);
});
