import type { ClusterObject, ObjectKind } from "../../model/cluster-object.ts";
import type { ConfigMap, ConfigMapRef } from "../../model/config-map.ts";
import type { KubeEvent } from "../../model/event.ts";
import type { Gap } from "../../model/gap.ts";
import type { KernelLogSpan, OomKill } from "../../model/kernel.ts";
import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { Node } from "../../model/node.ts";
import type { MemoryStats, NodeStats } from "../../model/node-stats.ts";
import type { Container, Pod } from "../../model/pod.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { inTurns } from "../../sources/in-turns.ts";
import type { LinesRequest, SampleRequest, Scope, Source } from "../../sources/source.ts";
import { Measures, SharedTexts } from "./measures.ts";
import { HeldPods } from "./pods.ts";

/**
 * The cluster as the server holds it: pods packed, nodes in their narrow form, and what the kubelets last measured in columns. Of ten thousand pods all of it is
 * some 8 MB; nothing else is kept of them.
 */
export class Facts {
	readonly pods = new HeldPods();
	readonly nodes = new Map<string, Node>();
	readonly #measures = new Map<string, Measures>();
	#shared = new SharedTexts();

	takeStats(stats: NodeStats): void {
		if (this.#shared.isFull) this.#shared = new SharedTexts();
		this.#measures.set(stats.node, new Measures(stats, this.#shared));
	}

	dropNode(name: string): void {
		this.nodes.delete(name);
		this.#measures.delete(name);
	}

	statsOf(node: string): NodeStats | undefined {
		return this.#measures.get(node)?.stats();
	}

	/** What a container uses; null where nothing measured it. */
	readonly usageOf = ({ node, namespace, name }: Pod, container: Container): MemoryStats | null =>
		node === null ? null : (this.#measures.get(node)?.of(namespace, name, container.name) ?? null);
}

/** The facts as a source for surveys: what is held is not read again, the rest comes from the cluster. */
export class HeldSource implements Source {
	readonly name: string;
	readonly defaultNamespace = null;
	readonly takenAt: Millis | null = null;
	readonly #facts: Facts;
	readonly #cluster: Source;
	readonly #podsAnew: boolean;

	/** @param podsAnew read pods from the cluster too, for what is not held of them: one is one request, all are some */
	constructor(facts: Facts, cluster: Source, podsAnew: boolean) {
		this.#podsAnew = podsAnew;
		this.name = cluster.name;
		this.#facts = facts;
		this.#cluster = cluster;
	}

	get gaps(): readonly Gap[] {
		return this.#cluster.gaps;
	}

	get kernelLogs(): readonly KernelLogSpan[] {
		return this.#cluster.kernelLogs ?? [];
	}

	async *pods(scope: Scope): AsyncGenerator<Pod> {
		const { namespace, labelSelector, fieldSelector } = scope;
		// Labels are not held.
		if (this.#podsAnew || labelSelector !== "" || fieldSelector !== "") yield* this.#cluster.pods(scope);
		else yield* inTurns(namespace === null ? this.#facts.pods.values() : this.#facts.pods.of(namespace));
	}

	async *nodes(): AsyncGenerator<Node> {
		yield* this.#facts.nodes.values();
	}

	async *nodeStats(nodes: readonly string[]): AsyncGenerator<NodeStats> {
		for await (const name of inTurns(nodes)) {
			const stats = this.#facts.statsOf(name);
			if (stats !== undefined) yield stats;
		}
	}

	events(scope: Scope): AsyncIterable<KubeEvent> {
		return this.#cluster.events(scope);
	}

	oomKills(nodes: readonly string[] | null): AsyncIterable<OomKill> {
		return this.#cluster.oomKills(nodes);
	}

	async lastSamples(requests: readonly SampleRequest[]): Promise<MemorySample[]> {
		return await this.#cluster.lastSamples(requests);
	}

	async *kubeletConfigs(nodes: readonly string[]): AsyncGenerator<KubeletConfig> {
		yield* this.#cluster.kubeletConfigs?.(nodes) ?? [];
	}

	async *nodeSeries(nodes: readonly string[], from: Millis, to: Millis): AsyncGenerator<Series> {
		yield* this.#cluster.nodeSeries?.(nodes, from, to) ?? [];
	}

	async lastLines(requests: readonly LinesRequest[]): Promise<string[][]> {
		return (await this.#cluster.lastLines?.(requests)) ?? requests.map(() => []);
	}

	async *configMaps(refs: readonly ConfigMapRef[]): AsyncGenerator<ConfigMap> {
		yield* this.#cluster.configMaps?.(refs) ?? [];
	}

	async *objects(kind: ObjectKind): AsyncGenerator<ClusterObject> {
		yield* this.#cluster.objects?.(kind) ?? [];
	}

	async serverVersion(): Promise<string | null> {
		return (await this.#cluster.serverVersion?.()) ?? null;
	}

	async close(): Promise<void> {
		await this.#cluster.close();
	}
}
