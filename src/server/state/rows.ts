import { type Finding, SEVERITIES, type Severity } from "../../model/finding.ts";
import { type FleetColumns, type FleetRow, MOST_SHARES } from "../../model/fleet.ts";
import type { Container, Pod } from "../../model/pod.ts";
import type { Millis } from "../../model/time.ts";
import { type Workload, workloadOf } from "../../model/workload.ts";

/** What is measured of a container now; null where nothing is. */
export type UsageOf = (pod: Pod, container: Container) => { workingSet: number | null; rss: number | null } | null;

/** What others have found out of a workload's container. */
export interface Learnt {
	deaths: number;
	severity: Severity | null;
	recommendedLimit: number | null;
	recommendedRequest: number | null;
	reached: Millis | null;
}
const NOTHING: Learnt = { deaths: 0, severity: null, recommendedLimit: null, recommendedRequest: null, reached: null };

export function keyOf({ namespace, kind, name }: Workload, container: string): string {
	return `${namespace}\0${kind}\0${name}\0${container}`;
}

/** Init containers that end before the others start have no part in what a workload uses; nor have pods that have ended. */
export function counts(pod: Pod, { role }: Container): boolean {
	return (role === "main" || role === "sidecar") && pod.phase !== "Succeeded" && pod.phase !== "Failed";
}

/** What is held of a row in numbers; NaN for what is null in it. */
const NUMBERS = ["replicas", "used", "spare", "short", "restarts", "deaths"] as const;
const OPTIONAL = ["usage", "limit", "request", "recommendedLimit", "recommendedRequest", "reached"] as const;
const COLUMNS = [...NUMBERS, ...OPTIONAL, "severity"] as const;
const WIDTH = COLUMNS.length;
const AT = Object.fromEntries(COLUMNS.map((column, i) => [column, i])) as Record<(typeof COLUMNS)[number], number>;
/** A share and the place of its row in one number, so that sorting them puts each row's shares together, highest first. */
const SHARES = 2 ** 24;
const FIRST_ROOM = 256;
/** Removals remembered for those who ask for what has changed; who has missed more is given everything. */
const MOST_REMOVALS = 20_000;

/**
 * One row a container of each workload, numbered, and what has changed since any recent version. The rows stand in columns that are filled anew in the same
 * room at each version: as objects, ten thousand rows a second would be the most of what the garbage collector has to do.
 */
export class RowTable {
	readonly #epoch: string;
	/** Each row's place in what follows, by its key. */
	readonly #places = new Map<string, number>();
	readonly #free: number[] = [];
	readonly #names: (Workload & { container: string; id: number; version: number })[] = [];
	/** As they stand, and as they are about to. */
	#now = new Float64Array(FIRST_ROOM * WIDTH);
	#next = new Float64Array(FIRST_ROOM * WIDTH);
	/** How near its line the replica is that `usage` is of. */
	#nearest = new Float64Array(FIRST_ROOM);
	/** Sorted; where those of each place begin. */
	#shares: Float64Array = new Float64Array(0);
	#sharesAt: Uint32Array = new Uint32Array(1);
	#removals: { id: number; namespace: string; version: number }[] = [];
	#forgotten = 0;
	#nextId = 0;

	constructor(epoch: string) {
		this.#epoch = epoch;
	}

	get rows(): Iterable<FleetRow> {
		return this.#places.values().map((place) => this.#row(place));
	}

	get namespaces(): Iterable<string> {
		return this.#places.values().map((place) => this.#names[place]?.namespace ?? "");
	}

