import type { MissingEvidence } from "../../model/rules.ts";
import type { DeathFacts, DeathRule } from "./facts.ts";
import { observe } from "./observed.ts";
import { deathParams } from "./params.ts";

/** No rule can tell why it died: says what would have told. */
export const unknown: DeathRule<"death/unknown"> = {
	id: "death/unknown",
	judge(facts) {
		const { pod, container } = facts;
		return {
			rule: "death/unknown",
			severity: "info",
			confidence: 0,
			subject: {
				kind: "Pod",
				namespace: pod.namespace,
				name: pod.name,
				container: container.name,
				...(pod.node === null ? {} : { node: pod.node }),
			},
			params: { ...deathParams(facts), missing: missing(facts) },
			evidence: observe(facts, facts.kills),
			remedies: [],
		};
	},
};

function missing({ kernelLogRead, events, sample, termination }: DeathFacts): MissingEvidence[] {
	const lacks: MissingEvidence[] = [];
	if (!kernelLogRead) lacks.push("kernel-log");
	if (events.length === 0) lacks.push("events");
	if (sample === null) lacks.push("series");
	if (termination.message === "") lacks.push("last-log-lines");
	return lacks;
}
