import type { ContainerFloors } from "../../model/track.ts";
import { inParallel } from "../../sources/kubernetes/parallel.ts";
import { TooLarge } from "../../sources/kubernetes/transport.ts";
import type { Engine } from "../../sources/prometheus/engine.ts";
import { CLUSTER_LABELS, clusterOf, identityOf, NAMES } from "../../sources/prometheus/labels.ts";
import { isTooMuch, rangeValues, selectorText } from "../../sources/prometheus/range-query.ts";
import type { Labels, ReadRequest, Selection } from "../../sources/prometheus/raw-series.ts";
import { anyOf } from "../../sources/prometheus/raw-series.ts";
import type { HistoryRequest } from "../history.ts";
import { type Directory, namespacesOf } from "./directory.ts";
import { KUBE_LIMIT, named, SPEC_LIMIT, START_TIME, WORKING_SET } from "./metrics.ts";

type Window = Omit<ReadRequest, "selections">;
interface Asked {
	engine: Engine;
	metrics: ReadonlySet<string>;
}

/** What is known of a container that is there still, and needs no reading. */
export interface Known {
	/** Unix seconds, of one that started before the time; null where it, or another of its pod, did not: then all start times are to be read. */
	start: number | null;
	/** The newest limit, bytes; NaN where there is none. */
	limit: number;
}

export interface EngineFloors {
	floors: ContainerFloors[];
	/** By `NAMESPACE/POD`, then by container: the pods all of whose containers are there still. */
	known: ReadonlyMap<string, ReadonlyMap<string, Known>>;
}

type Entry = Omit<ContainerFloors, "owner" | "workload"> & { start: number };

const HOUR = 3600;
/** The stretches are asked for in so many parts, side by side. */
const PARTS = 2;
/** All that tells a container apart, by whatever name: an answer need not carry the other labels. */
const BY = [...NAMES.namespace, ...NAMES.pod, ...NAMES.container, ...CLUSTER_LABELS].join(",");
/** A target's own `container` stays beside an `exported_container`, so these two find every series of a container. */
const CONTAINER_LABELS = ["container", "container_name"] as const;

/**
 * Floors by "min_over_time" over the end of each stretch: no subquery, no sample is looked at twice, and most are not looked at.
 * @param listing what is known of pods' owners, once it is known; the pods that have memory are added to it
 * @throws EngineRefused; EngineUnreachable; TooLarge when one namespace alone is too much
 */
export async function floorsOf(
	asked: Asked,
	listing: Promise<Directory>,
	window: Window,
	{ namespaces, wanted }: HistoryRequest,
	{ stretches, seconds }: { stretches: number; seconds: number },
): Promise<EngineFloors> {
	const step = Math.floor((window.to - window.from) / stretches);
	const asking = askingOf(asked, window, namespaces, stretches);
	const hour = Math.min(HOUR, step);
	const over = Math.min(seconds, step);
	const questions = [
		...partsOf(stretches).map(({ first, last }) => () => {
			const times = { from: window.to - (stretches - 1 - first) * step, to: window.to - (stretches - 1 - last) * step };
			const expression = (selector: string) => `min by (${BY}) (min_over_time(${selector}[${over}s]))`;
			return asking.ask(WORKING_SET, expression, { ...times, step }, (entry, value, at) =>
				keepFloor(entry, value, first + at),
			);
		}),
		() =>
			asking.newest(WORKING_SET, "min", "min_over_time", hour, (entry, value) => {
				entry.now = lesser(value, entry.now);
			}),
		() => asking.starts(hour),
		() => asking.limits(hour),
	];
	const [directory] = await Promise.all([listing, all(questions)]);
	const entries = [...asking.found.values()].filter(({ floors }) => floors.some((floor) => !Number.isNaN(floor)));
	for (const labels of asking.everyone) directory.addMemory(labels);
	const floors = entries
		.filter(({ namespace, pod }) => wanted?.(namespace, pod) ?? true)
		.map(({ start, ...entry }) => ({
			...entry,
			...directory.ownersOf(entry.namespace, entry.pod),
			restarted: Number.isNaN(start) ? null : start > window.from,
		}));
	return { floors, known: knownPods(entries, window.from) };
}

/**
 * Limits and start times by their newest values: of most pods no others need to be read.
 * @throws as floorsOf
 */
export async function knownOf(
	asked: Asked,
	window: Window,
	{ namespaces }: HistoryRequest,
): Promise<EngineFloors["known"]> {
	const hour = Math.min(HOUR, window.to - window.from);
	const asking = askingOf(asked, window, namespaces, 0);
	await all([() => asking.starts(hour), () => asking.limits(hour)]);
	// Who has a start time still is there still.
	const entries = [...asking.found.values()].map((entry) => ({ ...entry, now: entry.start }));
	return knownPods(entries, window.from);
}

interface Times {
	from: number;
	to: number;
	step: number;
}

