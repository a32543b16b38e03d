import type { Scheme } from "../../../model/advisory.ts";
import { parseCalver } from "./calver.ts";
import { compareDebian, parseDebian } from "./debian.ts";
import { compareKernel, parseKernel } from "./kernel.ts";
import { parseLinkerd } from "./linkerd.ts";
import { parseSemver } from "./semver.ts";
import { compareNumbers, type Version } from "./version.ts";

/** A version as it occurs in the wild, by its scheme; null for what is none of it. Total: never throws. */
export function parseVersion(scheme: Scheme, text: string): Version | null {
	// Longer ones are no versions, and patterns are linear but not free.
	if (text.length > 256) return null;
	switch (scheme) {
		case "semver":
			return parseSemver(text);
		case "k3s":
			return ofDistribution(text, "k3s");
		case "rke2":
			return ofDistribution(text, "rke2r");
		case "debian":
			return parseDebian(text);
		case "kernel":
			return parseKernel(text);
		case "linkerd":
			return parseLinkerd(text);
		case "calver":
			return parseCalver(text);
	}
}

/** `v1.29.12+k3s1`, as an image's tag `v1.29.12-k3s1`, `v1.30.8-rc1+rke2r1`. */
function ofDistribution(text: string, mark: "k3s" | "rke2r"): Version | null {
	const found = /^(v?\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.?\d*)?)[+-](k3s|rke2r)(\d+)(?:$|[-+.])/.exec(text);
	if (found === null || found[2] !== mark) return null;
	const version = parseSemver(found[1] ?? "");
	return version === null ? null : { ...version, text, revision: Number(found[3]), fork: null };
}

/** Below zero when `a` is older, above when it is newer; null when the two have no order. A total order within a line. */
export function compareVersions(scheme: Scheme, a: Version, b: Version): number | null {
	if (a.line !== b.line) return null;
	if (scheme === "debian") return compareDebian(a, b);
	if (scheme === "kernel") return compareKernel(a, b);
	return compareNumbers(a.core, b.core) || comparePre(a.pre, b.pre) || Math.sign(a.revision - b.revision);
}

/** semver.org, item 11: numbers before words, fewer parts before more, any of them before the release. */
function comparePre(a: Version["pre"], b: Version["pre"]): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	for (let i = 0; i < Math.max(a.length, b.length); i++) {
		const [x, y] = [a[i], b[i]];
		if (x === y) continue;
		if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
		if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
		return x < y ? -1 : 1;
	}
	return 0;
}
