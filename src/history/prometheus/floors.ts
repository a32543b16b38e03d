import type { ContainerFloors } from "../../model/track.ts";
import { TooLarge } from "../../sources/kubernetes/transport.ts";
import type { Engine } from "../../sources/prometheus/engine.ts";
import { isTooMuch, rangeValues, selectorText } from "../../sources/prometheus/range-query.ts";
import type { Labels, ReadRequest, Selection } from "../../sources/prometheus/raw-series.ts";
import { anyOf } from "../../sources/prometheus/raw-series.ts";
import type { HistoryRequest } from "../history.ts";
import type { Directory } from "./directory.ts";
import {
	type Dialect,
	identityOf,
	KUBE_LIMIT,
	named,
	SPEC_LIMIT,
	START_TIME,
	STATE_DIALECTS,
	WORKING_SET,
} from "./metrics.ts";

type Window = Omit<ReadRequest, "selections">;
interface Asked {
	engine: Engine;
	metrics: ReadonlySet<string>;
}

const HOUR = 3600;

/**
 * Floors by `min_over_time` over as many stretches, each sample in one of them: no subquery, and each sample is looked at once by the engine.
 * @throws EngineRefused; EngineUnreachable; TooLarge when one namespace alone is too much
 */
export async function floorsOf(
	asked: Asked,
	directory: Directory,
	window: Window,
	{ namespaces, wanted }: HistoryRequest,
	stretches: number,
): Promise<ContainerFloors[]> {
	const found = new Map<string, ContainerFloors & { starts: number[] }>();
	const pods = directory.pods.filter(({ namespace, pod }) => wanted?.(namespace, pod) ?? true);
	const spaces = [...new Set(pods.map(({ namespace }) => namespace))];
	const dialects = [...new Map(pods.map(({ dialect }) => [JSON.stringify(dialect), dialect])).values()];
	const step = Math.floor((window.to - window.from) / stretches);
	const entryOf = (labels: Labels) => {
		const identity = identityOf(labels);
		if (identity === null || !(wanted?.(identity.namespace, identity.pod) ?? true)) return null;
		const { namespace, pod, container } = identity;
		const key = `${namespace}/${pod}/${container}`;
		let entry = found.get(key);
		if (entry === undefined) {
			const floors = new Float64Array(stretches).fill(Number.NaN);
			const unknown = { floors, now: Number.NaN, restarted: null, limit: Number.NaN, starts: [] };
			entry = { ...identity, ...directory.ownersOf(namespace, pod), ...unknown };
			found.set(key, entry);
		}
		return entry;
	};
	const ask = async (
		metric: string,
		called: readonly Dialect[],
		{ of, over, steps }: { of: "min_over_time" | "last_over_time"; over: number; steps: number },
		take: (entry: ContainerFloors & { starts: number[] }, value: number, stretch: number) => void,
	): Promise<void> => {
		if (!asked.metrics.has(metric)) return;
		const from = window.to - (steps - 1) * step;
		for (const dialect of called) {
			const queryOf = (some: readonly string[] | null) => {
				const selector = selectorText(ofDialect(metric, dialect, some));
				return { query: `${of}(${selector}[${over}s])`, from, to: window.to, step };
			};
			for await (const { labels, t, v } of inParts(asked.engine, queryOf, namespaces, spaces, window)) {
				const entry = entryOf(labels);
				if (entry === null) continue;
				for (let i = 0; i < t.length; i++) {
					take(entry, v[i] as number, stretches - 1 - Math.round((window.to - (t[i] as number)) / step));
				}
			}
		}
	};
	const hour = Math.min(HOUR, step);
	const newest = { of: "last_over_time", over: hour, steps: 1 } as const;
	await ask(
		WORKING_SET,
		dialects,
		{ of: "min_over_time", over: step, steps: stretches },
		({ floors }, value, stretch) => {
			// Instances of one container follow one another within a stretch.
			if (stretch >= 0) floors[stretch] = Math.min(value, floors[stretch] || value);
		},
	);
	await ask(WORKING_SET, dialects, { of: "min_over_time", over: hour, steps: 1 }, (entry, value) => {
		entry.now = Math.min(value, entry.now || value);
	});
	// Who started after the first moment has restarted, or is young: the newest start time says it, and takes no look at older ones.
	await ask(START_TIME, dialects, newest, ({ starts }, value) => void starts.push(value));
	const limit = asked.metrics.has(KUBE_LIMIT) ? KUBE_LIMIT : SPEC_LIMIT;
	await ask(limit, limit === KUBE_LIMIT ? STATE_DIALECTS : dialects, newest, (entry, value) => {
		if (value > 0 && value < 2 ** 62) entry.limit = value;
	});
	return [...found.values()]
		.filter(({ floors }) => floors.some((floor) => !Number.isNaN(floor)))
		.map(({ starts, ...entry }) => ({
			...entry,
			restarted: starts.length === 0 ? null : Math.max(...starts) > window.from,
		}));
}

function ofDialect(metric: string, dialect: Dialect, namespaces: readonly string[] | null): Selection {
	return [
		named(metric),
		{ name: dialect.container, op: "!~", value: "|POD" },
		...(namespaces === null ? [] : [{ name: dialect.namespace, op: "=~", value: anyOf(namespaces) } as const]),
		...(metric === KUBE_LIMIT ? [{ name: "resource", op: "=", value: "memory" } as const] : []),
	];
}

/** One question for all namespaces, and more for fewer where the engine finds it too large. */
async function* inParts(
	engine: Engine,
	queryOf: (namespaces: readonly string[] | null) => { query: string; from: number; to: number; step: number },
	namespaces: readonly string[] | null,
	spaces: readonly string[],
	window: Window,
): AsyncGenerator<{ labels: Labels; t: Float64Array; v: Float64Array }> {
	try {
		// All are read before any is given on: an answer comes whole or is asked for anew.
		yield* await Array.fromAsync(rangeValues(engine, queryOf(namespaces), window));
	} catch (error) {
		if (!(error instanceof TooLarge || isTooMuch(error)) || spaces.length < 2) throw error;
		const half = Math.ceil(spaces.length / 2);
		for (const part of [spaces.slice(0, half), spaces.slice(half)]) yield* inParts(engine, queryOf, part, part, window);
	}
}