/** Questions whose answers are kept by container. */
function askingOf(asked: Asked, window: Window, namespaces: readonly string[] | null, stretches: number) {
	const found = new Map<string, Entry>();
	const everyone: Labels[] = [];
	const ours = namespaces === null ? null : new Set(namespaces);
	const entryOf = (labels: Labels): Entry | null => {
		const identity = identityOf(labels);
		if (identity === null || !(ours?.has(identity.namespace) ?? true)) return null;
		const key = [identity.namespace, identity.pod, identity.container, clusterOf(labels)].join("/");
		let entry = found.get(key);
		if (entry === undefined) {
			const floors = new Float64Array(stretches).fill(Number.NaN);
			const now = Number.NaN;
			const limit = Number.NaN;
			const start = Number.NaN;
			entry = { ...identity, floors, now, restarted: null, limit, start };
			found.set(key, entry);
			everyone.push(labels);
		}
		return entry;
	};
	/** @param take told of the value at each step, the first being 0 */
	const ask = async (
		metric: string,
		expression: (selector: string) => string,
		times: Times,
		take: (entry: Entry, value: number, at: number) => void,
	): Promise<void> => {
		const { from, step } = times;
		for (const label of CONTAINER_LABELS) {
			const queryOf = (selection: Selection) => ({ query: expression(selectorText(selection)), ...times });
			for await (const { labels, t, v } of inParts(asked.engine, metric, label, queryOf, namespaces, window)) {
				const entry = entryOf(labels);
				if (entry === null) continue;
				for (let i = 0; i < t.length; i++) take(entry, v[i] as number, Math.round(((t[i] as number) - from) / step));
			}
		}
	};
	/** The newest of the last `seconds`. */
	const newest = (
		metric: string,
		together: "min" | "max",
		over: string,
		seconds: number,
		take: (entry: Entry, value: number) => void,
	) => {
		const expression = (selector: string) => `${together} by (${BY}) (${over}(${selector}[${seconds}s]))`;
		return ask(metric, expression, { from: window.to, to: window.to, step: HOUR }, take);
	};
	return {
		found,
		everyone,
		ask,
		newest,
		// Who started after the first moment has restarted, or is young: the newest start time says it, and takes no look at older ones.
		starts: (seconds: number) =>
			newest(START_TIME, "max", "last_over_time", seconds, (entry, value) => {
				if (value > 0 && !(value < entry.start)) entry.start = value;
			}),
		limits: (seconds: number) =>
			newest(
				asked.metrics.has(KUBE_LIMIT) ? KUBE_LIMIT : SPEC_LIMIT,
				"max",
				"last_over_time",
				seconds,
				(entry, value) => {
					if (value > 0 && value < 2 ** 62) entry.limit = value;
				},
			),
	};
}

async function all(questions: readonly (() => Promise<void>)[]): Promise<void> {
	for await (const _ of inParallel(questions, PARTS, (question) => question()));
}

function keepFloor({ floors }: Entry, value: number, stretch: number): void {
	// Instances of one container follow one another within a stretch.
	if (stretch >= 0 && stretch < floors.length) floors[stretch] = lesser(value, floors[stretch] as number);
}

function lesser(value: number, known: number): number {
	return Number.isNaN(known) ? value : Math.min(value, known);
}

function partsOf(stretches: number): { first: number; last: number }[] {
	const each = Math.ceil(stretches / PARTS);
	return Array.from({ length: Math.ceil(stretches / each) }, (_, i) => ({
		first: i * each,
		last: Math.min(stretches, (i + 1) * each) - 1,
	}));
}

/** Without those one of whose containers is gone. */
function knownPods(entries: readonly Entry[], from: number): Map<string, Map<string, Known>> {
	const pods = new Map<string, Map<string, Known>>();
	const gone = new Set<string>();
	const young = new Set<string>();
	// Where nobody tells a limit now, somebody may have told one before.
	const told = entries.some(({ limit }) => !Number.isNaN(limit));
	for (const { namespace, pod, container, start, limit, now } of entries) {
		const key = `${namespace}/${pod}`;
		const began = start <= from;
		if (Number.isNaN(now) || !(began || told)) gone.add(key);
		if (!began) young.add(key);
		const known = pods.get(key) ?? new Map<string, Known>();
		pods.set(key, known.set(container, { start, limit }));
	}
	for (const key of gone) pods.delete(key);
	for (const key of young) for (const known of pods.get(key)?.values() ?? []) known.start = null;
	return pods;
}

function selectionsOf(metric: string, container: string, namespaces: readonly string[] | null): Selection[] {
	const selection = [
		named(metric),
		{ name: container, op: "!~", value: "|POD" } as const,
		...(metric === KUBE_LIMIT ? [{ name: "resource", op: "=", value: "memory" } as const] : []),
	];
	if (namespaces === null) return [selection];
	return NAMES.namespace.map((name) => [...selection, { name, op: "=~", value: anyOf(namespaces) } as const]);
}

/** One question for all namespaces, and more for fewer where the engine finds it too large. */
async function* inParts(
	engine: Engine,
	metric: string,
	container: string,
	queryOf: (selection: Selection) => { query: string; from: number; to: number; step: number },
	namespaces: readonly string[] | null,
	window: Window,
): AsyncGenerator<{ labels: Labels; t: Float64Array; v: Float64Array }> {
	const parts = (some: readonly string[] | null) => inParts(engine, metric, container, queryOf, some, window);
	for (const selection of selectionsOf(metric, container, namespaces)) {
		try {
			// All are read before any is given on: an answer comes whole or is asked for anew.
			yield* await Array.fromAsync(rangeValues(engine, queryOf(selection), window));
		} catch (error) {
			if (!(error instanceof TooLarge || isTooMuch(error))) throw error;
			const spaces = namespaces ?? (await namespacesOf(engine, metric, window));
			if (spaces.length < 2) throw error;
			const half = Math.ceil(spaces.length / 2);
			for (const part of [spaces.slice(0, half), spaces.slice(half)]) yield* parts(part);
			return;
		}
	}
}
