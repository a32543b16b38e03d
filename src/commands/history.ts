import type { History } from "../history/history.ts";
import type { HistoryPlaces } from "../history/open.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { engineOptions } from "./source.ts";

/** The history that the flags name (--history, --prometheus-url), else one found in the cluster; null where there is none. */
export async function openHistoryOf(
	context: Context,
	args: Arguments,
	cluster: HistoryPlaces["cluster"] = null,
): Promise<History | null> {
	const { openHistory } = await import("../history/open.ts");
	return openHistory({ path: args.value("history"), prometheus: engineOptions(context, args), cluster });
}
