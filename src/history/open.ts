import { open } from "node:fs/promises";
import { openEngine } from "../sources/prometheus/direct.ts";
import type { Engine, EngineOptions } from "../sources/prometheus/engine.ts";
import type { History } from "./history.ts";

/** Where a history may be; the first that is given counts. */
export interface HistoryPlaces {
	/** `--history`: the embedded store that the recorder writes, or a series file. */
	path?: string | undefined;
	/** `--prometheus-url`. */
	prometheus?: EngineOptions | null | undefined;
	/** A cluster in which engines are looked for by their Services: any ClusterSource. */
	cluster?: { engines(): Promise<readonly Engine[]> } | null | undefined;
}

/**
 * Opens the history of a command line; null where there is none. To be closed by who opened it.
 * @throws Failure bad-value and prometheus-file for flags, archive-missing, archive-unreadable, history-foreign, history-newer for a path
 */
export async function openHistory({ path, prometheus, cluster }: HistoryPlaces): Promise<History | null> {
	if (path !== undefined) return await openPath(path);
	const { PrometheusHistory } = await import("./prometheus/prometheus.ts");
	if (prometheus) return new PrometheusHistory([await openEngine(prometheus)], true);
	const engines = (await cluster?.engines()) ?? [];
	return engines.length === 0 ? null : new PrometheusHistory(engines, false);
}

async function openPath(path: string): Promise<History> {
	if (await isDatabase(path)) {
		const { openStore } = await import("./store/store-history.ts");
		return openStore(path);
	}
	const { FileHistory } = await import("./files/files.ts");
	return new FileHistory(path);
}

/** The first bytes of every SQLite file (sqlite.org/fileformat2.html). */
const DATABASE = Buffer.from("SQLite format 3\0");

/** Told by content: names lie. What cannot be opened is left for the reader to say. */
async function isDatabase(path: string): Promise<boolean> {
	const file = await open(path).catch(() => null);
	if (file === null) return false;
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(DATABASE.length), 0, DATABASE.length, 0);
		return bytesRead === DATABASE.length && buffer.equals(DATABASE);
	} catch {
		return false;
	} finally {
		await file.close();
	}
}
