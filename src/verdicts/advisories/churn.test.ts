import { expect, test } from "vitest";
import type { Series } from "../../model/series.ts";
import { ChurnCount } from "./churn.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;

/** One count a minute, up to now. */
function counter(name: string, counts: readonly number[]): Series {
	const t = Float64Array.from(counts, (_, i) => (NOW - (counts.length - 1 - i) * MINUTE) / 1000);
	const none = new Float64Array(counts.length).fill(Number.NaN);
	return { name, t, bytes: Float64Array.from(counts), capacity: none, start: none };
}
const steps = (minutes: number, each: number) => Array.from({ length: minutes + 1 }, (_, i) => i * each);

test.each<[string, Series[], object]>([
	["nothing is counted", [], {}],
	["an hour", [counter("namespaces created", steps(59, 2))], { namespaces: { perHour: 120, complete: true } }],
	[
		"of a day, the last hour alone",
		[counter("pods deleted", [...steps(1440, 0), ...steps(59, 1)])],
		{ pods: { perHour: 60, complete: true } },
	],
	[
		"the larger of the two",
		[counter("nodes created", steps(59, 1)), counter("nodes deleted", steps(59, 3))],
		{ nodes: { perHour: 180, complete: true } },
	],
	[
		"half an hour is made into a rate",
		[counter("namespaces created", steps(30, 1))],
		{ namespaces: { perHour: 60, complete: true } },
	],
	[
		"two minutes are not",
		[counter("namespaces created", steps(2, 20))],
		{ namespaces: { perHour: 40, complete: false } },
	],
	[
		"none in an hour is known to be none",
		[counter("namespaces created", steps(59, 0))],
		{ namespaces: { perHour: 0, complete: true } },
	],
	[
		"a recorder that began anew",
		[counter("persistentvolumeclaims created", [...steps(29, 1), ...steps(29, 1)])],
		{ persistentvolumeclaims: { perHour: 59, complete: true } },
	],
	[
		"gaps between counts",
		[counter("nodes created", [0, Number.NaN, 5, 6])],
		{ nodes: { perHour: 1, complete: false } },
	],
	["what is counted of other things", [counter("watch restarts", steps(59, 1))], {}],
])("%s", (_, counters, expected) => {
	const count = new ChurnCount(NOW);
	for (const one of counters) count.counter(one);
	expect(count.rates()).toEqual(expected);
});

test("without counters, ages: a lower bound", () => {
	const count = new ChurnCount(NOW);
	count.object("namespaces", "a", NOW - 10 * MINUTE);
	count.object("namespaces", "b", NOW - 61 * MINUTE);
	expect(count.rates()).toEqual({ namespaces: { perHour: 1, complete: false } });
	// Objects that a scrape missed are there all the same.
	count.counter(counter("namespaces created", steps(59, 0)));
	expect(count.rates()).toEqual({ namespaces: { perHour: 1, complete: true } });
});
