import type { LargeImage } from "../../model/rules-lint.ts";
import { imageTag } from "./image-tag.ts";
import { aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";

/** Kinds that serve: a job may well compile. */
const SERVES = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);
/** Already the small one, or another system's. */
const SMALL = /slim|alpine|distroless|(?:^|-)jre|headless|nanoserver|windows|musl|busybox/;

/** Official images for building, with no small variant of their own. */
const COMPILERS = new Set(["golang", "gcc", "rust", "maven", "gradle", "haskell", "swift"]);
/** Official images whose plain tag is a whole Debian with compilers (docker-library, buildpack-deps), and whose `-slim` is the same without. */
const SLIMMABLE = new Set(["node", "python", "ruby", "perl"]);

/** A container that serves from an image made for building. */
export const largeImage: LintRule<"lint/large-image"> = {
	id: "lint/large-image",
	judge: (manifests) =>
		containersOf(manifests).flatMap(({ pod, container }) => {
			const { image, imagePlace, role } = container;
			if (!SERVES.has(pod.object.kind) || role === "init" || imagePlace === null) return [];
			const large = largeness(image);
			if (large === null) return [];
			return [
				finding("lint/large-image", aboutPod(pod, container), {
					severity: "info",
					confidence: 0.8,
					place: imagePlace,
					params: { image, ...large },
					evidence: [seen("setting", image, imagePlace)],
				}),
			];
		}),
};

/** Why an image is large, by its name and tag alone, and which of its variants is not. */
export function largeness(image: string): { reason: LargeImage; slim: string | null } | null {
	const parsed = imageTag(image);
	if (parsed === null || SMALL.test(parsed.tag)) return null;
	const { name, tag } = parsed;
	if (COMPILERS.has(name)) return { reason: "build-tools", slim: null };
	if (SLIMMABLE.has(name)) {
		return { reason: "whole-distribution", slim: `${name}:${slimTag(name, tag)}` };
	}
	if (name === "mcr.microsoft.com/dotnet/sdk") {
		// An SDK's own version (8.0.404) is no runtime's.
		const runtime = tag.replace(/^(\d+\.\d+)\.\d+/, "$1");
		return { reason: "build-tools", slim: `mcr.microsoft.com/dotnet/aspnet${tag === "" ? "" : `:${runtime}`}` };
	}
	// Without a word for it, the tag is the JDK's.
	if (name === "eclipse-temurin" && /^\d/.test(tag)) {
		const slim = tag.includes("-jdk") ? tag.replace("-jdk", "-jre") : tag.replace(/^[\d._u+]+/, "$&-jre");
		return { reason: "build-tools", slim: `${name}:${slim}` };
	}
	return null;
}

/** `20-bookworm-slim` for Node.js, `3.12-slim-bookworm` for the others (docker-library/official-images). */
function slimTag(name: string, tag: string): string {
	if (tag === "" || tag === "latest") return "slim";
	const release = name === "node" ? null : /(?:^|-)(?:forky|trixie|bookworm|bullseye|buster|stretch|jessie)$/.exec(tag);
	if (release === null) return `${tag}-slim`;
	const version = tag.slice(0, release.index);
	return `${version === "" ? "" : `${version}-`}slim-${release[0].replace("-", "")}`;
}
