import { existsSync, realpathSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Failure } from "../../model/failure.ts";
import { troubleOf } from "./trouble.ts";

/**
 * Only one recorder writes a history. The lock is SQLite's own on an empty file beside it: the system releases it when the process dies,
 * however it dies, and it holds between containers that share a volume, where a process id says nothing.
 * @returns releases it
 * @throws Failure history-in-use, output-unwritable
 */
export function lockHistory(path: string): () => void {
	const file = lockOf(path);
	let database: DatabaseSync | null = null;
	try {
		database = new DatabaseSync(file);
		database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
	} catch (error) {
		database?.close();
		if (troubleOf(error) === "busy") throw new Failure("history-in-use", { path }, error);
		throw new Failure(
			"output-unwritable",
			{ path: file, detail: error instanceof Error ? error.message : String(error) },
			error,
		);
	}
	const held = database;
	return () => held.close();
}

/** The file beside a history on which its lock is held, by whichever link that is called; it stays when the lock is gone. */
export function lockOf(path: string): string {
	return `${existsSync(path) ? realpathSync(path) : path}.lock`;
}
