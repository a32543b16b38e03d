import type { Advisory, AdvisoryGrade } from "../../model/advisory.ts";
import type { Evidence, Finding, FindingOf, Severity, Subject } from "../../model/finding.ts";
import type { AdvisoryParams, AdvisoryRuleId } from "../../model/rules-advisories.ts";
import { said } from "../../model/said.ts";
import { conditionsOf } from "./conditions.ts";
import type { AdvisoryFacts } from "./facts.ts";
import { type Match, matchesOf } from "./match.ts";
import { remediesOf, upgradeOf } from "./remedies.ts";
import { evidenceIn, symptomsOf } from "./symptom.ts";

/** Everything in the cluster that has, or may have, a known memory bug: a finding for each bug and workload, or for the nodes together. */
export function judgeAdvisories(facts: AdvisoryFacts, advisories: readonly Advisory[]): Finding[] {
	return advisories.flatMap((advisory) => matchesOf(advisory, facts).map((match) => judge(advisory, match, facts)));
}

const CONFIDENCE = { showing: 0.9, affected: 0.8, possibly: 0.3 } as const satisfies Record<AdvisoryGrade, number>;
/** What was concluded and not read is less sure. */
const INFERRED = 0.75;

function judge(advisory: Advisory, match: Match, facts: AdvisoryFacts): FindingOf<AdvisoryRuleId> {
	const { id, component, fixed, trigger, symptom, stopgap, references, verification } = advisory;
	const conditions = conditionsOf(advisory, match, facts);
	const missed = conditions.some(({ holds }) => holds === false);
	const symptoms = symptomsOf(symptom.shows, match, facts.findings);
	const grade: AdvisoryGrade =
		match.standing.grade === "possibly" ? "possibly" : symptoms.length > 0 && !missed ? "showing" : "affected";
	const inferred = verification.affected === "inferred";
	const params: AdvisoryParams = {
		component,
		grade,
		reason: match.standing.reason,
		version: match.version,
		readFrom: match.readFrom,
		nodes: match.nodes.map(({ name }) => name),
		upgradeTo: upgradeOf(advisory, match.version),
		fixed,
		trigger: { en: trigger.en, "zh-CN": trigger["zh-CN"] },
		symptom: { en: symptom.en, "zh-CN": symptom["zh-CN"] },
		stopgap: stopgap === undefined ? null : { en: stopgap.en, "zh-CN": stopgap["zh-CN"] },
		inferred,
		conditions,
		references,
	};
	return {
		rule: `advisory/${id}`,
		severity: severityOf(grade, missed),
		confidence: CONFIDENCE[grade] * (inferred ? INFERRED : 1),
		subject: subjectOf(match),
		params,
		evidence: [readAs(match), ...(grade === "showing" ? evidenceIn(symptoms) : [])],
		remedies: grade === "possibly" ? [] : remediesOf(advisory, match),
	};
}

/** A bug whose trigger is known not to be there is worth knowing and no more. */
function severityOf(grade: AdvisoryGrade, missed: boolean): Severity {
	if (grade === "showing") return "error";
	return grade === "affected" && !missed ? "warning" : "info";
}

function subjectOf({ image, nodes }: Match): Subject {
	if (image !== null) return { ...image.workload, container: image.container };
	const [first] = nodes;
	return first === undefined
		? { kind: "APIServer", name: "kube-apiserver" }
		: { kind: "Node", name: first.name, node: first.name };
}

function readAs({ image, nodes, version, readFrom }: Match): Evidence {
	const source =
		image !== null
			? `${image.workload.kind.toLowerCase()} ${image.workload.namespace}/${image.workload.name}`
			: nodes.length > 0
				? said("node {node} status", { node: nodes[0]?.name ?? "" })
				: "API server";
	return { source, at: null, what: "version", value: image === null ? (version ?? "") : readFrom };
}
