import { useMemo } from "preact/hooks";
import type { Forecast, Track, WorkloadTracks } from "../../../src/server/api/answers.ts";
import type { PageWords } from "../../../src/words/page.ts";
import { usePage } from "../context.ts";
import { type Times, useTimes } from "../format.ts";
import { type ChartProps, TimeChart } from "./Chart.tsx";
import { type ChartSeries, type Fan, SIGNS } from "./chart-drawing.ts";

/** What a container's memory is held against. Bytes; null where it is not known or not set. */
export interface Lines {
	request: number | null;
	recommended: number | null;
	recommendedRequest: number | null;
}

/** Of a forecast so much more of the time shown is drawn. */
const AHEAD = 0.6;

/** The memory of one container over time against its lines, what befell it, and when it reaches them. */
export function MemoryChart({ tracks, track, lines }: { tracks: WorkloadTracks; track: Track | null; lines: Lines }) {
	const { page } = usePage();
	const times = useTimes();
	const { request, recommended, recommendedRequest } = lines;
	const props = useMemo((): ChartProps => {
		const { from, to, forecast, marks } = tracks;
		const column = (values: readonly (number | null)[] | null | undefined) =>
			values ?? (track?.t ?? []).map(() => null);
		const line = (value: number | null, series: Omit<ChartSeries, "values">): ChartSeries[] =>
			value === null ? [] : [{ ...series, isLine: true, values: value }];
		const until =
			forecast === null ? to : Math.min(forecast.reached.late ?? forecast.reached.likely, to + (to - from) * AHEAD);
		const limit = track?.limit.findLast((value) => value !== null) ?? null;
		return {
			label: [page.heading.memory, ...toldOf(tracks, page, times)].join(", "),
			from,
			until: Math.max(until, to),
			t: track?.t ?? [],
			series: [
				{ label: page.series.workingSet, colour: "sea", filled: true, values: column(track?.workingSet) },
				...(track?.rss ? [{ label: page.series.rss, colour: "rising", dash: [9, 3, 2, 3], values: track.rss }] : []),
				...(track?.cache ? [{ label: page.series.cache, colour: "cache", dash: [2, 3], values: track.cache }] : []),
				{ label: page.series.limit, colour: "line", isLine: true, values: column(track?.limit) },
				...line(request, { label: page.series.request, colour: "quiet", dash: [4, 4] }),
				...line(recommended, { label: page.series.recommended, colour: "good", dash: [8, 4] }),
				...line(recommendedRequest, { label: page.series.recommendedRequest, colour: "good", dash: [2, 4] }),
			],
			top: Math.max(limit ?? 0, request ?? 0, recommended ?? 0),
			fan: forecast === null ? null : fanOf(forecast),
			marks,
		};
	}, [tracks, track, request, recommended, recommendedRequest, page, times]);
	const befell = [...new Set(tracks.marks.map(({ what }) => what))];
	return (
		<>
			<TimeChart {...props} />
			<p class="quiet key">
				{befell.map((what) => (
					<span key={what}>
						<span class={`sign ${what}`}>{SIGNS[what].sign}</span> {page.mark[what]}
					</span>
				))}
				{tracks.forecast !== null && <span>{page.fan.container}</span>}
			</p>
		</>
	);
}

/** What the picture says beside its lines, for those who do not see it. */
function toldOf({ marks, forecast }: WorkloadTracks, page: PageWords, times: Times): string[] {
	const counts = Map.groupBy(marks, ({ what }) => what);
	return [
		...[...counts].map(([what, all]) => `${page.mark[what]} ×${all.length}`),
		...(forecast === null ? [] : [`${page.column.reached} ${times.full(forecast.reached.likely * 1000)}`]),
	];
}

/** Between the earliest and the latest moment at which the line is reached. */
function fanOf({ from, limit, reached }: Forecast): Fan {
	const late = reached.late ?? reached.likely * 2 - reached.early;
	const start = [from.t, from.bytes] as const;
	return {
		area: [start, [reached.early, limit], [late, limit]],
		likely: [start, [reached.likely, limit]],
	};
}
