import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import { mapNamed } from "./mounted-files.ts";
import { assignmentsIn } from "./shell-line.ts";
import { type Word, wordsOf } from "./words.ts";

/** Values of the container's variables, and of config maps it takes them from. What refers to the limit is the limit. */
export function variablesOf(
	pod: PodTemplate,
	container: ManifestContainer,
	{ configMaps }: Manifests,
): Map<string, Word> {
	const values = new Map<string, Word>();
	const maps = configMaps.filter(({ object }) => object.namespace === pod.object.namespace);
	const entry = (configMap: string, key: string) => mapNamed(configMap, pod, maps)?.entries.get(key)?.[0];
	for (const { configMap, prefix } of container.variablesFrom) {
		for (const [key, [line]] of mapNamed(configMap, pod, maps)?.entries ?? [])
			if (line !== undefined) values.set(prefix + key, line);
	}
	for (const { name, value, resource, configMapKey } of container.variables) {
		// A value knows the variables that stand before it (core/v1, EnvVar.value).
		if (value !== null) values.set(name, substitute(value, values, BY_KUBELET));
		const referred = configMapKey === null ? undefined : entry(configMapKey.configMap, configMapKey.key);
		if (referred !== undefined) values.set(name, referred);
		// Somebody else knows it: a Secret, a config map that is not here.
		else if (value === null && resource === null) values.set(name, { value: `$(${name})`, place: container.place });
		const bytes = resource === null ? null : resourceBytes(resource.value, container);
		// The divisor rounds up (k8s.io/kubernetes pkg/api/v1/resource, convertResourceMemoryToString).
		if (resource !== null && bytes !== null) {
			const value = String(Math.ceil(bytes / resource.divisor));
			values.set(name, {
				value,
				place: resource.place,
				...(followsLimit(resource.value, container) ? { follows: true } : {}),
			});
		}
	}
	for (const { name, word } of assignmentsIn(container)) values.set(name, substitute(word, values));
	return values;
}

function resourceBytes(resource: string, { memoryLimit, memoryRequest }: ManifestContainer): number | null {
	if (resource === "limits.memory") return memoryLimit?.bytes ?? null;
	return resource === "requests.memory" ? (memoryRequest?.bytes ?? memoryLimit?.bytes ?? null) : null;
}

function followsLimit(resource: string, { memoryRequest }: ManifestContainer): boolean {
	return resource === "limits.memory" || memoryRequest === null;
}

/** A word's variables in place; what they hold may be several words. */
export function filledIn(word: Word, variables: ReadonlyMap<string, Word>): Word[] {
	const filled = substitute(word, variables);
	return filled === word ? [word] : wordsOf(filled);
}

const BY_KUBELET = /\$\$|\$\(([A-Za-z_][\w.-]*)\)/g;
const BY_SHELL_TOO = /\$\$|\$\(([A-Za-z_][\w.-]*)\)|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g;
/** `${NAME:-what it is else}`. */
const WITH_DEFAULT = /\$\{([A-Za-z_]\w*):?-([^}$]*)\}/g;

/** `$(NAME)`, as the kubelet substitutes it, and `$NAME` and `${NAME}`, as a shell does; what nobody here knows stays as it is written. */
function substitute(word: Word, variables: ReadonlyMap<string, Word>, names: RegExp = BY_SHELL_TOO): Word {
	if (!word.value.includes("$")) return word;
	let only: Word | undefined;
	let follows = false;
	const plain =
		names === BY_SHELL_TOO
			? word.value.replace(WITH_DEFAULT, (_, name: string, other: string) =>
					(variables.get(name)?.value ?? "") === "" ? other : `\${${name}}`,
				)
			: word.value;
	const value = plain.replace(names, (reference, ...parts: (string | undefined)[]) => {
		const name = parts.slice(0, -2).find((part) => part !== undefined);
		const found = name === undefined ? undefined : variables.get(name);
		if (reference === plain) only = found;
		follows ||= found?.follows ?? false;
		return found?.value ?? reference;
	});
	if (value === word.value) return word;
	// What is a variable's alone stands where the variable is set.
	return only ?? { value, place: word.place, pieced: true, ...(follows ? { follows: true } : {}) };
}
