import type { Remedy } from "../model/remedy.ts";
import { shellWord } from "../model/text.ts";
import type { Workload } from "../model/workload.ts";

/** Kinds whose pods are made from a template that can change and be rolled out anew. */
const ROLLED: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

export function isRolled({ kind }: Pick<Workload, "kind">): boolean {
	return ROLLED.has(kind);
}

/** A restart of all pods, one after another; empty for a kind that cannot. */
export function restartOf(workload: Workload): Remedy[] {
	if (!isRolled(workload)) return [];
	const { kind, namespace, name } = workload;
	return [
		byCommand(`kubectl rollout restart ${shellWord(`${kind.toLowerCase()}/${name}`)} -n ${shellWord(namespace)}`),
	];
}

/** A restart of one pod, by whoever made it: gone without a trace where that is nobody, and begun anew where it runs to its end. */
export function restartOfPod(pod: string, { kind, namespace }: Workload): Remedy[] {
	if (["Pod", "Job", "CronJob"].includes(kind)) return [];
	return [byCommand(`kubectl delete pod ${shellWord(pod)} -n ${shellWord(namespace)}`)];
}

function byCommand(command: string): Remedy {
	return { kind: "restart-workload", risk: "low", value: 0, change: { type: "command", command } };
}
