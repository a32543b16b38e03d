import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { HELD, historyContract, T0 } from "../history.contract.ts";
import { openHistory } from "../open.ts";
import { rowOf } from "./figures.ts";
import { record } from "./recording.fixture.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "store-"));
	const recording = record(join(folder, "held.db"), { interval: 60, now: T0 });
	for (let minute = 0; minute < 60; minute++) {
		const t = T0 + minute * 60;
		for (const node of ["node-1", "node-2"]) {
			const tracks = HELD.filter((one) => one.node === node).flatMap((one) => {
				const row = one.t.indexOf(t);
				if (row < 0) return [];
				const { namespace, pod, container, image } = one;
				const workingSet = one.bytes[row] ?? Number.NaN;
				const figures = rowOf({ workingSet, limit: one.limit[row] ?? Number.NaN, start: one.start[row] ?? Number.NaN });
				return [
					{ name: { kind: "container" as const, namespace, pod, container }, figures, about: { image, owner: null } },
				];
			});
			recording.sweep(node, t, tracks);
		}
	}
	recording.close(T0 + 3600);
});
afterAll(() => rm(folder, { recursive: true }));

historyContract("the embedded store", { duplicates: false, stretches: true }, async () => {
	const history = await openHistory({ path: join(folder, "held.db") });
	expect(history).not.toBe(null);
	if (history === null) throw new Error("no history");
	return history;
});
