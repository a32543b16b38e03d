import { SEVERITIES } from "../../src/model/finding.ts";
import type { FleetRow } from "../../src/model/fleet.ts";
import type { FleetColumns } from "../../src/server/api/answers.ts";

/** A row of the fleet as lists show it. */
export interface Row extends Omit<FleetRow, "severity" | "podLimit" | "podRequest"> {
	id: number;
	/** Its place in `SEVERITIES`. */
	severity: number;
	/** What a search looks through, in lower case. */
	text: string;
}

export const SORTS = [
	"share",
	"namespace",
	"workload",
	"use",
	"line",
	"request",
	"restarts",
	"deaths",
	"reached",
] as const;
export type Sort = (typeof SORTS)[number];

/** All rows of the fleet; changes are merged into it. */
export class Fleet {
	#rows = new Map<number, Row>();
	#stamp = "";

	/** For the next question: only what changes after this. */
	get since(): string {
		return this.#stamp;
	}

	get rows(): readonly Row[] {
		return this.#list;
	}
	#list: Row[] = [];

	merge(columns: FleetColumns): void {
		this.#stamp = `${columns.epoch}-${columns.version}`;
		if (!columns.full && columns.id.length === 0 && columns.removed.length === 0) return;
		if (columns.full) this.#rows = new Map();
		let sameRows = !columns.full && columns.removed.length === 0;
		for (const id of columns.removed) this.#rows.delete(id);
		for (const [i, id] of columns.id.entries()) {
			sameRows &&= this.#rows.has(id);
			this.#rows.set(id, rowAt(columns, i, id));
		}
		// In the order of names once and for all: sorting is stable, so that equal rows of any other order need no comparing of texts.
		this.#list = sameRows
			? this.#list.map((row) => this.#rows.get(row.id) ?? row)
			: [...this.#rows.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
	}

	namespaces(): string[] {
		return [...new Set(this.#list.map(({ namespace }) => namespace))].sort();
	}
}

function rowAt(columns: FleetColumns, i: number, id: number): Row {
	const namespace = columns.namespaces[columns.namespace[i] ?? -1] ?? "";
	const kind = columns.kinds[columns.kind[i] ?? -1] ?? "";
	const container = columns.containers[columns.container[i] ?? -1] ?? "";
	const name = columns.name[i] ?? "";
	return {
		id,
		namespace,
		kind,
		name,
		container,
		replicas: columns.replicas[i] ?? 0,
		usage: columns.usage[i] ?? null,
		limit: columns.limit[i] ?? null,
		request: columns.request[i] ?? null,
		shares: columns.shares[i] ?? [],
		used: columns.used[i] ?? 0,
		spare: columns.spare[i] ?? 0,
		short: columns.short[i] ?? 0,
		restarts: columns.restarts[i] ?? 0,
		deaths: columns.deaths[i] ?? 0,
		severity: columns.severity[i] ?? -1,
		recommendedLimit: columns.recommendedLimit[i] ?? null,
		recommendedRequest: columns.recommendedRequest[i] ?? null,
		reached: columns.reached[i] ?? null,
		text: `${namespace}/${kind}/${name} ${container}`.toLowerCase(),
	};
}

export interface Filter {
	/** Words that all must occur. */
	text: string;
	namespace: string;
	/** At least this severity; −1 for any. */
	severity: number;
}

export function filtered(rows: readonly Row[], { text, namespace, severity }: Filter): readonly Row[] {
	if (text.trim() === "" && namespace === "" && severity < 0) return rows;
	const words = text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== "");
	return rows.filter(
		(row) =>
			(namespace === "" || row.namespace === namespace) &&
			row.severity >= severity &&
			words.every((word) => row.text.includes(word)),
	);
}

/** Orders of a list of rows that were asked for: who filters as they type sorts once. */
const orders = new WeakMap<readonly Row[], Map<string, readonly Row[]>>();

/** The order by a column; of equal ones, those that sink sooner. The same list asked for again is not sorted again. */
export function sorted(rows: readonly Row[], by: Sort, down: boolean): readonly Row[] {
	const known = orders.get(rows) ?? new Map<string, readonly Row[]>();
	orders.set(rows, known);
	const name = `${by} ${down}`;
	const made = known.get(name) ?? ordered(rows, by, down ? -1 : 1);
	known.set(name, made);
	return made;
}

/** Columns of numbers are sorted several times as quickly as rows. */
function ordered(rows: readonly Row[], by: Sort, sign: 1 | -1): Row[] {
	const shares = Float64Array.from(rows, (row) => row.shares[0] ?? -1);
	const keys = keysOf(rows, by);
	const places = Uint32Array.from(rows.keys());
	places.sort((a, b) => {
		const [x, y] = [keys[a] as number, keys[b] as number];
		return x === y ? (shares[b] as number) - (shares[a] as number) || a - b : (x - y) * sign;
	});
	return Array.from(places, (place) => rows[place] as Row);
}

/** Places of names in their order: names seldom change, and sorting ten thousand texts takes as long as drawing them. */
const places: Record<"namespace" | "workload", Map<string, number>> = { namespace: new Map(), workload: new Map() };

function keysOf(rows: readonly Row[], by: Sort): Float64Array {
	if (by !== "namespace" && by !== "workload") return Float64Array.from(rows, NUMBERS[by]);
	const text = by === "namespace" ? (row: Row) => row.namespace : (row: Row) => row.name;
	if (rows.some((row) => !places[by].has(text(row))))
		places[by] = new Map([...new Set(rows.map(text))].sort().map((name, place) => [name, place]));
	return Float64Array.from(rows, (row) => places[by].get(text(row)) ?? 0);
}

/** Orders a list as it is first asked to be, one at a time as there is nothing else to do. @returns stops it */
export function prepareList(rows: readonly Row[], whenIdle: (task: () => void) => void): () => void {
	const left = [...SORTS];
	let ended = false;
	const next = () => {
		const by = left.shift();
		if (ended || by === undefined) return;
		sorted(rows, by, true);
		whenIdle(next);
	};
	whenIdle(next);
	return () => {
		ended = true;
	};
}

/** What can be done before anybody asks for an order. */
export function prepareOrders(rows: readonly Row[]): void {
	keysOf(rows, "namespace");
	keysOf(rows, "workload");
	sorted(rows, "share", true);
}

const NUMBERS: Record<Exclude<Sort, "namespace" | "workload">, (row: Row) => number> = {
	share: (row) => row.shares[0] ?? -1,
	use: (row) => row.used,
	line: (row) => row.limit ?? -1,
	request: (row) => row.request ?? -1,
	restarts: (row) => row.restarts,
	deaths: (row) => row.deaths,
	// Finite: the difference of two that are not is no number.
	reached: (row) => (row.reached === null ? -Number.MAX_VALUE / 2 : -row.reached),
};

/** How soon a row sinks: leaks that reach the line first, then what died, then by fullness. */
export function sinking(rows: readonly Row[], now: number, most: number): Row[] {
	const urgency = (row: Row) => {
		const share = row.shares[0] ?? 0;
		const soon = row.reached === null ? 0 : Math.max(0, 100 - (row.reached - now) / 3_600_000);
		return Math.max(share, soon) + Math.min(row.deaths, 20) * 2 + (row.severity === 2 ? 70 : 0);
	};
	return rows
		.flatMap((row) => {
			const found = urgency(row);
			return found >= 70 ? [{ row, urgency: found }] : [];
		})
		.sort((a, b) => b.urgency - a.urgency)
		.slice(0, most)
		.map(({ row }) => row);
}

/** Every replica's share of its line, fullest first, with the row each is of. */
export interface Water {
	shares: Uint16Array;
	row: Uint32Array;
	/** 1 where an error is found against it. */
	faulty: Uint8Array;
}

const waters = new WeakMap<readonly Row[], Water>();

/** The waterline; of the same rows it is made once, so that coming back to it takes nothing. */
export function waterline(rows: readonly Row[]): Water {
	const known = waters.get(rows) ?? waterOf(rows);
	waters.set(rows, known);
	return known;
}

function waterOf(rows: readonly Row[]): Water {
	let count = 0;
	for (const { shares } of rows) count += shares.length;
	const all = new Float64Array(count);
	let n = 0;
	for (const [i, { shares }] of rows.entries()) {
		// Both in one number: sorting numbers is ten times as quick as sorting objects.
		for (const share of shares) all[n++] = Math.min(share, 65_535) * ROWS + i;
	}
	all.sort();
	all.reverse();
	const shares = new Uint16Array(count);
	const row = new Uint32Array(count);
	const faulty = new Uint8Array(count);
	for (const [i, both] of all.entries()) {
		shares[i] = Math.floor(both / ROWS);
		row[i] = both % ROWS;
		if (rows[row[i] ?? 0]?.severity === ERROR) faulty[i] = 1;
	}
	return { shares, row, faulty };
}
const ROWS = 2 ** 32;
const ERROR = SEVERITIES.indexOf("error");
