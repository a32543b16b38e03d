import type { Series } from "../../model/series.ts";
import type { ContainerTrack } from "../../model/track.ts";

/**
 * A working set counts page cache in active use, which the kernel drops before it kills: what is left is anonymous memory and what cannot
 * be page cache. rss and cache are cAdvisor's. A container with a memory-backed volume has tmpfs in its cache, which cannot be dropped, and
 * is left as it is. Returns the series without droppable cache, and how much of it the highest working set held, bytes.
 */
export function withoutCache(
	{ series, rss, cache }: ContainerTrack,
	inMemory: boolean,
): { series: Series; pageCache: number } {
	if (rss === null || cache === null || inMemory) return { series, pageCache: 0 };
	let [top, pageCache] = [0, 0];
	const bytes = series.bytes.map((use, i) => {
		const hard = Math.min(use, Math.max(rss[i] as number, use - (cache[i] as number)));
		// A moment without both figures counts as it was measured.
		const kept = Number.isNaN(hard) ? use : hard;
		if (use > top) [top, pageCache] = [use, use - kept];
		return kept;
	});
	return { series: { ...series, bytes }, pageCache };
}
