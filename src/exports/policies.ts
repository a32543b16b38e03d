import { dump } from "js-yaml";
import { LINT_THRESHOLDS } from "../model/lint-settings.ts";
import type { LintRuleId } from "../model/rules-lint.ts";
import type { Words } from "../words/words.ts";

/** Namespaces with this label refuse what the API server elsewhere only warns of; the webhook's configuration goes by the same. */
const DENY_LABEL = { key: "plimsoll.dev/admission", value: "deny" } as const;

/** A rule as CEL can say it: what of the object breaks it. */
interface Policy {
	rule: LintRuleId;
	/** Tells two policies of one rule apart. */
	suffix?: string;
	/** Whether lint calls it an error: only such may be refused. */
	error: boolean;
	/** A CEL list of names; the rule is kept when it is empty. */
	found: string;
	on?: "pods" | "cronjobs" | "budgets";
}

const RULES_OF_PODS = [
	{ apiGroups: [""], apiVersions: ["v1"], resources: ["pods", "replicationcontrollers"] },
	{ apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments", "statefulsets", "daemonsets", "replicasets"] },
	{ apiGroups: ["batch"], apiVersions: ["v1"], resources: ["jobs", "cronjobs"] },
];
const RULES = {
	pods: RULES_OF_PODS,
	cronjobs: [{ apiGroups: ["batch"], apiVersions: ["v1"], resources: ["cronjobs"] }],
	budgets: [{ apiGroups: ["policy"], apiVersions: ["v1"], resources: ["poddisruptionbudgets"] }],
};

const VARIABLES = [
	{
		name: "spec",
		expression:
			"object.kind == 'Pod' ? object.spec : object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec",
	},
	{ name: "init", expression: "has(variables.spec.initContainers) ? variables.spec.initContainers : []" },
	{ name: "all", expression: "variables.spec.containers + variables.init" },
	{
		name: "lasting",
		expression:
			"variables.spec.containers + variables.init.filter(c, has(c.restartPolicy) && c.restartPolicy == 'Always')",
	},
	{ name: "volumes", expression: "has(variables.spec.volumes) ? variables.spec.volumes : []" },
];

const has = (of: string, what: "limits" | "requests") =>
	`(has(${of}.resources) && has(${of}.resources.${what}) && 'memory' in ${of}.resources.${what})`;
const of = (one: string, what: "limits" | "requests") => `quantity(string(${one}.resources.${what}.memory))`;
const text = (one: string, what: "limits" | "requests") => `string(${one}.resources.${what}.memory)`;
const both = (one: string) => `${has(one, "limits")} && ${has(one, "requests")}`;
/** Names of the containers for which a condition on `c` holds. */
const containers = (list: "all" | "lasting", condition: string) =>
	`variables.${list}.filter(c, ${condition}).map(c, c.name)`;
/** The same for the pod's own resources, which have no name. */
const ofPod = (condition: string) => `(${condition.replaceAll("c.", "variables.spec.")} ? ['pod'] : [])`;

const { smallest, largest, ratio } = LINT_THRESHOLDS;
const SLIP = (quantity: string) =>
	`(${quantity}.isGreaterThan(quantity('0')) && ${quantity}.isLessThan(quantity('${smallest}')))`;
const HUGE = (quantity: string) => `!${quantity}.isLessThan(quantity('${largest}'))`;
const either = (test: (quantity: string) => string) =>
	`(${has("c", "limits")} && ${test(of("c", "limits"))}) || (${has("c", "requests")} && ${test(of("c", "requests"))})`;
const IN_MEMORY = "has(v.emptyDir) && has(v.emptyDir.medium) && v.emptyDir.medium == 'Memory'";
const BELOW = `${both("c")} && ${of("c", "limits")}.isLessThan(${of("c", "requests")})`;
const MIXED = `${both("c")} && ${text("c", "limits")}.matches('^[0-9]+[kMGTP]$') && ${text("c", "limits")}.replace('k', 'K') + 'i' == ${text("c", "requests")}`;

/** What lint finds in a single object and CEL can find too, by the same bounds. */
const POLICIES: readonly Policy[] = [
	{
		rule: "lint/no-memory-limit",
		error: false,
		found: `${has("variables.spec", "limits")} ? [] : ${containers("lasting", `!${has("c", "limits")}`)}`,
	},
	{
		rule: "lint/no-memory-request",
		error: false,
		found: `${has("variables.spec", "limits")} || ${has("variables.spec", "requests")} ? [] : ${containers("lasting", `!${has("c", "limits")} && !${has("c", "requests")}`)}`,
	},
	{
		rule: "lint/best-effort",
		error: false,
		found: `${has("variables.spec", "limits")} || ${has("variables.spec", "requests")} || variables.all.exists(c, has(c.resources) && ((has(c.resources.limits) && size(c.resources.limits) > 0) || (has(c.resources.requests) && size(c.resources.requests) > 0))) ? [] : ['pod']`,
	},
	{ rule: "lint/limit-below-request", error: true, found: `${containers("all", BELOW)} + ${ofPod(BELOW)}` },
	{
		rule: "lint/suspicious-unit",
		error: true,
		found: `${containers("all", either(SLIP))} + ${ofPod(either(SLIP))} + variables.volumes.filter(v, has(v.emptyDir) && has(v.emptyDir.sizeLimit) && ${SLIP("quantity(string(v.emptyDir.sizeLimit))")}).map(v, v.name)`,
	},
	{
		rule: "lint/suspicious-unit",
		suffix: "-odd",
		error: false,
		found: `${containers("all", `(${either(HUGE)}) || (${MIXED})`)} + ${ofPod(`(${either(HUGE)}) || (${MIXED})`)}`,
	},
	{
		rule: "lint/ratio-too-wide",
		error: false,
		found: containers(
			"lasting",
			`${both("c")} && !${of("c", "requests")}.isLessThan(quantity('${1024 * 1024}')) && ${of("c", "limits")}.asApproximateFloat() > ${ratio.toFixed(1)} * ${of("c", "requests")}.asApproximateFloat()`,
		),
	},
	{
		rule: "lint/memory-volume-unbounded",
		error: false,
		found: `variables.volumes.filter(v, ${IN_MEMORY} && !has(v.emptyDir.sizeLimit)).map(v, v.name)`,
	},
	{
		rule: "lint/memory-volume-above-limit",
		error: false,
		found: `variables.volumes.filter(v, ${IN_MEMORY} && has(v.emptyDir.sizeLimit) && variables.lasting.exists(c, has(c.volumeMounts) && c.volumeMounts.exists(m, m.name == v.name) && ${has("c", "limits")} && !quantity(string(v.emptyDir.sizeLimit)).isLessThan(${of("c", "limits")}))).map(v, v.name)`,
	},
	{
		rule: "lint/restart-cronjob",
		error: false,
		on: "cronjobs",
		found: containers(
			"all",
			String.raw`((has(c.command) ? c.command : []) + (has(c.args) ? c.args : [])).join(' ').matches(r'\bkubectl\b[^;|&\n]*\b(?:delete\s+(?:pods?|po)\b|rollout\s+restart\b|scale\b)')`,
		),
	},
	{
		rule: "lint/pdb-blocks",
		error: false,
		on: "budgets",
		found:
			"(has(object.spec.maxUnavailable) && string(object.spec.maxUnavailable) in ['0', '0%']) || (has(object.spec.minAvailable) && string(object.spec.minAvailable) == '100%') ? ['spec'] : []",
	},
];

/** The rules that become policies. */
export const POLICY_RULES: readonly LintRuleId[] = [...new Set(POLICIES.map(({ rule }) => rule))];

/**
 * ValidatingAdmissionPolicy objects (admissionregistration.k8s.io/v1, Kubernetes 1.30 and later) with their bindings: everything warns, and in
 * namespaces with the label above errors are refused. They fail open, and heed the annotation `plimsoll.dev/ignore` of the object itself.
 */
export function policies(words: Words): object[] {
	return POLICIES.flatMap((policy) => {
		const name = `plimsoll-${policy.rule.replace("/", "-")}${policy.suffix ?? ""}`;
		return [policyOf(name, policy, words), ...bindingsOf(name, policy.error)];
	});
}

export function policiesYaml(words: Words): string {
	return policies(words)
		.map((object) => `---\n${dump(object, { lineWidth: -1, noRefs: true })}`)
		.join("");
}

const ADMISSION = "admissionregistration.k8s.io/v1";
const LABELS = { "app.kubernetes.io/managed-by": "plimsoll" };

function policyOf(name: string, { rule, found, on = "pods" }: Policy, words: Words): object {
	const said = ` (${words.rules[rule].title})`;
	return {
		apiVersion: ADMISSION,
		kind: "ValidatingAdmissionPolicy",
		metadata: { name, labels: LABELS },
		spec: {
			failurePolicy: "Ignore",
			matchConstraints: {
				resourceRules: RULES[on].map((resources) => ({ ...resources, operations: ["CREATE", "UPDATE"] })),
			},
			matchConditions: [
				{
					name: "not-of-a-controller",
					expression:
						"!has(object.metadata.ownerReferences) || !object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller)",
				},
				{ name: "not-suppressed", expression: notSuppressed(rule) },
			],
			variables: [...(on === "budgets" ? [] : VARIABLES), { name: "found", expression: found }],
			validations: [
				{
					expression: "size(variables.found) == 0",
					messageExpression: `${JSON.stringify(`${rule}: `)} + variables.found.join(', ') + ${JSON.stringify(said)}`,
					message: `${rule}${said}`,
				},
			],
		},
	};
}

/** As src/sources/manifests/object.ts reads the annotation: a rule or a group, a colon, a reason. */
function notSuppressed(rule: string): string {
	const names = `${rule}|${rule.split("/")[0]}/\\*|\\*`;
	return `!has(object.metadata.annotations) || !('plimsoll.dev/ignore' in object.metadata.annotations) || !object.metadata.annotations['plimsoll.dev/ignore'].matches(r'(^|[;\\n])\\s*(${names})\\s*:\\s*\\S')`;
}

function bindingsOf(policyName: string, error: boolean): object[] {
	const binding = (name: string, validationActions: string[], operator: "In" | "NotIn" | null) => ({
		apiVersion: ADMISSION,
		kind: "ValidatingAdmissionPolicyBinding",
		metadata: { name, labels: LABELS },
		spec: {
			policyName,
			validationActions,
			...(operator === null
				? {}
				: {
						matchResources: {
							namespaceSelector: {
								matchExpressions: [{ key: DENY_LABEL.key, operator, values: [DENY_LABEL.value] }],
							},
						},
					}),
		},
	});
	if (!error) return [binding(`${policyName}-warn`, ["Warn"], null)];
	return [binding(`${policyName}-warn`, ["Warn"], "NotIn"), binding(`${policyName}-deny`, ["Deny"], "In")];
}
