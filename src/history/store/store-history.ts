import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { Failure } from "../../model/failure.ts";
import type { Gap, GapReason } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import type { Series } from "../../model/series.ts";
import { formatTime } from "../../model/time.ts";
import type { CgroupTrack, ContainerTrack, Stretch } from "../../model/track.ts";
import { inTurns } from "../../sources/in-turns.ts";
import type { History, HistoryRequest } from "../history.ts";
import { BrokenChunk } from "./bits.ts";
import { addSweep } from "./compact.ts";
import { AT } from "./figures.ts";
import { API_SERVER, KIND, type Kind, openToRead } from "./schema.ts";
import { column, containerIn, rowsIn, type Stored, type StoredContainer, seriesOf } from "./stored.ts";
import type { Growing, TrackRows } from "./sweeps.ts";
import { troubleOf } from "./trouble.ts";

/**
 * The embedded store as a history. May be read while a recorder writes it: nothing is locked between two tracks.
 * @throws Failure archive-missing, archive-unreadable, history-foreign, history-newer, archive-malformed
 */
export function openStore(path: string): History {
	try {
		return new StoreHistory(path, openToRead(path));
	} catch (error) {
		throw asFailure(error, path);
	}
}

function asFailure(error: unknown, path: string): unknown {
	const trouble = troubleOf(error);
	if (trouble === null) return error;
	const detail = error instanceof Error ? error.message : String(error);
	if (trouble === "unwritable") {
		if (!existsSync(path)) return new Failure("archive-missing", { path }, error);
		return new Failure("archive-unreadable", { path, detail }, error);
	}
	return new Failure("archive-malformed", { path, detail }, error);
}

/** A track whose first name is among those of a list. */
const AMONG = "a IN (SELECT value FROM json_each(?))";

interface Wanted {
	id: number;
	a: string;
	b: string;
	c: string;
	owner: { kind: string; name: string } | null;
}

class StoreHistory implements History {
	readonly name: string;
	private readonly database: DatabaseSync;
	private readonly found = new Map<string, Gap>();

	constructor(path: string, database: DatabaseSync) {
		this.name = path;
		this.database = database;
	}

	get gaps(): readonly Gap[] {
		return [...this.found.values()];
	}

	async *containers(request: HistoryRequest): AsyncGenerator<ContainerTrack> {
		for await (const stored of this.stored(request)) {
			const { track, gap } = containerIn(stored);
			if (gap !== null) this.damaged(gap);
			if (track !== null) yield track;
		}
	}

	async *stored(request: HistoryRequest): AsyncGenerator<StoredContainer> {
		const { namespaces, wanted, to } = request;
		const isWanted = ({ a, b }: Wanted) =>
			(namespaces === null || namespaces.includes(a)) && (wanted === null || wanted(a, b));
		for await (const [{ id, a, b, c, owner }, stored] of inTurns(this.tracks(KIND.container, request, isWanted)))
			yield { ...stored, namespace: a, pod: b, container: c, owner, stretches: this.stretches(id, to) };
	}

	damaged(gap: Gap): void {
		this.found.set(gap.what, gap);
	}

	async *cgroups(request: HistoryRequest): AsyncGenerator<CgroupTrack> {
		const { cgroup: one } = request;
		const isWanted = ({ a, b }: Wanted) => one === undefined || (b === one.name && a === (one.node ?? a));
		for await (const [{ a: node, b: cgroup }, stored] of inTurns(this.tracks(KIND.cgroup, request, isWanted))) {
			const rows = this.rows(stored);
			const name = cgroup.startsWith("/") ? `${node}${cgroup}` : `${node}/${cgroup}`;
			if (rows !== null) yield { node, cgroup, series: seriesOf(name, rows), rss: column(rows, AT.rss) };
		}
	}

	async *counters(request: HistoryRequest): AsyncGenerator<Series> {
		for await (const [{ a: counter }, stored] of inTurns(this.tracks(KIND.counter, request, () => true))) {
			const rows = this.rows(stored);
			if (rows !== null) yield seriesOf(counter, rows);
		}
	}

	/** The times in which the recorder found no API server; those that touch are one. */
	async absences({ from, to }: HistoryRequest): Promise<{ from: number; to: number }[]> {
		const found: { from: number; to: number }[] = [];
		const query = "SELECT since, until FROM gap WHERE what = ? AND until >= ? AND since <= ? ORDER BY since";
		for (const { since, until } of this.all(query, API_SERVER, from, to)) {
			const last = found.at(-1);
			if (last !== undefined && Number(since) <= last.to) last.to = Math.max(last.to, Number(until));
			else found.push({ from: Math.max(from, Number(since)), to: Number(until) });
		}
		return found.map((absence) => ({ from: absence.from, to: Math.min(absence.to, to) }));
	}

	async lastSample(): Promise<number | null> {
		try {
			const newest = "SELECT max(t) AS t FROM (SELECT max(t) AS t FROM sweep UNION ALL SELECT max(until) FROM chunk)";
			const [row] = this.all(newest);
			return row?.t == null ? null : Number(row.t);
		} catch (error) {
			throw asFailure(error, this.name);
		}
	}

	async close(): Promise<void> {
		this.database.close();
	}

