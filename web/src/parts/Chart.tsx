import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Mark } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { formatBytes, useTimes } from "../format.ts";

const HEIGHT = 300;

/** A figure over time, or a line that holds over all of it. Bytes. */
export interface ChartSeries {
	label: string;
	/** A colour of the style sheet. */
	colour: string;
	/** In the order of `t`, or one for all times. */
	values: readonly (number | null)[] | number;
	/** How a line is broken; a measured figure is drawn whole. */
	dash?: number[];
	filled?: boolean;
}

/** Where it is heading: what lies between the edges, and the likely way through. Unix seconds and bytes. */
export interface Fan {
	area: readonly (readonly [number, number])[];
	likely: readonly [readonly [number, number], readonly [number, number]];
}

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
	const theme = useTheme();
	useEffect(() => {
		const element = holder.current;
		if (element === null) return;
		const { from, until, series, top, fan, marks } = props;
		const style = getComputedStyle(element);
		const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
		const font = `11px ${style.fontFamily}`;
		const axis = { stroke: colour("quiet"), grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false }, font };
		const days = until - from > 345_600;
		const plot = new uPlot(
			{
				width: element.clientWidth,
				height: HEIGHT,
				padding: [16, 8, 0, 0],
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
							ticks.map((t) => {
								const time = times.time(t * 1000).slice(0, 5);
								return days || time === "00:00" ? times.day(t * 1000) : time;
							}),
					},
					{ ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => formatBytes(tick)), incrs: BINARY_STEPS },
				],
				series: [
					{ label: page.column.when, value: (_, t) => (t === null || t === undefined ? "–" : times.full(t * 1000)) },
					...series.map((one) => seriesOf(one, colour, props.t.length)),
				],
				hooks: {
					drawClear: [(u) => drawFan(u, fan, colour("sinking"))],
					draw: [(u) => drawMarks(u, marks, colour, font)],
					// Where nothing is pointed at, the newest figures stand.
					ready: [newest],
					setCursor: [newest],
				},
			},
			columnsOf(props),
			element,
		);
		const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
		observer.observe(element);
		return () => {
			observer.disconnect();
			plot.destroy();
		};
	}, [props, page, theme]);
	return <div class="chart" ref={holder} role="img" aria-label={props.label} />;
}

function newest(u: uPlot): void {
	// The last column is the edge, where nothing was measured.
	if (u.cursor.idx === null || u.cursor.idx === undefined)
		u.setLegend({ idx: Math.max(0, u.data[0].length - 2) }, false);
}

/** Changes when the colours do. */
function useTheme(): number {
	const [theme, setTheme] = useState(0);
	useEffect(() => {
		const again = () => setTheme((n) => n + 1);
		const observer = new MutationObserver(again);
		observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
		const media = matchMedia("(prefers-color-scheme: dark)");
		media.addEventListener("change", again);
		return () => {
			observer.disconnect();
			media.removeEventListener("change", again);
		};
	}, []);
	return theme;
}

/** A limit holds until it is changed. */
const stepped = uPlot.paths.stepped?.({ align: 1 });
const DAY_STEPS = [1, 2, 4, 7, 14, 28].map((days) => days * 86_400);
const BINARY_STEPS = Array.from({ length: 50 }, (_, i) => 2 ** i);

function seriesOf(
	{ label, colour: name, dash, filled }: ChartSeries,
	colour: (name: string) => string,
	samples: number,
): uPlot.Series {
	const isLine = dash !== undefined;
	return {
		label,
		stroke: colour(name),
		width: isLine ? 1.5 : 2,
		...(isLine ? { dash } : {}),
		...(filled ? { fill: colour("sea-faint") } : {}),
		points: { show: !isLine && samples < 3 },
		value: (_, value) => (value === null || value === undefined ? "–" : formatBytes(value)),
		...(isLine && stepped !== undefined ? { paths: stepped } : {}),
	};
}

/** Lines go on to the edges, where nothing was measured. */
function columnsOf({ t, series, from, until }: ChartProps): uPlot.AlignedData {
	const columns = series.map(({ values, dash }) => {
		if (typeof values === "number") return [values, ...t.map(() => values), values];
		const last = values.findLast((value) => value !== null) ?? null;
		return dash === undefined ? [null, ...values, null] : [values[0] ?? last, ...values, last];
	});
	return [[from, ...t, until], ...columns] as uPlot.AlignedData;
}

function drawFan(u: uPlot, fan: Fan | null, colour: string): void {
	if (fan === null) return;
	const { ctx } = u;
	const at = ([t, bytes]: readonly [number, number]) =>
		[u.valToPos(t, "x", true), u.valToPos(bytes, "y", true)] as const;
	ctx.save();
	ctx.beginPath();
	ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
	ctx.clip();
	ctx.fillStyle = colour;
	ctx.globalAlpha = 0.22;
	ctx.beginPath();
	for (const point of fan.area) ctx.lineTo(...at(point));
	ctx.closePath();
	ctx.fill();
	ctx.globalAlpha = 1;
	ctx.strokeStyle = colour;
	ctx.setLineDash([5 * devicePixelRatio, 5 * devicePixelRatio]);
	ctx.lineWidth = 1.5 * devicePixelRatio;
	ctx.beginPath();
	ctx.moveTo(...at(fan.likely[0]));
	ctx.lineTo(...at(fan.likely[1]));
	ctx.stroke();
	ctx.restore();
}

export const SIGNS: Record<Mark["what"], { sign: string; colour: string }> = {
	restart: { sign: "↻", colour: "quiet" },
	"roll-out": { sign: "⇧", colour: "good" },
	death: { sign: "✗", colour: "sinking" },
	eviction: { sign: "⇥", colour: "rising" },
};

function drawMarks(u: uPlot, marks: readonly Mark[], colour: (name: string) => string, font: string): void {
	const { ctx } = u;
	ctx.save();
	ctx.font = font.replace(/^\d+px/, `${12 * devicePixelRatio}px`);
	ctx.textAlign = "center";
	for (const { t, what } of marks) {
		const { sign, colour: name } = SIGNS[what];
		const x = Math.round(u.valToPos(t, "x", true));
		if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
		ctx.fillStyle = colour(name);
		ctx.globalAlpha = 0.55;
		ctx.fillRect(x, u.bbox.top, devicePixelRatio, u.bbox.height);
		ctx.globalAlpha = 1;
		ctx.fillText(sign, x, u.bbox.top - 4 * devicePixelRatio);
	}
	ctx.restore();
}
