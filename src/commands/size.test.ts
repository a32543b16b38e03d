import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import schema from "../../docs/schema/report.v1.json" with { type: "json" };
import { Failure } from "../model/failure.ts";
import { horizonOf, risksOf } from "./size.ts";
import { runMain } from "./testing/run.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "size-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command line as a process would, in memory. */
async function plimsoll(argv: readonly string[], stdin = "") {
	return await runMain(argv, { stdin: Readable.from([Buffer.from(stdin)]) });
}

async function file(text: string): Promise<string> {
	const path = join(folder, `${Math.abs(text.length)}.csv`);
	await writeFile(path, text);
	return path;
}

const HEADER = "series,t,bytes,capacity\n";
const two = `${HEADER}${Array.from({ length: 300 }, (_, i) => `shop/web,${1_700_000_000 + i * 300},${50_000_000 + (i % 7) * 1_000_000},134217728\nshop/db,${1_700_000_000 + i * 300},900000000,1073741824`).join("\n")}\n`;

test("json: one recommendation for each series and risk, by the published schema, in both languages the same", async () => {
	const path = await file(two);
	const { code, out } = await plimsoll(["size", path, "--oom-risk", "0.05,0.01", "--horizon", "14d", "-o", "json"]);
	expect(code).toBe(0);
	const report = JSON.parse(out);
	const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
	expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
	expect(report.recommendations.map((one: { series: string; oomRisk: number }) => [one.series, one.oomRisk])).toEqual([
		["shop/web", 0.05],
		["shop/db", 0.05],
		["shop/web", 0.01],
		["shop/db", 0.01],
	]);
	expect(report.looked).toMatchObject({ series: 2, samples: 600, skippedRows: 0, repeatedRows: 0 });
	const chinese = await plimsoll(["size", path, "--oom-risk", "0.05,0.01", "-o", "json", "--lang", "zh-CN"]);
	expect(JSON.parse(chinese.out)).toEqual(report);
});

test("gzip, and standard input", async () => {
	const path = join(folder, "two.csv.gz");
	await writeFile(path, gzipSync(two));
	const zipped = JSON.parse((await plimsoll(["size", path, "-o", "json"])).out);
	const piped = JSON.parse((await plimsoll(["size", "-", "-o", "json"], two)).out);
	expect(piped.recommendations).toEqual(zipped.recommendations);
	expect(zipped.recommendations).toHaveLength(2);
});

test.each(["en", "zh-CN"])("a table for people (%s)", async (lang) => {
	const path = await file(two);
	expect(
		(await plimsoll(["size", path, "--oom-risk", "0.05", "--lang", lang, "-o", "wide"])).out.replaceAll(path, "FILE"),
	).toMatchSnapshot();
});

test("rows that are no measurement, out of order, twice at one time or of nothing but those", async () => {
	const path = await file(
		`${HEADER}a,1700000300,200,1000\na,1700000000,100,1000\na,1700000000,150,1000\na,1700000600,NaN,1000\na,1700000900,-5,1000\nb,1700000000,,\n`,
	);
	const { code, out } = await plimsoll(["size", path, "-o", "json"]);
	const report = JSON.parse(out);
	expect(code).toBe(0);
	expect(report.recommendations).toHaveLength(1);
	expect(report.recommendations[0]).toMatchObject({ series: "a", basis: { seconds: 300, samples: 2 } });
	expect(report.gaps).toEqual([{ source: "series", what: "b", reason: "absent", detail: "" }]);
	expect(report.looked).toMatchObject({ skippedRows: 3, repeatedRows: 1 });
	expect((await plimsoll(["size", path])).out).toContain("several containers under one name");
});

const at = (i: number) => 1_700_000_000 + i * 300;

test.each([
	["en", "has used more than its limit of today"],
	["zh-CN", "用量曾超出现有限制"],
])("a limit that was lowered since is told as that of today (%s)", async (language, said) => {
	const path = join(folder, "lowered.csv");
	const rows = Array.from({ length: 4032 }, (_, i) => {
		const [use, limit] = i < 1000 ? [700 + (i % 17), 1024] : [300 + (i % 13), i < 1500 ? 1024 : 512];
		return `a,${at(i)},${use * 2 ** 20},${limit * 2 ** 20}`;
	});
	await writeFile(path, `series,t,bytes,capacity\n${rows.join("\n")}\n`);
	const { out } = await plimsoll(["size", path, "--oom-risk", "0.2", "--at", String(at(4032)), "--lang", language]);
	expect(out).toContain(said);
});