	/** Tracks with what the file has of them within the request, one at a time; only a node's newest hours are held beside it. */
	private *tracks(
		kind: Kind,
		{ from, to, namespaces, figures, signal }: HistoryRequest,
		isWanted: (track: Wanted) => boolean,
	): Generator<[Wanted, Stored]> {
		try {
			this.readGaps(from, to);
			const spaces = kind === KIND.container ? namespaces : null;
			for (const node of this.nodes(kind, spaces)) {
				const wanted = this.wanted(kind, node, spaces).filter(isWanted);
				if (wanted.length === 0) continue;
				const ids = new Set(wanted.map(({ id }) => id));
				// Before the chunks: what becomes one meanwhile is then read twice, not lost.
				const newest = new Map<number, Growing>();
				const sweeps = "SELECT t, data FROM sweep WHERE node = ? AND t BETWEEN ? AND ? ORDER BY t, id";
				this.salvaged(said("newest samples"), () => {
					for (const { t, data } of this.database.prepare(sweeps).iterate(node, from, to))
						this.guarded(() => addSweep(newest, Number(t), data as Uint8Array, (id) => ids.has(id)));
				});
				for (const track of wanted) {
					signal?.throwIfAborted();
					const { id, a, b, c } = track;
					const what = [a, b, c].filter((part) => part !== "").join("/");
					const chunks: Uint8Array[] = [];
					this.salvaged(what, () => {
						for (const chunk of this.chunks(id, from, to)) chunks.push(chunk);
					});
					const stored = {
						source: this.name,
						what,
						chunks,
						newest: newest.get(id)?.toRows() ?? null,
						asked: { from, to, figures: wantedOf(figures) },
					};
					newest.delete(id);
					if (stored.chunks.length > 0 || stored.newest !== null) yield [track, stored];
				}
			}
		} catch (error) {
			throw asFailure(error, this.name);
		}
	}

	/** Whose sweeps hold the newest rows of what is asked for: of a few namespaces they are few nodes. */
	private nodes(kind: Kind, namespaces: readonly string[] | null): number[] {
		const homes = `WHERE id IN (SELECT home FROM track WHERE kind = ? AND ${AMONG})`;
		const all =
			namespaces === null
				? this.all("SELECT id FROM node ORDER BY name")
				: this.all(`SELECT id FROM node ${homes} ORDER BY name`, kind, JSON.stringify(namespaces));
		return all.map(({ id }) => Number(id));
	}

	private wanted(kind: Kind, home: number, namespaces: readonly string[] | null): Wanted[] {
		const columns = "SELECT id, a, b, c, owner_kind, owner_name FROM track WHERE kind = ? AND home = ?";
		const rows =
			namespaces === null
				? this.all(`${columns} ORDER BY a, b, c`, kind, home)
				: this.all(`${columns} AND ${AMONG} ORDER BY a, b, c`, kind, home, JSON.stringify(namespaces));
		return rows.map(({ id, a, b, c, owner_kind, owner_name }) => ({
			id: Number(id),
			a: String(a),
			b: String(b),
			c: String(c),
			owner: owner_kind === null ? null : { kind: String(owner_kind), name: String(owner_name) },
		}));
	}

	/** Null without any within the time. */
	private rows(stored: Stored): TrackRows | null {
		const { rows, gap } = rowsIn(stored);
		if (gap !== null) this.damaged(gap);
		return rows.t.length === 0 ? null : rows;
	}

	private *chunks(track: number, from: number, to: number): Generator<Uint8Array> {
		const chunks = "SELECT data FROM chunk WHERE track = ? AND until >= ? AND since <= ? ORDER BY since";
		for (const { data } of this.database.prepare(chunks).iterate(track, from, to)) yield data as Uint8Array;
	}

	/** Of a page that the disk has damaged what stands before it is read, and the rest is a gap. */
	private salvaged(what: string, read: () => void): void {
		try {
			read();
		} catch (error) {
			if (troubleOf(error) !== "damaged") throw error;
			this.damaged({ source: this.name, what, reason: "malformed", detail: (error as Error).message });
		}
	}

	private stretches(track: number, to: number): Stretch[] {
		return this.all(
			"SELECT since, image, node FROM stretch WHERE track = ? AND since <= ? ORDER BY since",
			track,
			to,
		).map(({ since, image, node }) => ({ from: Number(since), image: String(image), node: String(node) }));
	}

	/** A sweep that the disk has damaged is a gap; the others still come. */
	private guarded(read: () => void): void {
		try {
			read();
		} catch (error) {
			if (!(error instanceof BrokenChunk)) throw error;
			this.damaged({ source: this.name, what: said("newest samples"), reason: "malformed", detail: error.message });
		}
	}

	private readGaps(from: number, to: number): void {
		const query = "SELECT what, reason, detail, since, until FROM gap WHERE until >= ? AND since <= ? ORDER BY since";
		for (const { what, reason, detail, since, until } of this.all(query, from, to)) {
			const gap = {
				source: this.name,
				what: said("{what}, {from} to {until}", {
					what: String(what),
					from: formatTime(Number(since) * 1000),
					until: formatTime(Number(until) * 1000),
				}),
				reason: reason as GapReason,
				detail: String(detail),
			};
			this.found.set(gap.what, gap);
		}
	}

	private all(query: string, ...parameters: (string | number)[]) {
		return this.database.prepare(query).all(...parameters);
	}
}

/** Which columns a request wants. Pressure is kept, but no track holds it. */
function wantedOf(figures: HistoryRequest["figures"]): Set<number> {
	const beside = (["cache", "swap"] as const).filter((figure) => figures?.has(figure) !== false);
	// RSS is unpacked on the way to the limit anyway, and tells leaks better than the working set.
	return new Set([AT.workingSet, AT.rss, AT.limit, AT.start, ...beside.map((figure) => AT[figure])]);
}
