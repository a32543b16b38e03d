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
