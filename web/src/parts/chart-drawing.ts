import type uPlot from "uplot";
import type { Mark } from "../../../src/server/api/answers.ts";
import { formatBytes } from "../format.ts";

/** A figure over time, or a line that holds over all of it. Bytes. */
export interface ChartSeries {
	label: string;
	/** A colour of the style sheet. */
	colour: string;
	/** In the order of `t`, or one for all times. */
	values: readonly (number | null)[] | number;
	/** How its line is broken: colours alone tell nothing to who does not see them, nor on paper. */
	dash?: number[];
	/** What holds until it is changed, and is told on the chart; not what was measured. */
	isLine?: boolean;
	filled?: boolean;
}

/** Where it is heading: what lies between the edges, and the likely way through. Unix seconds and bytes. */
export interface Fan {
	area: readonly (readonly [number, number])[];
	likely: readonly [readonly [number, number], readonly [number, number]];
}

/** What is drawn on a chart beside its series. Colours are those of the style sheet, by name. */
export interface Pen {
	colour(name: string): string;
	/** The family of the page's letters. */
	family: string;
}

const RATIO = () => devicePixelRatio || 1;

export function drawFan(u: uPlot, fan: Fan | null, { colour }: Pen): void {
	if (fan === null) return;
	const { ctx } = u;
	const at = ([t, bytes]: readonly [number, number]) =>
		[u.valToPos(t, "x", true), u.valToPos(bytes, "y", true)] as const;
	ctx.save();
	ctx.beginPath();
	ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
	ctx.clip();
	ctx.fillStyle = colour("sinking");
	ctx.globalAlpha = 0.22;
	ctx.beginPath();
	for (const point of fan.area) ctx.lineTo(...at(point));
	ctx.closePath();
	ctx.fill();
	ctx.globalAlpha = 1;
	ctx.strokeStyle = colour("sinking");
	ctx.setLineDash([5 * RATIO(), 5 * RATIO()]);
	ctx.lineWidth = 1.5 * RATIO();
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
/** Which of several at one place is drawn: the worst. */
const WORST: readonly Mark["what"][] = ["restart", "roll-out", "eviction", "death"];
const SIGN_WIDTH = 11;

export function drawMarks(u: uPlot, marks: readonly Mark[], { colour, family }: Pen): void {
	const { ctx } = u;
	ctx.save();
	ctx.font = `${12 * RATIO()}px ${family}`;
	ctx.textAlign = "center";
	// Signs that would stand on each other are one, the worst of them; each keeps its line.
	const placed = marks
		.map(({ t, what }) => ({ what, x: Math.round(u.valToPos(t, "x", true)) }))
		.filter(({ x }) => x >= u.bbox.left && x <= u.bbox.left + u.bbox.width)
		.sort((a, b) => WORST.indexOf(b.what) - WORST.indexOf(a.what) || b.x - a.x);
	const signed: number[] = [];
	for (const { what, x } of placed) {
		const { sign, colour: name } = SIGNS[what];
		ctx.fillStyle = colour(name);
		ctx.globalAlpha = 0.55;
		ctx.fillRect(x, u.bbox.top, RATIO(), u.bbox.height);
		ctx.globalAlpha = 1;
		if (signed.some((other) => Math.abs(other - x) < SIGN_WIDTH * RATIO())) continue;
		signed.push(x);
		ctx.fillText(sign, x, u.bbox.top - 4 * RATIO());
	}
	ctx.restore();
}

const [LINE_HEIGHT, ABOVE] = [14, 8];
const SVG = "http://www.w3.org/2000/svg";

/** In the legend each series as it is drawn. */
export function drawSigns(u: uPlot, series: readonly ChartSeries[], { colour }: Pen): void {
	const signs = [...u.root.querySelectorAll(".u-marker")].slice(1);
	for (const [i, { colour: name, dash, isLine, filled }] of series.entries()) {
		const sign = document.createElementNS(SVG, "svg");
		const part = (what: "rect" | "line", values: Record<string, string>) => {
			const element = document.createElementNS(SVG, what);
			for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
			sign.append(element);
		};
		sign.setAttribute("class", "u-marker");
		sign.setAttribute("aria-hidden", "true");
		if (filled) part("rect", { y: "4", width: "26", height: "8", fill: colour("sea-faint") });
		const y = filled ? "4" : "6";
		const width = isLine ? "1.5" : "2";
		part("line", {
			x2: "26",
			y1: y,
			y2: y,
			stroke: colour(name),
			"stroke-width": width,
			"stroke-dasharray": dash?.join(" ") ?? "",
		});
		signs[i]?.replaceWith(sign);
	}
}

/**
 * The name and the height of each line, on it; lines of one height share a label, and none is written over another.
 * @param side where nothing was measured, if there is such a side
 */
export function drawLabels(u: uPlot, series: readonly ChartSeries[], side: "left" | "right", pen: Pen): void {
	const { colour, family } = pen;
	const { ctx, bbox } = u;
	const heights = new Map<number, ChartSeries[]>();
	for (const one of series) {
		const value = one.isLine ? newestOf(one) : null;
		if (value !== null) heights.set(value, [...(heights.get(value) ?? []), one]);
	}
	ctx.save();
	ctx.font = `${11 * RATIO()}px ${family}`;
	ctx.textAlign = side;
	ctx.lineJoin = "round";
	ctx.lineWidth = 4 * RATIO();
	ctx.strokeStyle = colour("paper");
	let lowest = Number.NEGATIVE_INFINITY;
	for (const [value, lines] of [...heights].sort(([a], [b]) => b - a)) {
		const line = u.valToPos(value, "y", true);
		const isClear = line - ABOVE * RATIO() >= lowest + LINE_HEIGHT * RATIO();
		const y = isClear ? line - ABOVE * RATIO() : Math.max(line + 13 * RATIO(), lowest + LINE_HEIGHT * RATIO());
		if (y > bbox.top + bbox.height) break;
		lowest = y;
		const text = `${lines.map(({ label }) => label).join(" = ")} ${formatBytes(value)}`;
		const x = side === "left" ? bbox.left + 6 * RATIO() : bbox.left + bbox.width - 6 * RATIO();
		ctx.strokeText(text, x, y);
		ctx.fillStyle = colour(lines[0]?.colour ?? "ink");
		ctx.fillText(text, x, y);
	}
	ctx.restore();
}

export function newestOf({ values }: ChartSeries): number | null {
	return typeof values === "number" ? values : (values.findLast((value) => value !== null) ?? null);
}
