import { signalOf } from "../../model/evidence.ts";
import type { MissingEvidence } from "../../model/rules.ts";
import { asDetail } from "../../model/text.ts";
import { BROKE_OFF } from "./crashed.ts";
import { type ContainerRule, type DeathFacts, wasLost } from "./facts.ts";
import { speaksOfMemory, tellsOfKilledChild } from "./heap-errors.ts";
import { lineEvidence, observe } from "./observed.ts";
import { killsOf, SIGKILL } from "./oom.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";
import { eventsCover, kernelReaches } from "./when.ts";

const SIGTERM = 15;

/** No rule can tell why it died: says what would have told. Ends that are no deaths stay untold. */
export const unknown: ContainerRule<"death/unknown"> = {
	id: "death/unknown",
	judge(facts) {
		const { pod, container, lastLines } = facts;
		if (isNoDeath(facts)) return null;
		const line =
			lastLines.findLast((text) => speaksOfMemory(text) || tellsOfKilledChild([text]) || BROKE_OFF.test(text)) ?? "";
		return {
			rule: "death/unknown",
			severity: "info",
			confidence: 0,
			subject: subjectOf(pod, container),
			params: { ...deathParams(facts), missing: missing(facts), line: asDetail(line) },
			evidence: [...observe(facts, killsOf(facts)), ...(line === "" ? [] : [lineEvidence(facts, line)])],
			remedies: [],
		};
	},
};

/** It completed, or stopped when it was asked to; and of a pod that is gone, what nothing tells of is not worth a line. */
function isNoDeath(facts: DeathFacts): boolean {
	const { termination, gone } = facts;
	if (gone) return killsOf(facts).length === 0;
	if (termination.exitCode === 0) return true;
	return signalOf(termination) !== SIGKILL && stopOf(facts) !== null;
}

function missing(facts: DeathFacts): MissingEvidence[] {
	const { termination, sample, lastLines } = facts;
	const signal = signalOf(termination);
	const lacks: MissingEvidence[] = [];
	const byKernel =
		signal === SIGKILL || tellsOfKilledChild(lastLines) || termination.reason === "OOMKilled" || wasLost(termination);
	if (!kernelReaches(facts) && byKernel) lacks.push("kernel-log");
	if (!eventsCover(facts) && (signal === SIGKILL || signal === SIGTERM)) lacks.push("events");
	if (sample === null) lacks.push("series");
	if (lastLines.length === 0) lacks.push("last-log-lines");
	return lacks;
}
