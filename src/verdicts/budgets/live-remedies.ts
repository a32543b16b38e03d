import type { Budget, SettingOrigin } from "../../model/budget.ts";
import type { Finding } from "../../model/finding.ts";
import type { Container, Pod } from "../../model/pod.ts";
import type { Change, Remedy } from "../../model/remedy.ts";
import { type Workload, workloadOf } from "../../model/workload.ts";
import { raiseLimitForSetting } from "../deaths/remedies.ts";
import { kubeBlocksOf, operatorRemedies, scaleRemedies } from "./operators.ts";
import { limitForFork } from "./redis.ts";
import { advisedMaxmemory, redisRemedies } from "./redis-buffers.ts";
import { shellWord } from "./shell.ts";

const TEMPLATE_KINDS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);
const MEBI = 1024 * 1024;
/** Beside parts that are all at their bounds there are those without one. */
const HEADROOM = 1.1;
/** Goes through a shell, sed and JSON as it is. */
const PLAIN = /^[\w .=:%+-]+$/;

/**
 * Both ways out for a running container whose setting does not fit: the setting lowered where it stands, by the command that its operator or
 * kubectl wants, or the limit raised. What cannot be named exactly is left out.
 */
export function liveRemedies(
	finding: Finding,
	pod: Pod,
	origin: SettingOrigin | null,
	budget: Budget | null,
): Remedy[] {
	const container = pod.containers.find(({ name }) => name === finding.subject.container);
	if (container === undefined) return [];
	const edit = finding.remedies.find(({ change }) => change.type === "file-edit");
	const written = finding.evidence.find(({ what }) => what === "setting")?.value;
	const lowered =
		edit?.change.type === "file-edit" && typeof written === "string"
			? lower(finding.rule, pod, container, edit, { written, from: edit.change.from ?? "", to: edit.change.to }, origin)
			: [];
	return [
		...lowered,
		...setMaxmemory(finding, pod, container),
		...raise(finding, pod, container, budget),
		...besideData(finding, pod, container),
	];
}

/** What is beside the data of a Redis. */
function besideData({ rule }: Finding, pod: Pod, { name, memoryLimit }: Container): Remedy[] {
	if (!rule.startsWith("budget/redis-") || memoryLimit === null) return [];
	const exec = `kubectl exec ${shellWord(pod.name)} -n ${shellWord(pod.namespace)} -c ${shellWord(name)} --`;
	return redisRemedies(memoryLimit, exec, kubeBlocksOf(pod));
}

/** Where nothing is set there is nothing to edit: the running server is told, and its configuration with the next change. */
function setMaxmemory({ rule, params }: Finding, pod: Pod, { name }: Container): Remedy[] {
	if (rule !== "budget/redis-no-maxmemory" || !("limit" in params) || typeof params.limit !== "number") return [];
	const value = advisedMaxmemory(params.limit);
	const byOperator = operatorRemedies(rule, pod, value, String(value));
	if (byOperator.length > 0) return byOperator;
	return [
		{ kind: "lower-setting", risk: "medium", value, change: { type: "command", command: configSet(pod, name, value) } },
	];
}

function configSet({ name, namespace }: Pod, container: string, maxmemory: number): string {
	return `kubectl exec ${shellWord(name)} -n ${shellWord(namespace)} -c ${shellWord(container)} -- redis-cli CONFIG SET maxmemory ${maxmemory}`;
}

interface Edit {
	/** With its name, as it stands. */
	written: string;
	from: string;
	to: string;
}

function lower(
	rule: Finding["rule"],
	pod: Pod,
	container: Container,
	{ kind, risk, value }: Remedy,
	edit: Edit,
	origin: SettingOrigin | null,
): Remedy[] {
	const byOperator = operatorRemedies(rule, pod, value, edit.to);
	if (byOperator.length > 0) return byOperator;
	const command =
		commandFor(workloadOf(pod), container, pod, edit, origin) ??
		// Set on the running server: there it is set again.
		(origin === null && rule.startsWith("budget/redis-") ? configSet(pod, container.name, value) : null);
	const change: Change | null = command === null ? null : { type: "command", command };
	return change === null ? [] : [{ kind, risk, value, change }];
}

