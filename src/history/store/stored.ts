import type { Gap } from "../../model/gap.ts";
import type { Series } from "../../model/series.ts";
import type { ContainerTrack, Stretch } from "../../model/track.ts";
import { BrokenChunk } from "./bits.ts";
import { decodeRowsInto, rowCount } from "./codec.ts";
import { AT, FIGURES } from "./figures.ts";
import { unsealed } from "./seal.ts";
import { joined, type RowsWanted, type TrackRows } from "./sweeps.ts";

/** A track as it lies in the file: plain data, which any thread can take apart. */
export interface Stored {
	/** The file, and what the track is called where something of it is damaged. */
	source: string;
	what: string;
	chunks: readonly Uint8Array[];
	/** What is in no chunk yet. */
	newest: TrackRows | null;
	asked: RowsWanted;
}

/** A container so, and what ran of it up to the end of the time, in time order. */
export interface StoredContainer
	extends Stored,
		Pick<ContainerTrack, "namespace" | "pod" | "container" | "owner" | "stretches"> {}

/**
 * Its rows; a chunk that the disk has damaged is a gap, and the others still come.
 * @param lent whether they may be written where the next call, for whichever track, will write: for who looks at each and keeps none
 */
export function rowsIn(
	{ source, what, chunks, newest, asked }: Stored,
	lent = false,
): { rows: TrackRows; gap: Gap | null } {
	let gap: Gap | null = null;
	const bodies: { body: Uint8Array; rows: number }[] = [];
	for (const data of chunks)
		guarded(() => {
			const body = unsealed(data);
			bodies.push({ body, rows: rowCount(body) });
		});
	const length = bodies.reduce((sum, { rows }) => sum + rows, 0);
	const room = (1 + asked.figures.size) * length;
	const memory = lent ? lentMemory(room) : new Float64Array(room);
	let place = 0;
	const next = () => memory.subarray(place * length, ++place * length);
	const all = { t: next(), columns: FIGURES.map((_, i) => (asked.figures.has(i) ? next() : null)) };
	let end = 0;
	for (const { body, rows } of bodies)
		guarded(() => {
			decodeRowsInto(body, all, end);
			end += rows;
		});
	const part = { t: all.t.subarray(0, end), columns: all.columns.map((column) => column?.subarray(0, end) ?? null) };
	return { rows: joined(newest === null ? [part] : [part, newest], asked), gap };

	function guarded(read: () => void): void {
		try {
			read();
		} catch (error) {
			if (!(error instanceof BrokenChunk)) throw error;
			gap = { source, what, reason: "malformed", detail: error.message };
		}
	}
}

let lentBefore = new Float64Array(0);

function lentMemory(length: number): Float64Array {
	if (length > lentBefore.length) lentBefore = new Float64Array(length);
	return lentBefore;
}

/** The container's track; null without a row within the time. `lent` as of `rowsIn`. */
export function containerIn(stored: StoredContainer, lent = false): { track: ContainerTrack | null; gap: Gap | null } {
	const { namespace, pod, container, owner, stretches } = stored;
	const { rows, gap } = rowsIn(stored, lent);
	const [first, last] = [rows.t[0], rows.t.at(-1)];
	if (first === undefined || last === undefined) return { track: null, gap };
	const track = {
		namespace,
		pod,
		container,
		series: seriesOf(`${namespace}/${pod}/${container}`, rows),
		rss: column(rows, AT.rss),
		cache: column(rows, AT.cache),
		swap: column(rows, AT.swap),
		stretches: between(stretches, first, last),
		owner,
	};
	return { track, gap };
}

export function seriesOf(name: string, rows: TrackRows): Series {
	return {
		name,
		t: rows.t,
		bytes: column(rows, AT.workingSet) ?? missing(rows),
		capacity: column(rows, AT.limit) ?? missing(rows),
		start: column(rows, AT.start) ?? missing(rows),
	};
}

export function column({ columns }: TrackRows, figure: number): Float64Array | null {
	return columns[figure] ?? null;
}

function missing({ t }: TrackRows): Float64Array {
	return new Float64Array(t.length).fill(Number.NaN);
}

/** The last one that began before is what ran at the beginning. */
function between(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
	const all = stretches.filter((stretch) => stretch.from <= to);
	const first = Math.max(
		0,
		all.findLastIndex((stretch) => stretch.from <= from),
	);
	return all.slice(first).map((stretch) => ({ ...stretch, from: Math.max(stretch.from, from) }));
}
