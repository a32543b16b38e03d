import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRows } from "../../src/history/store/codec.ts";
import { rowOf } from "../../src/history/store/figures.ts";
import { Recording, type SweptTrack } from "../../src/history/store/recording.ts";
import type { Series } from "../../src/model/series.ts";
import { readTraces } from "../leaks/traces.ts";

/** Rows of a chunk, as the recording makes them at one-minute steps. */
const ROWS = 240;
/** Series recorded side by side, as on a node. */
const TOGETHER = 50;

/** What the real traces take: as chunks of working set and time alone, and as a whole file with limits, made by the recording itself. */
export async function bytesLines(): Promise<string[]> {
	const lines: string[] = [];
	const byOrigin = new Map<string, Series[]>();
	for await (const { origin, series } of readTraces()) byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), series]);
	for (const [origin, all] of byOrigin) {
		const samples = all.reduce((sum, { t }) => sum + t.length, 0);
		const step = (all[0]?.t[1] ?? 0) - (all[0]?.t[0] ?? 0);
		lines.push(
			`  ${origin.padEnd(24)} ${String(samples).padStart(8)} samples at ${step} s: ${(chunkBytes(all) / samples).toFixed(2)} bytes a sample in chunks, ${(fileBytes(all) / samples).toFixed(2)} of the whole file`,
		);
	}
	return lines.length === 0 ? ["  no traces here: set PLIMSOLL_TRACES"] : lines;
}

function chunkBytes(all: readonly Series[]): number {
	let bytes = 0;
	for (const { t, bytes: column } of all) {
		const pages = column.map((value) => rowOf({ workingSet: value })[0] as number);
		for (let from = 0; from < t.length; from += ROWS)
			bytes += encodeRows({ t: t.subarray(from, from + ROWS), columns: [pages.subarray(from, from + ROWS)] }).length;
	}
	return bytes;
}

function fileBytes(all: readonly Series[]): number {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-bytes-"));
	try {
		const path = join(folder, "history.db");
		const first = all[0]?.t[0] ?? 0;
		const recording = new Recording(path, { interval: 60, retention: 1e9, now: first, onNotice: () => {} });
		for (let group = 0; group < all.length; group += TOGETHER)
			recordTogether(recording, `node-${group}`, all.slice(group, group + TOGETHER));
		recording.compact();
		recording.close(first);
		return statSync(path).size;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function recordTogether(recording: Recording, node: string, all: readonly Series[]): void {
	const sweeps = new Map<number, SweptTrack[]>();
	for (const { name, t, bytes } of all) {
		for (let i = 0; i < t.length; i++) {
			const row: SweptTrack = {
				name: { kind: "container", namespace: "bench", pod: name, container: "app" },
				// Limits of these traces are made up, some of them anew for each sample.
				figures: rowOf({ workingSet: bytes[i] as number, limit: 2 ** 33 }),
				about: { image: "app:1", owner: null },
			};
			const at = sweeps.get(t[i] as number);
			if (at === undefined) sweeps.set(t[i] as number, [row]);
			else at.push(row);
		}
	}
	let written = 0;
	for (const [t, rows] of [...sweeps].sort(([a], [b]) => a - b)) {
		recording.sweep(node, t, rows);
		if (++written % 60 === 0) recording.flush(all[0]?.t[0] ?? 0);
	}
	recording.flush(all[0]?.t[0] ?? 0);
}
