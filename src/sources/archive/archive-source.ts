import type { ClusterObject, ObjectKind } from "../../model/cluster-object.ts";
import type { ConfigMap, ConfigMapRef } from "../../model/config-map.ts";
import type { KubeEvent } from "../../model/event.ts";
import type { Gap } from "../../model/gap.ts";
import type { KernelLogSpan, OomKill } from "../../model/kernel.ts";
import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { Node } from "../../model/node.ts";
import type { NodeStats } from "../../model/node-stats.ts";
import type { Pod } from "../../model/pod.ts";
import { said } from "../../model/said.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { KillLedger } from "../kernel/ledger.ts";
import { Gaps, type NodeGap } from "../kubernetes/gaps.ts";
import { type CaptureResource, RESOURCES } from "../kubernetes/resources.ts";
import type { LinesRequest, SampleRequest, Scope, Source } from "../source.ts";
import { type Facts, type Held, sampleKey } from "./facts.ts";
import { eventFields, labelSelector, podFields } from "./selectors.ts";

export interface KernelLog {
	/** The file's path inside the archive. */
	name: string;
	/** The node it says it is from: a capture's logs do. */
	node: string | null;
	kills: OomKill[];
	/** From when to when its lines reach. */
	spans: Omit<KernelLogSpan, "host">[];
	/** Its lines bear no year. */
	yearless: boolean;
	/** Who wrote it, as its lines say. */
	hosts: ReadonlySet<string>;
}

/** Hosts that a gap names. */
const MOST_STRANGERS = 3;
/** Of a file's name that are tried. */
const MOST_WORDS = 32;
/** Older samples say nothing of the moment asked for (Source.lastSamples). */
const SAMPLE_AGE = 5 * 60_000;

/** Facts read from files, as a source. */
export class ArchiveSource implements Source {
	readonly name: string;
	readonly defaultNamespace = null;
	readonly #facts: Facts;
	readonly #kills: readonly OomKill[];
	/** Logs that name no node we know: any node's kills may have been in them. */
	readonly #anonymousLog: boolean;
	readonly kernelLogs: readonly KernelLogSpan[];
	readonly holdsSeries: boolean;
	/** Hosts of silent logs that are no node's name. */
	readonly #strangers: readonly string[];
	readonly #loggedNodes: ReadonlySet<string>;
	readonly #nodes: ReadonlySet<string>;
	readonly #logsExplained: boolean;
	readonly #gaps = new Gaps();

	constructor(name: string, facts: Facts, logs: readonly KernelLog[], gaps: readonly Gap[], holdsSeries = false) {
		this.name = name;
		this.holdsSeries = holdsSeries;
		this.#facts = facts;
		for (const gap of gaps) this.#gaps.add(gap);
		// A capture says itself which nodes' logs could not be read.
		this.#logsExplained = gaps.some((gap) => gap.source === "kernel");
		const ledger = new KillLedger();
		const nodes = nodesOf(facts, logs);
		const logged = new Set<string>();
		const spans: KernelLogSpan[] = [];
		const strangers = new Set<string>();
		let anonymous = false;
		for (const log of logs) {
			const hosts = new Set([...log.hosts].map((host) => nodeOfHost(host, nodes)));
			const [host = "", ...others] = hosts;
			// What the lines say counts for more than how the file is called.
			const node = log.node ?? (others.length === 0 && nodes.has(host) ? host : nodeOfLog(log.name, nodes));
			const killed = new Set(log.kills.map((kill) => nodeOfHost(kill.host, nodes)));
			for (const of of node !== null ? [node] : killed.size > 0 ? killed : others.length === 0 ? [host] : [])
				for (const span of log.spans) spans.push({ host: of, ...span });
			if (node !== null) logged.add(node);
			else if (log.kills.length === 0 && hosts.size === 0) anonymous = true;
			else if (log.kills.length === 0) for (const one of hosts) strangers.add(one);
			for (const kill of log.kills) {
				const host = node ?? nodeOfHost(kill.host, nodes);
				if (nodes.has(host)) logged.add(host);
				else anonymous = true;
				ledger.add({ ...kill, host });
			}
		}
		this.#kills = [...ledger.kills()];
		this.kernelLogs = spans;
		this.#anonymousLog = anonymous;
		this.#strangers = [...strangers].filter((host) => !nodes.has(host)).slice(0, MOST_STRANGERS);
		this.#loggedNodes = logged;
		this.#nodes = nodes;
	}

