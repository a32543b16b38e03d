import type { Version } from "./version.ts";
import { compareNumbers } from "./version.ts";

/**
 * A kernel's release as uname prints it: `5.15.0-1051-aws`, `6.1.0-18-amd64`, `3.10.0-1062.4.1.el7.x86_64`, `6.8.12`. Distributions port fixes
 * back into old numbers, so each flavour is a line of its own; what is said of one says nothing of another.
 */
export function parseKernel(text: string): Version | null {
	const found = /^(\d{1,4}(?:\.\d{1,5}){1,3})(.*)$/.exec(text.trim());
	if (found === null) return null;
	const suffix = found[2] ?? "";
	const core = (found[1] ?? "").split(".").map(Number);
	const numbers = /^[-.](\d[\d.]*)/.exec(suffix)?.[1] ?? "";
	return {
		text,
		line: flavourOf(suffix),
		core,
		pre: /^-rc\d/.test(suffix) ? ["rc", Number(/\d+/.exec(suffix)?.[0])] : null,
		revision: 0,
		fork: null,
		floating: false,
		// Numbers after the upstream's: the build of the distribution.
		rest: numbers.replace(/\.$/, ""),
	};
}

/** `el7`, `aws`, `generic`, `amd64`, `amzn2`, `fc38`, …; empty for a kernel of kernel.org. */
function flavourOf(suffix: string): string {
	const bare = suffix.replace(/[.-](?:x86_64|aarch64|s390x|ppc64le|armv7l)$/, "");
	const rhel = /\.(el\d+|amzn\d+|fc\d+)/.exec(bare);
	if (rhel?.[1] !== undefined) return rhel[1];
	if (/^-rc\d/.test(bare) || bare === "" || bare === "+") return bare === "+" ? "cos" : "";
	const words = bare.match(/[a-z][a-z0-9_]*/gi) ?? [];
	return words.length === 0 ? "build" : words.join("-").toLowerCase();
}

export function compareKernel(a: Version, b: Version): number {
	const upstream = compareNumbers(a.core, b.core);
	if (upstream !== 0) return upstream;
	const [one, other] = [a.pre?.[1], b.pre?.[1]];
	if (one !== other) return one === undefined ? 1 : other === undefined ? -1 : Number(one) < Number(other) ? -1 : 1;
	return compareNumbers(numbersOf(a.rest), numbersOf(b.rest));
}

function numbersOf(text: string): number[] {
	return text === "" ? [] : text.split(".").map(Number);
}
