import { uptime } from "node:os";
import type { ClusterObject, ObjectKind } from "../../model/cluster-object.ts";
import type { ConfigMap, ConfigMapRef } from "../../model/config-map.ts";
import type { KubeEvent } from "../../model/event.ts";
import { Failure } from "../../model/failure.ts";
import type { ExecRequest, Figures, FiguresRequest } from "../../model/figures.ts";
import type { Gap } from "../../model/gap.ts";
import type { KernelLogSpan, OomKill } from "../../model/kernel.ts";
import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { Node } from "../../model/node.ts";
import type { NodeStats } from "../../model/node-stats.ts";
import type { Pod } from "../../model/pod.ts";
import { said } from "../../model/said.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Series } from "../../model/series.ts";
import { asDetail } from "../../model/text.ts";
import type { Millis } from "../../model/time.ts";
import { kmsgLines } from "../kernel/kmsg.ts";
import { type KernelLogReach, LINES_MISSING } from "../kernel/reach.ts";
import { readOomKills } from "../kernel/read.ts";
import { openEngine } from "../prometheus/direct.ts";
import type { Engine, EngineOptions } from "../prometheus/engine.ts";
import { narrowedTo } from "../prometheus/narrowed.ts";
import type { Selection } from "../prometheus/raw-series.ts";
import type { LinesRequest, SampleRequest, Scope, Source } from "../source.ts";
import { type KubeClient, openClient } from "./client.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { findEngines } from "./engines.ts";
import { ExecFailed, execIn } from "./exec.ts";
import { Gaps, type NodeGap, reasonOf } from "./gaps.ts";
import { resolveConnection } from "./kubeconfig.ts";
import { Kubelets } from "./kubelets.ts";
import { lastLinesOf } from "./last-lines.ts";
import { listObjects } from "./list.ts";
import { narrowEvent, narrowNode, narrowObject, narrowPod } from "./narrow.ts";
import { narrowConfigMap } from "./narrow-settings.ts";
import { addedLines, kernelLines, type LogEnd } from "./node-log.ts";
import { inParallel } from "./parallel.ts";
import { ADD_ONS, type CaptureResource, RESOURCES, type Resource } from "./resources.ts";
import { SampleSources } from "./samples.ts";
import { shape } from "./shape.ts";
import { TooLarge } from "./transport.ts";

export interface ClusterOptions extends ConnectOptions {
	/** Ours, for the User-Agent. */
	version: string;
	/** The node this machine is: its kernel's messages are read from `path` (/dev/kmsg) and its kubelet is not asked for them. */
	kmsg?: { node: string; path: string } | undefined;
	/** The engine of --prometheus-url; without one, engines are looked for in the cluster. */
	prometheus?: EngineOptions | undefined;
	/** Sent to engines found in the cluster. */
	prometheusHeaders?: Readonly<Record<string, string>> | undefined;
	/** Labels that their series must have, as of EngineOptions. */
	prometheusOnly?: Selection | undefined;
}

/** A live cluster: a source, and what a capture needs beyond that. */
export interface ClusterSource extends Source {
	/** The kubeconfig's context; empty in a pod. A capture names it and not the server's address. */
	readonly contextName: string;
	readonly client: KubeClient;
	/** Objects as the server has them, each with its apiVersion and kind. What cannot be read is a gap. */
	raw(resource: CaptureResource, scope: Scope): AsyncIterable<unknown>;
	/** The end of a node's kernel log; empty, with a gap, where there is none to read. */
	kernelLines(node: string): AsyncIterable<string>;
	/** Which of these nodes' kernel logs tell of an OOM kill since they were last asked for; none the first time. Unreadable ones tell nothing. */
	newKillsOn(nodes: readonly string[]): Promise<string[]>;
	lastLines(requests: readonly LinesRequest[]): Promise<string[][]>;
	nodeStats(nodes: readonly string[]): AsyncIterable<NodeStats>;
	kubeletConfigs(nodes: readonly string[]): AsyncIterable<KubeletConfig>;
	nodeSeries(nodes: readonly string[], from: Millis, to: Millis): AsyncIterable<Series>;
	/** Where memory series are kept: the engine that was named, else those found by their Services. What cannot be read is a gap. */
	engines(): Promise<readonly Engine[]>;
}

/** Kernel logs read at once; each is up to 32 MB through the API server. */
const LOGS_AT_ONCE = 4;
/** Bytes that the answer for one namespace may have: its labels and annotations are bounded by etcd. */
const NAMESPACE_BOUND = 2 << 20;
/** Bytes that the answer of /version may have. */
const VERSION_BOUND = 64 * 1024;

