import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { usePage } from "../context.ts";
import { type Row, waterline } from "../fleet.ts";
import { bytes, percentText } from "../format.ts";
import { go, hrefOf } from "../router.tsx";
import { Name } from "./Prose.tsx";

const HEIGHT = 184;
/** Percent of the line at the top edge: what stands above its line is seen to. */
const TOP = 118;
/** The fullest get more of the width than the rest. */
const BEND = 0.62;
/** Where the mark sits on the line, from the right of the fullest. */
const MARK_X = 15;

/** The whole fleet: each container's water against the one line, fullest first. */
export function Waterline({ rows }: { rows: readonly Row[] }) {
	const { page } = usePage();
	const canvas = useRef<HTMLCanvasElement>(null);
	const [width, setWidth] = useState(0);
	const [at, setAt] = useState<{ row: Row; share: number; x: number } | null>(null);
	const water = useMemo(() => waterline(rows), [rows]);
	const near = useMemo(() => water.shares.findIndex((share) => share < 90), [water]);

	useEffect(() => {
		const element = canvas.current;
		if (element === null) return;
		const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
		observer.observe(element);
		return () => observer.disconnect();
	}, []);
	useEffect(() => {
		const element = canvas.current;
		if (element === null || width === 0) return;
		const paint = () => draw(element, width, water.shares, { line: page.series.limit, zone: page.zoneCount });
		paint();
		// The colours change with the system's, or by hand.
		const media = matchMedia("(prefers-color-scheme: dark)");
		const observer = new MutationObserver(paint);
		observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
		media.addEventListener("change", paint);
		return () => {
			observer.disconnect();
			media.removeEventListener("change", paint);
		};
	}, [width, water, page]);

	const pick = (event: MouseEvent) => {
		const element = canvas.current;
		const count = water.shares.length;
		if (element === null || count === 0) return null;
		const x = event.clientX - element.getBoundingClientRect().left;
		const index = Math.min(count - 1, Math.floor(count * (Math.max(0, x) / width) ** (1 / BEND)));
		const row = rows[water.row[index] ?? -1];
		return row === undefined ? null : { row, share: water.shares[index] ?? 0, x };
	};
	const open = (event: MouseEvent) => {
		const picked = pick(event);
		if (picked !== null) go(hrefOf(["workloads", picked.row.namespace, picked.row.kind, picked.row.name]));
	};
	const count = water.shares.length;
	return (
		<div class="waterline">
			{/* By keys the same rows are reached as links in the lists below. */}
			<canvas
				ref={canvas}
				role="img"
				aria-label={page.waterline(count, near < 0 ? count : near)}
				height={HEIGHT}
				onMouseMove={(event) => setAt(pick(event))}
				onMouseLeave={() => setAt(null)}
				onClick={open}
			/>
			{count === 0 && <p class="quiet">{page.unknown.waterline}</p>}
			{at !== null && (
				<div class={at.x > width * 0.6 ? "tip left" : "tip"} style={{ left: `${at.x}px` }} aria-hidden="true">
					<b>{percentText(at.share)}</b> <Name text={`${at.row.namespace}/${at.row.name}`} />{" "}
					<i>
						<Name text={at.row.container} />
					</i>
					<br />
					{page.of(bytes(at.row.usage), bytes(at.row.limit))}
				</div>
			)}
		</div>
	);
}

interface Labels {
	line: string;
	/** How many stand in a zone, given as percent of the line. */
	zone(count: number, from: number, to: number): string;
}

/** The zones by which the water is coloured, fullest first: from so many percent of the line. */
const ZONES = [90, 70, 0] as const;

function draw(canvas: HTMLCanvasElement, width: number, shares: Uint16Array, labels: Labels): void {
	const ratio = devicePixelRatio || 1;
	canvas.width = width * ratio;
	canvas.height = HEIGHT * ratio;
	const context = canvas.getContext("2d");
	if (context === null) return;
	context.scale(ratio, ratio);
	const style = getComputedStyle(canvas);
	const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
	const y = (share: number) => HEIGHT - (Math.min(share, TOP) / TOP) * HEIGHT;
	const count = shares.length;
	context.clearRect(0, 0, width, HEIGHT);
	const colours = { sinking: colour("sinking"), rising: colour("rising"), calm: colour("sea") };
	const of = (share: number) => (share >= 90 ? colours.sinking : share >= 70 ? colours.rising : colours.calm);
	// Depths, to read heights by.
	context.fillStyle = colour("grid");
	for (const depth of [25, 50, 75]) context.fillRect(0, Math.round(y(depth)), width, 1);
	if (count > 0) {
		// As long as there is room each container stands alone; then the surface closes.
		for (let i = 0, x = 0; i < count && x < width; ) {
			let next = i + 1;
			let end = width * (next / count) ** BEND;
			while (end - x < 1 && next < count) end = width * (++next / count) ** BEND;
			const share = shares[i] ?? 0;
			const top = y(share);
			const gap = end - x > 5 ? 1.5 : end - x > 3 ? 1 : 0;
			context.fillStyle = of(share);
			context.globalAlpha = 0.22;
			context.fillRect(x, top, Math.max(1, end - x - gap), HEIGHT - top);
			context.globalAlpha = 1;
			context.fillRect(x, top, Math.max(1, end - x - gap), share > 0 ? 2.5 : 1);
			x = end;
			i = next;
		}
	}
	drawZones(context, shares, width, { labels, colour: colour("ink"), font: `12px ${style.fontFamily}` });
	// The line, and the mark it is named for.
	const line = Math.round(y(100)) + 0.5;
	context.strokeStyle = colour("line");
	context.lineWidth = 2;
	context.beginPath();
	context.moveTo(0, line);
	context.lineTo(width, line);
	context.stroke();
	context.fillStyle = colour("paper");
	context.strokeStyle = colour("sinking");
	context.lineWidth = 2.5;
	context.beginPath();
	context.arc(MARK_X, line, 8, 0, Math.PI * 2);
	context.fill();
	context.stroke();
	context.beginPath();
	context.moveTo(MARK_X - 14, line);
	context.lineTo(MARK_X + 14, line);
	context.stroke();
	context.fillStyle = colour("quiet");
	context.font = `11.5px ${style.fontFamily}`;
	context.textAlign = "right";
	context.fillText(labels.line, width, line - 7);
	for (const depth of [25, 50, 75]) context.fillText(`${depth} %`, width, Math.round(y(depth)) - 4);
}

/** How many stand in each zone, written where it begins; not where there is no room. */
function drawZones(
	context: CanvasRenderingContext2D,
	shares: Uint16Array,
	width: number,
	{ labels, colour, font }: { labels: Labels; colour: string; font: string },
): void {
	const count = shares.length;
	context.font = font;
	context.fillStyle = colour;
	context.textAlign = "left";
	let first = 0;
	for (const [i, from] of ZONES.entries()) {
		const below = shares.findIndex((share) => share < from);
		const end = below < 0 ? count : below;
		const [left, right] = [first, end].map((place) => width * (place / (count || 1)) ** BEND) as [number, number];
		const whole = labels.zone(end - first, from, ZONES[i - 1] ?? 100);
		const short = String(end - first);
		const text = [whole, short].find((one) => context.measureText(one).width + 12 < right - left);
		if (text !== undefined && end > first) context.fillText(text, left + 6, HEIGHT - 8);
		first = end;
	}
}
