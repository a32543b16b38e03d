import type { DatabaseSync } from "node:sqlite";
import { BrokenChunk } from "./bits.ts";
import { seal } from "./seal.ts";
import { decodeSweep, Growing } from "./sweeps.ts";

/**
 * Turns a node's sweeps into one chunk for each track. To be called within a transaction. A sweep that the disk has damaged is
 * left out and leaves a gap.
 */
export function compactNode(database: DatabaseSync, node: number): void {
	const tracks = new Map<number, Growing>();
	const sweeps = database.prepare("SELECT t, data FROM sweep WHERE node = ? ORDER BY t, id");
	for (const { t, data } of sweeps.iterate(node)) {
		if (!(data instanceof Uint8Array)) continue;
		try {
			addSweep(tracks, Number(t), data);
		} catch (error) {
			if (!(error instanceof BrokenChunk)) throw error;
			database
				.prepare("INSERT INTO gap (what, reason, detail, since, until) VALUES (?, ?, ?, ?, ?)")
				.run("recorder", "malformed", error.message, Number(t), Number(t));
		}
	}
	const add = database.prepare(
		"INSERT INTO chunk (track, since, until, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
	);
	const seen = database.prepare("UPDATE track SET until = max(until, ?) WHERE id = ?");
	for (const [track, growing] of tracks) {
		const rows = growing.toRows();
		const until = rows.t.at(-1) as number;
		const data = seal(rows);
		// Two chunks begin at the same second when a clock was set back: the start is only where to look.
		for (let since = rows.t[0] as number; add.run(track, since, until, data).changes === 0; ) since++;
		seen.run(until, track);
	}
	database.prepare("DELETE FROM sweep WHERE node = ?").run(node);
}

/** The rows of a sweep to their tracks; of those not wanted nothing is kept. */
export function addSweep(
	tracks: Map<number, Growing>,
	t: number,
	data: Uint8Array,
	wanted: ((track: number) => boolean) | null = null,
): void {
	const sweep = decodeSweep(data);
	for (let row = 0; row < sweep.tracks.length; row++) {
		const track = sweep.tracks[row] as number;
		if (wanted !== null && !wanted(track)) continue;
		let growing = tracks.get(track);
		if (growing === undefined) {
			growing = new Growing();
			tracks.set(track, growing);
		}
		growing.add(t, sweep.columns, row);
	}
}
