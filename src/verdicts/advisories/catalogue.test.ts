import { readdir, readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { problemsOf, problemsOfSet } from "./problems.ts";

const FOLDER = new URL("../../../knowledge/advisories/", import.meta.url);
const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".yaml"));
const all = await Promise.all(
	files.map(async (name) => ({ name, value: load(await readFile(new URL(name, FOLDER), "utf8")) })),
);
const schema = JSON.parse(
	await readFile(new URL("../../../docs/schema/advisory.v1.json", import.meta.url), "utf8"),
) as object;
const valid = new Ajv2020().compile(schema);

describe("the data", () => {
	test.each(all)("$name", ({ name, value }) => {
		expect(valid(value), JSON.stringify(valid.errors)).toBe(true);
		expect(problemsOf(value)).toEqual([]);
		expect(value).toHaveProperty("id", name.replace(/\.yaml$/, ""));
	});

	test("every id once", () => expect(problemsOfSet(all.map(({ value }) => value))).toEqual([]));
});

const SOUND = {
	id: "one",
	component: "One",
	where: [{ images: ["one/one"] }],
	scheme: "semver",
	affected: [
		{ seen: "1.0.0", before: "1.2.0" },
		{ from: "1.3.0", before: "1.3.4" },
	],
	fixed: ["1.2.0", "1.3.4"],
	trigger: { en: "Always.", "zh-CN": "始终。" },
	symptom: { en: "It grows.", "zh-CN": "内存增长。", shows: "container" },
	references: ["https://example.com/1"],
	verification: { affected: "verified", fixed: "verified", trigger: "verified", symptom: "inferred" },
};

describe("what is wrong is named", () => {
	test("nothing", () => expect(problemsOf(SOUND)).toEqual([]));
	test.each<[string, object]>([
		["overlaps", { affected: [{ before: "1.2.0" }, { from: "1.1.0", before: "1.3.4" }] }],
		["overlaps", { affected: [{ from: "1.0.0" }, { from: "1.3.0", before: "1.3.4" }], fixed: [] }],
		[
			"overlaps",
			{
				affected: [
					{ from: "1.0.0", through: "1.3.0" },
					{ from: "1.3.0", before: "1.3.4" },
				],
				fixed: [],
			},
		],
		["overlaps", { affected: [{ from: "1.3.0", before: "1.3.4" }, { before: "1.4.0" }], fixed: [] }],
		["nothing lies", { affected: [{ from: "1.2.0", before: "1.2.0" }], fixed: [] }],
		["nothing lies", { affected: [{ from: "1.2.0", before: "1.1.0" }], fixed: [] }],
		["no semver version", { affected: [{ before: "stable-1" }], fixed: [] }],
		["no semver version", { fixed: ["1.2"] }],
		["affected range", { fixed: ["1.1.9"] }],
		[
			"of different lines",
			{ scheme: "linkerd", affected: [{ from: "stable-2.1.0", before: "edge-24.1.1" }], fixed: [] },
		],
		["zh-CN", { symptom: { en: "It grows.", "zh-CN": "It grows.", shows: "container" } }],
		["zh-CN", { trigger: { en: "Always." } }],
		["affected", { affected: [{}] }],
		["is not newer", { affected: [{ from: "1.0.0", seen: "1.0.0" }] }],
		["is not newer", { affected: [{ from: "1.3.0", seen: "1.2.0", before: "1.4.0" }], fixed: [] }],
		["affected", { affected: [{ from: "1.0.0", before: "1.2.0", through: "1.1.0" }] }],
		["where", { where: [{ images: ["one/one"], not: "two" }] }],
		["where", { where: [{ images: ["Registry.io:5000/x"] }] }],
		["stopgap.remedy", { stopgap: { en: "x", "zh-CN": "重启", remedy: { type: "shell" } } }],
		["verification.stopgap", { stopgap: { en: "x", "zh-CN": "重启" } }],
		["unknown field", { affectd: [] }],
		["requires", { trigger: { en: "x", "zh-CN": "始终", requires: [{ churn: "secrets" }] } }],
		["references", { references: ["javascript:alert(1)"] }],
		["scheme", { scheme: "dates" }],
		["id", { id: "../x" }],
	])("%s: %o", (problem, change) => {
		expect(problemsOf({ ...SOUND, ...change }).join("; ")).toContain(problem);
	});
	test.each([null, 1, "x", [], {}])("never throws: %o", (value) => expect(problemsOf(value)).not.toEqual([]));
	test("twice", () => expect(problemsOfSet([SOUND, SOUND])).toEqual(["one: is there twice"]));
});
