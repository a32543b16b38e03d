import { openEngine } from "../sources/prometheus/direct.ts";
import type { Engine, EngineOptions } from "../sources/prometheus/engine.ts";
import { isDatabase } from "./database.ts";
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
	if (isDatabase(path)) {
		const { openStore } = await import("./store/store-history.ts");
		return openStore(path);
	}
	const { FileHistory } = await import("./files/files.ts");
	return new FileHistory(path);
}
