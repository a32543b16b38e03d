import { expect, test } from "vitest";
import type { ContainerTrack } from "../../model/track.ts";
import { withoutCache } from "./hard-use.ts";
import { series } from "./series.fixture.ts";

interface Given {
	use: number[];
	rss: number[] | null;
	cache: number[] | null;
	inMemory?: boolean;
}

/** What is left of the working set, and the page cache at its peak. */
test.each<[string, Given, number[], number]>([
	["without cache", { use: [10, 20], rss: [10, 20], cache: [0, 0] }, [10, 20], 0],
	["anonymous memory stays", { use: [10, 20], rss: [8, 15], cache: [2, 5] }, [8, 15], 5],
	["what cannot be page cache stays, kernel memory with it", { use: [10, 20], rss: [4, 5], cache: [2, 5] }, [8, 15], 5],
	["idle cache is not in the working set", { use: [10, 20], rss: [8, 15], cache: [90, 90] }, [8, 15], 5],
	["never more than was in use", { use: [10, 20], rss: [30, 25], cache: [2, 5] }, [10, 20], 0],
	["at the peak, not the most there was", { use: [10, 20], rss: [1, 18], cache: [9, 2] }, [1, 18], 2],
	["at the first of two peaks alike", { use: [20, 20], rss: [15, 10], cache: [5, 10] }, [15, 10], 5],
	["nothing in use", { use: [0, 0], rss: [0, 0], cache: [3, 3] }, [0, 0], 0],
	["a moment without one figure counts as it is", { use: [10, 20], rss: [8, Number.NaN], cache: [2, 5] }, [8, 20], 0],
	["or without the other", { use: [10, 20], rss: [8, 15], cache: [Number.NaN, 5] }, [10, 15], 5],
	["the engine keeps no rss", { use: [10, 20], rss: null, cache: [2, 5] }, [10, 20], 0],
	["the engine keeps no cache", { use: [10, 20], rss: [8, 15], cache: null }, [10, 20], 0],
	["files in a volume in memory", { use: [10, 20], rss: [8, 15], cache: [2, 5], inMemory: true }, [10, 20], 0],
])("%s", (_, { use, rss, cache, inMemory = false }, expected, atPeak) => {
	const column = (values: number[] | null) => values && Float64Array.from(values);
	const track = { series: series(use), rss: column(rss), cache: column(cache) } as ContainerTrack;
	const { series: left, pageCache } = withoutCache(track, inMemory);
	expect([[...left.bytes], pageCache]).toEqual([expected, atPeak]);
	expect([...track.series.bytes]).toEqual(use);
});
