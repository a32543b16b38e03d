import type {
	ManifestContainer,
	ManifestKustomization,
	ManifestPatch,
	Manifests,
	PatchedContainer,
	PodTemplate,
} from "../../model/manifest.ts";

/**
 * Whether a kustomization gives what a container lacks: by a patch that sets it, or because its template is itself a patch of one that stands elsewhere.
 * Kustomizations that take one another go together; which of a base's overlays patches it is not asked.
 */
export function givenElsewhere(
	manifests: Manifests,
	pod: PodTemplate,
	container: ManifestContainer,
	what: "limit" | "request",
): boolean {
	if (manifests.kustomizations.length === 0) return false;
	const own = groupsOf(manifests).find(({ files }) => files.has(pod.object.place.file));
	if (own === undefined) return false;
	const others = manifests.pods.filter((other) => own.files.has(other.object.place.file));
	const isPatch = ({ object }: PodTemplate) => own.patches.some(({ file }) => file === object.place.file);
	if (isPatch(pod)) {
		// What a patch adds to a template that is known stands nowhere else.
		const patched = others.filter((other) => !isPatch(other) && isAlike(pod, other));
		return patched.length === 0 || patched.some((other) => named(other, container));
	}
	return own.patches.some(({ target, file, containers }) => {
		if (target !== null && !(fits(target.kind, pod.object.kind) && fits(target.name, pod.object.name))) return false;
		const operations = manifests.jsonPatches.filter((one) => one.file === file).flatMap((one) => one.containers);
		if ([...containers, ...operations].some((one) => one[what] && isAt(one, pod, container))) return true;
		const templates = others.filter((other) => other.object.place.file === file);
		return templates.some((other) => (target !== null || isAlike(other, pod)) && setsMemory(other, container, what));
	});
}

function setsMemory(pod: PodTemplate, { name }: ManifestContainer, what: "limit" | "request"): boolean {
	return pod.containers.some(
		(one) => one.name === name && (one.memoryLimit !== null || (what === "request" && one.memoryRequest !== null)),
	);
}

function isAlike({ object: one }: PodTemplate, { object: other }: PodTemplate): boolean {
	return one.kind === other.kind && one.name === other.name;
}

function named({ containers }: PodTemplate, { name }: ManifestContainer): boolean {
	return containers.some((one) => one.name === name);
}

/** A patch names a container, or a JSON patch its place in its list. */
function isAt({ container }: PatchedContainer, { containers }: PodTemplate, own: ManifestContainer): boolean {
	if (typeof container === "string") return container === own.name;
	const list = containers.filter(({ role }) => (role === "main") !== container.init);
	return list[container.index] === own;
}

/** No name is longer (kubernetes apimachinery, validation.DNS1123SubdomainMaxLength). */
const LONGEST_NAME = 253;

/**
 * Kinds and names of a target are whole regular expressions; none is any. Kustomize's engine (RE2) takes time that grows with the text alone; here one that repeats
 * much could take for ever, and fits whatever it is held to: nothing is told of what nobody knows.
 */
function fits(pattern: string, text: string): boolean {
	if (pattern === "" || pattern === text) return true;
	const repeats = pattern.match(/[*+?{]/g)?.length ?? 0;
	if (repeats > 2 || /\)[*+?{]/.test(pattern) || text.length > LONGEST_NAME) return true;
	try {
		return new RegExp(`^(?:${pattern})$`).test(text);
	} catch {
		return false;
	}
}

interface Group {
	/** Files of resources and patches. */
	files: ReadonlySet<string>;
	patches: readonly ManifestPatch[];
}

const known = new WeakMap<readonly ManifestKustomization[], Group[]>();

/** Kustomizations that take one another, with what they take. */
function groupsOf({ kustomizations }: Manifests): Group[] {
	const found = known.get(kustomizations);
	if (found !== undefined) return found;
	const byFolder = new Map(kustomizations.map((one) => [one.folder.replace(/\/$/, ""), one]));
	const near = new Map<ManifestKustomization, ManifestKustomization[]>(kustomizations.map((one) => [one, []]));
	for (const one of kustomizations) {
		for (const part of one.parts) {
			const other = byFolder.get(part);
			if (other === undefined) continue;
			near.get(one)?.push(other);
			near.get(other)?.push(one);
		}
	}
	const seen = new Set<ManifestKustomization>();
	const groups = kustomizations.flatMap((first) => {
		if (seen.has(first)) return [];
		seen.add(first);
		const members = [first];
		for (const one of members) {
			for (const other of near.get(one) ?? []) if (!seen.has(other)) members.push(other) && seen.add(other);
		}
		const patches = members.flatMap((one) => one.patches);
		return [
			{
				patches,
				files: new Set([...members.flatMap((one) => one.parts), ...patches.flatMap(({ file }) => file ?? [])]),
			},
		];
	});
	known.set(kustomizations, groups);
	return groups;
}