/** etcd takes 1.5 MiB; escapes may double it. */
const CONFIG_MAP_BOUND = 4 * 1024 * 1024;
const CONFIG_MAPS_AT_ONCE = 8;

/**
 * Opens a cluster by kubectl's rules. Does not connect yet: the first list does, and throws a Failure when the server cannot be reached.
 * @throws Failure of the kubeconfig and credentials; bad-value for flags
 */
export async function openCluster(options: ClusterOptions): Promise<ClusterSource> {
	const connection = await resolveConnection(options);
	const client = await openClient(connection, options);
	const engine = options.prometheus === undefined ? null : await openEngine(options.prometheus);
	return new Cluster(client, connection.context, connection.namespace, engine, options);
}

class Cluster implements ClusterSource {
	readonly name: string;
	readonly contextName: string;
	readonly defaultNamespace: string;
	readonly takenAt: Millis = Date.now();
	readonly client: KubeClient;
	private readonly found = new Gaps();
	/** Of each node as it was last read: a cluster may be watched for months. */
	private readonly logs = new Map<string, KernelLogSpan[]>();
	private readonly abort = new AbortController();
	private readonly samples: SampleSources;
	private readonly kubelets: Kubelets;
	private readonly kmsg: ClusterOptions["kmsg"];
	/** The last kill in this machine's own log at the last look; null before the first. */
	private lastOwnKill: string | null = null;
	/** Nodes whose kernel log cannot be followed. */
	private readonly logless = new Set<string>();
	private readonly logEnds = new Map<string, LogEnd>();
	/** Node proxies were refused: asking the next thousand nodes would only be noise in the audit log. */
	private logsForbidden: NodeGap | null = null;

	private readonly direct: Engine | null;
	private readonly engineHeaders: Readonly<Record<string, string>>;
	private readonly engineOnly: Selection;
	private foundEngines: Promise<Engine[]> | null = null;

	constructor(client: KubeClient, context: string, namespace: string, direct: Engine | null, options: ClusterOptions) {
		this.client = client;
		this.contextName = context;
		this.name = context === "" ? client.server : `${context} (${client.server})`;
		this.defaultNamespace = namespace;
		this.kmsg = options.kmsg;
		this.direct = direct;
		this.engineHeaders = options.prometheusHeaders ?? {};
		this.engineOnly = options.prometheusOnly ?? [];
		// Who takes back the question waits for no engine either.
		const taken = options.signal;
		const signal = taken === undefined ? this.abort.signal : AbortSignal.any([this.abort.signal, taken]);
		this.samples = new SampleSources(client, this.found, { signal, taken }, () => this.engines());
		this.kubelets = new Kubelets(client, this.found, this.abort.signal);
	}

	get gaps(): readonly Gap[] {
		return this.found.all();
	}

	get kernelLogs(): readonly KernelLogSpan[] {
		return [...this.logs.values()].flat();
	}

	async *pods(scope: Scope): AsyncGenerator<Pod> {
		yield* narrowed(this.listed("pods", scope), narrowPod);
	}

	async *nodes(): AsyncGenerator<Node> {
		yield* narrowed(this.listed("nodes", ALL), narrowNode);
	}

	async *events(scope: Scope): AsyncGenerator<KubeEvent> {
		yield* narrowed(this.listed("events", scope), narrowEvent);
	}

	async *raw(resource: CaptureResource, scope: Scope): AsyncGenerator<unknown> {
		const { apiVersion, kind } = RESOURCES[resource];
		// Items of a list do not say what they are.
		for await (const item of this.listed(resource, scope)) yield { apiVersion, kind, ...shape(item) };
	}

	async *oomKills(nodes: readonly string[] | null): AsyncGenerator<OomKill> {
		const all = async function* (source: Cluster): AsyncGenerator<string> {
			for await (const { name } of source.nodes()) yield name;
		};
		const kills = inParallel(nodes ?? all(this), LOGS_AT_ONCE, async (node) => {
			const found: OomKill[] = [];
			const readAt = Date.now();
			const onReach = ({ stretches }: KernelLogReach) => {
				this.logs.set(
					node,
					stretches.map((stretch) => ({ host: node, ...stretch })),
				);
			};
			const options = { host: node, now: readAt, readAt, onReach };
			for await (const kill of readOomKills(this.kernelLines(node), options)) {
				// The log may hold a host name that differs from the node's.
				found.push({ ...kill, host: node });
			}
			return found;
		});
		for await (const ofNode of kills) yield* ofNode;
	}

