import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { printable } from "../../../src/model/text.ts";
import { usePage } from "../context.ts";
import { type Row, type Water, waterline } from "../fleet.ts";
import { percentText } from "../format.ts";
import { go, hrefOf } from "../router.tsx";
import { onThemeChange } from "../theme.ts";
import { Name } from "./Prose.tsx";
import { movedBy } from "./slider.ts";

const HEIGHT = 184;
/** Percent of the line at the top edge: what stands above its line is seen to. */
const TOP = 118;
/** The fullest get more of the width than the rest. */
const BEND = 0.62;
/** Where the mark sits on the line, from the right of the fullest. */
const MARK_X = 15;

/** A place of the line that is pointed at: by a mouse, a finger or keys. */
interface At {
	index: number;
	x: number;
}

/** The whole fleet: each container's water against the one line, fullest first. */
export function Waterline({ rows, withoutLimit }: { rows: readonly Row[]; withoutLimit: number }) {
	const { page } = usePage();
	const canvas = useRef<HTMLCanvasElement>(null);
	const [width, setWidth] = useState(0);
	const [at, setAt] = useState<At | null>(null);
	const water = useMemo(() => waterline(rows), [rows]);
	const near = useMemo(() => water.shares.findIndex((share) => share < 90), [water]);
	const count = water.shares.length;

	useEffect(() => {
		const element = canvas.current;
		if (element === null) return;
		const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
		observer.observe(element);
		return () => observer.disconnect();
	}, [count === 0]);
	useEffect(() => {
		const element = canvas.current;
		if (element === null || width === 0) return;
		const picture = { water, labels: { line: page.series.limit, zone: page.zoneCount } };
		const paint = () => draw(element, width, picture);
		paint();
		return onThemeChange(paint);
	}, [width, water, page]);

	const rowAt = (index: number) => rows[water.row[index] ?? -1] ?? null;
	const pick = (event: MouseEvent): At | null => {
		const box = canvas.current?.getBoundingClientRect();
		if (box === undefined) return null;
		const x = Math.max(0, event.clientX - box.left);
		return { x, index: Math.min(count - 1, Math.floor(count * (x / width) ** (1 / BEND))) };
	};
	const open = (index: number) => {
		const row = rowAt(index);
		if (row !== null) go(hrefOf(["workloads", row.namespace, row.kind, row.name]));
	};
	// A finger hides what it points at: its first touch tells, the second opens.
	const touched = useRef<number | null>(null);
	const onPointerDown = (event: PointerEvent) => {
		touched.current = event.pointerType === "touch" ? (at?.index ?? -1) : null;
	};
	const onClick = (event: MouseEvent) => {
		const picked = pick(event);
		if (picked === null) return;
		if (touched.current === null || touched.current === picked.index) open(picked.index);
		else setAt(picked);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const index = at?.index ?? 0;
		if (event.key === "Escape") return setAt(null);
		const to = event.key === "Enter" ? index : movedBy(event, index, count);
		if (to === null) return;
		event.preventDefault();
		if (event.key === "Enter") open(to);
		else setAt({ index: to, x: width * ((to + 0.5) / count) ** BEND });
	};
	const told = at === null ? null : rowAt(at.index);
	const share = water.shares[at?.index ?? 0] ?? 0;
	const about = (row: Row) =>
		`${percentText(share)} ${row.namespace}/${row.name} ${row.container}, ${page.of(row.usage, row.limit)}`;
	const first = rowAt(at?.index ?? 0);
	if (count === 0) return <p class="quiet">{page.unknown.waterline}</p>;
	return (
		<figure class="waterline">
			<div class="picture">
				<canvas
					ref={canvas}
					role="slider"
					tabIndex={0}
					aria-label={page.waterline(count, near < 0 ? count : near)}
					aria-valuemin={1}
					aria-valuemax={Math.max(1, count)}
					aria-valuenow={Math.min(count, (at?.index ?? 0) + 1) || 1}
					aria-valuetext={first === null ? "" : printable(about(first))}
					height={HEIGHT}
					onMouseMove={(event) => setAt(pick(event))}
					onMouseLeave={() => setAt(null)}
					onPointerDown={onPointerDown}
					onClick={onClick}
					onKeyDown={onKeyDown}
					onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt({ index: 0, x: 0 })}
					onBlur={() => setAt(null)}
				/>
				{at !== null && told !== null && (
					<>
						<div class="pointer" style={{ left: `${at.x}px` }} />
						<div class={at.x > width * 0.6 ? "tip left" : "tip"} style={{ left: `${at.x}px` }} aria-hidden="true">
							<b>{percentText(share)}</b> <Name text={`${told.namespace}/${told.name}`} />{" "}
							<i>
								<Name text={told.container} />
							</i>
							<br />
							{page.of(told.usage, told.limit)}
						</div>
					</>
				)}
			</div>
			<figcaption class="quiet">
				{page.waterlineKey(withoutLimit)}
				<span>
					<span class="severity error">▾</span> {page.faulty}
				</span>
			</figcaption>
		</figure>
	);
}

interface Labels {
	line: string;
	/** How many stand in a zone, given as percent of the line. */
	zone(count: number, from: number, to: number): string;
}

interface Picture {
	water: Water;
	labels: Labels;
}

/** The zones by which the water is coloured, fullest first: from so many percent of the line. */
const ZONES = [90, 70, 0] as const;

function draw(canvas: HTMLCanvasElement, width: number, { water: { shares, faulty }, labels }: Picture): void {
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
	const faults: [x: number, y: number][] = [];
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
			if (faulty.subarray(i, next).includes(1)) faults.push([(x + end) / 2, top]);
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
	context.fillStyle = colour("sinking");
	for (const [x, top] of faults) drawFault(context, x, top - 3);
	context.fillStyle = colour("quiet");
	context.font = `11.5px ${style.fontFamily}`;
	context.textAlign = "right";
	context.fillText(labels.line, width, line - 7);
	for (const depth of [25, 50, 75]) context.fillText(`${depth} %`, width, Math.round(y(depth)) - 4);
}

/** A small arrow that points down at what an error is found against. */
function drawFault(context: CanvasRenderingContext2D, x: number, y: number): void {
	context.beginPath();
	context.moveTo(x - 4, y - 6);
	context.lineTo(x + 4, y - 6);
	context.lineTo(x, y);
	context.fill();
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
		const text = [whole, `${end - first} ≥ ${from} %`, String(end - first)].find(
			(one) => context.measureText(one).width + 12 < right - left,
		);
		if (text !== undefined && end > first) context.fillText(text, left + 6, HEIGHT - 8);
		first = end;
	}
}
