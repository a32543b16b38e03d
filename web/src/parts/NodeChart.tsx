import { useMemo } from "preact/hooks";
import type { NodeMemory, NodeTrack } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { type ChartProps, TimeChart } from "./Chart.tsx";
import type { ChartSeries, Fan } from "./chart-drawing.ts";

/** Of what is ahead so much more of the time shown is drawn; up to the eviction, where that is not much further. */
const AHEAD = 0.6;
const FURTHER = 2;

/** A node's memory over time against the line at which its kubelet evicts, and where it is heading. */
export function NodeChart({ track, memory }: { track: NodeTrack; memory: NodeMemory }) {
	const { page, words } = usePage();
	const fan = useMemo(() => fanOf(track, memory), [track, memory]);
	const props = useMemo((): ChartProps => {
		const { from, to, t, workingSet } = track;
		const { capacity, evictsAt } = memory;
		const line = (value: number | null, series: Omit<ChartSeries, "values">): ChartSeries[] =>
			value === null ? [] : [{ ...series, isLine: true, values: value }];
		return {
			label: `${page.heading.pressure}: ${words.nodes.forecast(memory)}`,
			from,
			until: fan === null ? to : endOf(track, memory),
			t,
			series: [
				{ label: page.series.workingSet, colour: "sea", filled: true, values: workingSet },
				...line(evictsAt, { label: page.series.eviction, colour: "sinking", dash: [6, 4] }),
				...line(capacity, { label: page.series.capacity, colour: "line" }),
			],
			top: capacity ?? 0,
			fan,
			marks: [],
		};
	}, [track, memory, fan, page, words]);
	return (
		<>
			<TimeChart {...props} />
			{fan !== null && <p class="quiet key">{page.fan.node}</p>}
		</>
	);
}

/** From the newest sample by the slowest and the fastest growth the trend allows, as far as the chart goes. */
function fanOf(track: NodeTrack, memory: NodeMemory): Fan | null {
	const { t, workingSet } = track;
	const { trend, capacity } = memory;
	const [at, bytes] = [t.at(-1), workingSet.findLast((value) => value !== null)];
	if (trend === null || trend.value === null || at === undefined || bytes == null) return null;
	const end = endOf(track, memory);
	// Nothing is ever fuller than full, nor emptier than empty.
	const along = (slope: number) => {
		const room = slope > 0 ? (capacity ?? Number.POSITIVE_INFINITY) - bytes : bytes;
		const seconds = slope === 0 ? end - at : Math.min(end - at, Math.max(0, room) / Math.abs(slope));
		return [at + seconds, bytes + slope * seconds] as const;
	};
	const start = [at, bytes] as const;
	const [high, low] = [along(trend.high ?? trend.value), along(trend.low ?? trend.value)];
	return {
		area: [start, high, [end, high[1]], [end, low[1]], low],
		likely: [start, along(trend.value)],
	};
}

function endOf({ from, to }: NodeTrack, { untilEviction }: NodeMemory): number {
	const evicted = 1.08 * (untilEviction?.high ?? untilEviction?.value ?? 0);
	return to + (evicted <= (to - from) * FURTHER ? Math.max(evicted, (to - from) * AHEAD) : (to - from) * AHEAD);
}