	async *kernelLines(node: string): AsyncGenerator<string> {
		if (node === this.kmsg?.node) {
			yield* this.ownKernelLines(this.kmsg);
			return;
		}
		if (this.logsForbidden !== null) {
			this.found.addOfNode(node, this.logsForbidden);
			return;
		}
		try {
			yield* kernelLines(this.client, node, this.abort.signal);
		} catch (error) {
			const gap = { source: "kernel", what: "kernel log" as const, ...this.reasonOrThrow(error) };
			if (gap.reason === "forbidden") this.logsForbidden = gap;
			this.found.addOfNode(node, gap);
			yield LINES_MISSING;
		}
	}

	private async ownKillsAdded(): Promise<boolean> {
		let last = "";
		for await (const line of this.kmsg === undefined ? [] : this.ownKernelLines(this.kmsg))
			if (line.includes("Killed process")) last = line.replace(/^\S+/, "");
		const added = this.lastOwnKill !== null && last !== this.lastOwnKill;
		this.lastOwnKill = last;
		return added && last !== "";
	}

	private async *ownKernelLines({ node, path }: { node: string; path: string }): AsyncGenerator<string> {
		try {
			yield* kmsgLines({ path, host: node, bootedAt: Date.now() - uptime() * 1000 });
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			const reason = code === "EPERM" || code === "EACCES" ? "forbidden" : code === "ENOENT" ? "absent" : "failed";
			this.found.addOfNode(node, { source: "kernel", what: "kernel log" as const, reason, detail: asDetail(message) });
			yield LINES_MISSING;
		}
	}

	async newKillsOn(nodes: readonly string[]): Promise<string[]> {
		const told: string[] = [];
		const task = async (node: string): Promise<void> => {
			try {
				if (node === this.kmsg?.node) {
					if (await this.ownKillsAdded()) told.push(node);
					return;
				}
				const { end, lines } = await addedLines(this.client, node, this.logEnds.get(node) ?? null, this.abort.signal);
				this.logEnds.set(node, end);
				if (lines.some((line) => line.includes("Killed process"))) told.push(node);
			} catch (error) {
				const why = reasonOf(error);
				if (why === null) throw error;
				// What cannot be read now is read later, from where it ended; what is not there, or not for us, is not asked for again.
				if (why.reason === "absent" || why.reason === "forbidden") this.logless.add(node);
			}
		};
		for (const node of this.logEnds.keys()) if (!nodes.includes(node)) this.logEnds.delete(node);
		const asked = nodes.filter((node) => !this.logless.has(node));
		for await (const _ of inParallel(asked, LOGS_AT_ONCE, task));
		return told;
	}

	async lastSamples(requests: readonly SampleRequest[]): Promise<MemorySample[]> {
		return await this.samples.last(requests);
	}

	nodeStats(nodes: readonly string[]): AsyncIterable<NodeStats> {
		return this.kubelets.stats(nodes);
	}

	kubeletConfigs(nodes: readonly string[]): AsyncIterable<KubeletConfig> {
		return this.kubelets.configs(nodes);
	}

	async lastLines(requests: readonly LinesRequest[]): Promise<string[][]> {
		const found = new Map<LinesRequest, string[]>();
		const task = async (request: LinesRequest): Promise<void> => {
			try {
				found.set(request, await lastLinesOf(this.client, request, this.abort.signal));
			} catch (error) {
				const why = this.reasonOrThrow(error);
				// A log that is gone with its container is no fault.
				if (why.reason === "forbidden") this.found.add({ source: "kubernetes", what: said("container logs"), ...why });
			}
		};
		for await (const _ of inParallel(requests, LOGS_AT_ONCE, task));
		return requests.map((request) => found.get(request) ?? []);
	}

	async *objects(kind: ObjectKind): AsyncGenerator<ClusterObject> {
		const scope = kind === "leases" ? { ...ALL, namespace: "kube-node-lease" } : ALL;
		yield* narrowed(this.listed(kind, scope), (object) => narrowObject(kind, object));
	}

	async hasNamespace(name: string): Promise<boolean | null> {
		const path = `/api/v1/namespaces/${encodeURIComponent(name)}`;
		try {
			return (
				(await this.client.json(path, NAMESPACE_BOUND, { signal: this.abort.signal })).kind === "Namespace" || null
			);
		} catch (error) {
			return reasonOf(error)?.reason === "absent" ? false : null;
		}
	}

	async serverVersion(): Promise<string | null> {
		try {
			const { gitVersion } = await this.client.json("/version", VERSION_BOUND, { signal: this.abort.signal });
			return typeof gitVersion === "string" && gitVersion !== "" ? gitVersion : null;
		} catch (error) {
			this.found.add({ source: "kubernetes", what: said("version"), ...this.reasonOrThrow(error) });
			return null;
		}
	}

