import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSeriesChunks, readSeriesFile } from "./file.ts";

const CSV = `series,t,bytes,capacity\n${Array.from({ length: 5000 }, (_, i) => `s${i % 3},${i},${i * 10},1000000\n`).join("")}`;

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-series-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: Uint8Array | string): Promise<string> {
	const path = join(folder, "memory.data");
	await writeFile(path, content);
	return path;
}

const samples = (series: Iterable<{ t: Float64Array }>) => Array.from(series, ({ t }) => t.length);

describe("readSeriesFile", () => {
	test.each<[string, Uint8Array | string]>([
		["plain", CSV],
		["gzip, whatever its name", gzipSync(CSV)],
		["gzip of several members", Buffer.concat([gzipSync(CSV.slice(0, 9000)), gzipSync(CSV.slice(9000))])],
	])("%s", async (_, content) => {
		const { series, gaps, rows, skipped } = await readSeriesFile(await fileOf(content));
		expect([rows, skipped, gaps]).toEqual([5000, 0, []]);
		expect(samples(series)).toEqual([1667, 1667, 1666]);
	});

	const DAY = 86_400;
	const minutely = (from: number, days: number) => Array.from({ length: days * 1440 }, (_, i) => from + i * 60);
	test.each<[string, number[], number]>([
		["a lost time among two weeks", [0, ...minutely(1.7e9, 14)], 1],
		["both ends, in any order", [...minutely(1.7e9, 2), 4_102_444_800, 1, 0], 3],
		["a pause of three weeks", [...minutely(1.7e9, 1).slice(0, 10), ...minutely(1.7e9 + 21 * DAY, 14)], 0],
		["as long a pause as it runs", [1.7e9 - 40 * DAY, ...minutely(1.7e9, 60)], 0],
		["too many to be a slip", [...minutely(1.6e9, 1), ...minutely(1.7e9, 14)], 0],
		["few rows", [0, 1.7e9, 1.7e9 + 60], 0],
	])("times far from all others: %s", async (_, times, strays) => {
		const csv = `series,t,bytes\n${times.map((t) => `a,${t},7\n`).join("")}`;
		const metrics = `${times.map((t) => `container_memory_working_set_bytes{namespace="n",pod="p",container="c"} 7 ${t * 1000}\n`).join("")}`;
		for (const content of [csv, metrics]) {
			const file = await readSeriesFile(await fileOf(content));
			expect(samples(file.series)).toEqual([times.length - strays]);
			expect([file.rows, file.strays]).toEqual([times.length, strays]);
		}
	});

	test("a gzip file that was cut off: the rows before the cut, and a gap", async () => {
		const whole = gzipSync(CSV);
		const path = await fileOf(whole.subarray(0, whole.length >> 1));
		const { series, gaps, rows } = await readSeriesFile(path);
		expect(rows).toBeGreaterThan(100);
		expect(rows).toBeLessThan(5000);
		expect(samples(series)).toHaveLength(3);
		expect(gaps).toMatchObject([{ source: "series", what: path, reason: "truncated" }]);
	});

	test("damaged gzip: the rows before the damage, and a gap", async () => {
		const much = Array.from({ length: 300_000 }, (_, i) => `s,${i},${(i * 7919) % 1_000_003},1\n`).join("");
		const damaged = gzipSync(`series,t,bytes,capacity\n${much}`);
		damaged.fill(0xff, damaged.length - 1000, damaged.length - 950);
		const { gaps, rows } = await readSeriesFile(await fileOf(damaged));
		expect(gaps).toMatchObject([{ reason: "malformed" }]);
		expect(rows).toBeGreaterThan(100_000);
	});

	test.each<[string, (gzip: Buffer) => Uint8Array]>([
		["damaged", (gzip) => gzip.fill(0xff, 100, 150)],
		["with something else behind it", (gzip) => Buffer.concat([gzip, Buffer.from("garbage")])],
		["cut off in its head", (gzip) => gzip.subarray(0, 15)],
	])("gzip %s, of which no row is read, is a failure", async (_, change) => {
		const path = await fileOf(change(gzipSync(CSV)));
		await expect(readSeriesFile(path)).rejects.toMatchObject({ code: "archive-unreadable" });
	});

	test.each<[string, () => Promise<string>, string]>([
		["no such file", async () => join(folder, "none.csv"), "archive-missing"],
		["a folder", async () => folder, "archive-unreadable"],
		["a bad line in gzip", () => fileOf(gzipSync(`${CSV}s1,x,1,1\n`)), "series-malformed"],
	])("%s", async (_, path, code) => {
		await expect(readSeriesFile(await path())).rejects.toMatchObject({ code });
	});
});

test("a stream of single bytes is a file too", async () => {
	const bytes = gzipSync("series,t,bytes\na,1,10\n");
	async function* trickle() {
		for (const byte of bytes) yield Uint8Array.of(byte);
	}
	const { series, rows } = await readSeriesChunks(trickle(), "-");
	expect(rows).toBe(1);
	expect(samples(series)).toEqual([1]);
});
