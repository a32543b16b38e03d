import { Failure } from "../../model/failure.ts";
import type { Gap } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import type { Series } from "../../model/series.ts";
import { asDetail } from "../../model/text.ts";
import type { CgroupTrack, ContainerFloors, ContainerTrack } from "../../model/track.ts";
import { Gaps } from "../../sources/kubernetes/gaps.ts";
import { inParallel } from "../../sources/kubernetes/parallel.ts";
import { TooLarge } from "../../sources/kubernetes/transport.ts";
import { type Engine, engineReason } from "../../sources/prometheus/engine.ts";
import { isTooMuch } from "../../sources/prometheus/range-query.ts";
import type { ReadRequest } from "../../sources/prometheus/raw-series.ts";
import { remoteRead } from "../../sources/prometheus/remote-read.ts";
import type { Figure, History, HistoryRequest, PodName } from "../history.ts";
import { apiServerAbsences } from "./absences.ts";
import { askedFor, leftToRead } from "./asked.ts";
import { Batches } from "./batches.ts";
import { cgroupTracks } from "./cgroups.ts";
import { type Chosen, metricsOf, readBy, readsCheaply } from "./chosen.ts";
import { counterSeries, watchRestarts } from "./counters.ts";
import { Directory, type Listing, list, listAbout, type PodEntry } from "./directory.ts";
import { type EngineFloors, floorsOf, knownOf } from "./floors.ts";
import { FIGURE_METRICS, WORKING_SET } from "./metrics.ts";
import { podCounters } from "./pod-counters.ts";
import { Gathering } from "./tracks.ts";

/** Answers under way at once: an engine that serves dashboards too should not notice us. */
const WIDTH = 3;
/** An engine that failed so often in a row is not asked on. */
const PATIENCE = 3;

/** Series kept by Prometheus, Thanos, Mimir or VictoriaMetrics. */
export class PrometheusHistory implements History {
	private readonly engines: readonly Engine[];
	/** Whether the engine was named by hand: then it is a failure that it gives nothing. */
	private readonly named: boolean;
	private readonly found = new Gaps();
	private chosen: Promise<Chosen | null> | null = null;
	private listed: Listed | null = null;
	private looked: { key: string; known: EngineFloors["known"] } | null = null;
	private readonly batches = new Batches();
	/** What several clusters have by one name, and which. */
	private readonly ambiguous = new Map<string, readonly string[]>();

	constructor(engines: readonly Engine[], named: boolean) {
		this.engines = engines;
		this.named = named;
	}

	get name(): string {
		return this.engines.map(({ name }) => `prometheus ${name}`).join(", ");
	}

	get gaps(): readonly Gap[] {
		return this.found.all();
	}

	async *containers(request: HistoryRequest): AsyncGenerator<ContainerTrack> {
		const chosen = await this.choose(request);
		if (chosen === null) return;
		const listed = await this.directory(chosen, request);
		if (listed === null) return;
		const wanted = request.wanted ?? (() => true);
		const state = { failures: 0 };
		const looked = request.limits === "newest" && this.looked?.key === keyOf(request) ? this.looked : null;
		const known = looked?.known ?? new Map<string, never>();
		const read = (pods: readonly PodEntry[]) => this.batch(chosen, listed, pods, known, request, state);
		const pods = listed.directory.pods.filter(({ namespace, pod }) => wanted(namespace, pod));
		const leftOf = (pod: PodEntry) => leftToRead(pod, known);
		for await (const tracks of inParallel(this.batches.of(pods, leftOf), WIDTH, read)) yield* tracks;
	}

	async floors(request: HistoryRequest, stretches: number, seconds: number): Promise<ContainerFloors[] | null> {
		const chosen = await this.choose(request);
		if (chosen === null) return null;
		const [window, key] = [this.window(request), keyOf(request)];
		if (await readsCheaply(chosen, request)) {
			const asked = knownOf(chosen, window, request).catch((error) => {
				if (request.signal?.aborted) throw error;
				// Limits and start times are read as the memory is; what is wrong shows there.
				return new Map<string, never>();
			});
			[this.looked] = await Promise.all([asked.then((known) => ({ key, known })), this.directory(chosen, request)]);
			return null;
		}
		const directory = new Directory();
		const listing = listAbout(chosen.engine, this.listing(request), directory, { ...chosen, width: 1 });
		const { floors, known } = await floorsOf(
			chosen,
			listing.then(() => directory),
			window,
			request,
			{ stretches, seconds },
		);
		this.listed = { key, directory, about: Promise.resolve() };
		this.looked = { key, known };
		return floors;
	}