const equal = Array.from({ length: 300 }, (_, i) => `a,${at(i)},1000,4000`);
test.each<[string, string[], string[], object]>([
	["one point", [`a,${at(0)},1000,4000`], [], { reasons: ["short-history", "horizon-beyond-history"] }],
	["all equal", equal, ["--horizon", "1h"], { use: 1000, peak: 1000 }],
	["above capacity", equal.map((row) => row.replace("4000", "500")), [], { reasons: ["above-capacity"] }],
	["negative", [...equal, `a,${at(300)},-7,4000`], [], { use: 1000, basis: { samples: 300 } }],
	["NaN", [...equal, `a,${at(300)},NaN,4000`], [], { use: 1000, basis: { samples: 300 } }],
	["out of order", equal.toReversed(), [], { use: 1000, basis: { samples: 300, seconds: 299 * 300 } }],
	["thirty of one name", Array.from({ length: 30 }, () => equal).flat(), [], { basis: { samples: 300 } }],
	["a horizon longer than any history", equal, ["--horizon", "36500d"], { reasons: ["horizon-beyond-history"] }],
])("%s: a clear answer", async (_, rows, argv, expected) => {
	const { code, out } = await plimsoll(["size", "-", "-o", "json", ...argv], `${HEADER}${rows.join("\n")}\n`);
	const { recommendations } = JSON.parse(out);
	expect({ code, count: recommendations.length }).toEqual({ code: 0, count: 1 });
	const { reasons = [], ...rest } = expected as { reasons?: string[] };
	expect(recommendations[0]).toMatchObject(rest);
	expect(recommendations[0].reasons).toEqual(expect.arrayContaining(reasons));
	expect(recommendations[0].limit).toBeGreaterThanOrEqual(recommendations[0].use);
});

test("--at leaves out what came later", async () => {
	const { out } = await plimsoll(["size", await file(two), "--at", String(1_700_000_000 + 99 * 300), "-o", "json"]);
	expect(JSON.parse(out).recommendations[0].basis.samples).toBe(100);
});

test.each([
	[["a.csv", "--from", "x"], "--from"],
	[["a.csv", "-o", "patch"], "-o patch"],
	[["--from", "x", "-o", "patch", "--oom-risk", "0.1,0.2"], "--oom-risk"],
	[["--qos", "best"], "--qos"],
	[["a.csv", "b.csv"], 'does not take "b.csv"'],
	[["a.csv", "--oom-risk", "0"], "--oom-risk"],
	[["a.csv", "--oom-risk", "1"], "--oom-risk"],
	[["a.csv", "--horizon", "soon"], "--horizon"],
	[["a.csv", "-o", "xml"], "-o"],
	[["a.csv", "--namespace", "x"], "--namespace"],
])("%j is refused with exit code 2", async (argv, says) => {
	const { code, err, out } = await plimsoll(["size", ...argv]);
	expect({ code, out }).toEqual({ code: 2, out: "" });
	expect(err).toContain(says);
});

test("no such file is a source that failed", async () => {
	expect((await plimsoll(["size", join(folder, "none.csv")])).code).toBe(3);
});

describe("values of flags", () => {
	test.each([
		["0.01", [0.01]],
		["0.1,0.05, .01", [0.1, 0.05, 0.01]],
		["0.05,0.05", [0.05]],
		["1e-3", [0.001]],
	])("--oom-risk %s", (text, expected) => {
		expect(risksOf(text)).toEqual(expected);
	});
	test.each(["", "0", "1", "1.5", "-0.1", "5%", "0.1,", "0x1", "NaN", "0.1;0.2", "1e-400"])(
		"--oom-risk %j is refused",
		(text) => {
			expect(() => risksOf(text)).toThrow(Failure);
		},
	);
	test.each([
		["14d", 1_209_600],
		["2w", 1_209_600],
		["36h", 129_600],
		["1d12h", 129_600],
		["1.5d", 129_600],
		["90m", 5400],
		["3600", 3600],
		["14", 14],
	])("--horizon %s", (text, expected) => {
		expect(horizonOf(text)).toBe(expected);
	});
	test.each(["", "0d", "d", "14x", "-1d", "1d 2h", "1e3d", "999999999999d", "fortnight"])(
		"--horizon %j is refused",
		(text) => {
			expect(() => horizonOf(text)).toThrow(Failure);
		},
	);
});
