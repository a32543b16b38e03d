import { setTimeout as sleep } from "node:timers/promises";
import type { History } from "../../history/history.ts";
import { Failure } from "../../model/failure.ts";
import type { Gap } from "../../model/gap.ts";
import type { Report } from "../../model/report.ts";
import type { ClusterSource } from "../../sources/kubernetes/cluster.ts";
import { surveyDeaths } from "../../survey/deaths.ts";
import { surveyNodes } from "../../survey/nodes.ts";
import { surveyAll } from "../../survey/scan.ts";
import type { Churn } from "../../verdicts/advisories/churn.ts";
import { isAway } from "../../verdicts/pressure/away/index.ts";
import { Connection, HEARTBEAT_MS } from "./connection.ts";
import { HeldSource } from "./facts.ts";
import { lookForLeaks } from "./leaks.ts";
import type { News } from "./news.ts";
import { HeldOutlooks } from "./outlooks.ts";
import { Sizer } from "./sizer.ts";
import type { State } from "./state.ts";
import { LONG_PATIENCE_MS, Turns } from "./turns.ts";
import { Watches } from "./watches.ts";

/** What the server spends, for its own metrics. Seconds. */
export interface Cost {
	watchRestarts: number;
	surveys: number;
	surveySeconds: number;
	scrapes: number;
	scrapeSeconds: number;
	failures: number;
}

interface LiveOptions {
	/** Opens the cluster anew: gaps and what was read of logs begin with an empty slate. */
	open(): Promise<ClusterSource>;
	state: State;
	cost: Cost;
	signal: AbortSignal;
	/** Where memory series are; null where none are. */
	history(cluster: ClusterSource): Promise<History | null>;
	/** In place of the engine that the cluster knows: the nodes' memory over time. */
	nodeHistory: (() => Promise<History | null>) | null;
	/** Told of what should not happen; the server goes on. */
	onDefect(error: unknown): void;
}

const EVERYTHING = { namespace: null, labelSelector: "", fieldSelector: "" };
/** The kubelet looks at its containers every ten seconds; a page that is half a minute behind is live enough. */
const SCRAPE_MS = 30_000;
/** Kubelets asked a second at the most: they answer through the API server, which has others to serve. */
const KUBELETS_A_SECOND = 20;
/** Everything is looked at anew this often, kernel logs with it, for kills that nobody reported. */
const FULL_MS = 600_000;
const NODES_MS = 60_000;
/** On clusters with more nodes than this, forecasts cost the engine more and are made less often. */
const FEW_NODES = 50;
const FIRST_SCRAPE_MS = 3000;
/** A leak takes hours; looking for them reads a week of every container. */
const LEAKS_MS = 3_600_000;
/** Leaks that show only while the API server is away are looked for once it has been back for as long, up to this, and no more often. */
const AFTER_AWAY_MS = 600_000;
/** What comes back within this was hardly away: too few samples lie within. */
const LEAST_AWAY_MS = 60_000;
const SETTLE_MS = 1000;
const VERSION_BOUND = 64 * 1024;
/** So long a look at everything or at nodes waits for others to be done. */
const PATIENCE_MS = 10_000;
/** Deaths waiting to be told beyond which one look at everything is cheaper than one at each. */
const MOST_PENDING = 20;

/** Keeps the state in step with a cluster until the signal aborts. */
export class Live {
	readonly #options: LiveOptions;
	readonly #state: State;
	readonly #watches: Watches;
	readonly #connection: Connection;
	readonly #sizer: Sizer;
	/** For the watches; holds nothing. */
	readonly #cluster: ClusterSource;
	/** For surveys; opened anew before each look at everything. */
	#reader: ClusterSource;
	/** The one before: what is being read from it may end in peace. */
	#former: ClusterSource | null = null;
	/** What came and went in the hour before the last look at everything; null once the nodes have been held against it. */
	#churn: Churn | null = null;
	/** For what takes much memory while it goes on. */
	readonly #turns = new Turns();
	#dirty = false;
	#fullWanted = true;
	/** A look may take longer than its turn is away: no two at once. */
	#areLeaksLookedFor = false;
	/** When leaks are looked for on account of an absence, by `performance.now()`; null where none waits for it. */
	#leaksDueAt: number | null = null;

