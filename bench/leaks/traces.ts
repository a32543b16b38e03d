import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Series } from "../../src/model/series.ts";
import { readSeriesFile } from "../../src/sources/series/file.ts";

/** Real traces are not in the repository: $PLIMSOLL_TRACES, or `../shared/traces` beside it. Empty when there are none. In its folder `unseen` lies what nothing is learnt from. */
export async function* readTraces(unseen = false): AsyncGenerator<{ origin: string; series: Series }> {
	const folder = join(
		process.env.PLIMSOLL_TRACES ?? resolve(import.meta.dirname, "../../../shared/traces"),
		unseen ? "unseen" : "",
	);
	if (!existsSync(folder)) return;
	for (const name of readdirSync(folder).sort()) {
		if (!/\.csv(\.gz)?$/.test(name)) continue;
		const { series } = await readSeriesFile(join(folder, name));
		const origin = basename(name).replace(/\.csv(\.gz)?$/, "");
		for (const one of series) yield { origin, series: one };
	}
}
