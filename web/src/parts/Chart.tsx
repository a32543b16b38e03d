import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Mark } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { formatBytes, useTimes } from "../format.ts";
import { onThemeChange } from "../theme.ts";
import {
	type ChartSeries,
	drawFan,
	drawLabels,
	drawMarks,
	drawSigns,
	type Fan,
	newestOf,
	type Pen,
} from "./chart-drawing.ts";
import { movedBy } from "./slider.ts";

const HEIGHT = 300;

export interface ChartProps {
	label: string;
	/** Unix seconds; samples end at or before `to`, what is ahead is drawn up to `until`. */
	from: number;
	until: number;
	t: readonly number[];
	series: readonly ChartSeries[];
	/** What must be seen whatever was measured. */
	top: number;
	fan: Fan | null;
	marks: readonly Mark[];
}

/** Memory over time against its lines, what befell it, and where it is heading. Give it the same props and it is drawn once. */
export function TimeChart(props: ChartProps) {
	const { page } = usePage();
	const times = useTimes();
	const holder = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot | null>(null);
	const count = props.t.length;
	const [at, setAt] = useState(count - 1);
	useEffect(() => {
		const element = holder.current;
		if (element === null) return;
		const draw = () => {
			plot.current?.destroy();
			plot.current = plotOf(element, props, page.column.when, times);
		};
		draw();
		setAt(count - 1);
		const stop = onThemeChange(draw);
		const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
		observer.observe(element);
		return () => {
			observer.disconnect();
			stop();
			plot.current?.destroy();
			plot.current = null;
		};
	}, [props, page, times]);
	const onKeyDown = (event: KeyboardEvent) => {
		const to = movedBy(event, at, count, Math.max(1, Math.round(count / 200)));
		const t = props.t[to ?? -1];
		if (to === null || t === undefined || plot.current === null) return;
		event.preventDefault();
		setAt(to);
		plot.current.setCursor({ left: plot.current.valToPos(t, "x"), top: 0 });
	};
	const told = [
		times.full((props.t[at] ?? props.from) * 1000),
		...props.series.map((one) => `${one.label} ${bytesAt(one, at)}`),
	];
	return (
		<div
			class="chart"
			ref={holder}
			role="slider"
			tabIndex={0}
			aria-label={[props.label, ...props.series.map((one) => `${one.label} ${bytesAt(one, count - 1)}`)].join(", ")}
			aria-valuemin={0}
			aria-valuemax={Math.max(0, count - 1)}
			aria-valuenow={Math.max(0, at)}
			aria-valuetext={told.join(", ")}
			onKeyDown={onKeyDown}
		/>
	);
}

function bytesAt(series: ChartSeries, at: number): string {
	const { values } = series;
	const value = typeof values === "number" ? values : (values[at] ?? null);
	return value === null ? "–" : formatBytes(value);
}

function plotOf(
	element: HTMLElement,
	{ t, from, until, series, top, fan, marks }: ChartProps,
	when: string,
	times: ReturnType<typeof useTimes>,
): uPlot {
	const style = getComputedStyle(element);
	const pen: Pen = { colour: (name) => style.getPropertyValue(`--${name}`).trim(), family: style.fontFamily };
	const { colour } = pen;
	const font = `11px ${pen.family}`;
	const axis = { stroke: colour("quiet"), grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false }, font };
	const days = until - from > 345_600;
	return new uPlot(
		{
			width: element.clientWidth,
			height: HEIGHT,
			// At the right half of a day's name has room.
			padding: [18, 26, 0, 0],
			cursor: { y: false },
			scales: {
				x: { time: true, range: () => [from, until] },
				y: { range: (_, __, max) => [0, Math.max(max, top) * 1.12 || 1] },
			},
			axes: [
				{
					...axis,
					size: 28,
					space: 70,
					// Two ticks of one day would say the same.
					...(days ? { incrs: DAY_STEPS } : {}),
					values: (_, ticks) =>
						ticks.map((tick) => {
							const time = times.time(tick * 1000).slice(0, 5);
							return days || time === "00:00" ? times.day(tick * 1000) : time;
						}),
				},
				{ ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => formatBytes(tick)), incrs: BINARY_STEPS },
			],
			series: [
				{ label: when, value: (_, time) => (time === null || time === undefined ? "–" : times.full(time * 1000)) },
				...series.map((one) => seriesOf(one, colour)),
			],
			hooks: {
				init: [(u) => drawSigns(u, series, pen)],
				drawClear: [(u) => drawFan(u, fan, pen)],
				draw: [(u) => drawMarks(u, marks, pen), (u) => drawLabels(u, series, fan === null ? "left" : "right", pen)],
				// Where nothing is pointed at, the newest figures stand.
				ready: [newest],
				setCursor: [newest],
			},
		},
		columnsOf({ t, series, from, until }),
		element,
	);
}

function newest(u: uPlot): void {
	// The last column is the edge, where nothing was measured.
	if (u.cursor.idx === null || u.cursor.idx === undefined)
		u.setLegend({ idx: Math.max(0, u.data[0].length - 2) }, false);
}

/** A limit holds until it is changed. */
const stepped = uPlot.paths.stepped?.({ align: 1 });
const DAY_STEPS = [1, 2, 4, 7, 14, 28].map((days) => days * 86_400);
const BINARY_STEPS = Array.from({ length: 63 }, (_, i) => 2 ** i);

function seriesOf(
	{ label, colour: name, dash, isLine, filled }: ChartSeries,
	colour: (name: string) => string,
): uPlot.Series {
	return {
		label,
		stroke: colour(name),
		width: isLine ? 1.5 : 2,
		...(dash === undefined ? {} : { dash }),
		...(filled ? { fill: colour("sea-faint") } : {}),
		points: { show: !isLine, filter: alone },
		value: (_, value) => (value === null || value === undefined ? "–" : formatBytes(value)),
		...(isLine && stepped !== undefined ? { paths: stepped } : {}),
	};
}

/** Samples between gaps, which no line goes through. */
function alone(u: uPlot, index: number): number[] {
	const values = u.data[index] ?? [];
	const isThere = (i: number) => (values[i] ?? null) !== null;
	return Array.from(values.keys()).filter((i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
}

/** Lines go on to the edges, where nothing was measured. */
function columnsOf({ t, series, from, until }: Pick<ChartProps, "t" | "series" | "from" | "until">): uPlot.AlignedData {
	const columns = series.map((one) => {
		const { values, isLine } = one;
		if (typeof values === "number") return [values, ...t.map(() => values), values];
		const last = newestOf(one);
		return isLine ? [values[0] ?? last, ...values, last] : [null, ...values, null];
	});
	return [[from, ...t, until], ...columns] as uPlot.AlignedData;
}
