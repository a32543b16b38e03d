import type { FleetColumns } from "../../src/server/api/answers.ts";

/** A row of the fleet as lists show it. */
export interface Row {
	id: number;
	namespace: string;
	kind: string;
	name: string;
	container: string;
	replicas: number;
	usage: number | null;
	limit: number | null;
	request: number | null;
	shares: readonly number[];
	used: number;
	spare: number;
	short: number;
	restarts: number;
	deaths: number;
	severity: number;
	recommendedLimit: number | null;
	recommendedRequest: number | null;
	reached: number | null;
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
		if (columns.full) this.#rows = new Map();
		for (const id of columns.removed) this.#rows.delete(id);
		for (const [i, id] of columns.id.entries()) this.#rows.set(id, rowAt(columns, i, id));
		this.#stamp = `${columns.epoch}-${columns.version}`;
		// In the order of names once and for all: sorting is stable, so that equal rows of any other order need no comparing of texts.
		this.#list = [...this.#rows.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
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

export function filtered(rows: readonly Row[], { text, namespace, severity }: Filter): Row[] {
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

/** The order by a column; of equal ones, those that sink sooner. */
export function sorted(rows: readonly Row[], by: Sort, down: boolean): Row[] {
	const key = KEYS[by];
	const sign = down ? -1 : 1;
	return rows.toSorted((a, b) => {
		const [x, y] = [key(a), key(b)];
		if (x === y) return (b.shares[0] ?? -1) - (a.shares[0] ?? -1);
		return x < y ? -sign : sign;
	});
}

/** A severe row before one that is only full; then by its fullest replica. */
const KEYS: Record<Sort, (row: Row) => number | string> = {
	share: (row) => row.shares[0] ?? -1,
	namespace: (row) => row.namespace,
	workload: (row) => row.name,
	use: (row) => row.used,
	line: (row) => row.limit ?? -1,
	request: (row) => row.request ?? -1,
	restarts: (row) => row.restarts,
	deaths: (row) => row.deaths,
	reached: (row) => (row.reached === null ? Number.NEGATIVE_INFINITY : -row.reached),
};

/** How soon a row sinks: leaks that reach the line first, then what died, then by fullness. */
export function sinking(rows: readonly Row[], now: number, most: number): Row[] {
	const urgency = (row: Row) => {
		const share = row.shares[0] ?? 0;
		const soon = row.reached === null ? 0 : Math.max(0, 100 - (row.reached - now) / 3_600_000);
		return Math.max(share, soon) + Math.min(row.deaths, 20) * 2 + (row.severity === 2 ? 70 : 0);
	};
	return rows
		.map((row) => ({ row, urgency: urgency(row) }))
		.filter(({ urgency }) => urgency >= 70)
		.sort((a, b) => b.urgency - a.urgency)
		.slice(0, most)
		.map(({ row }) => row);
}

/** Every replica's share of its line, fullest first, with the row each is of: the waterline. */
export function waterline(rows: readonly Row[]): { shares: Uint16Array; row: Uint32Array } {
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
	for (const [i, both] of all.entries()) {
		shares[i] = Math.floor(both / ROWS);
		row[i] = both % ROWS;
	}
	return { shares, row };
}
const ROWS = 2 ** 32;
