import type { ManifestContainer, ManifestObject } from "../../model/manifest.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { Runtime } from "./runtime.ts";

/** What a component of KubeBlocks is reconfigured with: its operator would undo an edit of the rendered file. */
export function reconfigure(
	{ kind, apiVersion, name, namespace }: ManifestObject,
	container: ManifestContainer,
	{ id }: Runtime,
	advised: number,
): Remedy[] {
	if (kind !== "Cluster" || !apiVersion.value.startsWith("apps.kubeblocks.io/") || id !== "redis") return [];
	const words = [
		"kbcli cluster configure",
		shellWord(name),
		...(namespace === "" ? [] : ["-n", shellWord(namespace)]),
		`--set maxmemory=${advised}`,
		`--components ${shellWord(container.name)}`,
		"--config-spec redis-replication-config --config-file redis.conf",
	];
	const change = { type: "command" as const, command: words.join(" ") };
	return [{ kind: "lower-setting", risk: "medium", value: advised, change }];
}

function shellWord(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
