import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCHEMES, type Scheme } from "../../../model/advisory.ts";
import { compareVersions, parseVersion } from "./schemes.ts";
import type { Version } from "./version.ts";

describe("older before newer", () => {
	test.each<[Scheme, string[]]>([
		[
			"semver",
			[
				"1.2.0-alpha.1",
				"1.2.0-alpha.2",
				"1.2.0-beta",
				"v1.2.0-rc1",
				"1.2.0-rc.2",
				"v1.2.0",
				"1.2.1",
				"1.10.0",
				"2.0.0",
			],
		],
		["k3s", ["v1.29.11+k3s1", "v1.29.12-rc1+k3s1", "v1.29.12+k3s1", "v1.29.12-k3s2", "v1.30.0+k3s1"]],
		["rke2", ["v1.29.11+rke2r1", "v1.29.12-rc1+rke2r1", "v1.29.12+rke2r1", "v1.29.12+rke2r2"]],
		// The order dpkg --compare-versions gives.
		[
			"debian",
			["1.0~rc1-1", "1.0-1", "1.0-1ubuntu1", "1.0-1+b1", "1.0-2", "1.0a-1", "1.0.1-1", "1.2-1", "1.10-1", "1:0.1-1"],
		],
		["kernel", ["5.15.0-1019-aws", "5.15.0-1051-aws", "5.15.12-1051-aws", "6.1.0-18-aws"]],
		[
			"kernel",
			["3.10.0-862.14.4.el7.x86_64", "3.10.0-957.el7.x86_64", "3.10.0-1062.el7.x86_64", "3.10.0-1062.4.1.el7.x86_64"],
		],
		["kernel", ["6.8-rc1", "6.8.0", "6.8.12"]],
		["linkerd", ["stable-2.9.5", "stable-2.12.4", "stable-2.14.1", "stable-2.14.10"]],
		["linkerd", ["edge-23.12.1", "edge-24.2.4", "edge-24.10.1"]],
		[
			"calver",
			[
				"2023.12.3",
				"v20240115",
				"2024.2.0",
				"2024-02-05",
				"RELEASE.2024-09-04T19-57-37Z",
				"RELEASE.2024-09-04T21-00-00Z",
			],
		],
	])("%s %j", (scheme, texts) => {
		const versions = texts.map((text) => read(scheme, text));
		for (const [i, a] of versions.entries()) {
			for (const [j, b] of versions.entries()) expect(compareVersions(scheme, a, b)).toBe(Math.sign(i - j));
		}
	});
});

describe("no order between lines", () => {
	test.each<[Scheme, string, string]>([
		["linkerd", "stable-2.14.1", "edge-24.2.4"],
		["kernel", "5.15.0-1051-aws", "5.15.0-91-generic"],
		["kernel", "3.10.0-957.el7.x86_64", "4.18.0-305.19.1.el8_4.x86_64"],
		["kernel", "6.8.12", "6.8.0-51-generic"],
	])("%s %s and %s", (scheme, a, b) => {
		expect(compareVersions(scheme, read(scheme, a), read(scheme, b))).toBeNull();
	});
});

describe("alike", () => {
	test.each<[Scheme, string, string]>([
		["semver", "v1.2.3", "1.2.3"],
		["semver", "1.2.3-debian-12-r3", "1.2.3"],
		["semver", "3.5.15-0", "v3.5.15"],
		["semver", "v1.29.4+k3s1", "1.29.4"],
		["k3s", "v1.29.12-k3s1", "v1.29.12+k3s1"],
		["debian", "1.0", "0:1.0-0"],
		["linkerd", "2.14.1", "stable-2.14.1"],
	])("%s %s is %s", (scheme, a, b) => expect(compareVersions(scheme, read(scheme, a), read(scheme, b))).toBe(0));
});

describe("no version", () => {
	test.each<[Scheme, string]>([
		["semver", "latest"],
		["semver", ""],
		["semver", "20240115"],
		["semver", "7d9f8a1"],
		["semver", "3b1f00d"],
		["semver", "sha-1a2b3c4"],
		["semver", "main"],
		["k3s", "v1.29.4"],
		["k3s", "v1.29.4+rke2r1"],
		["k3s", "v1.30.3+k3s-b11486d3"],
		["rke2", "v1.29.4+k3s1"],
		["linkerd", "git-1a2b3c4d"],
		["kernel", "Unknown"],
		["calver", "1.2.3"],
	])("%s %s", (scheme, text) => expect(parseVersion(scheme, text)).toBeNull());
});

describe("whose build it is", () => {
	test.each([
		["v1.29.4-eks-1a2b", "eks"],
		["v1.29.0-eksbuild.1", "eks"],
		["v1.29.4-gke.1043002", "gke"],
		["1.19.4-asm.2", "asm"],
		["v1.27.6+b49f9d1", "openshift"],
		["v1.28.4+vmware.1", "vmware"],
		["1.6.20~ds1", "debian"],
		["1.5.9-0ubuntu3.1", "ubuntu"],
		["v3.5.9-k3s1-build20230802", "rancher"],
		["v1.2.3-45-g1a2b3c4d", "git"],
		["v1.2.3-fips", "fips"],
		["1.2.3-debian-12-r3", null],
		["1.2.3-alpine3.19", null],
		["1.2.3-ubi9", null],
		["1.2.3-distroless", null],
		["v1.29.4+k3s1", null],
		["1.7.2+unknown", null],
	])("%s: %s", (text, fork) => expect(read("semver", text).fork).toBe(fork));
});

const number = fc.nat({ max: 30 });
const core = fc.tuple(number, number, number).map((numbers) => numbers.join("."));
const pre = fc.constantFrom("", "-rc.1", "-rc.2", "-alpha", "-beta.3", "-dev");
const written: Record<Scheme, fc.Arbitrary<string>> = {
	semver: fc.tuple(core, pre).map(([numbers, suffix]) => `v${numbers}${suffix}`),
	k3s: fc.tuple(core, fc.constantFrom("", "-rc1"), number).map(([c, p, n]) => `v${c}${p}+k3s${n}`),
	rke2: fc.tuple(core, fc.constantFrom("", "-rc1"), number).map(([c, p, n]) => `v${c}${p}+rke2r${n}`),
	debian: fc.stringMatching(/^([0-3]:)?[0-9][0-9a-z.+~]{0,8}(-[0-9a-z.+~]{1,5})?$/),
	kernel: fc.tuple(core, number, number).map(([c, a, b]) => `${c}-${a}.${b}.el9`),
	linkerd: core.map((numbers) => `stable-${numbers}`),
	calver: fc
		.tuple(fc.integer({ min: 2001, max: 2099 }), fc.integer({ min: 1, max: 12 }), number)
		.map((p) => p.join(".")),
};

describe.each(SCHEMES)("%s: a total order", (scheme) => {
	test("antisymmetric, transitive, reflexive", () => {
		fc.assert(
			fc.property(written[scheme], written[scheme], written[scheme], (x, y, z) => {
				const [a, b, c] = [read(scheme, x), read(scheme, y), read(scheme, z)];
				const order = (one: Version, two: Version) => compareVersions(scheme, one, two) ?? Number.NaN;
				expect(order(a, a)).toBe(0);
				expect(order(a, b) + order(b, a)).toBe(0);
				if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
			}),
			{ numRuns: 500 },
		);
	});
	test("any text is read or refused, never an error", () => {
		fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => void parseVersion(scheme, text)));
	});
});

function read(scheme: Scheme, text: string): Version {
	const version = parseVersion(scheme, text);
	if (version === null) throw new Error(`${text} is no ${scheme} version`);
	return version;
}
