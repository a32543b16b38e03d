import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { readSeriesFile } from "../../src/sources/series/file.ts";
import type { Case } from "./cases.ts";

/**
 * Series recorded from real processes whose label is known: files in `leaking/` and `not-leaking/` of $PLIMSOLL_LABELLED, or of the
 * lab's recordings. They are judged and never trained on. The file's name without its ending says what ran.
 */
export async function* readLabelled(): AsyncGenerator<Case> {
	const folder = process.env.PLIMSOLL_LABELLED ?? join(import.meta.dirname, "../../lab/recordings/leaks");
	for (const label of ["leaking", "not-leaking"]) {
		const inside = join(folder, label);
		if (!existsSync(inside)) continue;
		for (const name of readdirSync(inside).sort()) {
			if (!/\.csv(\.gz)?$/.test(name)) continue;
			const { series } = await readSeriesFile(join(inside, name));
			const kind = basename(name).replace(/\.csv(\.gz)?$/, "");
			for (const one of series) yield labelled(one, label === "leaking", kind);
		}
	}
}

function labelled(series: Case["series"], leaking: boolean, kind: string): Case {
	const leak = leaking
		? { shape: kind, since: series.t[0] ?? Number.NaN, size: Number.NaN, halfRow: series.t.length >> 1 }
		: null;
	return {
		series,
		leak,
		half: null,
		kind,
		origin: "recorded",
		base: `recorded/${series.name}`,
		prominence: Number.NaN,
	};
}