function commandFor(
	workload: Workload,
	container: Container,
	pod: Pod,
	edit: Edit,
	origin: SettingOrigin | null,
): string | null {
	if (origin === null) return null;
	if (origin.kind === "config-map") return inConfigMap(workload, edit, origin);
	if (!TEMPLATE_KINDS.has(workload.kind)) return null;
	const target = `${workload.kind.toLowerCase()}/${workload.name}`;
	const inEditor = `kubectl edit ${shellWord(target)} -n ${shellWord(workload.namespace)}`;
	// A word or value that holds more than the setting may hold a secret too: it is not repeated.
	const text = origin.text === edit.from || origin.text === edit.written ? origin.text : null;
	if (text === null)
		return origin.kind === "variable" && isOptions(origin.text)
			? setVariable(workload, container, origin, edit)
			: inEditor;
	if (origin.kind === "variable") return setVariable(workload, container, origin, edit);
	const list = container.role === "main" ? "containers" : "initContainers";
	const siblings = pod.containers.filter(
		({ role }) => (role === "main") === (container.role === "main") && role !== "ephemeral",
	);
	const path = `/spec/template/spec/${list}/${siblings.indexOf(container)}/${origin.list}/${origin.index}`;
	// A mesh's proxy may stand before it in the pod and not in the template: then nothing is patched, and no other container's word.
	const patch = JSON.stringify([
		{ op: "test", path, value: text },
		{ op: "replace", path, value: replaced(text, edit) },
	]);
	return `kubectl patch ${shellWord(target)} -n ${shellWord(workload.namespace)} --type=json -p ${shellWord(patch)}`;
}

function setVariable(
	{ kind, namespace, name }: Workload,
	container: Container,
	origin: { name: string; text: string },
	edit: Edit,
): string {
	const target = `${kind.toLowerCase()}/${name}`;
	const assignment = `${origin.name}=${replaced(origin.text, edit)}`;
	return `kubectl set env ${shellWord(target)} -n ${shellWord(namespace)} -c ${shellWord(container.name)} ${shellWord(assignment)}`;
}

/** Flags of memory and collectors alone. */
export function isOptions(text: string): boolean {
	return text
		.trim()
		.split(/\s+/)
		.every((word) =>
			/^(?:-X[a-z]{2}\d+[kmgt]?|-XX:[+-]?\w+(?:=[\d.]+[kmgt]?)?|--max[-_]\w+[-_]space[-_]size(?:[-_]percentage)?=[\d.]+)$/i.test(
				word,
			),
		);
}

/** Behind its name, as the same value may stand behind another; else the last occurrence. */
function replaced(text: string, { written, from, to }: Edit): string {
	const named = written.includes(from) ? text.lastIndexOf(written) : -1;
	const at = named === -1 ? text.lastIndexOf(from) : named + written.lastIndexOf(from);
	return at === -1 ? text : text.slice(0, at) + to + text.slice(at + from.length);
}

function inConfigMap(
	{ kind, name: workload }: Workload,
	edit: Edit,
	{ namespace, name }: { namespace: string; name: string },
): string | null {
	const after = replaced(edit.written, edit);
	if (after === edit.written || ![edit.written, after].every((text) => PLAIN.test(text))) return null;
	const sed = `s/${edit.written.replaceAll(".", "\\.")}/${after}/`;
	const [map, space] = [shellWord(name), shellWord(namespace)];
	const restart = TEMPLATE_KINDS.has(kind)
		? ` && kubectl rollout restart ${shellWord(`${kind.toLowerCase()}/${workload}`)} -n ${space}`
		: "";
	return `kubectl get configmap ${map} -n ${space} -o yaml | sed ${shellWord(sed)} | kubectl apply -f -${restart}`;
}

function raise(finding: Finding, pod: Pod, container: Container, budget: Budget | null): Remedy[] {
	const needed = limitNeeded(finding, budget);
	if (needed === null || container.memoryLimit === null || needed <= container.memoryLimit) return [];
	const byOperator = scaleRemedies(pod, needed);
	return byOperator.length > 0 ? byOperator : raiseLimitForSetting(workloadOf(pod), container, needed);
}

/** The limit by the rule's own measure, or what the parts come to at the worst moment if that is more and all of them are known; bytes of whole MiB. */
export function limitNeeded(finding: Finding, budget: Budget | null): number | null {
	const byRule = neededByRule(finding);
	const isKnown = budget?.parts.every(({ bytes }) => bytes !== null) ?? false;
	if (byRule === null || budget === null || !isKnown) return byRule;
	return Math.max(byRule, Math.ceil(budget.worst.bytes / MEBI) * MEBI);
}

function neededByRule({ params }: Finding): number | null {
	if ("limitNeeded" in params && typeof params.limitNeeded === "number") return params.limitNeeded;
	if ("maxmemory" in params && typeof params.maxmemory === "number") return limitForFork(params.maxmemory);
	if ("sum" in params && typeof params.sum === "number") return Math.ceil((params.sum * HEADROOM) / MEBI) * MEBI;
	return null;
}
