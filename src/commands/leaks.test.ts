import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import schema from "../../docs/schema/report.v1.json" with { type: "json" };
import { runMain } from "./testing/run.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "leaks-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function plimsoll(argv: readonly string[], stdin: Uint8Array | string = "") {
	return await runMain(argv, { stdin: Readable.from([Buffer.from(stdin)]) });
}

/** Four days at five minutes: one that leaks 4 MiB an hour and will reach its limit two days later, one that does not. */
const CSV = `series,t,bytes,capacity\n${Array.from({ length: 1152 }, (_, i) => {
	const noise = (i * 7919) % 1_000_000;
	const leaking = 200 * 2 ** 20 + (i / 12) * 4 * 2 ** 20 + noise;
	return `shop/web,${1_700_000_000 + i * 300},${leaking},805306368\nshop/db,${1_700_000_000 + i * 300},${500_000_000 + noise},805306368\n`;
}).join("")}shop/new,1700000000,5,\n`;

test("json: only what leaks is a finding, by the published schema, with RFC 3339 times", async () => {
	const path = join(folder, "memory.csv.gz");
	await writeFile(path, gzipSync(CSV));
	const { code, out } = await plimsoll(["leaks", path, "-o", "json"]);
	expect(code).toBe(1);
	const report = JSON.parse(out);
	const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
	expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
	expect(report.findings).toMatchObject([
		{ rule: "leak/steady", severity: "error", subject: { series: "shop/web" }, params: { limit: 805306368 } },
	]);
	expect(report.findings[0].params.limitAt).toMatch(/^2023-11-\d\dT/);
	expect(report.gaps).toMatchObject([{ what: "shop/new" }]);
	expect(report.looked).toMatchObject({ series: 3, samples: 2305 });
});

test.each([
	["-o", "json=leaks.json"],
	["--at", "2026-11-21T00:00:00Z"],
	["--from", "."],
])("what goes on for ever has no file and is of now: --watch %s is refused", async (flag, value) => {
	const { code, err } = await plimsoll(["leaks", "-A", "--watch", flag, value]);
	expect([code, err]).toEqual([2, expect.stringMatching(/--watch and .* do not go together/)]);
});

test("the table has a line a leak, in both languages; standard input and --at work", async () => {
	const english = await plimsoll(["leaks", "-", "--exit-zero"], CSV);
	expect(english.code).toBe(0);
	expect(english.out).toMatch(/shop\/web +[▁-█]{24} .*768Mi.*memory leaks/);
	expect(english.out).not.toMatch(/shop\/db/);
	const chinese = await plimsoll(["leaks", "-", "--lang", "zh-CN", "-o", "wide"], CSV);
	expect(chinese.out).toMatch(/每小时/);
	const early = await plimsoll(["leaks", "-", "--at", "1700004000"], CSV);
	expect([early.code, early.out.includes("shop/web ")]).toEqual([0, false]);
});

test("rows with a time far from all others are left out, and that is said", async () => {
	const plain = JSON.parse((await plimsoll(["leaks", "-", "-o", "json"], CSV)).out);
	const csv = `${CSV}shop/web,0,100000000,\nshop/web,4102444800,100000000,\n`;
	const strayed = JSON.parse((await plimsoll(["leaks", "-", "-o", "json"], csv)).out);
	expect(strayed.findings).toEqual(plain.findings);
	expect(strayed.looked).toMatchObject({ samples: plain.looked.samples, strayRows: 2 });
	expect(plain.looked).toMatchObject({ strayRows: 0 });
	const said = await plimsoll(["leaks", "-"], csv);
	expect(said.out).toContain("; 2 rows left out: far in time from all others of their series.");
	const chinese = await plimsoll(["leaks", "-", "--lang", "zh-CN"], csv);
	expect(chinese.out).toContain("2 行的时间远离同一序列的其他行，已舍去。");
});

test("a table is not drowned in series too short to judge; wide and json name them all", async () => {
	const csv = `${CSV}${Array.from({ length: 30 }, (_, i) => `job-${i},1700000000,5,\n`).join("")}`;
	const lines = async (format: string) => {
		const { out } = await plimsoll(["leaks", "-", "-o", format], csv);
		return out.match(/^.*(?:shop\/new|job-\d).*$/gm) ?? [];
	};
	expect(await lines("table")).toEqual(["  series: shop/new, job-0, job-1 +28: too few samples to judge"]);
	expect(await lines("wide")).toHaveLength(31);
	expect(await lines("json")).toHaveLength(31);
});

test.each<[string, string[], string, number]>([
	["a flag that no file has", ["leaks", "-", "--since", "1d"], "", 2],
	["no such file", ["leaks", "/nonexistent.csv"], "", 3],
	["a bad line", ["leaks", "-"], "series,t,bytes\na,1,x\n", 3],
])("%s", async (_, argv, stdin, expected) => {
	const { code, err } = await plimsoll(argv, stdin);
	expect(code).toBe(expected);
	expect(err).not.toBe("");
});
