import { expect, test } from "vitest";
import { livesOf } from "./lives.ts";

const NONE = Number.NaN;
/** A sample every 100 s from 0 on; bytes are the time, so that rows can be told. */
const series = (starts: readonly number[], gone: readonly number[] = []) => ({
	name: "s",
	t: Float64Array.from(starts, (_, i) => i * 100),
	bytes: Float64Array.from(starts, (_, i) => (gone.includes(i) ? NONE : i * 100)),
	capacity: new Float64Array(starts.length),
	start: Float64Array.from(starts),
});
const same = (start: number, times: number) => Array.from({ length: times }, () => start);

test.each<
	[string, ReturnType<typeof series>, number, number, { lives: number[][]; restarts: number; seconds: number }]
>([
	["nothing", series([]), -1, 900, { lives: [], restarts: 0, seconds: 0 }],
	[
		"one that was old already: all of it",
		series(same(-9000, 4)),
		-1,
		900,
		{ lives: [[0, 100, 200, 300]], restarts: 0, seconds: 300 },
	],
	[
		"of a start that nobody knows: without its first tenth",
		series(same(NONE, 4)),
		-1,
		900,
		{ lives: [[100, 200, 300]], restarts: 0, seconds: 300 },
	],
	[
		"begun with the side: without its first tenth",
		series(same(0, 4)),
		-1,
		900,
		{ lives: [[100, 200, 300]], restarts: 0, seconds: 300 },
	],
	[
		"without more than a quarter of an hour, however long",
		series(same(0, 200)),
		-1,
		19_900,
		{
			lives: [Array.from({ length: 191 }, (_, i) => 900 + i * 100)],
			restarts: 0,
			seconds: 19_900,
		},
	],
	[
		"two, each with its own rows",
		series([...same(-9000, 3), ...same(290, 3)]),
		-1,
		900,
		{
			lives: [
				[0, 100, 200],
				[400, 500],
			],
			restarts: 1,
			seconds: 500,
		},
	],
	[
		"a start that scrapers round",
		series([-9000, -8999, -8998, -9000]),
		-1,
		900,
		{ lives: [[0, 100, 200, 300]], restarts: 0, seconds: 300 },
	],
	[
		"a start that is lost for a moment",
		series([-9000, NONE, -9000]),
		-1,
		900,
		{ lives: [[0, 100, 200]], restarts: 0, seconds: 200 },
	],
	[
		"after one moment and up to another",
		series(same(-9000, 6)),
		100,
		300,
		{ lives: [[200, 300]], restarts: 0, seconds: 100 },
	],
	[
		"without what was not measured",
		series(same(-9000, 4), [0, 2]),
		-1,
		900,
		{ lives: [[100, 300]], restarts: 0, seconds: 200 },
	],
])("lives: %s", (_, given, from, to, expected) => {
	const { lives, restarts, seconds } = livesOf(given, from, to);
	expect({ lives: lives.map(({ t }) => [...t]), restarts, seconds }).toEqual(expected);
	for (const { t, bytes } of lives) expect(bytes).toEqual(t);
});
