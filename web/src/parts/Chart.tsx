import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Forecast, Mark, Track, WorkloadTracks } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { formatBytes, useTimes } from "../format.ts";

const HEIGHT = 300;

interface Lines {
	request: number | null;
	recommended: number | null;
}

/** The memory of one container over time against its lines, what befell it, and where it is heading. */
export function MemoryChart({ tracks, track, lines }: { tracks: WorkloadTracks; track: Track | null; lines: Lines }) {
	const { page } = usePage();
	const times = useTimes();
	const holder = useRef<HTMLDivElement>(null);
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
	const data = useMemo(() => dataOf(tracks, track, lines), [tracks, track, lines.request, lines.recommended]);
	useEffect(() => {
		const element = holder.current;
		if (element === null) return;
		const style = getComputedStyle(element);
		const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
		const font = `11px ${style.fontFamily}`;
		const axis = { stroke: colour("quiet"), grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false }, font };
		const line = (label: string, name: string, dash?: number[]): uPlot.Series => ({
			label,
			stroke: colour(name),
			width: dash === undefined ? 2 : 1.5,
			...(dash === undefined ? {} : { dash }),
			points: { show: dash === undefined && (track?.t.length ?? 0) < 3 },
			value: (_, value) => (value === null || value === undefined ? "–" : formatBytes(value)),
			...(dash === undefined || stepped === undefined ? {} : { paths: stepped }),
		});
		const plot = new uPlot(
			{
				width: element.clientWidth,
				height: HEIGHT,
				padding: [16, 8, 0, 0],
				cursor: { y: false },
				scales: {
					x: { time: true, range: () => [data.from, data.to] },
					y: { range: (_, __, max) => [0, Math.max(max, data.top) * 1.12 || 1] },
				},
				axes: [
					{
						...axis,
						values: (_, ticks) =>
							ticks.map((t) =>
								data.to - data.from > 172_800 ? times.day(t * 1000) : times.time(t * 1000).slice(0, 5),
							),
					},
					{ ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => formatBytes(tick)), incrs: BINARY_STEPS },
				],
				series: [
					{ label: page.column.when, value: (_, t) => (t === null || t === undefined ? "–" : times.full(t * 1000)) },
					{ ...line(page.series.workingSet, "sea"), fill: colour("sea-faint") },
					line(page.series.rss, "rising"),
					line(page.series.cache, "quiet"),
					line(page.series.limit, "line", [6, 0]),
					line(page.series.request, "quiet", [4, 4]),
					line(page.series.recommended, "good", [8, 4]),
				],
				hooks: {
					drawClear: [(u) => drawForecast(u, tracks.forecast, colour("sinking"))],
					draw: [(u) => drawMarks(u, tracks.marks, colour, font)],
				},
			},
			data.columns,
			element,
		);
		const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
		observer.observe(element);
		return () => {
			observer.disconnect();
			plot.destroy();
		};
	}, [data, page, theme]);
	return <div class="chart" ref={holder} role="img" aria-label={page.heading.memory} />;
}

/** A limit holds until it is changed. */
const stepped = uPlot.paths.stepped?.({ align: 1 });
const BINARY_STEPS = Array.from({ length: 50 }, (_, i) => 2 ** i);

function dataOf(tracks: WorkloadTracks, track: Track | null, { request, recommended }: Lines) {
	const late =
		tracks.forecast === null
			? tracks.to
			: Math.min(tracks.forecast.reached.likely, tracks.to + (tracks.to - tracks.from) * 0.6);
	const t = [...(track?.t ?? [])];
	const lastLimit = track?.limit.findLast((value) => value !== null) ?? null;
	const column = (values: readonly (number | null)[] | null | undefined) => [...(values ?? t.map(() => null))];
	const columns = [
		t,
		column(track?.workingSet),
		column(track?.rss),
		column(track?.cache),
		column(track?.limit),
		t.map(() => request),
		t.map(() => recommended),
	];
	// The lines go on to the edges, where nothing was measured.
	for (const edge of [tracks.from, Math.max(late, tracks.to)]) {
		const first = edge === tracks.from;
		const values = [edge, null, null, null, first ? (track?.limit[0] ?? lastLimit) : lastLimit, request, recommended];
		for (const [i, value] of values.entries()) {
			if (first) columns[i]?.unshift(value);
			else columns[i]?.push(value);
		}
	}
	return {
		columns: columns as uPlot.AlignedData,
		from: tracks.from,
		to: Math.max(late, tracks.to),
		top: Math.max(lastLimit ?? 0, request ?? 0, recommended ?? 0),
	};
}

/** The fan between the earliest and the latest moment at which the line is reached. */
function drawForecast(u: uPlot, forecast: Forecast | null, colour: string): void {
	if (forecast === null) return;
	const { ctx } = u;
	const x = (t: number) => u.valToPos(t, "x", true);
	const y = (value: number) => u.valToPos(value, "y", true);
	const { from, limit, reached } = forecast;
	const late = reached.late ?? reached.likely * 2 - reached.early;
	ctx.save();
	ctx.beginPath();
	ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
	ctx.clip();
	ctx.fillStyle = colour;
	ctx.globalAlpha = 0.16;
	ctx.beginPath();
	ctx.moveTo(x(from.t), y(from.bytes));
	ctx.lineTo(x(reached.early), y(limit));
	ctx.lineTo(x(late), y(limit));
	ctx.closePath();
	ctx.fill();
	ctx.globalAlpha = 1;
	ctx.strokeStyle = colour;
	ctx.setLineDash([5 * devicePixelRatio, 5 * devicePixelRatio]);
	ctx.lineWidth = 1.5 * devicePixelRatio;
	ctx.beginPath();
	ctx.moveTo(x(from.t), y(from.bytes));
	ctx.lineTo(x(reached.likely), y(limit));
	ctx.stroke();
	ctx.restore();
}

const SIGNS: Record<Mark["what"], { sign: string; colour: string }> = {
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
