import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Failure } from "../../model/failure.ts";
import { HELD, historyContract, type Measured, SEEN_TWICE, T0 } from "../history.contract.ts";
import { openHistory } from "../open.ts";
import { rowOf } from "./figures.ts";
import { record } from "./recording.fixture.ts";
import type { SweptTrack } from "./recording.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-store-"));
const paths = { sweeps: join(folder, "sweeps.db"), chunks: join(folder, "chunks.db"), both: join(folder, "both.db") };

/** What a look at a node would have given at a minute. */
function seen(held: readonly Measured[], t: number): SweptTrack[] {
	return held.flatMap((one) => {
		const i = one.t.indexOf(t);
		if (i === -1) return [];
		const { namespace, pod, container, image } = one;
		const figures = rowOf({ workingSet: one.bytes[i], limit: one.limit[i], start: one.start[i] });
		return { name: { kind: "container" as const, namespace, pod, container }, figures, about: { image, owner: null } };
	});
}

beforeAll(() => {
	for (const [name, path] of Object.entries(paths)) {
		const recording = record(path, { now: T0 });
		for (let t = T0; t < T0 + 3600; t += 60) {
			for (const node of ["node-1", "node-2"]) {
				const here = HELD.filter((one) => one.node === node);
				recording.sweep(node, t, seen(here, t));
			}
			recording.sweep("node-1", t, seen([SEEN_TWICE], t));
			if (name === "both" && t === T0 + 1800) {
				recording.flush(t);
				recording.compact();
			}
		}
		recording.flush(T0 + 3600);
		if (name === "chunks") recording.compact();
		recording.close(T0 + 3600);
	}
});
afterAll(() => rmSync(folder, { recursive: true }));

for (const [name, path] of Object.entries(paths)) {
	historyContract(`the embedded store, as ${name}`, { duplicates: true, stretches: true }, async () => {
		const history = await openHistory({ path });
		if (history === null) throw new Error("no history");
		return history;
	});
}

it.each([
	["archive-missing", join(folder, "nowhere.db"), null],
	["archive-malformed", join(folder, "damaged.db"), `SQLite format 3\0${"x".repeat(5000)}`],
])("what cannot be read is %s", async (code, path, content) => {
	if (content !== null) writeFileSync(path, content);
	const reading = (async () => {
		const history = await openHistory({ path });
		await Array.fromAsync(history?.containers({ from: 0, to: T0, namespaces: null, wanted: null }) ?? []);
	})();
	await expect(reading).rejects.toMatchObject<Partial<Failure>>({ code: code as Failure["code"] });
});
