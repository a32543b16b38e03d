import type { Pod } from "../../../model/pod.ts";
import { type Workload, workloadOf } from "../../../model/workload.ts";
import { isDatabaseImage } from "../database.ts";
import { runningContainers } from "../facts.ts";
import type { AwayRule } from "./facts.ts";

const GUARDABLE: ReadonlySet<string> = new Set(["Deployment", "StatefulSet"]);
const MOST_NAMED = 5;

interface Key {
	workload: Workload;
	replicas: number;
	database: boolean;
}

/** Replicated databases and cluster-critical workloads that no PodDisruptionBudget guards: a drain may take all their pods at once. */
export const noDisruptionBudget: AwayRule<"pressure/no-disruption-budget"> = {
	id: "pressure/no-disruption-budget",
	judge({ nodes, guarded }) {
		if (guarded === null) return [];
		const known = new Map<string, Key>();
		for (const { pods } of nodes) {
			for (const pod of pods) {
				const workload = workloadOf(pod);
				if (!GUARDABLE.has(workload.kind) || runningContainers(pod).length === 0) continue;
				const key = keyOf(workload);
				const before = known.get(key);
				if (before !== undefined) before.replicas++;
				else if (isKey(pod)) known.set(key, { workload, replicas: 1, database: isDatabase(pod) });
			}
		}
		const open = [...known.entries()].filter(([key, { replicas }]) => replicas > 1 && !guarded.has(key));
		const [first] = open.map(([, one]) => one);
		if (first === undefined) return [];
		return [
			{
				rule: "pressure/no-disruption-budget",
				severity: "info",
				confidence: 0.9,
				subject: { ...first.workload },
				params: {
					workloads: open.slice(0, MOST_NAMED).map(([, { workload }]) => `${workload.namespace}/${workload.name}`),
					count: open.length,
					database: first.database,
					replicas: first.replicas,
				},
				evidence: [],
				remedies: [],
			},
		];
	},
};

/** How workloads are named in `guarded`. */
export function keyOf({ kind, namespace, name }: Workload): string {
	return `${kind}/${namespace}/${name}`;
}

function isKey(pod: Pod): boolean {
	return /^system-(?:cluster|node)-critical$/.test(pod.priorityClass) || isDatabase(pod);
}

function isDatabase({ containers }: Pod): boolean {
	return containers.some(({ role, image }) => role === "main" && isDatabaseImage(image));
}
