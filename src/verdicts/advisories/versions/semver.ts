import type { Version } from "./version.ts";

/** Three numbers, or more as some vendors add; what stands before them may be a `v` or one of these words. */
const CORE = /^(?:(?:release|version|controller|helm-chart|tags?|nginx)[-_])?[vV]?(\d{1,9}(?:\.\d{1,9}){0,5})(.*)$/;

/** What orders before the release. `-0` as Go modules write the lowest is not among them: images use it for a rebuild. */
const PRE_RELEASE =
	/^[-._~]?(alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|milestone|m(?=\d)|cr(?=\d)|b(?=\d))[-._]?(\d*)(?:[.-](\d+))?/i;

/** Builds of others: what they patched shows in no number. Each with the words of its suffix. */
const FORKS: readonly (readonly [string, RegExp])[] = [
	["eks", /^[-+.]eks(?:build)?\b/i],
	["gke", /^[-+.]gke\b/i],
	["aks", /^[-+.](?:aks|azure)\b|^\+azure/i],
	["asm", /^[-+.]asm\b/i],
	["vmware", /^[-+_.](?:vmware|tkg)\b/i],
	["aliyun", /^[-+.](?:aliyun|ack|aliyunedge)\b/i],
	["tke", /^[-+.]tke\b/i],
	["huawei", /^[-+.]r\d+-[\d.]+|^[-+.]cce\b/i],
	["ibm", /^[-+.]ik[s]?\b/i],
	["d2iq", /^[-+.]d2iq\b/i],
	["mirantis", /^[-+.]mirantis\b|^[-+]mke\b/i],
	["rancher", /^[-+.]rancher\d|^-build\d{8}|^-k3s\d+-build|^-rke2|^-hotfix/i],
	["bottlerocket", /^\+bottlerocket/i],
	["redhat", /^[-+.~].*\b(?:(?:rh)?el\d|fc\d|oe\d|hce\d|an\d|rhaos|ocp|okd)/i],
	["openshift", /^\+[0-9a-f]{7}$/i],
	["ubuntu", /^[-+]0?ubuntu|^[-~.]\d*ubuntu|ubuntu\d/i],
	["debian", /^~ds|^[-+]\d+\+?deb\d|\+deb\d/i],
	["cilium-enterprise", /^[-+]cee\b/i],
	["tetrate", /^[-+.](?:tetrate|solo|tid)\b/i],
	["akuity", /^[-+]ak\.\d/i],
	["fips", /^[-+.](?:\w+-)?fips\b/i],
	// `git describe`: so many commits after the release.
	["git", /^-\d+-g[0-9a-f]{7,}/],
	["patched", /^[-+.](?:hotfix|patch(?:ed)?|cp|backport)\b/i],
];

/**
 * `v1.29.4`, `1.29.4-alpine`, `2.0.0-rc.1`, `v1.29.4-gke.1043002`, `1.6.20~ds1`, `v2` (floating). Order: numbers, then pre-releases before
 * the release; suffixes of distributions and rebuilds (`-debian-12-r3`, `-0`, `-ubi9`) say nothing. Null for words and dates without dots.
 */
export function parseSemver(text: string): Version | null {
	const found = CORE.exec(text.trim());
	const numbers = (found?.[1] ?? "").split(".").map(Number);
	const suffix = found?.[2] ?? "";
	const pre = PRE_RELEASE.exec(suffix);
	// A commit's hash may start with digits: letters right after them are only a pre-release's, and of a whole version.
	if (found === null || (/^[a-zA-Z]/.test(suffix) && (pre === null || numbers.length < 2))) return null;
	if (numbers.length === 1 && (numbers[0] ?? 0) > 999) return null;
	const after = pre === null ? suffix : suffix.slice(pre[0].length);
	return {
		text,
		line: "",
		core: numbers,
		pre: pre === null ? null : preOf(pre),
		revision: 0,
		fork: forkOf(after),
		floating: numbers.length < 3 && pre === null,
		rest: "",
	};
}

function preOf([, word = "", number = "", further = ""]: RegExpExecArray): (string | number)[] {
	const numbers = [number, further].filter((part) => part !== "").map(Number);
	return [word.toLowerCase(), ...numbers];
}

function forkOf(suffix: string): string | null {
	return suffix === "" ? null : (FORKS.find(([, pattern]) => pattern.test(suffix))?.[0] ?? null);
}
