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
const OPTIONAL = [
	"usage",
	"limit",
	"request",
	"podLimit",
	"podRequest",
	"recommendedLimit",
	"recommendedRequest",
	"reached",
] as const;
const COLUMNS = [...NUMBERS, ...OPTIONAL, "severity"] as const;
type Column = (typeof COLUMNS)[number];
const WIDTH = COLUMNS.length;
const AT = Object.fromEntries(COLUMNS.map((column, i) => [column, i])) as Record<Column, number>;
/** A share and the place of its row in one number, so that sorting them puts each row's shares together, highest first. */
const SHARES = 2 ** 24;
const FIRST_ROOM = 256;
/** Removals remembered for those who ask for what has changed; who has missed more is given everything. */
const MOST_REMOVALS = 20_000;

/** Whose row stands at a place, and the version at which it last changed. */
interface Named extends Workload {
	container: string;
	id: number;
	version: number;
}

/**
 * One row a container of each workload, numbered, and what has changed since any recent version. The rows stand in columns that are filled anew in the same
 * room at each version: as objects, ten thousand rows a second would be the most of what the garbage collector has to do.
 */
export class RowTable {
	readonly #epoch: string;
	/** Each row's place in what follows, by its key. */
	readonly #places = new Map<string, number>();
	readonly #free: number[] = [];
	readonly #names: Named[] = [];
	/** As they stand, and as they are about to. */
	#now = new Float64Array(FIRST_ROOM * WIDTH);
	#next = new Float64Array(FIRST_ROOM * WIDTH);
	/** How near its line the replica is that `usage` is of. */
	#nearest = new Float64Array(FIRST_ROOM);
	/** Sorted, each with its place in it; where those of each place begin. */
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
			const ofPod = isBounded(pod) ? usedBy(pod, usageOf) : 0;
			// What is requested and not used of all its containers is told at the first of them that is measured.
			let isFirst = true;
			for (const container of pod.containers) {
				if (!counts(pod, container)) continue;
				const place = this.#placeOf(workload, container.name);
				const used = usageOf(pod, container)?.workingSet ?? null;
				const share = this.#add(place, pod, container, { used, ofPod });
				if (share !== null) shares.push(place * SHARES + (SHARES - 1 - Math.min(share, SHARES - 1)));
				if (used === null || pod.memoryRequest === null || !isFirst) continue;
				this.#hold(place, pod.memoryRequest, ofPod);
				isFirst = false;
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
	columns(
		version: number,
		may: (namespace: string) => boolean,
		since: { epoch: string; version: number } | null,
	): FleetColumns {
		const from = since !== null && since.epoch === this.#epoch && since.version >= this.#forgotten ? since.version : -1;
		const places: number[] = [];
		const rows: Named[] = [];
		for (const place of this.#places.values()) {
			const name = this.#names[place];
			if (name === undefined || name.version <= from || !may(name.namespace)) continue;
			places.push(place);
			rows.push(name);
		}
		const removed = this.#removals.filter((one) => from >= 0 && one.version > from && may(one.namespace));
		// Column by column: ten thousand rows as objects on the way would be several times as large as the answer.
		const number = (column: Column) => places.map((place) => this.#number(place, column));
		const optional = (column: Column) => places.map((place) => this.#optional(place, column));
		const [namespaces, kinds, containers] = [new Names(), new Names(), new Names()];
		return {
			...{ epoch: this.#epoch, version, full: from < 0, removed: removed.map(({ id }) => id) },
			...{ namespaces: namespaces.list, kinds: kinds.list, containers: containers.list },
			...{ id: rows.map(({ id }) => id), namespace: rows.map(({ namespace }) => namespaces.indexOf(namespace)) },
			...{ kind: rows.map(({ kind }) => kinds.indexOf(kind)), name: rows.map(({ name }) => name) },
			...{ container: rows.map(({ container }) => containers.indexOf(container)), replicas: number("replicas") },
			...{ usage: optional("usage"), limit: optional("limit"), request: optional("request") },
			...{ shares: places.map((place) => this.#sharesOf(place)), used: number("used"), spare: number("spare") },
			...{ short: number("short"), restarts: number("restarts"), deaths: number("deaths") },
			...{ severity: places.map((place) => this.#optional(place, "severity") ?? -1) },
			...{ recommendedLimit: optional("recommendedLimit"), recommendedRequest: optional("recommendedRequest") },
			reached: optional("reached"),
		};
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
	#add(place: number, pod: Pod, container: Container, { used, ofPod }: { used: number | null; ofPod: number }) {
		const [row, at] = [this.#next, place * WIDTH];
		const plus = (column: number, value: number) => {
			row[at + column] = (row[at + column] ?? 0) + value;
		};
		const [own, podLimit] = [container.memoryLimit, pod.memoryLimit];
		const request = container.memoryRequest;
		plus(AT.replicas, 1);
		plus(AT.restarts, container.restartCount);
		if (used !== null) {
			plus(AT.used, used);
			if (pod.memoryRequest === null && request !== null) this.#hold(place, request, used);
		}
		// All containers of a pod together come to its own limit: that is the line where it is nearer, or there is no other.
		const together = podLimit !== null && (own === null || ofPod * own > (used ?? 0) * podLimit);
		const limit = together ? podLimit : own;
		const usage = used === null ? null : together ? ofPod : used;
		const nearness =
			usage === null ? 0 : limit === null || limit === 0 ? usage / Number.MAX_SAFE_INTEGER : usage / limit;
		if (nearness > (this.#nearest[place] ?? -1)) {
			this.#nearest[place] = nearness;
			row[at + AT.usage] = usage ?? Number.NaN;
			row[at + AT.limit] = limit ?? Number.NaN;
			row[at + AT.request] = request ?? Number.NaN;
			row[at + AT.podLimit] = podLimit ?? Number.NaN;
			row[at + AT.podRequest] = pod.memoryRequest ?? Number.NaN;
		}
		return usage === null || limit === null || limit <= 0 ? null : Math.round((usage / limit) * 100);
	}

	/** Adds what of a request is not used, or is used beyond it. */
	#hold(place: number, request: number, used: number): void {
		const [row, at] = [this.#next, place * WIDTH];
		row[at + AT.spare] = (row[at + AT.spare] ?? 0) + Math.max(0, request - used);
		row[at + AT.short] = (row[at + AT.short] ?? 0) + Math.max(0, used - request);
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
		const [was = 0, is = 0, count] = [this.#sharesAt[place], begins[place], sharesAt(place, begins)];
		if (sharesAt(place, this.#sharesAt) !== count) return false;
		for (let i = 0; i < count; i++) if (this.#shares[was + i] !== sorted[is + i]) return false;
		return true;
	}

	#row(place: number): FleetRow {
		const { namespace = "", kind = "", name = "", container = "" } = this.#names[place] ?? {};
		// As one literal: put together of several, a row would be three times as large.
		return {
			namespace,
			kind,
			name,
			container,
			replicas: this.#number(place, "replicas"),
			usage: this.#optional(place, "usage"),
			limit: this.#optional(place, "limit"),
			request: this.#optional(place, "request"),
			podLimit: this.#optional(place, "podLimit"),
			podRequest: this.#optional(place, "podRequest"),
			shares: this.#sharesOf(place),
			used: this.#number(place, "used"),
			spare: this.#number(place, "spare"),
			short: this.#number(place, "short"),
			restarts: this.#number(place, "restarts"),
			deaths: this.#number(place, "deaths"),
			severity: SEVERITIES[this.#number(place, "severity")] ?? null,
			recommendedLimit: this.#optional(place, "recommendedLimit"),
			recommendedRequest: this.#optional(place, "recommendedRequest"),
			reached: this.#optional(place, "reached"),
		};
	}

	#number(place: number, column: Column): number {
		return this.#now[place * WIDTH + AT[column]] ?? 0;
	}

	#optional(place: number, column: Column): number | null {
		const value = this.#number(place, column);
		return Number.isNaN(value) ? null : value;
	}

	#sharesOf(place: number): number[] {
		const [from = 0, shares] = [this.#sharesAt[place], [] as number[]];
		// With the place in them: within one place that makes no difference to their order.
		for (let i = from; i < from + sharesAt(place, this.#sharesAt); i++)
			shares.push(SHARES - 1 - ((this.#shares[i] ?? 0) % SHARES));
		return shares;
	}
}

function isBounded({ memoryLimit, memoryRequest }: Pod): boolean {
	return memoryLimit !== null || memoryRequest !== null;
}

/** What all containers of a pod use together, of those that are measured. */
function usedBy(pod: Pod, usageOf: UsageOf): number {
	let used = 0;
	for (const one of pod.containers) if (counts(pod, one)) used += usageOf(pod, one)?.workingSet ?? 0;
	return used;
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

/** How many shares of a place are shown. */
function sharesAt(place: number, begins: Uint32Array): number {
	return Math.min((begins[place + 1] ?? 0) - (begins[place] ?? 0), MOST_SHARES);
}

/** Each text once, in the order in which they came. */
class Names {
	readonly list: string[] = [];
	readonly #places = new Map<string, number>();

	indexOf(text: string): number {
		const known = this.#places.get(text);
		if (known !== undefined) return known;
		this.#places.set(text, this.list.length);
		return this.list.push(text) - 1;
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
