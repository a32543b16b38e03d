/**
 * What is kept of a container or cgroup at one moment, in this order. Bytes but for `start` (unix seconds) and the two of pressure
 * (PSI: milliseconds in which some, or all, of its tasks waited for memory, since it started). A counter's count stands in the first place.
 */
export const FIGURES = ["workingSet", "rss", "cache", "swap", "limit", "start", "stalledSome", "stalledFull"] as const;
type Figure = (typeof FIGURES)[number];
export const WIDTH = FIGURES.length;
export const AT = Object.fromEntries(FIGURES.map((figure, i) => [figure, i])) as Readonly<Record<Figure, number>>;

const PAGE = 4096;
const IN_PAGES: ReadonlySet<number> = new Set([AT.workingSet, AT.rss, AT.cache, AT.swap]);

/** One row: what was not measured is NaN. Memory in whole pages, as the kernel counts it; the rest in whole units. */
export function rowOf(figures: Readonly<Partial<Record<Figure, number | null | undefined>>>): Float64Array {
	return Float64Array.from(FIGURES, (figure, i) => {
		const value = figures[figure] ?? Number.NaN;
		return IN_PAGES.has(i) ? Math.round(value / PAGE) * PAGE : Math.round(value);
	});
}
