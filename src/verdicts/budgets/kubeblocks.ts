import type { ManifestContainer, ManifestObject } from "../../model/manifest.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { Runtime } from "./runtime.ts";
import { shellWord } from "./shell.ts";

/** What a component of KubeBlocks is reconfigured with: its operator would undo an edit of the rendered file. */
export function reconfigure(
	{ kind, apiVersion, name, namespace }: ManifestObject,
	container: ManifestContainer,
	{ id }: Runtime,
	advised: number,
): Remedy[] {
	if (kind !== "Cluster" || !apiVersion.value.startsWith("apps.kubeblocks.io/") || id !== "redis") return [];
	return configureRedis({ cluster: name, namespace, component: container.name }, advised);
}

/** By kbcli, and by the OpsRequest that it would make. */
export function configureRedis(
	{ cluster, namespace, component }: { cluster: string; namespace: string; component: string },
	advised: number,
): Remedy[] {
	const words = [
		"kbcli cluster configure",
		shellWord(cluster),
		...(namespace === "" ? [] : ["-n", shellWord(namespace)]),
		`--set maxmemory=${advised}`,
		`--components ${shellWord(component)}`,
		"--config-spec redis-replication-config --config-file redis.conf",
	];
	const request = {
		apiVersion: "operations.kubeblocks.io/v1alpha1",
		kind: "OpsRequest",
		metadata: { generateName: `${cluster}-maxmemory-`, ...(namespace === "" ? {} : { namespace }) },
		spec: {
			clusterName: cluster,
			type: "Reconfiguring",
			reconfigures: [{ componentName: component, parameters: [{ key: "maxmemory", value: String(advised) }] }],
		},
	};
	const commands = [words.join(" "), `echo ${shellWord(JSON.stringify(request))} | kubectl create -f -`];
	return commands.map((command) => ({
		kind: "lower-setting",
		risk: "medium",
		value: advised,
		change: { type: "command", command },
	}));
}
