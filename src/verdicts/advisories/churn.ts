import { CHURN_KINDS, type ChurnKind } from "../../model/advisory.ts";
import type { KubeEvent } from "../../model/event.ts";
import type { Millis } from "../../model/time.ts";

/** How often objects of a kind come and go. */
export interface ChurnRate {
	/** Created or deleted an hour, the larger of the two. */
	perHour: number;
	/** Whether all were counted; else only those that are still there, or that events tell of: a lower bound. */
	complete: boolean;
}
export type Churn = Readonly<Partial<Record<ChurnKind, ChurnRate>>>;

const HOUR = 3_600_000;

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

/** Counts comings and goings of the last hour, without keeping more than the names that events tell of. */
export class ChurnCount {
	readonly #at: Millis;
	readonly #created = new Map<ChurnKind, Set<string>>();
	readonly #deleted = new Map<ChurnKind, Set<string>>();
	readonly #seen = new Set<ChurnKind>();
	readonly #counted = new Map<ChurnKind, number>();

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

	/** A rate from counters, which miss nothing. */
	counted(kind: ChurnKind, perHour: number): void {
		this.#counted.set(kind, Math.max(perHour, this.#counted.get(kind) ?? 0));
	}

	rates(): Churn {
		const rates: Partial<Record<ChurnKind, ChurnRate>> = {};
		for (const kind of CHURN_KINDS) {
			const counted = this.#counted.get(kind);
			const [created, deleted] = [this.#created.get(kind)?.size ?? 0, this.#deleted.get(kind)?.size ?? 0];
			if (counted !== undefined) rates[kind] = { perHour: Math.max(counted, created, deleted), complete: true };
			else if (this.#seen.has(kind) || created + deleted > 0) {
				rates[kind] = { perHour: Math.max(created, deleted), complete: false };
			}
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
