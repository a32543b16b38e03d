import { signalOf } from "../../model/evidence.ts";
import { asDetail } from "../../model/text.ts";
import type { ContainerRule, DeathFacts } from "./facts.ts";
import { type HeapError, heapErrorIn, killsItself, refusedByWindows } from "./heap-errors.ts";
import { lineEvidence, observe } from "./observed.ts";
import { killsOf, oomOf } from "./oom.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";

const CONFIDENCE = {
	/** The program says so and ends with the code its runtime ends with then. */
	lineAndExit: 0.97,
	/** The program says so, but the exit code is its own: it may have lived on after the line. */
	lineOnly: 0.8,
} as const;

/** The program ran into its own bound on memory, below the container's limit. */
export const ownHeapLimit: ContainerRule<"death/own-heap-limit"> = {
	id: "death/own-heap-limit",
	judge(facts) {
		const error = ownError(facts);
		if (error === null) return null;
		const { pod, container, termination } = facts;
		const { runtime, problem, bound, settings, line } = error;
		return {
			rule: "death/own-heap-limit",
			severity: "error",
			confidence: error.exitCodes.includes(termination.exitCode) ? CONFIDENCE.lineAndExit : CONFIDENCE.lineOnly,
			subject: subjectOf(pod, container),
			params: { ...deathParams(facts), runtime, problem, bound, settings, line: asDetail(line) },
			evidence: [...observe(facts, killsOf(facts)), ...(line === "" ? [] : [lineEvidence(facts, line)])],
			remedies: [],
		};
	},
};

/** The error that ended it. A SIGKILL is the program's own only where it says that it has itself killed. */
export function ownError(facts: DeathFacts): HeapError | null {
	const { termination, lastLines, gone } = facts;
	const signal = signalOf(termination);
	if (gone || termination.exitCode === 0 || signal === 15 || oomOf(facts) !== null) return null;
	if (signal === 9 && !killsItself(lastLines)) return null;
	if (stopOf(facts) !== null) return null;
	return heapErrorIn(lastLines) ?? refusedByWindows(termination.exitCode);
}
