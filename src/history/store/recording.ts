import { existsSync, renameSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { Failure } from "../../model/failure.ts";
import type { GapReason } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import { isDatabase } from "../database.ts";
import { compactNode } from "./compact.ts";
import { lockHistory, lockOf } from "./lock.ts";
import { number, openToWrite } from "./schema.ts";
import { encodeSweep } from "./sweeps.ts";
import { type About, type TrackName, Tracks } from "./tracks.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

/** Figures of one track at the sweep's moment, and what is known of it. */
export interface SweptTrack {
	name: TrackName;
	/** By FIGURES. */
	figures: Float64Array;
	about: About | null;
}

/** What befell the file while recording went on. */
export type Notice =
	| { what: "damaged"; path: string; moved: string }
	| { what: "unwritable"; path: string; detail: string }
	| { what: "writable"; path: string };

export interface RecordingOptions {
	/** Seconds between two looks at a node, and how long samples are kept. */
	interval: number;
	retention: number;
	/** Unix seconds. */
	now: number;
	onNotice(notice: Notice): void;
}

type Job =
	| { node: string; t: number; rows: readonly SweptTrack[] }
	| { gap: string; reason: GapReason; detail: string; since: number; until: number }
	| { ended: string };

/** Sweeps of a node that become chunks: at half a minute two hours. */
const SWEEPS = 240;
/** Nodes do so at different times. */
const SPREAD = 120;
/** Until then a whole look through the file at the start takes about a second. */
const CHECKED_BYTES = 256 * 1024 * 1024;
/** Jobs kept while another process holds the file; beyond it the oldest go. */
const MOST_JOBS = 4096;
/** Rows removed in one transaction. */
const SLICE = 2000;
/** Retention never runs ahead of the time recorded by more than this at once: a clock that jumped must not empty the file. Seconds. */
const RETAINED_STEP = 7200;
const MAINTENANCE = 3600;
const SHRINK_PAGES = 1000;

/**
 * A history's one writer. What is given to it is on disk after the next `flush`: the death of the process costs nothing that was flushed.
 * A full disk costs the samples of its time and leaves a gap; a damaged file is moved aside and a new one begun.
 */
export class Recording {
	readonly path: string;
	/** Sweeps and samples (figures of one track at one moment) written since it was opened. */
	samples = 0;
	private readonly options: RecordingOptions;
	private readonly unlock: () => void;
	private database: DatabaseSync;
	private tracks: Tracks;
	private jobs: Job[] = [];
	/** Sweeps of each node that are no chunks yet. */
	private readonly waiting = new Map<number, number>();
	private readonly gaps = new Map<string, number>();
	/** Whether what is known of the file is to be read anew, as something went wrong with it. */
	private stale = false;
	private lostSince: number | null = null;
	private maintained: number;
	private retained: number;

	/** @throws Failure history-in-use, history-foreign, history-newer, output-unwritable */
	constructor(path: string, options: RecordingOptions) {
		this.path = path;
		this.options = options;
		if (isForeign(path)) throw new Failure("history-foreign", { path });
		this.unlock = lockHistory(path);
		this.maintained = options.now;
		this.retained = options.now;
		try {
			this.database = this.open();
			this.tracks = new Tracks(this.database);
			this.attempt(() => this.resume());
		} catch (error) {
			this.unlock();
			throw error;
		}
	}

	/** Adds what one look at a node gave; `t` in unix seconds. Kept until the next `flush`. */
	sweep(node: string, t: number, rows: readonly SweptTrack[]): void {
		this.add({ node, t: Math.round(t), rows });
	}

	/** Notes that something could not be read from `since` to `until`; a gap that goes on is one, until `gapEnds`. */
	gap(what: string, reason: GapReason, detail: string, since: number, until: number): void {
		this.add({ gap: what, reason, detail, since, until });
	}

	gapEnds(what: string): void {
		// In its turn: what was noted before belongs to the gap that ends.
		this.add({ ended: what });
	}

	/** Writes what has come in; now and then tidies up. Never throws for a full disk or a damaged file. */
	flush(now: number): void {
		const jobs = this.jobs;
		this.jobs = [];
		const trouble = this.attempt(() => {
			for (const job of jobs) this.write(job);
			if (this.lostSince !== null && jobs.length > 0)
				this.writeGap(said("recorder"), "failed", said("the file could not be written"), this.lostSince, now);
		});
		if (trouble === "busy") this.jobs = [...jobs, ...this.jobs].slice(-MOST_JOBS);
		else if (trouble !== null && this.lostSince === null) this.lostSince = sinceOf(jobs) ?? now;
		else if (trouble === null && jobs.length > 0 && this.lostSince !== null) {
			this.lostSince = null;
			this.options.onNotice({ what: "writable", path: this.path });
		}
		if (trouble === null) this.tidy(now);
	}

	/** Bytes on disk, with what is not yet in the main file. */
	get size(): number {
		return ["", "-wal"].reduce(
			(sum, end) => sum + (statSync(this.path + end, { throwIfNoEntry: false })?.size ?? 0),
			0,
		);
	}

	/** Turns all sweeps into chunks. */
	compact(): void {
		this.attempt(() => {
			for (const node of this.waiting.keys()) compactNode(this.database, node);
			this.waiting.clear();
		});
	}

	close(now: number): void {
		this.flush(now);
		try {
			if (this.database.isOpen) this.database.close();
		} finally {
			this.unlock();
		}
	}

	private add(job: Job): void {
		this.jobs.push(job);
		if (this.jobs.length > MOST_JOBS) this.jobs.shift();
	}

	private open(): DatabaseSync {
		let database: DatabaseSync | null = null;
		try {
			database = openToWrite(this.path);
			const small = (statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) < CHECKED_BYTES;
			if (small) {
				const [verdict] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {});
				if (verdict !== "ok") return this.replace(database);
			}
			return database;
		} catch (error) {
			const trouble = troubleOf(error);
			if (trouble === "damaged") return this.replace(database);
			database?.close();
			if (trouble === null) throw error;
			const detail = error instanceof Error ? error.message : String(error);
			throw new Failure("output-unwritable", { path: this.path, detail }, error);
		}
	}

	/** Moves a damaged file aside, with what belongs to it, and begins a new one. */
	private replace(damaged: DatabaseSync | null): DatabaseSync {
		if (damaged?.isOpen === true) damaged.close();
		const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
		let moved = `${this.path}.damaged-${stamp}`;
		for (let i = 2; existsSync(moved); i++) moved = `${this.path}.damaged-${stamp}-${i}`;
		for (const end of ["", "-wal", "-shm"]) if (existsSync(this.path + end)) renameSync(this.path + end, moved + end);
		this.options.onNotice({ what: "damaged", path: this.path, moved });
		return openToWrite(this.path);
	}

	/** Goes on where the file ends: the time between is a gap. */
	private resume(): void {
		const { now, interval } = this.options;
		this.recount();
		const newest = Math.max(
			number(this.database, "SELECT max(t) FROM sweep"),
			number(this.database, "SELECT max(until) FROM chunk"),
		);
		if (newest === 0) return;
		this.retained = Math.min(now, newest);
		if (now - newest > 2 * interval) this.gap(said("recorder"), "absent", said("not running"), newest, now);
	}

	/** Does something in one transaction; says what went wrong if it was the file's fault. */
	private attempt(work: () => void): Trouble | null {
		try {
			if (this.stale) this.refresh();
			this.database.exec("BEGIN IMMEDIATE");
			work();
			this.database.exec("COMMIT");
			return null;
		} catch (error) {
			const trouble = troubleOf(error);
			try {
				if (this.database.isOpen && this.database.isTransaction) this.database.exec("ROLLBACK");
			} catch {
				// A damaged file may not even roll back.
			}
			if (trouble === null) throw error;
			this.recover(trouble, error);
			return trouble;
		}
	}

	private recover(trouble: Trouble, error: unknown): void {
		this.gaps.clear();
		// What was numbered in the transaction that came to nothing has no number. A disk that fails may not be read now either.
		this.stale = true;
		let problem = error;
		if (trouble === "damaged") {
			try {
				this.database = this.replace(this.database);
				return;
			} catch (another) {
				problem = another;
			}
		}
		if (trouble !== "busy" && this.lostSince === null) {
			const detail = problem instanceof Error ? problem.message : String(problem);
			this.options.onNotice({ what: "unwritable", path: this.path, detail });
		}
	}

	private refresh(): void {
		if (!this.database.isOpen) this.database = openToWrite(this.path);
		this.tracks = new Tracks(this.database);
		this.recount();
		this.stale = false;
	}

	private recount(): void {
		this.waiting.clear();
		for (const { node, n } of this.database.prepare("SELECT node, count(*) AS n FROM sweep GROUP BY node").all())
			this.waiting.set(Number(node), Number(n));
	}

	private write(job: Job): void {
		if ("gap" in job) {
			this.writeGap(job.gap, job.reason, job.detail, job.since, job.until);
			return;
		}
		if ("ended" in job) {
			for (const key of this.gaps.keys()) if (key.startsWith(`${job.ended}\0`)) this.gaps.delete(key);
			return;
		}
		const node = this.tracks.node(job.node);
		const rows = job.rows.map(({ name, figures, about }) => {
			const { id, movedFrom } = this.tracks.track(name, node, job.t, about);
			// The newest rows of a track lie in one node's sweeps: those on the node before become a chunk now.
			if (movedFrom !== null) this.compactOne(movedFrom);
			return { track: id, figures };
		});
		this.tracks.addSweep.run(node, job.t, encodeSweep(rows));
		this.samples += rows.length;
		const waiting = (this.waiting.get(node) ?? 0) + 1;
		this.waiting.set(node, waiting);
		if (waiting >= SWEEPS + ((node * 53) % SPREAD)) this.compactOne(node);
	}

	private compactOne(node: number): void {
		compactNode(this.database, node);
		this.waiting.delete(node);
	}

	private writeGap(what: string, reason: GapReason, detail: string, from: number, to: number): void {
		const [since, until] = [Math.round(from), Math.round(to)];
		const key = `${what}\0${reason}`;
		const id = this.gaps.get(key) ?? this.gapThatEndsAt(what, reason, since);
		if (id !== undefined) {
			this.database.prepare("UPDATE gap SET until = max(until, ?) WHERE id = ?").run(until, id);
			this.gaps.set(key, id);
			return;
		}
		const { lastInsertRowid } = this.database
			.prepare("INSERT INTO gap (what, reason, detail, since, until) VALUES (?, ?, ?, ?, ?)")
			.run(what, reason, detail, since, until);
		this.gaps.set(key, Number(lastInsertRowid));
	}

	/** A gap that begins where one of the same kind ended is the same: of the looks that are under way when a server goes, one may still be answered. */
	private gapThatEndsAt(what: string, reason: GapReason, since: number): number | undefined {
		const known = this.database
			.prepare(
				"SELECT id FROM gap WHERE what = ? AND reason = ? AND since <= ? AND until >= ? ORDER BY until DESC LIMIT 1",
			)
			.get(what, reason, since, since);
		return known === undefined ? undefined : Number(known.id);
	}

	/** Once an hour: what is too old goes, nodes that are gone become chunks, names not seen for long are forgotten. */
	private tidy(now: number): void {
		if (Math.abs(now - this.maintained) < MAINTENANCE) return;
		this.maintained = now;
		this.retained = Math.min(now, this.retained + RETAINED_STEP);
		const cutoff = this.retained - this.options.retention;
		this.tracks.forget(now - MAINTENANCE);
		this.attempt(() => {
			const gone = this.database
				.prepare("SELECT node FROM sweep GROUP BY node HAVING max(t) < ?")
				.all(now - MAINTENANCE);
			for (const { node } of gone) this.compactOne(Number(node));
		});
		const old = "SELECT track, since FROM chunk WHERE until < ? LIMIT ?";
		for (let changes = SLICE; changes === SLICE; ) {
			const trouble = this.attempt(() => {
				changes = Number(
					this.database.prepare(`DELETE FROM chunk WHERE (track, since) IN (${old})`).run(cutoff, SLICE).changes,
				);
			});
			if (trouble !== null) return;
		}
		this.attempt(() => {
			this.database.prepare("DELETE FROM gap WHERE until < ?").run(cutoff);
			// What is still in sweeps has no later `until` yet.
			const dead = Math.min(cutoff, now - 3 * (SWEEPS + SPREAD) * this.options.interval);
			this.database.prepare("DELETE FROM track WHERE until < ?").run(dead);
			this.database.exec("DELETE FROM stretch WHERE track NOT IN (SELECT id FROM track)");
		});
		this.attempt(() => {
			const free = number(this.database, "PRAGMA freelist_count");
			if (free > SHRINK_PAGES && free > number(this.database, "PRAGMA page_count") / 4)
				this.database.exec(`PRAGMA incremental_vacuum(${free})`);
		});
	}
}

/** A file of something else. One beside which our lock lies was ours, whatever the disk has made of it. */
function isForeign(path: string): boolean {
	if (!existsSync(path) || existsSync(lockOf(path))) return false;
	return statSync(path).size > 0 && !isDatabase(path);
}

function sinceOf(jobs: readonly Job[]): number | null {
	const times = jobs.flatMap((job) => ("ended" in job ? [] : "gap" in job ? job.until : job.t));
	return times.length === 0 ? null : Math.min(...times);
}
