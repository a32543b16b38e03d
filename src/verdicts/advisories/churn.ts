import { CHURN_KINDS, type ChurnKind } from "../../model/advisory.ts";
import type { KubeEvent } from "../../model/event.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";

/** How often objects of a kind come and go. */
interface ChurnRate {
	/** Created or deleted an hour, the larger of the two. */
	perHour: number;
	/** Whether all were counted; else only those that are still there, or that events tell of: a lower bound. */
	complete: boolean;
}
export type Churn = Readonly<Partial<Record<ChurnKind, ChurnRate>>>;

const HOUR = 3_600_000;
/** Of the hour; what was counted in less is not made into a rate: half a minute of a pipeline is no day of it. */
const LEAST_WATCHED = 0.5;

/** What events say of objects that may be gone by now; each object is counted once. */
const CREATED: Readonly<Record<string, ChurnKind>> = {
	"Scheduled Pod": "pods",
	"ProvisioningSucceeded PersistentVolumeClaim": "persistentvolumeclaims",
	"RegisteredNode Node": "nodes",
};
const DELETED: Readonly<Record<string, ChurnKind>> = {
	"Killing Pod": "pods",
	"RemovingNode Node": "nodes",
	"DeletingNode Node": "nodes",
};

/** Counts comings and goings of the last hour: by a history's counters where there are some, else by ages and events, of which no more than names are kept. */
export class ChurnCount {
	readonly #at: Millis;
	readonly #created = new Map<ChurnKind, Set<string>>();
	readonly #deleted = new Map<ChurnKind, Set<string>>();
	readonly #seen = new Set<ChurnKind>();
	readonly #counted = new Map<ChurnKind, ChurnRate>();

	constructor(at: Millis) {
		this.#at = at;
	}

	/** An object that is there. */
	object(kind: ChurnKind, name: string, createdAt: Millis | null): void {
		this.#seen.add(kind);
		if (this.#isRecent(createdAt)) add(this.#created, kind, name);
	}

	event({ reason, regarding, firstAt }: KubeEvent): void {
		if (!this.#isRecent(firstAt)) return;
		const key = `${reason} ${regarding.kind}`;
		const name = regarding.kind === "Node" ? regarding.name : `${regarding.namespace}/${regarding.name}`;
		const [created, deleted] = [CREATED[key], DELETED[key]];
		if (created !== undefined) add(this.#created, created, name);
		if (deleted !== undefined) add(this.#deleted, deleted, name);
	}

	/** What a history has counted, which misses nothing while it records: cumulative counts, of which those named after a kind are taken. */
	counter({ name, t, bytes }: Series): void {
		const kind = CHURN_KINDS.find((known) => name === `${known} created` || name === `${known} deleted`);
		if (kind === undefined) return;
		const rows = [...t.keys()].filter(
			(row) => (t[row] ?? 0) * 1000 > this.#at - HOUR && (t[row] ?? 0) * 1000 <= this.#at,
		);
		const [first, last] = [rows[0], rows.at(-1)];
		if (first === undefined || last === undefined) return;
		let count = 0;
		for (const row of rows.slice(1)) count += risen(bytes[row - 1] ?? Number.NaN, bytes[row] ?? Number.NaN);
		const watched = ((t[last] ?? 0) - (t[first] ?? 0)) * 1000;
		const complete = watched >= LEAST_WATCHED * HOUR;
		const perHour = complete ? Math.round((count * HOUR) / watched) : count;
		const known = this.#counted.get(kind);
		if (known === undefined || perHour > known.perHour) this.#counted.set(kind, { perHour, complete });
	}

	rates(): Churn {
		const rates: Partial<Record<ChurnKind, ChurnRate>> = {};
		for (const kind of CHURN_KINDS) {
			const counted = this.#counted.get(kind);
			const seen = Math.max(this.#created.get(kind)?.size ?? 0, this.#deleted.get(kind)?.size ?? 0);
			if (counted === undefined && !this.#seen.has(kind) && seen === 0) continue;
			rates[kind] = { perHour: Math.max(seen, counted?.perHour ?? 0), complete: counted?.complete === true };
		}
		return rates;
	}

	#isRecent(at: Millis | null): boolean {
		return at !== null && at > this.#at - HOUR && at <= this.#at;
	}
}

function add(to: Map<ChurnKind, Set<string>>, kind: ChurnKind, name: string): void {
	const names = to.get(kind);
	if (names === undefined) to.set(kind, new Set([name]));
	else names.add(name);
}

/** What was counted from one row to the next; a count that falls has begun anew. */
function risen(before: number, after: number): number {
	if (!Number.isFinite(before) || !Number.isFinite(after)) return 0;
	return after >= before ? after - before : after;
}
