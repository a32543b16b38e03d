import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HELD, historyContract, T0 } from "../history.contract.ts";
import { openHistory } from "../open.ts";
import { FileHistory } from "./files.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "history-"));
});
afterAll(() => rm(folder, { recursive: true }));

historyContract("a series file", { duplicates: false, stretches: false }, async () => {
	const path = join(folder, "held.csv");
	const rows = HELD.flatMap((one) =>
		one.t.map(
			(t, i) =>
				`${one.namespace}/${one.pod}/${one.container},${t},${one.bytes[i]},${one.limit[i] ?? ""},${one.start[i]}`,
		),
	);
	await writeFile(path, `series,t,bytes,capacity,start\n${rows.join("\n")}\n`);
	return new FileHistory(path);
});

test("a name that is no container's is kept; what is not there is said", async () => {
	const path = join(folder, "odd.csv");
	await writeFile(path, `series,t,bytes,capacity\nhost-1,${T0},5,\nhost-1,${T0 + 60},,\n`);
	const history = await openHistory({ path });
	const tracks = await Array.fromAsync(
		history?.containers({ from: 0, to: T0 + 100, namespaces: null, wanted: null }) ?? [],
	);
	expect(tracks.map(({ pod, container, series }) => [pod, container, series.name, [...series.t]])).toEqual([
		["", "host-1", "host-1", [T0]],
	]);
	const missing = await openHistory({ path: join(folder, "missing.csv") });
	const request = { from: 0, to: 1, namespaces: null, wanted: null };
	await expect(Array.fromAsync(missing?.containers(request) ?? [])).rejects.toMatchObject({ code: "archive-missing" });
	expect(await openHistory({})).toBe(null);
});

test("a file that has grown is read anew", async () => {
	const path = join(folder, "growing.csv");
	const history = new FileHistory(path);
	for (const rows of [1, 2]) {
		await writeFile(path, `series,t,bytes\n${`web/api-0/app,${T0 + rows},5\n`.repeat(rows)}`);
		expect(await history.lastSample()).toBe(T0 + rows);
	}
});

test("what can be read once is read once", async () => {
	const path = join(folder, "pipe");
	execFileSync("mkfifo", [path]);
	const history = await openHistory({ path });
	const writing = writeFile(path, `series,t,bytes\nweb/api-0/app,${T0},5\nweb/api-0/app,${T0 + 60},6\n`);
	expect(await history?.lastSample?.()).toBe(T0 + 60);
	await writing;
	for (let round = 0; round < 2; round++) {
		const tracks = history?.containers({ from: T0, to: T0 + round * 60, namespaces: null, wanted: null }) ?? [];
		expect((await Array.fromAsync(tracks)).map(({ series }) => [...series.bytes])).toEqual([
			[5, 6].slice(0, round + 1),
		]);
	}
});
