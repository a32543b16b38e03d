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

interface Building extends FleetRow {
	shares: number[];
	/** Of the replica that `usage` is of. */
	nearest: number;
}

/** One row a container of each workload. */
export function fleetRows(
	pods: Iterable<Pod>,
	usageOf: UsageOf,
	learnt: ReadonlyMap<string, Learnt>,
): Map<string, FleetRow> {
	const rows = new Map<string, Building>();
	for (const pod of pods) {
		const workload = workloadOf(pod);
		for (const container of pod.containers) {
			if (!counts(pod, container)) continue;
			const key = keyOf(workload, container.name);
			let row = rows.get(key);
			if (row === undefined) {
				row = startRow(workload, container, learnt.get(key) ?? NOTHING);
				rows.set(key, row);
			}
			add(row, pod, container, usageOf(pod, container)?.workingSet ?? null);
		}
	}
	for (const row of rows.values()) {
		row.shares.sort((a, b) => b - a);
		row.shares.length = Math.min(row.shares.length, MOST_SHARES);
	}
	return rows;
}

function startRow(workload: Workload, container: Container, learnt: Learnt): Building {
	return {
		...workload,
		container: container.name,
		replicas: 0,
		usage: null,
		limit: null,
		request: null,
		shares: [],
		used: 0,
		spare: 0,
		short: 0,
		restarts: 0,
		...learnt,
		nearest: -1,
	};
}

function add(row: Building, pod: Pod, container: Container, used: number | null): void {
	const limit = container.memoryLimit ?? pod.memoryLimit;
	const request = container.memoryRequest;
	row.replicas++;
	row.restarts += container.restartCount;
	if (used !== null) {
		row.used += used;
		if (request !== null) {
			row.spare += Math.max(0, request - used);
			row.short += Math.max(0, used - request);
		}
		if (limit !== null && limit > 0) row.shares.push(Math.round((used / limit) * 100));
	}
	const nearness = used === null ? 0 : limit === null || limit === 0 ? used / Number.MAX_SAFE_INTEGER : used / limit;
	if (nearness <= row.nearest) return;
	row.nearest = nearness;
	row.usage = used;
	row.limit = limit;
	row.request = request;
}

interface Numbered {
	id: number;
	version: number;
	row: FleetRow;
}

/** Removals remembered for those who ask for what has changed; who has missed more is given everything. */
const MOST_REMOVALS = 20_000;

/** The rows as they stand, numbered, and what has changed since any recent version. */
export class RowTable {
	readonly #epoch: string;
	#rows = new Map<string, Numbered>();
	#removals: { id: number; namespace: string; version: number }[] = [];
	#forgotten = 0;
	#next = 0;

	constructor(epoch: string) {
		this.#epoch = epoch;
	}

	get rows(): Iterable<FleetRow> {
		return this.#rows.values().map(({ row }) => row);
	}

	get size(): number {
		return this.#rows.size;
	}

	/** Takes the rows of a version; true when anything differs from those before. */
	update(rows: ReadonlyMap<string, FleetRow>, version: number): boolean {
		const next = new Map<string, Numbered>();
		let changed = false;
		for (const [key, row] of rows) {
			const known = this.#rows.get(key);
			if (known !== undefined && sameRow(known.row, row)) next.set(key, known);
			else {
				changed = true;
				next.set(key, { id: known?.id ?? this.#next++, version, row });
			}
		}
		for (const [key, { id, row }] of this.#rows) {
			if (next.has(key)) continue;
			changed = true;
			this.#removals.push({ id, namespace: row.namespace, version });
		}
		const over = this.#removals.length - MOST_REMOVALS;
		if (over > 0) this.#forgotten = this.#removals.splice(0, over).at(-1)?.version ?? this.#forgotten;
		this.#rows = next;
		return changed;
	}

	/**
	 * Columns of the rows a viewer may see: all of them, or what changed after `since` of the same epoch.
	 * @param may whether a namespace may be seen
	 */
	columns(version: number, may: (namespace: string) => boolean, since: { epoch: string; version: number } | null) {
		const from = since !== null && since.epoch === this.#epoch && since.version >= this.#forgotten ? since.version : -1;
		const columns = new Columns(this.#epoch, version, from < 0);
		for (const { id, version: changed, row } of this.#rows.values()) {
			if (changed > from && may(row.namespace)) columns.add(id, row);
		}
		if (from >= 0) {
			for (const { id, namespace, version: removed } of this.#removals) {
				if (removed > from && may(namespace)) columns.result.removed.push(id);
			}
		}
		return columns.result;
	}
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

const NUMBERS = ["replicas", "used", "spare", "short", "restarts", "deaths"] as const;
const OPTIONAL = ["usage", "limit", "request", "recommendedLimit", "recommendedRequest", "reached"] as const;

function sameRow(a: FleetRow, b: FleetRow): boolean {
	for (const column of NUMBERS) if (a[column] !== b[column]) return false;
	for (const column of OPTIONAL) if (a[column] !== b[column]) return false;
	if (a.severity !== b.severity || a.shares.length !== b.shares.length) return false;
	return a.shares.every((share, i) => share === b.shares[i]);
}

/** The worst severity among findings; null for none. */
export function worst(findings: readonly Finding[]): Severity | null {
	let index = -1;
	for (const { severity, suppressed } of findings) {
		if (suppressed === undefined) index = Math.max(index, SEVERITIES.indexOf(severity));
	}
	return SEVERITIES[index] ?? null;
}
