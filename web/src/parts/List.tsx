import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../context.ts";
import { go } from "../router.tsx";

export interface Column<T> {
	key: string;
	title: string;
	/** Width as CSS grid takes it. */
	width: string;
	number?: boolean;
	/** Left out on narrow screens. */
	wide?: boolean;
	/** The cell that leads to what the row is about; all of the row can be clicked. */
	link?: boolean;
	cell(row: T): ComponentChildren;
}

interface ListProps<T> {
	label: string;
	rows: readonly T[];
	columns: readonly Column<T>[];
	id(row: T): number | string;
	href(row: T): string;
	sort?: { by: string; down: boolean; set(by: string): void } | undefined;
	empty: string;
}

const ROW = 34;
/** Rows drawn beyond what is seen, so that a quick scroll shows no holes. */
const BEYOND = 12;

/** Ten thousand rows of which only those in sight are there. j and k move, Enter opens; a screen reader is told where it is. */
export function List<T>({ label, rows, columns, id, href, sort, empty }: ListProps<T>) {
	const holder = useRef<HTMLDivElement>(null);
	const [top, setTop] = useState(0);
	const [height, setHeight] = useState(900);
	const [at, setAt] = useState(-1);
	useEffect(() => {
		const update = () => {
			const box = holder.current?.getBoundingClientRect();
			if (box === undefined) return;
			setTop(Math.max(0, -box.top));
			setHeight(innerHeight);
		};
		update();
		addEventListener("scroll", update, { passive: true });
		addEventListener("resize", update);
		return () => {
			removeEventListener("scroll", update);
			removeEventListener("resize", update);
		};
	}, []);
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
			const row = rows[at];
			if (event.key === "j") setAt(Math.min(rows.length - 1, at + 1));
			else if (event.key === "k") setAt(Math.max(0, at - 1));
			else if (event.key === "Enter" && row !== undefined && document.activeElement === document.body) go(href(row));
			else return;
			event.preventDefault();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, [rows, at, href]);
	useEffect(() => {
		const element = holder.current;
		if (element === null || at < 0) return;
		const from = element.getBoundingClientRect().top + at * ROW + ROW;
		if (from < 120) scrollBy(0, from - 120);
		else if (from + ROW > innerHeight - 20) scrollBy(0, from + ROW - innerHeight + 20);
	}, [at]);
	const first = Math.max(0, Math.floor((top - ROW) / ROW) - BEYOND);
	const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + BEYOND);
	const template = columns.map(({ width }) => width).join(" ");
	return (
		<div class="list" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
			<div class="row head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
				{columns.map((column) => (
					<Head key={column.key} column={column} sort={sort} />
				))}
			</div>
			{/* Rows that are not in sight are not there, which a table element cannot say. */}
			<div ref={holder} role="rowgroup" style={{ height: `${rows.length * ROW}px` }} class="body">
				{rows.slice(first, last).map((row, i) => (
					<div
						key={id(row)}
						class={first + i === at ? "row at" : "row"}
						role="row"
						aria-rowindex={first + i + 2}
						style={{ top: `${(first + i) * ROW}px`, gridTemplateColumns: template }}
					>
						{columns.map((column) => (
							<span key={column.key} role="cell" class={classOf(column)}>
								{column.link ? <RowLink href={href(row)}>{column.cell(row)}</RowLink> : column.cell(row)}
							</span>
						))}
					</div>
				))}
			</div>
			{rows.length === 0 && <p class="quiet">{empty}</p>}
		</div>
	);
}

function RowLink({ href, children }: { href: string; children: ComponentChildren }) {
	const onClick = (event: MouseEvent) => {
		if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
		event.preventDefault();
		go(href);
	};
	return (
		<a href={href} onClick={onClick}>
			{children}
		</a>
	);
}

function classOf<T>({ number, wide }: Column<T>): string {
	return [number ? "number" : "", wide ? "wide" : ""].join(" ").trim();
}

function Head<T>({ column, sort }: { column: Column<T>; sort: ListProps<T>["sort"] }) {
	const is = sort?.by === column.key;
	const order = is ? (sort.down ? "descending" : "ascending") : "none";
	return (
		<span role="columnheader" class={classOf(column)} aria-sort={sort === undefined ? undefined : order}>
			{sort === undefined ? (
				sentenceCase(column.title)
			) : (
				<button type="button" onClick={() => sort.set(column.key)}>
					{sentenceCase(column.title)}
					<span aria-hidden="true">{is ? (sort.down ? " ↓" : " ↑") : ""}</span>
				</button>
			)}
		</span>
	);
}

/** Terminals want their heads in capitals, a page does not. */
export function sentenceCase(title: string): string {
	const isLoud = title.length > 3 && title === title.toUpperCase();
	return isLoud ? title.charAt(0) + title.slice(1).toLowerCase() : title;
}

export function isTyping({ target }: Event): boolean {
	return (
		target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
	);
}

/** What is shown while there is nothing to show. */
export function Waiting({ error }: { error: keyof ReturnType<typeof usePage>["page"]["error"] | null }) {
	const { page } = usePage();
	return (
		<p class="quiet" role="status">
			{error === null ? page.loading : page.error[error]}
		</p>
	);
}