	async keeps(request: HistoryRequest): Promise<ReadonlySet<Figure>> {
		const chosen = await this.choose(request);
		const all = Object.keys(FIGURE_METRICS) as Figure[];
		return new Set(all.filter((figure) => chosen?.metrics.has(FIGURE_METRICS[figure])));
	}

	/** Looks at one time follow one another: what was listed is kept for the next. Null, with a gap, where it cannot be read. */
	private async directory(chosen: Chosen, request: HistoryRequest): Promise<Listed | null> {
		const key = keyOf(request);
		if (this.listed?.key === key) return this.listed;
		const listing = this.listing(request);
		try {
			const directory = await list(chosen.engine, listing);
			const about = listAbout(chosen.engine, listing, directory, chosen).catch((error) =>
				this.lost(said("owners and images of pods"), error, request),
			);
			// It is waited for where it is needed; until then a failure is not one that nobody handles.
			about.catch(() => undefined);
			this.listed = { key, directory, about };
			return this.listed;
		} catch (error) {
			this.lost(said("pods with memory series"), error, request);
			return null;
		}
	}

	private listing(request: HistoryRequest): Listing {
		return { ...request, wanted: null, onWarning: (detail) => this.partial(detail) };
	}

	async *cgroups(request: HistoryRequest): AsyncGenerator<CgroupTrack> {
		const chosen = await this.choose(request);
		if (chosen === null) return;
		try {
			yield* cgroupTracks(
				(one) => readBy(chosen, one),
				chosen.metrics,
				this.window(request),
				(name, clusters) => this.several(name, clusters),
			);
		} catch (error) {
			this.lost(said("memory of system slices"), error, request);
		}
	}

	async *counters(request: HistoryRequest): AsyncGenerator<Series> {
		const chosen = await this.choose(request);
		if (chosen === null) return;
		try {
			yield* counterSeries((one) => readBy(chosen, one), this.window(request));
			const watches = await watchRestarts(chosen.engine, this.window(request));
			if (watches !== null) yield watches;
		} catch (error) {
			this.lost(said("counts of objects"), error, request);
		}
	}

	async countersOf(request: HistoryRequest, pods: readonly PodName[]): Promise<ReadonlyMap<string, readonly Series[]>> {
		const chosen = await this.choose(request);
		if (chosen === null || pods.length === 0) return new Map();
		try {
			return await podCounters(chosen.engine, this.window(request), pods);
		} catch (error) {
			this.lost(said("counts of requests"), error, request);
			return new Map();
		}
	}

	async absences(request: HistoryRequest): Promise<{ from: number; to: number }[]> {
		const chosen = await this.choose(request);
		if (chosen === null) return [];
		try {
			return await apiServerAbsences((one) => readBy(chosen, one), this.window(request));
		} catch (error) {
			this.lost(said("scrapes of the API server"), error, request);
			return [];
		}
	}

	async close(): Promise<void> {
		for (const engine of this.engines) engine.close();
	}

	private window({ from, to, signal }: HistoryRequest): Omit<ReadRequest, "selections"> {
		return { from, to, signal, onWarning: (detail) => this.partial(detail) };
	}

	private partial(detail: string): void {
		this.found.add({ source: "prometheus", what: said("some series"), reason: "truncated", detail: asDetail(detail) });
	}

	/** One gap tells of all, by the first. */
	private several(name: string, clusters: readonly string[]): void {
		const first = this.ambiguous.keys().next().value ?? name;
		const known = this.ambiguous.get(first) ?? clusters;
		this.ambiguous.set(name, clusters);
		const more = this.ambiguous.size > 1 ? ` +${this.ambiguous.size - 1}` : "";
		const detail = said("{container} in several clusters: {clusters}", {
			container: `${asDetail(first)}${more}`,
			clusters: known.map((cluster) => asDetail(cluster)).join(", "),
		});
		this.found.add({ source: "prometheus", what: said("some series"), reason: "malformed", detail });
	}

