import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUDGET_PARTS } from "../../model/budget.ts";
import { evaluate, namesIn } from "./formula.ts";
import { BUDGET_RULES } from "./index.ts";
import { RUNTIMES } from "./runtime.ts";
import { UNITS, type Unit, writeSize } from "./units.ts";

const LISTS = ["flags", "prefixes", "assignments", "variables", "fallbacks", "options", "keys"] as const;

describe.each(RUNTIMES.map((runtime) => [runtime.id, runtime] as const))("knowledge/budgets/%s.yaml", (_, runtime) => {
	test("names settings by units that are known, and by lists of names", () => {
		for (const spec of Object.values(runtime.settings)) {
			expect([...Object.keys(UNITS), "text"]).toContain(spec.unit);
			expect(
				Object.keys(spec).filter(
					(key) =>
						!["unit", "none", "words", "instead"].includes(key) && !LISTS.includes(key as (typeof LISTS)[number]),
				),
			).toEqual([]);
			for (const list of LISTS)
				expect(spec[list]?.every((name) => typeof name === "string" && name !== "") ?? true).toBe(true);
		}
	});
	test("holds one of its settings against the limit, by a rule there is and shares in order", () => {
		if (runtime.held === undefined) return;
		const { setting, rule, error, warning, advised } = runtime.held;
		expect(runtime.settings[setting]).toBeDefined();
		expect(BUDGET_RULES.map(({ id }) => id)).toContain(rule);
		expect(advised).toBeLessThan(warning);
		expect(warning).toBeLessThanOrEqual(error);
	});
	test("says how it is recognised, and where each part's formula is from", () => {
		expect([runtime.images, runtime.programs, runtime.unless].every(Array.isArray)).toBe(true);
		for (const pattern of [runtime.files, runtime.otherFiles]) if (pattern !== undefined) new RegExp(pattern);
		expect(runtime.parts.length).toBeGreaterThan(1);
		for (const { part, bound, source } of runtime.parts) {
			expect(BUDGET_PARTS).toContain(part);
			expect([bound, source].every((text) => text !== "")).toBe(true);
		}
	});
	test("has formulas that can be reckoned, of names that it knows", () => {
		const { settings, defaults = {}, assumed = {}, parts } = runtime;
		const known = [
			...Object.keys(settings),
			...Object.keys(defaults),
			...Object.keys(assumed),
			...Object.keys(runtime.exporter ?? {}),
			"limit",
		];
		const formulas = parts.flatMap(({ bytes, low, high }) => [bytes, low, high]);
		for (const formula of [...formulas, ...[defaults, assumed].flatMap((usual) => Object.values(usual).flat())]) {
			if (typeof formula !== "string") continue;
			expect(known).toEqual(expect.arrayContaining(namesIn(formula)));
			expect(evaluate(formula, () => 1024 ** 3)).toBeTypeOf("number");
		}
	});
});

test("each rule belongs to one runtime, and each runtime has its own name", () => {
	for (const values of [RUNTIMES.map(({ id }) => id), RUNTIMES.flatMap(({ held }) => held?.rule ?? [])]) {
		expect(new Set(values).size).toBe(values.length);
	}
});

const GI = 1024 ** 3;
test.each<[Unit, string, number | null]>([
	["redis", "1gb", GI],
	["redis", "1g", 1e9],
	["redis", "1GB", GI],
	["redis", "100", 100],
	["redis", "1gib", null],
	["jvm", "1g", GI],
	["jvm", "1G", GI],
	["jvm", "1.5g", null],
	["jvm", "1gb", null],
	["jvm", "0x40000000", GI],
	["jvm", "0X100000k", GI],
	["jvm", "01g", GI],
	["jvm", "0x", null],
	["jvm", "+1g", null],
	["jvm", "1e9", null],
	["go", "1GiB", GI],
	["go", "1Gi", null],
	["go", "1gib", null],
	["go", "off", null],
	["mebibytes", "1024", GI],
	["mebibytes", "1g", null],
	["gibibytes", "0.5", GI / 2],
	["binarySuffix", "1G", GI],
	["binarySuffix", "1GB", GI],
	["binarySuffix", "1.5G", null],
	["php", "-1", -1],
	["php", "1G", GI],
	["megabytes", "1024m", GI],
	["postgresBlocks", "131072", GI],
	["postgresBlocks", "1GB", GI],
	["postgresBlocks", "1 GB", GI],
	["postgresKilobytes", "4096", 4 * 1024 ** 2],
	["postgresKilobytes", "64MB", 64 * 1024 ** 2],
	["hexadecimal", "0x40000000", GI],
	["hexadecimal", "40000000", GI],
	["hexadecimal", "1g", null],
	["hexadecimalShare", "4B", 75],
	["hexadecimalShare", "0x63", 99],
	["hexadecimalShare", "64", null],
	["hexadecimalShare", "0", null],
	["rabbitmq", "1GB", 1e9],
	["rabbitmq", "1GiB", GI],
	["number", "75.0", 75],
	["number", "-1", null],
	["binary", "1G", GI],
	["binary", "1GB", GI],
	["binary", "1.5GiB", 1.5 * GI],
	["binary", "1073741824", GI],
	["binary", "10%", null],
	["largest", "10,3", 10],
	["largest", "3, 10", 10],
	["largest", "4", 4],
	["largest", "1,2,3", null],
])("%s reads %j as %s", (unit, text, value) => {
	expect(UNITS[unit](text)).toBe(value);
});

test("what is written is read again, and never as more", () => {
	const units = Object.keys(UNITS).filter(
		(unit) => !["number", "largest", "hexadecimalShare"].includes(unit),
	) as Unit[];
	fc.assert(
		fc.property(fc.constantFrom(...units), fc.integer({ min: 64 * 1024 ** 2, max: 2 ** 42 }), (unit, bytes) => {
			const read = UNITS[unit](writeSize(bytes, unit) ?? "") ?? Number.NaN;
			expect(read).toBeLessThanOrEqual(bytes);
			expect(read).toBeGreaterThan(bytes - 11 * 1024 ** 2);
		}),
	);
});
