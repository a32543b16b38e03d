import { expect, test } from "vitest";
import type { Series } from "../model/series.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import { surveySize } from "./size.ts";

const SERIES = 40;
const ROWS = 2_000;

/** Columns are made anew each time, since threads are given them; one series has none. */
function file(): SeriesFile {
	return { series: all(), gaps: [], rows: SERIES * ROWS, skipped: 0, strays: 0 };
}

function* all(): Generator<Series> {
	for (let i = 0; i < SERIES; i++) {
		const column = (value: (row: number) => number) =>
			Float64Array.from({ length: i === 7 ? 0 : ROWS }, (_, row) => value(row));
		yield {
			name: `series ${i}`,
			t: column((row) => 1_700_000_000 + row * 300),
			bytes: column((row) => 1e8 * (1 + i + Math.sin(row * (i + 1)) / 10)),
			capacity: column(() => (i % 3 === 0 ? Number.NaN : 1e10)),
			start: column(() => 1_700_000_000),
		};
	}
}

test("sizes are the same to the byte with threads and without, up to a moment as well", async () => {
	for (const upTo of [null, 1_700_000_000_000 + 1000 * 300_000]) {
		const inquiry = { name: "file", oomRisks: [0.05], horizon: 86_400, at: 1_800_000_000_000, upTo };
		const alone = JSON.stringify(await surveySize(file(), inquiry, 0));
		expect(alone).toContain(`"samples":${(SERIES - 1) * (upTo === null ? ROWS : 1001)}`);
		expect(alone).toContain('"what":"series 7"');
		expect(JSON.stringify(await surveySize(file(), inquiry, 2))).toBe(alone);
	}
});
