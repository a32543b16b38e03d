import { said } from "../../model/said.ts";
import { type Engine, EngineRefused, json } from "../../sources/prometheus/engine.ts";
import { rangeQueries, selectorText } from "../../sources/prometheus/range-query.ts";
import type { ReadRequest, ReadSamples } from "../../sources/prometheus/raw-series.ts";
import { NoRemoteRead, streamsChunks } from "../../sources/prometheus/remote-read.ts";
import type { HistoryRequest } from "../history.ts";
import { ABOUT } from "./directory.ts";
import { FIGURE_METRICS, KUBE_LIMIT, MACHINE_MEMORY, SPEC_LIMIT, START_TIME, WORKING_SET } from "./metrics.ts";

/** The engine that has what is asked for, and how it is read. */
export interface Chosen {
	engine: Engine;
	/** The metrics we read that it has. */
	metrics: ReadonlySet<string>;
	read: (engine: Engine, request: ReadRequest) => ReturnType<ReadSamples>;
}

/** Reads by remote read, and by range queries from when that turns out to be absent. @throws as these */
export async function* readBy(chosen: Chosen, request: ReadRequest): ReturnType<ReadSamples> {
	try {
		yield* chosen.read(chosen.engine, request);
	} catch (error) {
		if (!(error instanceof NoRemoteRead)) throw error;
		chosen.read = rangeQueries;
		yield* rangeQueries(chosen.engine, request);
	}
}

/**
 * To give away chunks as they are stored costs an engine less than to look through them itself. Behind the API server, which would have to pass
 * them on, it is left to look first.
 */
export async function readsCheaply({ engine }: Chosen, { signal }: HistoryRequest): Promise<boolean> {
	return engine.relayed !== true && (await streamsChunks(engine, signal));
}

const NAMES_BOUND = 8 * 1024 * 1024;

/** Which of the metrics that can be read as samples an engine has in that time, from its index. @throws as Engine.send */
export async function metricsOf(engine: Engine, { from, to, signal }: HistoryRequest): Promise<Set<string>> {
	const wanted = [
		...[WORKING_SET, START_TIME, SPEC_LIMIT, KUBE_LIMIT, MACHINE_MEMORY],
		...[...Object.values(FIGURE_METRICS), ...ABOUT],
	];
	const parameters = new URLSearchParams({
		"match[]": selectorText([{ name: "__name__", op: "=~", value: wanted.join("|") }]),
		start: String(Math.floor(from)),
		end: String(Math.ceil(to)),
	});
	const answer = await json(engine, `/api/v1/label/__name__/values?${parameters}`, NAMES_BOUND, { signal });
	const { data } = (answer ?? {}) as { data?: unknown };
	if (!Array.isArray(data)) throw new EngineRefused(200, said("no Prometheus answer"));
	return new Set(data.filter((name) => typeof name === "string" && wanted.includes(name)));
}