	async figures(requests: readonly FiguresRequest[]): Promise<Figures[]> {
		return requests.length === 0 ? [] : await this.samples.figures(requests);
	}

	async exec(requests: readonly ExecRequest[]): Promise<(string | null)[]> {
		const outputs = new Map<ExecRequest, string>();
		const task = async (request: ExecRequest): Promise<void> => {
			try {
				outputs.set(request, await execIn(this.client, request, this.abort.signal));
			} catch (error) {
				const why =
					error instanceof ExecFailed
						? { reason: "failed" as const, detail: error.message }
						: this.reasonOrThrow(error);
				const what = said("settings of pod {pod}", { pod: asDetail(`${request.namespace}/${request.pod}`) });
				this.found.add({ source: "kubernetes", what, ...why });
			}
		};
		for await (const _ of inParallel(requests, LOGS_AT_ONCE, task));
		return requests.map((request) => outputs.get(request) ?? null);
	}

	async *configMaps(refs: readonly ConfigMapRef[]): AsyncGenerator<ConfigMap> {
		const read = async ({ namespace, name }: ConfigMapRef): Promise<ConfigMap | null> => {
			const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
			try {
				return narrowConfigMap(await this.client.json(path, CONFIG_MAP_BOUND, { signal: this.abort.signal }));
			} catch (error) {
				const why =
					error instanceof TooLarge ? { reason: "truncated" as const, detail: "" } : this.reasonOrThrow(error);
				// An optional one that is not there sets nothing.
				if (why.reason !== "absent") this.found.add({ source: "kubernetes", what: said("config maps"), ...why });
				return null;
			}
		};
		for await (const map of inParallel(refs, CONFIG_MAPS_AT_ONCE, read)) if (map !== null) yield map;
	}

	async *nodeSeries(nodes: readonly string[], from: Millis, to: Millis): AsyncGenerator<Series> {
		yield* await this.samples.nodeSeries(nodes, from, to);
	}

	async engines(): Promise<readonly Engine[]> {
		if (this.direct !== null) return [this.direct];
		this.foundEngines ??= findEngines(this.client, this.found, this.abort.signal, this.engineHeaders).then((engines) =>
			engines.map((engine) => narrowedTo(engine, this.engineOnly)),
		);
		return await this.foundEngines;
	}

	async close(): Promise<void> {
		this.abort.abort();
		this.direct?.close();
		this.client.close();
	}

	private async *listed(resource: Resource, scope: Scope): AsyncGenerator<unknown> {
		const selection = { resource, ...scope };
		const options = { signal: this.abort.signal };
		try {
			yield* listObjects(this.client, selection, options);
		} catch (error) {
			const why = this.reasonOrThrow(error);
			if (why.reason === "absent" && ADD_ONS.has(resource)) return;
			const gap = { source: "kubernetes", what: whatOf(resource, scope), ...why };
			if (why.reason !== "forbidden" || scope.namespace !== null || !RESOURCES[resource].namespaced) {
				this.found.add(gap);
				return;
			}
			// Not allowed to see all namespaces: one's own is better than none, and the gap says that it is all there is.
			try {
				yield* listObjects(this.client, { ...selection, namespace: this.defaultNamespace }, options);
				this.found.add({
					...gap,
					what: said("{resource} outside namespace {namespace}", {
						resource,
						namespace: asDetail(this.defaultNamespace),
					}),
				});
			} catch (second) {
				this.reasonOrThrow(second);
				this.found.add(gap);
			}
		}
	}

	/** A server that has never answered, or that does not know us, can give nothing at all: that is the command's failure, not a gap. */
	private reasonOrThrow(error: unknown): ReturnType<typeof reasonOf> & object {
		const why = reasonOf(error);
		const nothing = !this.client.answered || (error instanceof Failure && error.code === "cluster-unauthorized");
		if (why === null || nothing) throw error;
		return why;
	}
}

const ALL: Scope = { namespace: null, labelSelector: "", fieldSelector: "" };

function whatOf(resource: Resource, { namespace }: Scope): string {
	return namespace === null || !RESOURCES[resource].namespaced
		? resource
		: said("{resource} in namespace {namespace}", { resource, namespace: asDetail(namespace) });
}

async function* narrowed<T>(objects: AsyncIterable<unknown>, narrow: (object: unknown) => T | null): AsyncGenerator<T> {
	for await (const object of objects) {
		const kept = narrow(object);
		if (kept !== null) yield kept;
	}
}
