import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Series } from "../../model/series.ts";
import { containerSeriesEntries, counterEntries, nodeSeriesEntries } from "../../sources/archive/entries.ts";
import { writeCapture } from "../../sources/archive/write.ts";
import { HELD, historyContract, T0 } from "../history.contract.ts";
import { ArchiveHistory } from "./archive-history.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "archive-history-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ALL = { from: 0, to: T0 + 86_400 * 365, namespaces: null, wanted: null };

function series(name: string, t: readonly number[], bytes: readonly number[]): Series {
	const column = (value: (i: number) => number) => Float64Array.from(t, (_, i) => value(i));
	return {
		name,
		t: Float64Array.from(t),
		bytes: Float64Array.from(bytes),
		capacity: column(() => Number.NaN),
		start: column(() => Number.NaN),
	};
}

async function captured(name: string, containers: readonly Series[]): Promise<ArchiveHistory> {
	const path = join(folder, name);
	await writeCapture(
		path,
		(async function* () {
			const node = series("n1", [T0, T0 + 60], [1e9, 1.1e9]);
			yield* nodeSeriesEntries(
				(async function* () {
					yield node;
				})(),
			);
			yield* containerSeriesEntries(
				(async function* () {
					yield* containers;
				})(),
			);
		})(),
		T0 * 1000,
	);
	return new ArchiveHistory(path);
}

historyContract("a capture", { duplicates: false, stretches: false }, async () =>
	captured(
		"held.tar.gz",
		HELD.map((one) => ({
			name: `${one.namespace}/${one.pod}/${one.container}`,
			t: Float64Array.from(one.t),
			bytes: Float64Array.from(one.bytes),
			capacity: Float64Array.from(one.limit, (limit) => limit ?? Number.NaN),
			start: Float64Array.from(one.start),
		})),
	),
);

test("nodes are left to the source; names that no object has stay one name", async () => {
	const names = ['a/b,c/d"e', "a/line\nbreak/c", "loose"];
	const history = await captured(
		"names.tar.gz",
		names.map((name) => series(name, [T0], [5])),
	);
	const tracks = await Array.fromAsync(history.containers(ALL));
	expect(tracks.map((track) => track.series.name)).toEqual(['a/b,c/d"e', "a/line break/c", "loose"]);
	expect(await history.lastSample()).toBe(T0);
});

test("what a capture has counted is a counter, and no container", async () => {
	const path = join(folder, "counted.tar.gz");
	const counted = series("namespaces created", [T0, T0 + 60, T0 + 120], [0, 7, 9]);
	await writeCapture(
		path,
		(async function* () {
			async function* each(...all: Series[]) {
				yield* all;
			}
			yield* containerSeriesEntries(each(series("a/b/c", [T0], [5])));
			yield* counterEntries(each(counted, series("pods deleted", [], [])));
		})(),
		T0 * 1000,
	);
	const history = new ArchiveHistory(path);
	const tracks = await Array.fromAsync(history.containers(ALL));
	expect(tracks.map((track) => track.series.name)).toEqual(["a/b/c"]);
	const counters = await Array.fromAsync(history.counters({ ...ALL, from: T0 + 30 }));
	expect(counters.map(({ name, bytes }) => [name, [...bytes]])).toEqual([["namespaces created", [7, 9]]]);
	expect(history.gaps).toEqual([]);
});

test("of a million samples the peaks stay, and no file of the capture grows beyond bounds", async () => {
	const t = Array.from({ length: 1_000_000 }, (_, i) => T0 + i);
	const history = await captured("long.tar.gz", [
		series(
			`${"n".repeat(250)}/p/c`,
			t,
			t.map((_, i) => (i === 777_777 ? 9e9 : 1e8 + i)),
		),
	]);
	const [track] = await Array.fromAsync(history.containers(ALL));
	const bytes = [...(track?.series.bytes ?? [])];
	expect(Math.max(...bytes)).toBe(9e9);
	expect(bytes.length).toBeGreaterThan(10_000);
	expect(bytes.length).toBeLessThanOrEqual(50_000);
});

test("a file that is no series file after all is a gap; the others are read", async () => {
	const path = join(folder, "mixed");
	await mkdir(path);
	await writeFile(join(path, "broken.csv"), "series,t,bytes,capacity\nshop/web/app,soon,5,\n");
	await writeFile(join(path, "good.csv"), `series,t,bytes,capacity\nshop/web/app,${T0},5,\n`);
	const history = new ArchiveHistory(path);
	expect(await Array.fromAsync(history.containers(ALL))).toHaveLength(1);
	expect(history.gaps).toMatchObject([
		{ source: "archive", reason: "malformed", what: expect.stringMatching(/broken\.csv$/), detail: "line 2: soon" },
	]);
});
