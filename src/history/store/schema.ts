import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { troubleOf } from "./trouble.ts";

/** "Plim", in the header of the file: tells our files from other SQLite databases. */
const APPLICATION = 0x506c696d;

/**
 * Each version's changes over the one before; a file is brought up to the newest when it is opened for writing.
 *
 * `sweep` holds what one look at one node gave, as it came: nothing of it waits in memory. Some hours of a node's sweeps are turned
 * into one `chunk` for each track and removed. A track is a container, a cgroup of a node, or a counter (a, b, c name it); `home` is the
 * node whose sweeps hold its newest rows.
 */
const VERSIONS: readonly string[] = [
	`CREATE TABLE node (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
	CREATE TABLE track (
		id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL,
		home INTEGER NOT NULL, owner_kind TEXT, owner_name TEXT, until INTEGER NOT NULL, UNIQUE (kind, a, b, c)) STRICT;
	CREATE INDEX track_home ON track (home);
	CREATE TABLE stretch (
		track INTEGER NOT NULL, since INTEGER NOT NULL, image TEXT NOT NULL, node TEXT NOT NULL,
		PRIMARY KEY (track, since)) STRICT, WITHOUT ROWID;
	CREATE TABLE sweep (id INTEGER PRIMARY KEY, node INTEGER NOT NULL, t INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
	CREATE INDEX sweep_node ON sweep (node, t);
	CREATE TABLE chunk (
		track INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, data BLOB NOT NULL,
		PRIMARY KEY (track, since)) STRICT, WITHOUT ROWID;
	CREATE INDEX chunk_until ON chunk (until);
	CREATE TABLE gap (
		id INTEGER PRIMARY KEY, what TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
		since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
	CREATE INDEX gap_until ON gap (until);`,
];

/** How the gap is called in which the API server did not answer: absences are read from it. */
export const API_SERVER = said("API server");

export const KIND = { container: 0, cgroup: 1, counter: 2 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

/** A chunk of some hundred bytes must lie in its table's page, which takes a quarter of a page; chunks of one track lie together. */
const PAGE_BYTES = 16_384;
/** Soon full: the recorder reads little of what it has written. */
const CACHE_KIB = 1024;
/** A reader goes through the file once. */
const READER_CACHE_KIB = 512;
/** 4 MiB of changes are then written back into the file. */
const LOG_PAGES = 256;
/** Another process may be checkpointing. */
const BUSY_MS = 5000;

/**
 * Opens a history for its one writer, making it or bringing it up to date.
 * @throws Failure history-foreign, history-newer; what SQLite throws
 */
export function openToWrite(path: string): DatabaseSync {
	const database = new DatabaseSync(path, { timeout: BUSY_MS });
	try {
		if (isEmpty(database)) {
			database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL;`);
		} else check(database, path);
		// What is committed survives the death of the process; only a power failure may cost the last seconds.
		database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
		database.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${LOG_PAGES};`);
		const version = number(database, "PRAGMA user_version");
		for (const [i, changes] of VERSIONS.entries()) {
			if (i < version) continue;
			database.exec(
				`BEGIN IMMEDIATE; ${changes} PRAGMA user_version = ${i + 1}; PRAGMA application_id = ${APPLICATION}; COMMIT;`,
			);
			// Until the log is full the file alone would be an empty one of nobody: whoever copies it without the log has its tables at least.
			database.exec("PRAGMA wal_checkpoint");
		}
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/**
 * Opens a history for reading, also while its recorder writes.
 * @throws Failure history-foreign, history-newer; what SQLite throws
 */
export function openToRead(path: string): DatabaseSync {
	try {
		return openAt(path, path);
	} catch (error) {
		if (troubleOf(error) !== "unwritable" || sizeOf(path) === 0 || sizeOf(`${path}-wal`) > 0) throw error;
		// Where nothing can be written, SQLite cannot make what readers and a writer would share; there is no writer either.
		const url = pathToFileURL(path);
		url.searchParams.set("immutable", "1");
		return openAt(url, path);
	}
}

function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function openAt(place: string | URL, path: string): DatabaseSync {
	const database = new DatabaseSync(place, { readOnly: true, timeout: BUSY_MS });
	try {
		check(database, path);
		database.exec(`PRAGMA cache_size = -${READER_CACHE_KIB};`);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

function check(database: DatabaseSync, path: string): void {
	if (number(database, "PRAGMA application_id") !== APPLICATION) throw new Failure("history-foreign", { path });
	const version = number(database, "PRAGMA user_version");
	if (version > VERSIONS.length) throw new Failure("history-newer", { path, version, known: VERSIONS.length });
}

function isEmpty(database: DatabaseSync): boolean {
	return number(database, "SELECT count(*) FROM sqlite_schema") === 0;
}

/** The one number a statement gives. */
export function number(database: DatabaseSync, statement: string): number {
	return Number(Object.values(database.prepare(statement).get() ?? {})[0] ?? 0);
}
