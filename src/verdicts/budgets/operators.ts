import type { Pod } from "../../model/pod.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { RuleId } from "../../model/rules.ts";
import { type Blocks, reconfigure } from "./kubeblocks.ts";
import { RUNTIMES } from "./runtime.ts";
import { shellWord } from "./shell.ts";

const MEBI = 1024 * 1024;

/** How a setting is lowered through the operator that made the pod: it would undo an edit of what it renders. Empty where none is known. */
export function operatorRemedies(rule: RuleId, pod: Pod, value: number, size: string): Remedy[] {
	const blocks = kubeBlocksOf(pod);
	if (blocks !== null) {
		const runtime = RUNTIMES.find(({ id, held }) => held?.rule === rule || rule.startsWith(`budget/${id}-`));
		return runtime === undefined ? [] : reconfigure(blocks, runtime, value);
	}
	const command = patchOf(rule, pod, value, size);
	return command === null
		? []
		: [{ kind: "lower-setting", risk: "medium", value, change: { type: "command", command } }];
}

/** How its limit is raised. */
export function scaleRemedies(pod: Pod, limit: number): Remedy[] {
	const blocks = kubeBlocksOf(pod);
	if (blocks === null) return [];
	const command = `kbcli cluster vscale ${shellWord(blocks.cluster)} -n ${shellWord(pod.namespace)} --components ${shellWord(blocks.component)} --memory ${limit / MEBI}Mi`;
	return [{ kind: "raise-limit-for-setting", risk: "medium", value: limit, change: { type: "command", command } }];
}

export function kubeBlocksOf({ managed, namespace }: Pod): Blocks | null {
	if (managed?.by !== "kubeblocks" || managed.instance === "" || managed.component === "") return null;
	return { cluster: managed.instance, namespace, component: managed.component };
}

/** A merge patch of the custom resource, by the kind that owns the pods: Strimzi, CloudNativePG. */
function patchOf(rule: RuleId, { managed, owner, namespace }: Pod, value: number, size: string): string | null {
	const patch = (resource: string, name: string, spec: object) =>
		`kubectl patch ${resource} ${shellWord(name)} -n ${shellWord(namespace)} --type=merge -p ${shellWord(JSON.stringify({ spec }))}`;
	if (managed?.by === "strimzi-cluster-operator" && managed.instance !== "" && rule === "budget/jvm-heap-at-limit") {
		const heap = `${Math.floor(value / MEBI)}m`;
		// What is to be written where more than one word stands is the initial heap, too.
		const strimzi = strimziPlace(managed, {
			jvmOptions: { ...(/\s/.test(size) ? { "-Xms": heap } : {}), "-Xmx": heap },
		});
		return strimzi === null ? null : patch(`${strimzi.kind}.kafka.strimzi.io`, strimzi.name, strimzi.spec);
	}
	if (owner?.kind === "Cluster" && rule === "budget/postgres-shared-buffers-at-limit") {
		return patch("cluster.postgresql.cnpg.io", owner.name, { postgresql: { parameters: { shared_buffers: size } } });
	}
	return null;
}

/** Where Strimzi takes the settings of a server from: each kind of server has its own place, brokers of a pool the pool's. */
function strimziPlace(
	{ instance, component, pool }: NonNullable<Pod["managed"]>,
	settings: object,
): { kind: string; name: string; spec: object } | null {
	if (component === "kafka" && pool !== undefined) return { kind: "kafkanodepool", name: pool, spec: settings };
	if (component === "kafka" || component === "zookeeper")
		return { kind: "kafka", name: instance, spec: { [component]: settings } };
	if (component === "kafka-connect") return { kind: "kafkaconnect", name: instance, spec: settings };
	return component === "kafka-mirror-maker-2" ? { kind: "kafkamirrormaker2", name: instance, spec: settings } : null;
}
