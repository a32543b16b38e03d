import type { Figures, FiguresRequest } from "../../model/figures.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { type Engine, engineReason, fetcherOf } from "../prometheus/engine.ts";
import { queryFigures } from "../prometheus/figures.ts";
import { queryNodeSeries } from "../prometheus/node-series.ts";
import { batchRequests, queryLastSamples } from "../prometheus/query.ts";
import type { SampleRequest } from "../source.ts";
import type { KubeClient } from "./client.ts";
import { type Gaps, reasonOf } from "./gaps.ts";
import { inParallel } from "./parallel.ts";
import { kubeletSamples } from "./stats-summary.ts";

type Found = Map<SampleRequest, MemorySample>;

const WIDTH = 8;
/** What a kubelet measures now says something of a moment that recent; housekeeping is every ten seconds. */
const FRESH_MS = 60_000;

/** Where the last samples before a moment come from: an engine that keeps series, else what the kubelet measures now. */
export class SampleSources {
	private readonly client: KubeClient;
	private readonly gaps: Gaps;
	private readonly signal: AbortSignal;
	/** By which the question itself is taken back: then nothing is a gap. */
	private readonly taken: AbortSignal | undefined;
	private readonly engines: () => Promise<readonly Engine[]>;

	constructor(
		client: KubeClient,
		gaps: Gaps,
		{ signal, taken }: { signal: AbortSignal; taken: AbortSignal | undefined },
		engines: () => Promise<readonly Engine[]>,
	) {
		this.client = client;
		this.gaps = gaps;
		this.signal = signal;
		this.taken = taken;
		this.engines = engines;
	}

	async last(requests: readonly SampleRequest[]): Promise<MemorySample[]> {
		if (requests.length === 0) return [];
		const found = new Map<SampleRequest, MemorySample>();
		const missing = (): SampleRequest[] => requests.filter((request) => !found.has(request));
		for (const engine of await this.engines()) {
			if (missing().length > 0) await this.ask(engine, missing(), found);
		}
		const now = Date.now();
		const fresh = missing().filter(({ before }) => before >= now - FRESH_MS);
		if (fresh.length > 0) await this.askKubelets(fresh, found);
		return [...found.values()];
	}

	/** Each node's working set over time, from the first engine that knows any. */
	async nodeSeries(nodes: readonly string[], from: Millis, to: Millis): Promise<Series[]> {
		for (const engine of await this.engines()) {
			try {
				const found = await queryNodeSeries(fetcherOf(engine, this.signal), nodes, from, to);
				if (found.length > 0) return found;
			} catch (error) {
				this.lost(engine, error);
			}
		}
		return [];
	}

	/** What exporters measure of these pods, from the first engine that knows each. */
	async figures(requests: readonly FiguresRequest[]): Promise<Figures[]> {
		const found = new Map<FiguresRequest, Figures>();
		for (const engine of await this.engines()) {
			const missing = requests.filter((request) => !found.has(request));
			let broken = false;
			const task = async (request: FiguresRequest): Promise<void> => {
				if (broken) return;
				try {
					const figures = await queryFigures(fetcherOf(engine, this.signal), request);
					if (Object.keys(figures).length > 0) found.set(request, figures);
				} catch (error) {
					broken = true;
					this.lost(engine, error);
				}
			};
			for await (const _ of inParallel(missing, WIDTH, task));
		}
		return requests.map((request) => found.get(request) ?? {});
	}

	private lost(engine: Engine, error: unknown): void {
		this.taken?.throwIfAborted();
		this.gaps.add({ source: "prometheus", what: engine.name, ...engineReason(error) });
	}

	private async ask(engine: Engine, requests: readonly SampleRequest[], found: Found): Promise<void> {
		let broken = false;
		const task = async (batch: SampleRequest[]): Promise<void> => {
			// An engine that failed once is not asked a thousand times more.
			if (broken) return;
			try {
				for (const sample of await queryLastSamples(fetcherOf(engine, this.signal), batch)) {
					const request = batch.find(({ container }) => container === sample.container);
					if (request !== undefined) found.set(request, sample);
				}
			} catch (error) {
				broken = true;
				this.lost(engine, error);
			}
		};
		const [first, ...rest] = batchRequests(requests);
		if (first !== undefined) await task(first);
		for await (const _ of inParallel(rest, WIDTH, task));
	}

	private async askKubelets(requests: readonly SampleRequest[], found: Found): Promise<void> {
		const wanted = new Map(requests.map((request) => [keyOf(request), request]));
		const nodes = new Set(requests.flatMap(({ node }) => node ?? []));
		const task = async (node: string): Promise<void> => {
			try {
				for await (const sample of kubeletSamples(this.client, node, this.signal)) {
					const request = wanted.get(keyOf(sample));
					if (request !== undefined && sample.at <= request.before) found.set(request, sample);
				}
			} catch (error) {
				const why = reasonOf(error);
				if (why === null) throw error;
				this.gaps.addOfNode(node, { source: "kubernetes", what: "memory statistics", ...why });
			}
		};
		for await (const _ of inParallel(nodes, WIDTH, task));
	}
}

function keyOf({ namespace, pod, container }: { namespace: string; pod: string; container: string }): string {
	return JSON.stringify([namespace, pod, container]);
}
