import type { ManifestContainer } from "../../model/manifest.ts";
import type { LeakyImage } from "../../model/rules-lint.ts";
import { imageTag } from "./image-tag.ts";
import { aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";

/** Images that are a Java runtime and whose tags are its versions. */
const JAVA =
	/^(?:java|openjdk|eclipse-temurin|amazoncorretto|adoptopenjdk(?:\/openjdk\d+)?|(?:azul|bellsoft)\/[\w-]*openjdk[\w-]*)$/;

interface Leaky {
	reason: LeakyImage;
	version: string;
	fixedIn: string;
}

/**
 * A Java that takes the node's memory for its own: its default heap is then a quarter of the node, whatever the limit. Known by tags alone;
 * told only where no heap is set.
 */
export const leakyImage: LintRule<"lint/leaky-image"> = {
	id: "lint/leaky-image",
	judge: (manifests) =>
		containersOf(manifests).flatMap(({ pod, container }) => {
			const { image, imagePlace, role } = container;
			if (role === "init" || imagePlace === null || setsHeap(container)) return [];
			const leaky = leakiness(image);
			if (leaky === null) return [];
			return [
				finding("lint/leaky-image", aboutPod(pod, container), {
					severity: "warning",
					// On a node with cgroup v1 the younger of them are sound.
					confidence: leaky.reason === "no-container-support" ? 0.9 : 0.7,
					place: imagePlace,
					params: { image, ...leaky },
					evidence: [seen("setting", image, imagePlace)],
				}),
			];
		}),
};

function setsHeap({ words, variables }: ManifestContainer): boolean {
	return [...words, ...variables.flatMap(({ value }) => value ?? [])].some(({ value }) => value.includes("-Xmx"));
}

/**
 * Container support is on by default from 8u191 and 10, cgroup v2 is understood from 8u372, 11.0.16 and 15 (OpenJDK, JDK-8146115 and JDK-8230305 with
 * their backports).
 */
export function leakiness(image: string): Leaky | null {
	// Asked of every container, and most are none of these.
	if (!/java|jdk|temurin|corretto/.test(image)) return null;
	const parsed = imageTag(image);
	if (parsed === null || !JAVA.test(parsed.name)) return null;
	const { name, tag } = parsed;
	// The image `java` was left at 8u111, and `openjdk` at 8u342: their short tags stand for that.
	const frozen = name === "java" ? 111 : name === "openjdk" ? 342 : null;
	const eight = /^8(?:u(\d+)|\.0\.(\d+)|(?=$|-))/.exec(tag);
	if (eight !== null || (name === "java" && /^(?:latest|)$/.test(tag))) {
		const update = Number(eight?.[1] ?? eight?.[2] ?? frozen ?? Number.POSITIVE_INFINITY);
		if (update < 191) return { reason: "no-container-support", version: `8u${update}`, fixedIn: "8u191" };
		return update < 372 ? { reason: "no-cgroup-v2", version: `8u${update}`, fixedIn: "8u372" } : null;
	}
	const [, major = "", patch] = /^(\d+)(?:\.0\.(\d+))?(?=$|[-._+u])/.exec(tag) ?? [];
	const release = Number(major);
	if ((release >= 6 && release <= 9) || (name === "java" && major !== "")) {
		return { reason: "no-container-support", version: major, fixedIn: "10" };
	}
	if (release === 11 && patch !== undefined && Number(patch) < 16) {
		return { reason: "no-cgroup-v2", version: `11.0.${patch}`, fixedIn: "11.0.16" };
	}
	return release === 10 || (release >= 12 && release <= 14)
		? { reason: "no-cgroup-v2", version: major, fixedIn: "15" }
		: null;
}
