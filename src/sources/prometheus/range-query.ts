import { type Engine, EngineRefused, json } from "./engine.ts";
import { matrixOf, quote } from "./query.ts";
import { type RawSeries, type ReadRequest, type Selection, tidy } from "./raw-series.ts";

/** Two weeks at five minutes are what the verdicts were tuned on; shorter looks are finer. Seconds. */
const STEP = { fine: 60, coarse: 300 } as const;
const FINE_UP_TO = 2 * 86_400;
/** Engines refuse more points a series than 11,000; a page of fewer keeps each answer small. */
const PAGE_POINTS = 1000;
const ANSWER_BOUND = 64 * 1024 * 1024;

/**
 * Reads samples by range queries, for engines without remote read: the newest of every step. A series comes in several parts, without its
 * metric's name.
 * @throws EngineRefused; EngineUnreachable; TooLarge
 */
export async function* rangeQueries(engine: Engine, request: ReadRequest): AsyncGenerator<RawSeries> {
	const { selections, from, to } = request;
	const step = stepOf(from, to);
	const end = Math.floor(to / step) * step;
	for (const [selection, matchers] of selections.entries()) {
		// On whole steps, so that an engine's cache of results can serve the next look.
		for (let start = Math.ceil(from / step) * step; start <= end; start += PAGE_POINTS * step) {
			const until = Math.min(end, start + (PAGE_POINTS - 1) * step);
			// The newest sample of each step alone: a bare selector goes on with the last for minutes, and longer in VictoriaMetrics.
			const query = `last_over_time(${selectorText(matchers)}[${step}s])`;
			for await (const { labels, t, v } of rangeValues(engine, { query, from: start, to: until, step }, request)) {
				const found = tidy(t, v, from, to);
				if (found.t.length > 0) yield { selection, labels, ...found };
			}
		}
	}
}

/** What a query gives at every step; unix seconds, both ends included. @throws as rangeQueries */
export async function* rangeValues(
	engine: Engine,
	{ query, from, to, step }: { query: string; from: number; to: number; step: number },
	{ signal, onWarning }: Pick<ReadRequest, "signal" | "onWarning">,
): AsyncGenerator<Omit<RawSeries, "selection">> {
	const parameters = new URLSearchParams({ query, start: String(from), end: String(to), step: String(step) });
	const answer = await json(engine, `/api/v1/query_range?${parameters}`, ANSWER_BOUND, { signal });
	// Thanos and Mimir answer with what they have, and say in a warning that it is not all.
	const { warnings } = answer as { warnings?: unknown };
	if (Array.isArray(warnings) && typeof warnings[0] === "string") onWarning?.(warnings[0]);
	for (const { metric, values } of matrixOf(answer)) {
		const labels = new Map(
			Object.entries(metric).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
		);
		const [t, v] = columnsOf(values);
		yield { labels, t, v };
	}
}

function stepOf(from: number, to: number): number {
	return to - from <= FINE_UP_TO ? STEP.fine : STEP.coarse;
}

/** `{__name__="…",pod=~"…"}` */
export function selectorText(matchers: Selection): string {
	return `{${matchers.map(({ name, op, value }) => `${name}${op}${quote(value)}`).join(",")}}`;
}

function columnsOf(values: readonly unknown[]): [Float64Array, Float64Array] {
	const t = new Float64Array(values.length);
	const v = new Float64Array(values.length);
	for (const [i, pair] of values.entries()) {
		const [time, value] = Array.isArray(pair) ? pair : [];
		t[i] = typeof time === "number" ? time : Number.NaN;
		v[i] = typeof value === "string" ? Number(value) : Number.NaN;
	}
	return [t, v];
}

/** A refusal for being asked too much at once, in the words of Prometheus, Thanos, Mimir and VictoriaMetrics. */
export function isTooMuch(error: unknown): boolean {
	return (
		error instanceof EngineRefused &&
		(error.status === 413 ||
			error.status === 422 ||
			error.status === 414 ||
			error.status === 431 ||
			error.status === 400) &&
		/too (?:many|large|long)|limit|exceed|maximum/i.test(error.message)
	);
}
