import { signalOf } from "../../model/evidence.ts";
import { asDetail } from "../../model/text.ts";
import { type ContainerRule, type DeathFacts, wasLost } from "./facts.ts";
import { speaksOfMemory, tellsOfKilledChild } from "./heap-errors.ts";
import { lineEvidence, observe } from "./observed.ts";
import { killsOf, oomOf, SIGKILL, standsAtLimit } from "./oom.ts";
import { ownError } from "./own-heap-limit.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";
import { kernelCovers } from "./when.ts";

const CONFIDENCE = {
	/** The runtime could not even start it. */
	neverStarted: 0.95,
	/** The program ended with a code of its own and its last lines do not speak of memory. */
	lines: 0.9,
	/** The code alone: programs that run into a bound of their own mostly end otherwise. */
	exitCode: 0.7,
} as const;

const SIGTERM = 15;
const SIGABRT = 6;
/** Also of a write to a mapped file for which /dev/shm, another tmpfs or the huge pages have no room left. */
const SIGBUS = 7;
/** The JVM's ExitOnOutOfMemoryError. */
const JVM_EXIT = 3;
/** What containerd, CRI-O and dockershim report of a container whose process could not be started. */
const NEVER_STARTED = new Set(["StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError"]);
/** All that runc before 1.1 says where the kernel killed the process it was starting; later ones say "OOM-killed" (STARTED_TOO_LARGE). */
export const BROKE_OFF = /read init-p: connection reset by peer|container init exited prematurely/;

/** The program ended by its own error; memory has no part in it. */
export const crashed: ContainerRule<"death/crashed"> = {
	id: "death/crashed",
	judge(facts) {
		const confidence = sureness(facts);
		if (confidence === null) return null;
		const { pod, container, termination, lastLines } = facts;
		const line = lastLines.findLast((text) => text.trim() !== "") ?? "";
		return {
			rule: "death/crashed",
			severity: "info",
			confidence,
			subject: subjectOf(pod, container),
			params: {
				...deathParams(facts),
				neverStarted: NEVER_STARTED.has(termination.reason),
				line: asDetail(line),
			},
			evidence: [...observe(facts, killsOf(facts)), ...(line === "" ? [] : [lineEvidence(facts, line)])],
			remedies: [],
		};
	},
};

function sureness(facts: DeathFacts): number | null {
	const { termination, lastLines, gone } = facts;
	const signal = signalOf(termination);
	if (gone || termination.exitCode === 0 || signal === SIGKILL || signal === SIGTERM) return null;
	if (termination.reason === "OOMKilled" || wasLost(termination)) return null;
	if (oomOf(facts) !== null || stopOf(facts) !== null || ownError(facts) !== null) return null;
	if (NEVER_STARTED.has(termination.reason))
		return BROKE_OFF.test(termination.message) ? null : CONFIDENCE.neverStarted;
	if (lastLines.some(speaksOfMemory) || standsAtLimit(facts)) return null;
	if (tellsOfKilledChild(lastLines) && !kernelCovers(facts)) return null;
	if (lastLines.length > 0) return CONFIDENCE.lines;
	// An abort, a bus error, or the JVM's code for a full heap, without a word of why.
	return signal === SIGABRT || signal === SIGBUS || termination.exitCode === JVM_EXIT ? null : CONFIDENCE.exitCode;
}
