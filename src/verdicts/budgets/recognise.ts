import type { ManifestContainer, PodTemplate } from "../../model/manifest.ts";
import { RUNTIMES, type Runtime } from "./runtime.ts";
import { wordsOf } from "./words.ts";

/** Whether a container runs this: by the program its command line names, else by its image. Init containers do not run for long. */
export function runs(container: ManifestContainer, { images, programs, unless }: Runtime): boolean {
	if (container.role === "init") return false;
	const { names, image } = namesOf(container);
	if (names.some((name) => unless.includes(name))) return false;
	return names.some((name) => programs.includes(name)) || images.includes(image);
}

/** Asked of every container by every runtime: taken apart once. */
const taken = new WeakMap<ManifestContainer, { names: string[]; image: string }>();

function namesOf(container: ManifestContainer): { names: string[]; image: string } {
	const known = taken.get(container);
	if (known !== undefined) return known;
	const names = container.words.flatMap(wordsOf).map(({ value }) => baseName(value));
	const made = { names, image: imageName(container.image) };
	taken.set(container, made);
	return made;
}

/** The name of a runtime in the pod that does not give memory back when more replicas share the work. */
export function keepsMemory({ containers }: PodTemplate): string | null {
	const keepers = RUNTIMES.filter((runtime) => runtime.keepsMemory);
	for (const container of containers) {
		const keeper = keepers.find((runtime) => runs(container, runtime));
		if (keeper !== undefined) return keeper.name;
	}
	return null;
}

/** `docker.io/library/redis:7@sha256:…` is `redis`. */
export function imageName(image: string): string {
	return (image.split("@")[0] ?? "").split("/").at(-1)?.split(":")[0] ?? "";
}

function baseName(word: string): string {
	return word.slice(word.lastIndexOf("/") + 1);
}
