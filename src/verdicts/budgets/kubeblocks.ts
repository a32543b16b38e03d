import type { ManifestContainer, ManifestObject } from "../../model/manifest.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { Runtime } from "./runtime.ts";
import { shellWord } from "./shell.ts";
import { writeSize } from "./units.ts";

/** A component of a KubeBlocks Cluster; an empty namespace is the context's. */
export interface Blocks {
	cluster: string;
	namespace: string;
	component: string;
}

/** Those whose add-ons know the settings by their names in one file, MongoDB's by their path (addons/mongodb/templates/paramsdef.yaml). */
const NAMED = ["mysql", "postgresql", "mongodb"];

/** The component that a pod template of a Cluster's manifest stands for. */
export function blocksOf({ kind, apiVersion, name, namespace }: ManifestObject, container: ManifestContainer) {
	const isCluster = kind === "Cluster" && apiVersion.value.startsWith("apps.kubeblocks.io/");
	return isCluster ? { cluster: name, namespace, component: container.name } : null;
}

/** What a component is reconfigured with, in bytes: its operator would undo an edit of the rendered file. */
export function reconfigure(blocks: Blocks | null, runtime: Runtime, advised: number): Remedy[] {
	if (blocks === null) return [];
	if (runtime.id === "redis") return configureRedis(blocks, advised);
	const spec = runtime.settings[runtime.held?.setting ?? ""];
	const key = NAMED.includes(runtime.id) ? spec?.keys?.[0] : undefined;
	const size = spec === undefined || spec.unit === "text" ? null : writeSize(advised, spec.unit);
	if (key === undefined || size === null) return [];
	const what = key
		.slice(key.lastIndexOf(".") + 1)
		.replaceAll("_", "-")
		.toLowerCase();
	return [lowered(advised, opsRequest(blocks, what, { [key]: size }))];
}

/** By kbcli, and by the OpsRequest that it would make. */
function configureRedis(blocks: Blocks, advised: number): Remedy[] {
	const words = [
		"kbcli cluster configure",
		shellWord(blocks.cluster),
		...(blocks.namespace === "" ? [] : ["-n", shellWord(blocks.namespace)]),
		`--set maxmemory=${advised}`,
		`--components ${shellWord(blocks.component)}`,
		"--config-spec redis-replication-config --config-file redis.conf",
	];
	return [words.join(" "), opsRequest(blocks, "maxmemory", { maxmemory: String(advised) })].map((command) =>
		lowered(advised, command),
	);
}

/** The command that makes an OpsRequest of new parameters (apecloud/kubeblocks, apis/operations). */
export function opsRequest(
	{ cluster, namespace, component }: Blocks,
	what: string,
	parameters: Readonly<Record<string, string>>,
): string {
	const request = {
		apiVersion: "operations.kubeblocks.io/v1alpha1",
		kind: "OpsRequest",
		metadata: { generateName: `${cluster}-${what}-`, ...(namespace === "" ? {} : { namespace }) },
		spec: {
			clusterName: cluster,
			type: "Reconfiguring",
			reconfigures: [
				{
					componentName: component,
					parameters: Object.entries(parameters).map(([key, value]) => ({ key, value })),
				},
			],
		},
	};
	return `echo ${shellWord(JSON.stringify(request))} | kubectl create -f -`;
}

function lowered(value: number, command: string): Remedy {
	return { kind: "lower-setting", risk: "medium", value, change: { type: "command", command } };
}