	get takenAt(): Millis | null {
		return this.#facts.takenAt;
	}

	get gaps(): readonly Gap[] {
		return this.#gaps.all();
	}

	async *pods(scope: Scope): AsyncGenerator<Pod> {
		this.#expect("Pod", "pods");
		yield* chosen(this.#facts.pods, scope, podFields(scope.fieldSelector));
	}

	async *nodes(): AsyncGenerator<Node> {
		this.#expect("Node", "nodes");
		for (const { fact } of this.#facts.nodes) yield fact;
	}

	async *events(scope: Scope): AsyncGenerator<KubeEvent> {
		this.#expect("Event", "events");
		yield* chosen(this.#facts.events, scope, eventFields(scope.fieldSelector));
	}

	async *raw(resource: CaptureResource, scope: Scope): AsyncGenerator<unknown> {
		const labels = labelSelector(scope.labelSelector);
		for (const one of this.#facts.raw.get(RESOURCES[resource].kind) ?? []) {
			if ((scope.namespace === null || one.namespace === scope.namespace) && labels(one.labels)) yield one.object;
		}
	}

	async *oomKills(nodes: readonly string[] | null): AsyncGenerator<OomKill> {
		if (!this.#anonymousLog && !this.#logsExplained) this.#missLogs(nodes);
		const wanted = nodes === null ? null : new Set(nodes);
		// A host may be called otherwise than its node: one that is no node's name may be any node.
		for (const kill of this.#kills)
			if (wanted === null || wanted.has(kill.host) || !this.#nodes.has(kill.host)) yield kill;
	}

	async lastSamples(requests: readonly SampleRequest[]): Promise<MemorySample[]> {
		return requests.flatMap((request) => {
			const samples = this.#facts.samples.get(sampleKey(request));
			const last = samples?.findLast((sample) => sample.at < request.before);
			return last === undefined || last.at < request.before - SAMPLE_AGE ? [] : [last];
		});
	}

	async lastLines(requests: readonly LinesRequest[]): Promise<string[][]> {
		return requests.map((request) => {
			const known = this.#facts.lastLines.get(sampleKey(request));
			// A later capture in the same folder may hold the pod with another end.
			return known?.finishedAt === request.finishedAt ? known.lines : this.#facts.logs.linesOf(request);
		});
	}

	async *nodeStats(nodes: readonly string[]): AsyncGenerator<NodeStats> {
		yield* this.#facts.kubelets.stats(nodes);
	}

	async *kubeletConfigs(nodes: readonly string[]): AsyncGenerator<KubeletConfig> {
		const names = new Set(nodes);
		// Of a cluster with a single node there is nobody else's.
		const only = this.#facts.nodes.size === 1 ? (nodes[0] ?? null) : null;
		yield* this.#facts.kubelets.configs(nodes, (file) => nodeOfLog(file, names) ?? only);
	}

	async *nodeSeries(nodes: readonly string[], from: Millis, to: Millis): AsyncGenerator<Series> {
		for (const node of nodes) {
			const series = this.#facts.nodeSeries.get(node);
			if (series === undefined) continue;
			const first = series.t.findIndex((t) => t * 1000 >= from);
			const end = series.t.findLastIndex((t) => t * 1000 <= to) + 1;
			const part = (column: Float64Array) => column.subarray(Math.max(0, first), first < 0 ? 0 : end);
			const { name, t, bytes, capacity, start } = series;
			yield { name, t: part(t), bytes: part(bytes), capacity: part(capacity), start: part(start) };
		}
	}

	async *objects(kind: ObjectKind): AsyncGenerator<ClusterObject> {
		for (const { fact } of this.#facts.objectsOf(kind)) {
			if (kind !== "leases" || fact.namespace === "kube-node-lease") yield fact;
		}
	}

	/** By the namespaces it holds; one that holds none says nothing of any. */
	async hasNamespace(name: string): Promise<boolean | null> {
		let any = false;
		for (const { fact } of this.#facts.objectsOf("namespaces")) {
			if (fact.name === name) return true;
			any = true;
		}
		return any ? false : null;
	}

	async serverVersion(): Promise<string | null> {
		return this.#facts.serverVersion;
	}

	async *configMaps(refs: readonly ConfigMapRef[]): AsyncGenerator<ConfigMap> {
		if (refs.length === 0) return;
		const wanted = new Set(refs.map(keyOfMap));
		for (const { fact } of this.#facts.configMaps) if (wanted.has(keyOfMap(fact))) yield fact;
	}

	async close(): Promise<void> {}

	/** An archive says what it lacks when it is asked for it: files of pods alone are no fault where nobody died. */
	#expect(kind: string, what: string): void {
		if (this.#facts.kinds.has(kind)) return;
		const explained = this.#gaps.all().some((gap) => gap.what === what || gap.what.startsWith(`${what} `));
		if (!explained) this.#gaps.add({ source: "archive", what, reason: "absent", detail: "" });
	}

	#missLogs(nodes: readonly string[] | null): void {
		const names = this.#strangers.map((host) => host.replace(/[^\w.-]/g, "_")).join(", ");
		const detail = names === "" ? "" : said("what was read names another host: {names}", { names });
		const gap: NodeGap = { source: "kernel", what: "kernel log", reason: "absent", detail };
		if (this.#loggedNodes.size === 0) this.#gaps.add(gap);
		else for (const node of nodes ?? []) if (!this.#loggedNodes.has(node)) this.#gaps.addOfNode(node, gap);
	}
}

/** The names of the nodes; where they were not kept, of those that pods were on. */
function nodesOf(facts: Facts, logs: readonly KernelLog[]): ReadonlySet<string> {
	if (facts.nodes.size > 0) return new Set([...facts.nodes].map(({ fact }) => fact.name));
	const nodes = new Set<string>();
	if (logs.length > 0) for (const { fact } of facts.pods) if (fact.node !== null) nodes.add(fact.node);
	return nodes;
}

function keyOfMap({ namespace, name }: ConfigMapRef): string {
	return `${namespace}/${name}`;
}

function* chosen<T extends { namespace: string }>(
	held: Iterable<Held<T>>,
	scope: Scope,
	fields: (fact: T) => boolean,
): Generator<T> {
	const labels = labelSelector(scope.labelSelector);
	for (const { fact, labels: own } of held) {
		if ((scope.namespace === null || fact.namespace === scope.namespace) && labels(own) && fields(fact)) yield fact;
	}
}

/** dmesg does not name its host. Where a folder or file bears the name of one of the nodes, it is that node's (`dmesg-node-1.log`): the longest, as names may begin alike. */
function nodeOfLog(name: string, nodes: ReadonlySet<string>): string | null {
	for (const part of name.split("/")) {
		const ends = [...part.matchAll(/[-_.]|$/g)].map(({ index }) => index).slice(0, MOST_WORDS);
		const starts = [0, ...ends.map((end) => end + 1)];
		const named = starts.flatMap((start) =>
			ends.map((end) => part.slice(start, end)).filter((stem) => nodes.has(stem)),
		);
		if (named.length > 0) return named.reduce((a, b) => (b.length > a.length ? b : a));
	}
	return null;
}

/** A host name may be shorter or longer by its domain than the node's name. */
function nodeOfHost(host: string, nodes: ReadonlySet<string>): string {
	if (host === "" || nodes.has(host)) return host;
	for (const node of nodes) if (node.startsWith(`${host}.`) || host.startsWith(`${node}.`)) return node;
	return host;
}
