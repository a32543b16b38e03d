import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { rowOf } from "../../history/store/figures.ts";
import type { Recording, SweptTrack } from "../../history/store/recording.ts";
import type { Measured } from "../../model/measured.ts";
import { said } from "../../model/said.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { reasonOf } from "../../sources/kubernetes/gaps.ts";
import type { Resource } from "../../sources/kubernetes/resources.ts";
import { Census, type CensusEvents } from "./census.ts";
import { type Credentials, Direct } from "./direct.ts";
import { type Door, lookAt } from "./look.ts";
import { isUnanswered, Presence, seconds } from "./presence.ts";
import type { Shared } from "./shared.ts";

interface RecorderOptions {
	client: KubeClient;
	/** For kubelets at their own address; none where they cannot be asked there. */
	directly: readonly Credentials[];
	recording: Recording;
	/** Of the recorder before, so that counts go on. */
	counts: ReadonlyMap<string, number>;
	/** Seconds between two looks at a node. */
	interval: number;
	/** What the server that it runs in knows; null where it runs alone. */
	shared?: Shared | null;
	onEvent(event: RecorderEvent): void;
}

export type RecorderEvent =
	| { what: "away"; detail: string }
	| { what: "back" }
	| { what: "refused"; resource: Resource; detail: string }
	/** More nodes than can be looked at in the interval. */
	| { what: "behind"; nodes: number };

export interface RecorderStatus {
	nodes: number;
	/** Of the last look at each node. */
	containers: number;
	/** Nodes whose last look failed. */
	missing: number;
	/** Unix seconds; null while the API server is there. */
	awaySince: number | null;
	/** Looks at nodes since it started, and how many of them gave nothing. */
	looks: number;
	failures: number;
	/** The last look that gave something: when, in Unix seconds (null before the first), and the seconds it took. */
	lookedAt: number | null;
	lookSeconds: number;
}

interface Watched {
	name: string;
	address: string;
	/** Unix milliseconds. */
	due: number;
	busy: boolean;
	/** Unix seconds of the last look that succeeded; null before the first. */
	seen: number | null;
	missing: boolean;
	containers: number;
	/** The newest of the kubelet's own times, to tell figures that stand still. */
	newest: number;
	directs: readonly Direct[];
}

/** Looks at once: each holds up to a megabyte of what is on its way, and a thousand nodes in half a minute need no more than these where one takes 200 ms. */
const WIDTH = 8;
const TICK_MS = 200;
const FLUSH_MS = 1000;
/** Nodes that come together are first looked at one after another, and then stay apart. */
const APART_MS = 100;
const LONGEST_PATIENCE_MS = 10_000;
/** Nodes that come together are knocked at apart for so long: those that cannot be reached take some seconds to tell. */
const KNOCKS_APART_MS = 300_000;
/** While the API server is away kubelets are asked this often: it may be a few minutes, and a slope needs some samples in them. */
const AWAY_EVERY_MS = 10_000;
/** cAdvisor looks every 10 to 15 s; a container whose figures are this much older than its node's newest is gone. */
const STALE_MS = 120_000;

/** Looks at every node once in an interval and records what its kubelet measures, whatever becomes of the API server. */
export class Recorder {
	private readonly options: RecorderOptions;
	private readonly census: Census;
	private readonly nodes = new Map<string, Watched>();
	private queue: Watched[] = [];
	private running = 0;
	private knocking = 0;
	/** Whether somebody else's question to the API server was not answered, and what that means has not been asked. */
	private unanswered = false;
	private readonly presence: Presence;
	private ownDue = 0;
	/** Milliseconds between two looks at a node, as it is now. */
	private pace: number;
	private behind = false;
	private readonly looked = { looks: 0, failures: 0, lookedAt: null as number | null, lookSeconds: 0 };
	private readonly started = Math.round(seconds() - process.uptime());

	constructor(options: RecorderOptions) {
		this.options = options;
		this.pace = options.interval * 1000;
		this.presence = new Presence(options);
		const events: CensusEvents = {
			onNode: (name, address) => this.addNode(name, address),
			onNodeGone: (name) => this.removeNode(name),
			onRefused: (resource, detail) => {
				options.recording.gap(resource, "forbidden", detail, seconds(), seconds());
				options.onEvent({ what: "refused", resource, detail });
			},
			onAnswer: (answered) => {
				if (answered) this.presence.found();
				this.unanswered = !answered;
			},
		};
		this.census = new Census(options.client, options.counts, events, options.shared ?? null);
	}

	get status(): RecorderStatus {
		const awaySince = this.presence.isAway ? this.presence.answered : null;
		const status = { nodes: this.nodes.size, containers: 0, missing: 0, awaySince, ...this.looked };
		for (const { containers, missing } of this.nodes.values()) {
			status.containers += containers;
			if (missing) status.missing++;
		}
		return status;
	}