	/**
	 * Takes the pods as they are at a version; true when any row differs from before.
	 * @param learnt what is known of a row by its key, as `keyOf` writes it
	 */
	update(pods: Iterable<Pod>, usageOf: UsageOf, learnt: (key: string) => Learnt | null, version: number): boolean {
		this.#next.fill(0);
		this.#nearest.fill(-1);
		const shares: number[] = [];
		for (const pod of pods) {
			const workload = workloadOf(pod);
			for (const container of pod.containers) {
				if (!counts(pod, container)) continue;
				const place = this.#placeOf(workload, container.name);
				const share = this.#add(place, pod, container, usageOf(pod, container)?.workingSet ?? null);
				if (share !== null) shares.push(place * SHARES + (SHARES - 1 - Math.min(share, SHARES - 1)));
			}
		}
		const sorted = Float64Array.from(shares).sort();
		const begins = beginnings(sorted, this.#names.length);
		let changed = false;
		for (const [key, place] of this.#places) {
			if (this.#next[place * WIDTH + AT.replicas] === 0) {
				this.#remove(key, place, version);
				changed = true;
				continue;
			}
			this.#learn(place, learnt(key) ?? NOTHING);
			if (this.#isSame(place) && this.#sameShares(place, sorted, begins)) continue;
			changed = true;
			const name = this.#names[place];
			if (name !== undefined) name.version = version;
		}
		[this.#now, this.#next, this.#shares, this.#sharesAt] = [this.#next, this.#now, sorted, begins];
		const over = this.#removals.length - MOST_REMOVALS;
		if (over > 0) this.#forgotten = this.#removals.splice(0, over).at(-1)?.version ?? this.#forgotten;
		return changed;
	}

	/**
	 * Columns of the rows a viewer may see: all of them, or what changed after `since` of the same epoch.
	 * @param may whether a namespace may be seen
	 */
	columns(version: number, may: (namespace: string) => boolean, since: { epoch: string; version: number } | null) {
		const from = since !== null && since.epoch === this.#epoch && since.version >= this.#forgotten ? since.version : -1;
		const columns = new Columns(this.#epoch, version, from < 0);
		for (const place of this.#places.values()) {
			const name = this.#names[place];
			if (name !== undefined && name.version > from && may(name.namespace)) columns.add(name.id, this.#row(place));
		}
		if (from >= 0) {
			for (const { id, namespace, version: removed } of this.#removals) {
				if (removed > from && may(namespace)) columns.result.removed.push(id);
			}
		}
		return columns.result;
	}

	#placeOf(workload: Workload, container: string): number {
		const key = keyOf(workload, container);
		const known = this.#places.get(key);
		if (known !== undefined) return known;
		const place = this.#free.pop() ?? this.#names.length;
		if (place >= this.#nearest.length) this.#grow(place * 2);
		this.#places.set(key, place);
		this.#names[place] = { ...workload, container, id: this.#nextId++, version: -1 };
		// Whatever was here before, this row is new.
		this.#now[place * WIDTH + AT.replicas] = 0;
		return place;
	}

	#remove(key: string, place: number, version: number): void {
		const { id = 0, namespace = "" } = this.#names[place] ?? {};
		this.#removals.push({ id, namespace, version });
		this.#places.delete(key);
		this.#free.push(place);
	}

	#grow(room: number): void {
		const larger = (column: Float64Array, length: number) => {
			const grown = new Float64Array(length);
			grown.set(column);
			return grown;
		};
		this.#now = larger(this.#now, room * WIDTH);
		this.#next = larger(this.#next, room * WIDTH);
		this.#nearest = larger(this.#nearest, room).fill(-1, this.#nearest.length);
	}

	/** Adds a replica to its row. Returns its share of its line in percent; null where that is not known. */
	#add(place: number, pod: Pod, container: Container, used: number | null): number | null {
		const [row, at] = [this.#next, place * WIDTH];
		const plus = (column: number, value: number) => {
			row[at + column] = (row[at + column] ?? 0) + value;
		};
		const limit = container.memoryLimit ?? pod.memoryLimit;
		const request = container.memoryRequest;
		plus(AT.replicas, 1);
		plus(AT.restarts, container.restartCount);
		if (used !== null) {
			plus(AT.used, used);
			if (request !== null) {
				plus(AT.spare, Math.max(0, request - used));
				plus(AT.short, Math.max(0, used - request));
			}
		}
		const nearness = used === null ? 0 : limit === null || limit === 0 ? used / Number.MAX_SAFE_INTEGER : used / limit;
		if (nearness > (this.#nearest[place] ?? -1)) {
			this.#nearest[place] = nearness;
			row[at + AT.usage] = used ?? Number.NaN;
			row[at + AT.limit] = limit ?? Number.NaN;
			row[at + AT.request] = request ?? Number.NaN;
		}
		return used === null || limit === null || limit <= 0 ? null : Math.round((used / limit) * 100);
	}

	#learn(place: number, { deaths, severity, recommendedLimit, recommendedRequest, reached }: Learnt): void {
		const at = place * WIDTH;
		this.#next[at + AT.deaths] = deaths;
		this.#next[at + AT.severity] = severity === null ? Number.NaN : SEVERITIES.indexOf(severity);
		this.#next[at + AT.recommendedLimit] = recommendedLimit ?? Number.NaN;
		this.#next[at + AT.recommendedRequest] = recommendedRequest ?? Number.NaN;
		this.#next[at + AT.reached] = reached ?? Number.NaN;
	}

	#isSame(place: number): boolean {
		for (let i = place * WIDTH; i < (place + 1) * WIDTH; i++) if (!Object.is(this.#now[i], this.#next[i])) return false;
		return true;
	}

	#sameShares(place: number, sorted: Float64Array, begins: Uint32Array): boolean {
		const [was, is] = [sharesOf(place, this.#shares, this.#sharesAt), sharesOf(place, sorted, begins)];
		return was.length === is.length && was.every((share, i) => share === is[i]);
	}

	#row(place: number): FleetRow {
		const { namespace = "", kind = "", name = "", container = "" } = this.#names[place] ?? {};
		const number = (column: (typeof COLUMNS)[number]) => this.#now[place * WIDTH + AT[column]] ?? 0;
		const optional = (column: (typeof COLUMNS)[number]) => {
			const value = number(column);
			return Number.isNaN(value) ? null : value;
		};
		const shares = sharesOf(place, this.#shares, this.#sharesAt);
		return {
			...{ namespace, kind, name, container, replicas: number("replicas"), usage: optional("usage") },
			...{ limit: optional("limit"), request: optional("request") },
			shares: Array.from(shares, (share) => SHARES - 1 - (share % SHARES)),
			...{ used: number("used"), spare: number("spare"), short: number("short"), restarts: number("restarts") },
			...{ deaths: number("deaths"), severity: SEVERITIES[number("severity")] ?? null },
			recommendedLimit: optional("recommendedLimit"),
			...{ recommendedRequest: optional("recommendedRequest"), reached: optional("reached") },
		};
	}
}

/** Where each place's shares begin among all; one more says where the last end. */
function beginnings(sorted: Float64Array, places: number): Uint32Array {
	const begins = new Uint32Array(places + 1);
	for (const share of sorted) {
		const after = Math.floor(share / SHARES) + 1;
		begins[after] = (begins[after] ?? 0) + 1;
	}
	for (let place = 0; place < places; place++) begins[place + 1] = (begins[place + 1] ?? 0) + (begins[place] ?? 0);
	return begins;
}

/** With the place in them: among those of one place that makes no difference. */
function sharesOf(place: number, sorted: Float64Array, begins: Uint32Array): Float64Array {
	const [from = 0, to = 0] = [begins[place], begins[place + 1]];
	return sorted.subarray(from, Math.min(to, from + MOST_SHARES));
}

class Columns {
	readonly result: FleetColumns;
	readonly #names = new Map<string[], Map<string, number>>();

	constructor(epoch: string, version: number, full: boolean) {
		this.result = {
			...{ epoch, version, full, removed: [], namespaces: [], kinds: [], containers: [], id: [], namespace: [] },
			...{ kind: [], name: [], container: [], replicas: [], usage: [], limit: [], request: [], shares: [], used: [] },
			...{ spare: [], short: [], restarts: [], deaths: [], severity: [] },
			...{ recommendedLimit: [], recommendedRequest: [], reached: [] },
		};
	}

	add(id: number, row: FleetRow): void {
		const to = this.result;
		to.id.push(id);
		to.namespace.push(this.#index(to.namespaces, row.namespace));
		to.kind.push(this.#index(to.kinds, row.kind));
		to.name.push(row.name);
		to.container.push(this.#index(to.containers, row.container));
		to.severity.push(row.severity === null ? -1 : SEVERITIES.indexOf(row.severity));
		to.shares.push(row.shares);
		for (const column of NUMBERS) to[column].push(row[column]);
		for (const column of OPTIONAL) to[column].push(row[column]);
	}

	#index(list: string[], name: string): number {
		let known = this.#names.get(list);
		if (known === undefined) {
			known = new Map();
			this.#names.set(list, known);
		}
		let index = known.get(name);
		if (index === undefined) {
			index = list.push(name) - 1;
			known.set(name, index);
		}
		return index;
	}
}

/** The worst severity among findings; null for none. */
export function worst(findings: readonly Finding[]): Severity | null {
	let index = -1;
	for (const { severity, suppressed } of findings) {
		if (suppressed === undefined) index = Math.max(index, SEVERITIES.indexOf(severity));
	}
	return SEVERITIES[index] ?? null;
}
