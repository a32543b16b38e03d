import { expect, test } from "vitest";
import type { Series } from "../model/series.ts";
import type { SeriesFile } from "../sources/series/file.ts";
import { surveyLeaks } from "./leaks.ts";

const SERIES = 60;
const ROWS = 2_000;

/** Every second series leaks, some restart, one is too short: its columns are made anew each time, since threads are given them. */
function file(): SeriesFile {
	return { series: all(), gaps: [], rows: SERIES * ROWS, skipped: 0, strays: 0 };
}

function* all(): Generator<Series> {
	for (let i = 0; i < SERIES; i++) {
		const rows = i === 7 ? 5 : ROWS;
		const column = (value: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => value(row));
		const life = i % 5 === 0 ? 400 : ROWS;
		yield {
			name: `series ${i}`,
			t: column((row) => 1_700_000_000 + row * 300),
			bytes: column((row) => 1e8 + 1e6 * Math.sin(row * (i + 1)) + (i % 2 === 0 ? 1e5 * (row % life) : 0)),
			capacity: column(() => 1e9),
			start: column((row) => 1_700_000_000 + Math.floor(row / life) * life * 300),
		};
	}
}

test("reports are the same to the byte with threads and without", async () => {
	const inquiry = { name: "file", at: 1_800_000_000_000, upTo: null };
	const alone = JSON.stringify(await surveyLeaks(file(), inquiry, 0));
	expect(alone).toContain("leak/restart-masked");
	expect(alone).toContain("leak/steady");
	expect(JSON.stringify(await surveyLeaks(file(), inquiry, 3))).toBe(alone);
	expect(JSON.stringify(await surveyLeaks(file(), inquiry))).toBe(alone);
});
