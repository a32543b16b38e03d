import type { Budget } from "../model/budget.ts";
import type { ConfigMap } from "../model/config-map.ts";
import type { Finding } from "../model/finding.ts";
import { LINT_THRESHOLDS } from "../model/lint-settings.ts";
import type { Pod } from "../model/pod.ts";
import { workloadOf } from "../model/workload.ts";
import type { Source } from "../sources/source.ts";
import { BUDGET_RULES } from "../verdicts/budgets/index.ts";
import { limitNeeded, liveRemedies } from "../verdicts/budgets/live-remedies.ts";
import { budgetOf, pictured } from "../verdicts/budgets/picture.ts";
import { recognised } from "../verdicts/budgets/recognise.ts";
import { containersOf } from "../verdicts/lint/rule.ts";
import { configMapsOf, liveManifests } from "./live-manifests.ts";
import { gatherRunning } from "./running.ts";

/** What running pods' own settings come to. */
interface LiveBudgets {
	budgets: Budget[];
	/** `budget/*`, about workloads. */
	findings: Finding[];
}

/** What may happen is told after what has happened. */
const MAY_HAPPEN = 0.9;

/** Pods as they pass by: one of each workload and template is enough, and most have no settings at all. */
export class BudgetPods {
	readonly #kept = new Map<string, Pod>();
	readonly #seen = new Set<string>();

	take(pod: Pod, evenEnded = false): void {
		if (!evenEnded && (pod.phase === "Succeeded" || pod.phase === "Failed")) return;
		const { kind, namespace, name } = workloadOf(pod);
		const key = JSON.stringify([kind, namespace, name, pod.templateHash]);
		if (this.#seen.has(key)) return;
		this.#seen.add(key);
		if (isKnown(pod)) this.#kept.set(key, pod);
	}

	get pods(): Pod[] {
		return [...this.#kept.values()];
	}
}

/** Whether any container runs something whose budget may be known, once the files that set it are read. */
function isKnown(pod: Pod): boolean {
	return containersOf(liveManifests([pod], []).manifests).some(({ container }) => recognised(container).size > 0);
}

/**
 * Reads the config maps that pods take their settings from and what their exporters measure, judges their budgets and draws them.
 * @param ask the servers themselves, by commands in their containers, which only a person may want
 */
export async function surveyBudgets(source: Source, pods: readonly Pod[], ask = false): Promise<LiveBudgets> {
	const refs = configMapsOf(pods);
	const configMaps: ConfigMap[] = [];
	if (refs.length > 0) for await (const map of source.configMaps?.(refs) ?? []) configMaps.push(map);
	const running = await gatherRunning(source, liveManifests(pods, configMaps), ask);
	const live = liveManifests(pods, configMaps, running);
	const budgets = pictured(live.manifests).map((one) => budgetOf(one));
	const budgetFor = ({ subject: { kind, namespace, name, container } }: Finding): Budget | null =>
		budgets.find(
			({ subject }) =>
				subject.kind === kind &&
				subject.namespace === namespace &&
				subject.name === name &&
				subject.container === container,
		) ?? null;
	const findings = BUDGET_RULES.flatMap((rule): Finding[] => rule.judge(live.manifests, LINT_THRESHOLDS)).map(
		(found) => {
			const {
				file = "",
				line: _line,
				column: _column,
				endLine: _endLine,
				endColumn: _endColumn,
				...subject
			} = found.subject;
			const pod = pods.find(
				(one) => sameWorkload(one, found) && one.containers.some(({ name }) => name === found.subject.container),
			);
			const budget = budgetFor(found);
			const remedies = pod === undefined ? [] : liveRemedies(found, pod, live.origins.get(file) ?? null, budget);
			// The sentence names the limit that the remedy sets.
			const params =
				"limitNeeded" in found.params ? { ...found.params, limitNeeded: limitNeeded(found, budget) } : found.params;
			return { ...found, params, confidence: Math.min(found.confidence, MAY_HAPPEN), subject, remedies } as Finding;
		},
	);
	return { budgets, findings };
}

function sameWorkload(pod: Pod, { subject }: Finding): boolean {
	const { kind, namespace, name } = workloadOf(pod);
	return subject.kind === kind && subject.name === name && (subject.namespace ?? "") === namespace;
}