	/** What could not be read is a gap. @throws the signal's reason when aborted; what is no reading's fault */
	private lost(what: string, error: unknown, { signal }: HistoryRequest): void {
		if (signal?.aborted) throw signal.reason;
		if (error instanceof Failure) throw error;
		this.found.add({ source: "prometheus", what, ...engineReason(error) });
	}

	/** The first engine that has memory series in that time. */
	private choose(request: HistoryRequest): Promise<Chosen | null> {
		this.chosen ??= this.firstThatKnows(request).catch((error) => {
			// A later look may find it awake.
			this.chosen = null;
			throw error;
		});
		return this.chosen;
	}

	private async firstThatKnows(request: HistoryRequest): Promise<Chosen | null> {
		for (const engine of this.engines) {
			try {
				const metrics = await metricsOf(engine, request);
				if (metrics.has(WORKING_SET)) return { engine, metrics, read: remoteRead };
				const detail = said("no {metric}", { metric: WORKING_SET });
				this.found.add({ source: "prometheus", what: engine.name, reason: "absent", detail });
			} catch (error) {
				if (request.signal?.aborted) throw request.signal.reason;
				const why = engineReason(error);
				if (this.named) throw new Failure("prometheus-failed", { engine: engine.name, detail: why.detail }, error);
				this.found.add({ source: "prometheus", what: engine.name, ...why });
			}
		}
		return null;
	}

	private async batch(
		chosen: Chosen,
		listed: Listed,
		pods: readonly PodEntry[],
		known: EngineFloors["known"],
		request: HistoryRequest,
		state: { failures: number },
	): Promise<Iterable<ContainerTrack>> {
		const [first] = pods;
		if (first === undefined) return [];
		const what =
			pods.length === 1
				? said("memory of {container}", { container: `${first.namespace}/${first.pod}` })
				: said("memory of {count} pods", { count: pods.length });
		if (state.failures >= PATIENCE) {
			this.found.add({
				source: "prometheus",
				what: said("memory of further pods"),
				reason: "failed",
				detail: said("not asked after failures"),
			});
			return [];
		}
		const { selections, columns } = askedFor(chosen, pods, first, request, leftToRead(first, known));
		const rarely = columns.flatMap((column, i) => (column === "limit" || column === "start" ? [i] : []));
		const asked: ReadRequest = {
			...this.window(request),
			selections,
			changesOnly: new Set(rarely),
			packed: new Set(request.lent === true ? [columns.indexOf("memory")] : []),
		};
		const wanted = new Set(pods.map(({ namespace, pod }) => `${namespace}/${pod}`));
		const gathering = new Gathering(columns, known, request);
		try {
			for await (const series of readBy(chosen, asked)) {
				gathering.take(series, ({ namespace, pod }) => wanted.has(`${namespace}/${pod}`));
			}
		} catch (error) {
			if (pods.length > 1 && (error instanceof TooLarge || isTooMuch(error))) {
				const half = Math.ceil(pods.length / 2);
				const halves = [pods.slice(0, half), pods.slice(half)];
				const found: ContainerTrack[] = [];
				for (const part of halves) found.push(...(await this.batch(chosen, listed, part, known, request, state)));
				return found;
			}
			state.failures++;
			this.lost(asDetail(what), error, request);
			// What came before the failure is no more than a part, and nobody could tell which.
			return [];
		}
		state.failures = 0;
		const series = pods.reduce((sum, pod) => sum + pod.series, 0);
		this.batches.learn(series, gathering.samples);
		await listed.about;
		return gathering.tracks(
			listed.directory,
			(container, { message: detail }) =>
				this.found.add({
					source: "prometheus",
					what: said("memory of {container}", { container: asDetail(container) }),
					reason: "failed",
					detail,
				}),
			(container, clusters) => this.several(container, clusters),
		);
	}
}

interface Listed {
	key: string;
	directory: Directory;
	/** Done when owners, nodes and images are in it too. */
	about: Promise<void>;
}

function keyOf({ from, to, namespaces }: HistoryRequest): string {
	return JSON.stringify([from, to, namespaces]);
}
