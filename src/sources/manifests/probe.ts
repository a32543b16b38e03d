import type { ManifestProbe } from "../../model/manifest.ts";
import { child, integerOf, itemsOf, textOf } from "./access.ts";
import type { Places } from "./lines.ts";
import type { Node, ScalarNode } from "./tree.ts";

/** A liveness probe with the API server's defaults (k8s.io/kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_Probe). */
export function probeOf(entry: { key: ScalarNode; value: Node } | undefined, places: Places): ManifestProbe | null {
	if (entry?.value.kind !== "map") return null;
	const { key, value } = entry;
	const command = itemsOf(child(value, "exec", "command")).map(textOf);
	return {
		place: places.of(key.start, key.end),
		program: command.length === 0 ? null : programOf(command),
		timeoutSeconds: integerOf(child(value, "timeoutSeconds")) ?? 1,
		periodSeconds: integerOf(child(value, "periodSeconds")) ?? 10,
		failureThreshold: integerOf(child(value, "failureThreshold")) ?? 3,
	};
}

/** The program a command line starts, through `sh -c` where it is a single command. */
function programOf(command: readonly string[]): string {
	const [first = ""] = command;
	const name = baseName(first);
	if (!/^(?:ba|da|a)?sh$/.test(name)) return name;
	const flag = command.findIndex((word) => /^-[a-z]*c$/.test(word));
	const script = flag === -1 ? "" : (command[flag + 1] ?? "");
	return baseName(/^\s*(?:exec\s+)?([^\s;|&]+)/.exec(script)?.[1] ?? "") || name;
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