	private constructor(options: LiveOptions, cluster: ClusterSource, reader: ClusterSource) {
		this.#options = options;
		this.#state = options.state;
		this.#cluster = cluster;
		this.#reader = reader;
		const { cost, signal } = options;
		this.#watches = new Watches({
			...{ cluster, facts: options.state.facts, cost, signal },
			onChange: () => {
				this.#dirty = true;
			},
			onConnection: (detail) => this.#connection.show(detail),
		});
		const [{ state }, watches] = [options, this.#watches];
		const limits = { firstByte: HEARTBEAT_MS, stall: HEARTBEAT_MS, total: HEARTBEAT_MS };
		const ask = () => cluster.client.json("/version", VERSION_BOUND, { signal, limits, retries: 0 });
		this.#connection = new Connection({
			...{ ask, watches, state, signal },
			onAnswer: (answered) => watches.news.answer(answered),
			onBack: (away) => this.#isBack(away),
		});
		this.#sizer = new Sizer({
			...{ open: options.open, history: options.history, state, turns: this.#turns, signal },
			onChange: () => {
				this.#dirty = true;
			},
			attempt: (task) => this.#attempt(task),
		});
	}

	/**
	 * Connects; the first look goes on while others are served.
	 * @throws Failure of the cluster when it cannot be reached at all
	 */
	static async start(options: LiveOptions): Promise<Live> {
		const cluster = await options.open();
		await cluster.client.json("/version", VERSION_BOUND, { signal: options.signal });
		return new Live(options, cluster, await options.open());
	}

	/** The cluster, for people. */
	get name(): string {
		return this.#cluster.name;
	}

	/** What surveys read from now. */
	get reader(): ClusterSource {
		return this.#reader;
	}

	/** For a recorder beside it. */
	get news(): News {
		return this.#watches.news;
	}

	get client() {
		return this.#cluster.client;
	}

	/** Runs until the signal aborts. A part that fails for a reason of its own ends the others with it. */
	async run(): Promise<void> {
		const parts = [
			this.#watches.run(),
			this.#connection.run(),
			this.#scrape(),
			this.#judge(),
			this.#sizer.run(),
			this.#show(),
		];
		try {
			await Promise.all(parts);
		} catch (error) {
			if (!this.#aborted) throw error;
		}
	}

	/** When nobody asks by its connections any more. */
	async close(): Promise<void> {
		await this.#former?.close();
		await this.#reader.close();
		await this.#cluster.close();
	}

	get #aborted(): boolean {
		return this.#options.signal.aborted;
	}

	async #pause(milliseconds: number): Promise<void> {
		await sleep(milliseconds, undefined, { signal: this.#options.signal }).catch(() => {});
	}

	/** What it could not tell is asked anew at once. What leaks only while it is away is looked for when there is enough to compare with. */
	#isBack(away: number): void {
		if (away >= SCRAPE_MS) this.#fullWanted = true;
		if (away >= LEAST_AWAY_MS) this.#leaksDueAt ??= performance.now() + Math.min(away, AFTER_AWAY_MS);
	}

	/** What the containers use, from the kubelets, for as long as there are nodes. */
	async #scrape(): Promise<void> {
		const { cost } = this.#options;
		while (!this.#aborted) {
			const started = performance.now();
			const names = this.#nodeNames();
			if (!this.#watches.isListed || names.length === 0) {
				await this.#pause(200);
				continue;
			}
			await this.#attempt(async () => {
				// A recorder looks as often as we would.
				const unmeasured = names.filter((name) => !this.#watches.isMeasured(name, 2 * SCRAPE_MS));
				for await (const stats of this.#reader.nodeStats(unmeasured)) this.#state.facts.takeStats(stats);
				this.#dirty = true;
			});
			cost.scrapes++;
			cost.scrapeSeconds += (performance.now() - started) / 1000;
			await this.#pause(Math.max(SCRAPE_MS, (names.length / KUBELETS_A_SECOND) * 1000));
		}
	}

	#nodeNames(): string[] {
		const { nodes, pods } = this.#state.facts;
		if (nodes.size > 0) return [...nodes.keys()];
		return [...new Set([...pods.values()].flatMap(({ node }) => node ?? []))];
	}

	/** Deaths as they come, the nodes each minute, everything now and then. */
	async #judge(): Promise<void> {
		while (!this.#watches.isListed && !this.#aborted) await this.#pause(100);
		// The first look should know what the containers use; kubelets that do not answer must not hold it up.
		const patience = performance.now() + FIRST_SCRAPE_MS;
		while (this.#options.cost.scrapes === 0 && performance.now() < patience && !this.#aborted) await this.#pause(100);
		let [fullAt, nodesAt, leaksAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
		while (!this.#aborted) {
			const now = performance.now();
			const nodesEvery = this.#state.facts.nodes.size > FEW_NODES ? NODES_MS * 5 : NODES_MS;
			if (this.#fullWanted || now - fullAt >= FULL_MS || this.#watches.pending.size > MOST_PENDING) {
				if (await this.#attempt(() => this.#turns.take(() => this.#lookAtAll(), PATIENCE_MS)))
					[fullAt, this.#fullWanted] = [performance.now(), false];
			} else if (this.#watches.pending.size > 0) await this.#attempt(() => this.#tellPending());
			const nodesAreDue = now - nodesAt >= nodesEvery;
			if (nodesAreDue && (await this.#attempt(() => this.#turns.take(() => this.#lookAtNodes(), PATIENCE_MS))))
				nodesAt = performance.now();
			const isDue = this.#leaksDueAt !== null && now >= this.#leaksDueAt && now - leaksAt >= AFTER_AWAY_MS;
			if (!this.#areLeaksLookedFor && (now - leaksAt >= LEAKS_MS || isDue)) {
				[leaksAt, this.#leaksDueAt] = [now, null];
				// Minutes on a large cluster: deaths are told meanwhile.
				void this.#attempt(() => this.#lookForLeaks());
			}
			await this.#pause(SETTLE_MS);
		}
	}

	async #lookForLeaks(): Promise<void> {
		this.#areLeaksLookedFor = true;
		let history: History | null = null;
		try {
			history = await this.#options.history(this.#reader);
			const turn = (look: () => Promise<void>) => this.#turns.take(look, LONG_PATIENCE_MS);
			await lookForLeaks(this.#state, history, { kubelets: this.#reader, signal: this.#options.signal, turn });
		} finally {
			this.#areLeaksLookedFor = false;
			await history?.close();
		}
		this.#state.publish(["findings"]);
	}

	async #lookAtAll(): Promise<void> {
		await this.#former?.close();
		this.#former = null;
		const next = await this.#options.open();
		try {
			await this.#lookAtAllOf(next);
		} catch (error) {
			// While the server is away one look after another fails: what the others read from stays.
			await next.close();
			throw error;
		}
		this.#former = this.#reader;
		this.#reader = next;
	}

	async #lookAtAllOf(cluster: ClusterSource): Promise<void> {
		const waiting = [...this.#watches.pending.keys()];
		const onChurn = (churn: Churn) => {
			this.#churn = churn;
		};
		const report = await surveyAll(this.#held(true, cluster), {
			scope: EVERYTHING,
			at: this.#state.now(),
			nodes: false,
			onChurn,
		});
		for (const uid of waiting) this.#watches.remember(uid);
		this.#state.budgets = report.budgets ?? [];
		this.#state.looked = report.looked;
		this.#state.gaps = this.#gapsOf(report);
		const first = !this.#state.isComplete;
		const fresh = this.#state.takeAll(report.findings);
		this.#state.publish(["fleet", "findings"], first ? [] : fresh);
	}

	#gapsOf({ gaps }: Report): Gap[] {
		return [...this.#watches.gaps, ...this.#sizer.gaps, ...gaps];
	}

	async #lookAtNodes(): Promise<void> {
		const history = (await this.#options.nodeHistory?.()) ?? null;
		const { found } = this.#state;
		const churn = this.#churn;
		// What guards pods, and when nodes were last heard of, is read as often as everything is.
		const away = churn === null ? undefined : { churn, findings: this.#state.findings() };
		const inquiry = { name: null, at: this.#state.now(), history, ...(away === undefined ? {} : { away }) };
		const report = await surveyNodes(this.#held(false), inquiry).finally(() => history?.close());
		this.#state.outlooks = new HeldOutlooks(report.nodes ?? []);
		const kept = churn === null ? found.pressure.filter(isAway) : [];
		if (this.#churn === churn) this.#churn = null;
		this.#state.found = { ...this.#state.found, pressure: [...report.findings, ...kept] };
		this.#state.gaps = this.#gapsOf(report);
		this.#state.publish(["nodes", "findings"]);
		this.#connection.show("");
	}

	/** The events and the kernel's words about one death at a time; what cannot be read now stays for the next turn. */
	async #tellPending(): Promise<void> {
		for (const [uid, { namespace, name }] of this.#watches.pending) {
			const scope = { namespace, labelSelector: "", fieldSelector: `metadata.name=${name}` };
			const report = await surveyDeaths(this.#held(true), {
				scope,
				wanted: (found) => found.uid === uid,
				at: this.#state.now(),
			});
			this.#watches.remember(uid);
			const fresh = this.#state.takeDeaths(report.findings, { namespace, name });
			this.#state.publish(["findings"], fresh);
		}
	}

	#held(podsAnew: boolean, cluster: ClusterSource = this.#reader): HeldSource {
		return new HeldSource(this.#state.facts, cluster, podsAnew);
	}

	/** Rows made anew when something changed, and the more seldom the longer it takes. */
	async #show(): Promise<void> {
		while (!this.#aborted) {
			let wait = SETTLE_MS;
			if (this.#dirty && this.#state.isComplete) {
				this.#dirty = false;
				const started = performance.now();
				this.#state.log.expire(this.#state.now());
				this.#state.publish(["fleet"]);
				wait = Math.max(wait, (performance.now() - started) * 20);
			}
			await this.#pause(wait);
		}
	}

	/** Whether it could be done; a cluster that is away is no reason to end. */
	async #attempt(task: () => Promise<void>): Promise<boolean> {
		const { cost } = this.#options;
		const started = performance.now();
		try {
			await task();
			return true;
		} catch (error) {
			if (this.#aborted) return false;
			if (!(error instanceof Failure) || error.code === "internal") this.#options.onDefect(error);
			cost.failures++;
			return false;
		} finally {
			cost.surveys++;
			cost.surveySeconds += (performance.now() - started) / 1000;
		}
	}
}
