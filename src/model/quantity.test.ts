import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatBytes, parseBytes, parseQuantity } from "./quantity.ts";

describe("parseBytes", () => {
	// Each value is what k8s.io/apimachinery's ParseQuantity(...).Value() says; lab/oracle compares thousands more.
	test.each([
		["0", 0],
		["64", 64],
		["128Mi", 134_217_728],
		["1.5Gi", 1_610_612_736],
		["100k", 100_000],
		["128974848000m", 128_974_848],
		["1e9", 1_000_000_000],
		["1E9", 1_000_000_000],
		["1e+3", 1000],
		["1e-3", 1],
		["1E", 1e18],
		["1Ei", 2 ** 60],
		["0.1n", 1],
		["0.5Ki", 512],
		[".5Ki", 512],
		["1.G", 1e9],
		["00012", 12],
		["+7", 7],
		["+", 0],
		[".", 0],
		["9Ei", 2 ** 63],
		["99999999999999999999Ei", 2 ** 63],
		["1e999999999999999999", 2 ** 63],
		["1e-999999999999999999", 1],
	])("%j is %d", (text, bytes) => {
		expect(parseBytes(text)).toBe(bytes);
	});

	test.each([
		"",
		" 1",
		"1 ",
		"1e",
		"1ki",
		"1mi",
		"1KI",
		"5i",
		"--1",
		"+-1",
		"0x1",
		"1_0",
		"1,5Gi",
		"1Mi5",
		"1e1.5",
		"Mi2",
		"∞",
		"１",
	])("%j is none", (text) => {
		expect(parseBytes(text)).toBeNull();
	});

	test("numbers as YAML and JSON allow them", () => {
		expect(parseBytes(134_217_728)).toBe(134_217_728);
		expect(parseBytes(0.5)).toBe(1);
		expect(parseBytes(1e21)).toBe(2 ** 63);
		expect(parseBytes(Number.NaN)).toBeNull();
	});

	test("anything else, and less than nothing, is none", () => {
		for (const value of [null, undefined, {}, [], true, "-1", -5]) expect(parseBytes(value)).toBeNull();
	});
});

describe("properties", () => {
	const exponents = { Ki: 10n, Mi: 20n, Gi: 30n } as const;

	test("a whole number with a binary suffix is exactly that many bytes", () => {
		fc.assert(
			fc.property(fc.nat(1_000_000), fc.constantFrom("Ki", "Mi", "Gi"), (n, suffix) => {
				expect(parseQuantity(`${n}${suffix}`)).toBe((BigInt(n) << exponents[suffix]) * 1_000_000_000n);
			}),
		);
	});

	test("a decimal point and an exponent say the same number", () => {
		fc.assert(
			fc.property(fc.nat(10 ** 9), fc.integer({ min: -6, max: 6 }), (n, power) => {
				const shifted = power >= 0 ? `${n}${"0".repeat(power)}` : (n / 10 ** -power).toFixed(-power);
				expect(parseQuantity(`${n}e${power}`)).toBe(parseQuantity(shifted));
			}),
		);
	});

	test("the sign mirrors", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^\d{1,12}(\.\d{1,12})?(Ki|Mi|Gi|m|k|M|G)?$/), (text) => {
				expect(parseQuantity(`-${text}`)).toBe(-(parseQuantity(text) ?? 0n));
			}),
		);
	});

	test("no text makes it throw or stall", () => {
		fc.assert(fc.property(fc.string(), (text) => void parseQuantity(text)));
		expect(parseQuantity("9".repeat(1_000_000))).toBeNull();
	});
});

test.each([
	[0, "0"],
	[64, "64"],
	[1023, "1023"],
	[1024, "1Ki"],
	[67_108_864, "64Mi"],
	[1_610_612_736, "1.5Gi"],
	[100_000, "97.7Ki"],
	[34_359_738_368, "32Gi"],
	[1_048_575, "1024Ki"],
	[-2048, "-2Ki"],
	[Number.NaN, "NaN"],
])("formatBytes(%d) is %s", (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});
