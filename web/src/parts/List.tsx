import type { ComponentChildren, JSX, TargetedMouseEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { usePage, whenIdle } from "../context.ts";
import { isForPage } from "../keys.ts";
import { go } from "../router.tsx";
import { usePrinting } from "../theme.ts";
import { useAim, useHeldOrder } from "./held.ts";

export interface Column<T> {
	key: string;
	title: string;
	/** Width as CSS grid takes it, and on narrow screens. On a phone rows have two lines, which the style sheet lays out by the kind of the list and the keys of its columns. */
	width: string;
	narrow?: string;
	number?: boolean;
	/** Its title is only for those who listen. */
	unseen?: boolean;
	/** Left out on narrow screens; on those of middling width too. */
	wide?: boolean | "very";
	/** The cell that leads to what the row is about; all of the row can be clicked. */
	link?: boolean;
	cell(row: T): ComponentChildren;
}

interface ListProps<T> {
	label: string;
	kind: "workloads" | "nodes" | "order";
	rows: readonly T[];
	columns: readonly Column<T>[];
	href(row: T): string;
	/** What is the same in two tellings of one row. */
	keyOf(row: T): unknown;
	/** What was asked for, and is answered at once. */
	question?: string;
	sort?: { keys: readonly string[]; by: string; down: boolean; set(by: string): void } | undefined;
	empty: string;
}

/** How high a row is, of one line and of two. */
const [ROW, TALL] = [34, 54];
const PHONE = "(max-width: 600px)";
/** Rows drawn beyond what is seen, so that a quick scroll shows no holes. */
const BEYOND = 12;

/** Rows that are put on paper: some fifteen pages. */
const PRINTED = 500;

/**
 * Ten thousand rows of which only those in sight are there. j and k move, Enter opens, Escape lets go; a screen reader is told where it is. While someone aims at
 * a row the rows keep their places; what is in them is new all the same.
 */
export function List<T>(props: ListProps<T>) {
	const { label, kind, rows: newest, columns, href, keyOf, question = "", sort, empty } = props;
	const { page } = usePage();
	const isPhone = useMedia(PHONE);
	const rowHeight = isPhone ? TALL : ROW;
	const whole = useRef<HTMLDivElement>(null);
	const holder = useRef<HTMLDivElement>(null);
	const [top, setTop] = useState(0);
	const [height, setHeight] = useState(innerHeight);
	const [at, setAt] = useState(-1);
	const printing = usePrinting();
	const aim = useAim();
	const { rows, gone, isNewer, take } = useHeldOrder(newest, keyOf, question, aim.isAimed || aim.isUnseen || at >= 0);
	// Where everything is new, what is in sight comes first; the rest when there is nothing else to do.
	const seen = useRef<{ rows: readonly T[]; top: number } | null>(null);
	const isFar = seen.current?.rows !== rows || Math.abs(seen.current.top - top) > height;
	const beyond = isFar ? 0 : BEYOND;
	const [, drawAgain] = useState(0);
	useEffect(() => {
		seen.current = { rows, top };
		if (isFar) whenIdle(() => drawAgain((n) => n + 1));
	});
	useEffect(() => {
		const update = () => {
			const box = holder.current?.getBoundingClientRect();
			if (box === undefined) return;
			// Whole rows: what does not change what is seen draws nothing.
			setTop(Math.floor(Math.max(0, -box.top) / rowHeight) * rowHeight);
			setHeight(innerHeight);
		};
		update();
		addEventListener("scroll", update, { passive: true });
		addEventListener("resize", update);
		return () => {
			removeEventListener("scroll", update);
			removeEventListener("resize", update);
		};
	}, [rowHeight]);
	// Keys may come faster than the page is drawn: what the last one did counts, not what was drawn last.
	const now = useRef({ at, rows, href });
	now.current = { at: now.current.at, rows, href };
	useEffect(() => {
		const move = (to: number) => {
			now.current.at = to;
			setAt(to);
			bringIntoSight(holder.current, to, rowHeight);
		};
		const onKey = (event: KeyboardEvent) => {
			if (!isForPage(event)) return;
			const { at, rows, href } = now.current;
			const row = rows[at];
			if (event.key === "j") move(Math.min(rows.length - 1, at + 1));
			else if (event.key === "k") move(Math.max(0, at - 1));
			else if (event.key === "Escape" && at >= 0) move(-1);
			else if (event.key === "Enter" && row !== undefined && document.activeElement === document.body) go(href(row));
			else return;
			event.preventDefault();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, [rowHeight]);
	const takeNewer = () => {
		const here = rows[at];
		now.current.at = here === undefined ? -1 : newest.findIndex((row) => keyOf(row) === keyOf(here));
		setAt(now.current.at);
		// The button is about to go: what it was asked for is where the focus goes on.
		if (whole.current?.contains(document.activeElement)) holder.current?.querySelector("a")?.focus();
		take();
	};
	const first = printing ? 0 : Math.max(0, Math.floor(top / rowHeight) - 1 - beyond);
	const last = Math.min(rows.length, printing ? PRINTED : Math.ceil((top + height) / rowHeight) + beyond);
	// Elements are used again for the rows that take their place: writing texts anew is far cheaper than building rows.
	const slots = printing ? PRINTED : Math.ceil(height / rowHeight) + 2 * BEYOND + 4;
	const widths = {
		"--row": `${rowHeight}px`,
		"--columns": columns.map(({ width }) => width).join(" "),
		"--middling": columns.flatMap(({ width, wide }) => (wide === "very" ? [] : [width])).join(" "),
		"--narrow": columns.flatMap(({ width, narrow, wide }) => (wide ? [] : [narrow ?? width])).join(" "),
	};
	// A row that is where it was is not drawn anew: Preact passes over a node that is the same.
	const known = useRef({ columns, rowHeight, nodes: new Map<T, { index: number; how: string; node: JSX.Element }>() });
	if (known.current.columns !== columns || known.current.rowHeight !== rowHeight)
		known.current = { columns, rowHeight, nodes: new Map() };
	const before = known.current.nodes;
	const nodes: typeof before = new Map();
	known.current.nodes = nodes;
	const drawn = (row: T, index: number) => {
		const how = `row${index === at ? " at" : ""}${gone.has(row) ? " gone" : ""}`;
		const kept = before.get(row);
		const same = kept !== undefined && kept.index === index && kept.how === how;
		const node = same
			? kept.node
			: drawRow({ row, index, slot: index % slots, top: index * rowHeight, how, columns, href });
		nodes.set(row, { index, how, node });
		return node;
	};
	return (
		<div ref={whole} {...aim.focus}>
			{isNewer && (
				<div class="waiting newer">
					<button type="button" title={page.newer.about} onClick={takeNewer}>
						<span aria-hidden="true">⇅</span> {page.newer.take}
					</button>
				</div>
			)}
			<div
				class={`list ${kind}`}
				role="table"
				aria-label={label}
				aria-rowcount={rows.length + 1}
				style={widths}
				onPointerOver={tellCut}
			>
				<div class="row head" role="row" aria-rowindex={1}>
					{columns.map((column) => (
						<Head key={column.key} column={column} sort={printing ? undefined : sort} />
					))}
				</div>
				{/* Rows that are not in sight are not there, which a table element cannot say. */}
				<div
					ref={holder}
					role="rowgroup"
					style={{ height: `${rows.length * rowHeight}px` }}
					class="body"
					{...aim.pointer}
				>
					{rows.slice(first, last).map((row, i) => drawn(row, first + i))}
					<Whole key="whole" body={holder} at={at} row={rowHeight} drawn={nodes} />
				</div>
				{rows.length === 0 && <p class="quiet">{empty}</p>}
				{printing && last < rows.length && <p class="quiet">{page.more(rows.length - last)}</p>}
			</div>
		</div>
	);
}

/** A row, and one more on either side of it. */
function bringIntoSight(list: HTMLElement | null, index: number, height: number): void {
	if (list === null || index < 0) return;
	const from = list.getBoundingClientRect().top + (index + 1) * height;
	if (from < 120) scrollBy(0, from - 120);
	else if (from + height > innerHeight - 20) scrollBy(0, from + height - innerHeight + 20);
}

function useMedia(query: string): boolean {
	const [fits, setFits] = useState(() => matchMedia(query).matches);
	useEffect(() => {
		const media = matchMedia(query);
		const update = () => setFits(media.matches);
		media.addEventListener("change", update);
		return () => media.removeEventListener("change", update);
	}, [query]);
	return fits;
}

interface WholeProps {
	body: { current: HTMLElement | null };
	/** The row that is marked, if one is. */
	at: number;
	/** Of a row, in dots. */
	row: number;
	/** Changes with what is drawn. */
	drawn: unknown;
}

/** Below the row that keys have come to: its names whole, where they are cut. Escape takes it away. Who listens is told them whole in the row. */
function Whole({ body, at, row, drawn }: WholeProps) {
	const [focused, setFocused] = useState(-1);
	const [told, setTold] = useState<{ index: number; text: string } | null>(null);
	const index = at >= 0 ? at : focused;
	useEffect(() => {
		const holder = body.current;
		const onFocus = ({ target }: FocusEvent) => {
			const line = target instanceof Element && target.matches(":focus-visible") ? target.closest(".row") : null;
			setFocused(line === null ? -1 : Number(line.getAttribute("aria-rowindex")) - 2);
		};
		const onBlur = () => setFocused(-1);
		const onKey = ({ key }: KeyboardEvent) => key === "Escape" && setTold(null);
		holder?.addEventListener("focusin", onFocus);
		holder?.addEventListener("focusout", onBlur);
		addEventListener("keydown", onKey);
		return () => {
			holder?.removeEventListener("focusin", onFocus);
			holder?.removeEventListener("focusout", onBlur);
			removeEventListener("keydown", onKey);
		};
	}, []);
	useLayoutEffect(() => {
		const line = index < 0 ? null : body.current?.querySelector(`.row[aria-rowindex="${index + 2}"]`);
		const cells = [...(line?.querySelectorAll<HTMLElement>("[role=cell]") ?? [])].filter(isCut);
		setTold(cells.length === 0 ? null : { index, text: cells.map(wholeOf).join(" · ") });
	}, [index, row, drawn]);
	if (told === null) return null;
	return (
		<div class="tip whole" aria-hidden="true" style={{ top: `${(told.index + 1) * row}px` }}>
			{told.text}
		</div>
	);
}

function isCut(cell: HTMLElement): boolean {
	return [cell, ...cell.querySelectorAll(".first")].some((one) => one.scrollWidth > one.clientWidth);
}

/** What a cell says to who listens. */
function wholeOf(cell: HTMLElement): string {
	const names = [...cell.querySelectorAll("bdi")].map(({ textContent }) => textContent);
	return names.length === 0 ? (cell.textContent ?? "") : names.join(" ");
}

interface RowProps<T> extends Pick<ListProps<T>, "columns" | "href"> {
	row: T;
	index: number;
	/** Of the elements that rows take turns in. */
	slot: number;
	/** Where it stands, in dots. */
	top: number;
	/** Its classes. */
	how: string;
}

function drawRow<T>({ row, index, slot, top, how, columns, href }: RowProps<T>) {
	const style = { top: `${top}px` };
	return (
		<div key={slot} class={how} role="row" aria-rowindex={index + 2} style={style}>
			{columns.map((column) => (
				<span key={column.key} role="cell" class={classOf(column)}>
					{column.link ? rowLink(href(row), column.cell(row)) : column.cell(row)}
				</span>
			))}
		</div>
	);
}

function rowLink(href: string, children: ComponentChildren) {
	return (
		<a href={href} onClick={follow}>
			{children}
		</a>
	);
}

function follow(event: TargetedMouseEvent<HTMLAnchorElement>): void {
	if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
	event.preventDefault();
	go(event.currentTarget.getAttribute("href") ?? "");
}

/** What does not fit its cell is told to who points at it. */
function tellCut({ target }: Event): void {
	const cell = target instanceof Element ? target.closest<HTMLElement>("[role=cell]") : null;
	if (cell === null) return;
	if (isCut(cell)) cell.title = wholeOf(cell);
	else cell.removeAttribute("title");
}

function classOf<T>({ key, number, wide }: Column<T>): string {
	return [`c-${key}`, number ? "number" : "", wide ? "wide" : "", wide === "very" ? "very" : ""]
		.filter(Boolean)
		.join(" ");
}

function Head<T>({ column, sort }: { column: Column<T>; sort: ListProps<T>["sort"] }) {
	const title = sentenceCase(column.title);
	if (sort === undefined || !sort.keys.includes(column.key)) {
		return (
			<span role="columnheader" class={classOf(column)}>
				<span class={column.unseen ? "unseen" : ""}>{title}</span>
			</span>
		);
	}
	const is = sort.by === column.key;
	return (
		<span
			role="columnheader"
			class={classOf(column)}
			aria-sort={is ? (sort.down ? "descending" : "ascending") : "none"}
		>
			<button type="button" onClick={() => sort.set(column.key)}>
				{title}
				<span aria-hidden="true">{is ? (sort.down ? " ↓" : " ↑") : ""}</span>
			</button>
		</span>
	);
}

/** Heads that are written in capitals wherever they stand. */
const ACRONYMS: readonly string[] = ["RSS", "QOS", "ADJ"];

/** Terminals want their heads in capitals, a page does not. */
export function sentenceCase(title: string): string {
	const isLoud = title === title.toUpperCase() && !ACRONYMS.includes(title);
	return isLoud ? title.charAt(0) + title.slice(1).toLowerCase() : title;
}