	/**
	 * Records until the signal aborts; what was recorded is flushed by then. The recording is closed by who opened it.
	 * @throws Failure cluster-forbidden when the nodes may not be listed; cluster-unauthorized and the like when it starts
	 */
	async run(signal: AbortSignal): Promise<void> {
		const stop = new AbortController();
		const both = AbortSignal.any([signal, stop.signal]);
		const flushing = setInterval(() => this.options.recording.flush(seconds()), FLUSH_MS);
		try {
			await this.presence.greet(both);
			await Promise.race([this.census.follow(both), this.tick(both)]);
		} finally {
			clearInterval(flushing);
			stop.abort();
			for (const { directs } of this.nodes.values()) for (const direct of directs) direct.close();
			// It was away until now, not only until it was last asked.
			if (this.presence.isAway) this.presence.gap(seconds());
			// What was counted since the last time, for the recorder after this.
			this.recordOwn(Date.now());
			this.options.recording.flush(seconds());
		}
	}

	private async tick(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			const now = Date.now();
			if (this.unanswered) this.presence.lost(signal);
			this.unanswered = false;
			this.presence.look(signal);
			if (now >= this.ownDue) this.recordOwn(now);
			this.keepPace(now);
			this.startKnocks(now, signal);
			for (const node of this.nodes.values()) if (!node.busy && now >= node.due) this.enqueue(node, now);
			this.startLooks(signal);
			await sleep(TICK_MS, undefined, { signal }).catch(() => {});
		}
	}

	private keepPace(now: number): void {
		const interval = this.options.interval * 1000;
		const pace = this.presence.isAway ? Math.min(interval, AWAY_EVERY_MS) : interval;
		// Those that are further away than the new pace come within it, apart from each other as before.
		if (pace < this.pace) for (const node of this.nodes.values()) node.due = now + ((node.due - now) % pace);
		this.pace = pace;
	}

	private addNode(name: string, address: string): void {
		const known = this.nodes.get(name);
		if (known !== undefined) {
			if (known.address !== address) {
				for (const direct of known.directs) direct.moved();
			}
			known.address = address;
			return;
		}
		const due = Date.now() + ((this.nodes.size * APART_MS) % (this.options.interval * 1000));
		const directs = Direct.all(this.options.directly, due + ((this.nodes.size * 1000) % KNOCKS_APART_MS));
		const fresh = { busy: false, seen: null, missing: false, containers: 0, newest: Number.NaN, directs };
		this.nodes.set(name, { name, address, due, ...fresh });
	}

	private removeNode(name: string): void {
		for (const direct of this.nodes.get(name)?.directs ?? []) direct.close();
		this.nodes.delete(name);
		this.options.recording.gapEnds(said("node {node}", { node: name }));
	}

	private enqueue(node: Watched, now: number): void {
		// The next look keeps its place in the interval; those that were missed stay missed.
		node.due += this.pace * Math.max(1, Math.ceil((now - node.due) / this.pace));
		node.busy = true;
		this.queue.push(node);
		const behind = this.queue.length > WIDTH && this.queue.length > this.nodes.size / 2;
		if (behind && !this.behind && !this.presence.isAway)
			this.options.onEvent({ what: "behind", nodes: this.queue.length });
		this.behind = behind;
	}

	private startLooks(signal: AbortSignal): void {
		while (this.running < WIDTH) {
			const node = this.queue.shift();
			if (node === undefined) return;
			this.running++;
			void this.look(node, signal).finally(() => {
				this.running--;
				node.busy = false;
				if (!signal.aborted) this.startLooks(signal);
			});
		}
	}

	/** One look at one node, through the API server or else directly. Never throws. */
	private async look(node: Watched, signal: AbortSignal): Promise<void> {
		const at = Date.now();
		let problem: unknown = null;
		if (!this.presence.isAway) {
			const prefix = `/api/v1/nodes/${encodeURIComponent(node.name)}/proxy`;
			const patience = Math.min(LONGEST_PATIENCE_MS, this.options.interval * 1000);
			try {
				const measured = await lookAt(this.door(this.options.client, prefix, patience), signal);
				this.presence.found();
				this.record(node, at, measured);
				return;
			} catch (error) {
				// Ended by us, not by anybody who answered.
				if (signal.aborted) return;
				problem = error;
				// Where others are answered meanwhile, it is this kubelet that hangs.
				if (!isUnanswered(error)) this.presence.found();
				else if (this.presence.answered < at / 1000) this.presence.lost(signal);
			}
		}
		if (signal.aborted) return;
		const direct = await this.lookDirectly(node, signal);
		if (direct !== null) this.record(node, at, direct);
		// It may be gone by now, or another of its name be there.
		else if (!signal.aborted && this.nodes.get(node.name) === node) this.miss(node, problem, at / 1000);
	}

	/** Knocks past the API server now and then, so that kubelets know us when it is away. */
	private startKnocks(now: number, signal: AbortSignal): void {
		if (this.presence.isAway) return;
		for (const node of this.nodes.values()) {
			if (this.knocking >= WIDTH) return;
			const direct = node.busy ? undefined : node.directs.find((one) => one.isDue(now));
			if (direct === undefined) continue;
			node.busy = true;
			this.knocking++;
			void direct.knock(node.address, now, signal).finally(() => {
				this.knocking--;
				node.busy = false;
			});
		}
	}

	private async lookDirectly({ directs, address }: Watched, signal: AbortSignal): Promise<Measured[] | null> {
		for (const direct of directs) {
			const measured = await direct.look(address, signal, (summary) => this.options.shared?.takeSummary(summary));
			if (measured !== null) return measured;
		}
		return null;
	}

	private door(client: KubeClient, prefix: string, patience: number): Door {
		const { shared = null } = this.options;
		return { client, prefix, patience, onSummary: (summary) => shared?.takeSummary(summary) };
	}

	private record(node: Watched, at: number, measured: readonly Measured[]): void {
		const { recording } = this.options;
		const t = at / 1000;
		this.looked.looks++;
		this.looked.lookedAt = t;
		this.looked.lookSeconds = (Date.now() - at) / 1000;
		const newest = newestOf(measured);
		// A kubelet that gives the same figures once more has measured nothing.
		const stale = Number.isFinite(newest) && newest === node.newest;
		node.newest = newest;
		if (stale) return;
		const rows: SweptTrack[] = [];
		let containers = 0;
		for (const one of measured) {
			if (one.at < newest - STALE_MS || (Number.isNaN(one.workingSet) && Number.isNaN(one.rss))) continue;
			if (one.pod !== "") containers++;
			rows.push(this.rowOf(node.name, one));
		}
		recording.sweep(node.name, t, rows);
		if (node.missing) recording.gapEnds(said("node {node}", { node: node.name }));
		node.seen = t;
		node.missing = false;
		node.containers = containers;
	}

	private rowOf(node: string, one: Measured): SweptTrack {
		const { namespace, pod, container, cgroup } = one;
		const pressure = { stalledSome: one.stalledSome * 1000, stalledFull: one.stalledFull * 1000 };
		if (pod === "")
			return { name: { kind: "cgroup", node, cgroup }, figures: rowOf({ ...one, ...pressure }), about: null };
		const known = this.census.podOf(namespace, pod);
		const spec = known?.containers.find(({ name }) => name === container);
		const limit = Number.isNaN(one.limit) ? (spec?.limit ?? Number.NaN) : one.limit;
		return {
			name: { kind: "container", namespace, pod, container },
			figures: rowOf({ ...one, ...pressure, limit }),
			about: { image: spec?.image || one.image, owner: known?.owner ?? null },
		};
	}

	/** While the API server is away one gap tells of all nodes. */
	private miss(node: Watched, error: unknown, now: number): void {
		this.looked.looks++;
		this.looked.failures++;
		node.missing = true;
		node.containers = 0;
		const { reason, detail } = reasonOf(error) ?? { reason: "failed" as const, detail: "" };
		if (this.presence.isAway || (isUnanswered(error) && this.presence.answered < now)) this.presence.gap(now, detail);
		else this.options.recording.gap(said("node {node}", { node: node.name }), reason, detail, node.seen ?? now, now);
	}

	/** The recorder's own memory, to be judged like any other, and what was counted. */
	private recordOwn(now: number): void {
		this.ownDue = now + this.options.interval * 1000;
		const { rss } = process.memoryUsage();
		const own = rowOf({ workingSet: rss, rss, start: this.started });
		const rows: SweptTrack[] = [{ name: { kind: "cgroup", node: hostname(), cgroup: OWN }, figures: own, about: null }];
		for (const [counter, count] of this.census.counts)
			rows.push({ name: { kind: "counter", counter }, figures: counted(count), about: null });
		this.options.recording.sweep(OWN_SWEEPS, now / 1000, rows);
	}
}

/** The recorder's own process among the cgroups of its host. */
const OWN = "plimsoll";
/** Where sweeps of no node go. */
const OWN_SWEEPS = "";

/** Of the kubelet's times; -Infinity where it gives none. */
function newestOf(measured: readonly Measured[]): number {
	let newest = Number.NEGATIVE_INFINITY;
	for (const { at } of measured) if (at > newest) newest = at;
	return newest;
}

function counted(count: number): Float64Array {
	const figures = rowOf({});
	figures[0] = count;
	return figures;
}
