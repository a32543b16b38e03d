import type { History } from "../history/history.ts";
import type { HistoryPlaces } from "../history/open.ts";
import { Failure } from "../model/failure.ts";
import type { Millis } from "../model/time.ts";
import type { Source } from "../sources/source.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { engineOptions, openCluster, openSource } from "./source.ts";

/** The history that the flags name (--history, --prometheus-url), else one found in the cluster; null where there is none. */
export async function openHistoryOf(
	context: Context,
	args: Arguments,
	cluster: HistoryPlaces["cluster"] = null,
): Promise<History | null> {
	const { openHistory } = await import("../history/open.ts");
	return openHistory({ path: args.value("history"), prometheus: engineOptions(context, args), cluster });
}

/** The history beside a source: the one that the flags name, else of an archive the series files in it, else one found in the cluster. */
export async function historyBeside(
	context: Context,
	args: Arguments,
	source: Source,
	cluster: HistoryPlaces["cluster"],
): Promise<History | null> {
	const from = args.value("from");
	if (from === undefined || args.given("history")) return openHistoryOf(context, args, cluster);
	// Standard input has been read to its end.
	if (from === "-" || source.holdsSeries !== true) return null;
	const { ArchiveHistory } = await import("../history/files/archive-history.ts");
	return new ArchiveHistory(from);
}

/** A history, and the source it lies beside: null where the history speaks for itself. */
export interface Places {
	history: History;
	source: Source | null;
}

/**
 * The history that is asked of, with the cluster or archive beside it unless `alone`. To be closed by who opened it.
 * @throws Failure no-history
 */
export async function openPlaces(context: Context, args: Arguments, alone: boolean): Promise<Places> {
	const cluster = alone || args.given("from") ? null : await openCluster(context, args);
	const source = alone ? null : (cluster ?? (await openSource(context, args)));
	try {
		const history = await (source === null
			? openHistoryOf(context, args)
			: historyBeside(context, args, source, cluster));
		if (history === null) throw new Failure("no-history", { source: source?.name ?? "" });
		return { history, source };
	} catch (error) {
		await source?.close();
		throw error;
	}
}

/**
 * As of when an archive is judged: when it was taken, else its last sample, as what a --history that speaks for itself holds. A cluster is judged
 * as of now, and nothing as of later.
 */
export async function endOf(
	context: Context,
	args: Arguments,
	{ source, history }: { source: Source | null; history: History | null },
): Promise<Millis> {
	const now = context.now();
	if (!args.given("from") && (source !== null || !args.given("history"))) return now;
	if (source !== null && source.takenAt !== null) return source.takenAt;
	const last = await history?.lastSample?.();
	if (last === undefined || last === null) return now;
	// A recorder's clock may have jumped ahead for a while.
	return source === null ? Math.min(now, last * 1000) : last * 1000;
}
