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
import type { LinesRequest, SampleRequest, Scope, Source } from "../../sources/source.ts";
import { Measures } from "./measures.ts";

const FEW_TEXTS = 10_000;

/**
 * The cluster as the server holds it: pods and nodes in their narrow form, each text once, and what the kubelets last measured. Ten
 * thousand pods are some 15 MiB; nothing else is kept of them.
 */
export class Facts {
	readonly pods = new Map<string, Pod>();
	readonly nodes = new Map<string, Node>();
	readonly #measures = new Map<string, Measures>();
	#texts = new Map<string, string>();
	#mostTexts = FEW_TEXTS;

	takePod(pod: Pod): void {
		this.pods.set(pod.uid, this.#lean(pod));
		if (this.#texts.size > this.#mostTexts) this.forgetTexts();
	}

	/** Texts of pods that are gone are let go of: after a new listing, and whenever there are twice as many as the pods had. */
	forgetTexts(): void {
		this.#texts = new Map();
		for (const [uid, pod] of this.pods) this.pods.set(uid, this.#lean(pod));
		this.#mostTexts = Math.max(FEW_TEXTS, 2 * this.#texts.size);
	}

	takeStats(stats: NodeStats): void {
		const pods = stats.pods.map((pod) => {
			const held = this.pods.get(pod.uid);
			return held === undefined || held.name !== pod.name ? pod : { ...pod, name: held.name, uid: held.uid };
		});
		this.#measures.set(stats.node, new Measures({ ...stats, pods }, (text) => this.#text(text)));
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

	/** A pod that was read anew with the texts of the one that is held, where they are the same: a survey holds many for a moment. */
	shared(pod: Pod): Pod {
		const held = this.pods.get(pod.uid);
		if (held === undefined || held.name !== pod.name || held.namespace !== pod.namespace) return pod;
		const { namespace, name, uid } = held;
		const owner = held.owner?.uid === pod.owner?.uid && held.owner?.name === pod.owner?.name ? held.owner : pod.owner;
		const containers = pod.containers.map((container, i) => {
			const same = held.containers[i];
			if (same?.name !== container.name || same.containerId !== container.containerId) return container;
			return { ...container, name: same.name, image: this.#text(container.image), containerId: same.containerId };
		});
		return { ...pod, namespace, name, uid, node: pod.node === null ? null : this.#text(pod.node), owner, containers };
	}

	/**
	 * The same pod with its texts shared: a thousand pods of one ReplicaSet need one image's name. How its programs are configured is left
	 * out: environments are large, and may hold what nobody should; surveys that need them read the pod anew.
	 */
	#lean({ configVolumes: _, ...pod }: Pod): Pod {
		return {
			...pod,
			namespace: this.#text(pod.namespace),
			node: pod.node === null ? null : this.#text(pod.node),
			phase: this.#text(pod.phase),
			reason: this.#text(pod.reason),
			message: this.#text(pod.message),
			priorityClass: this.#text(pod.priorityClass),
			restartPolicy: this.#text(pod.restartPolicy),
			templateHash: this.#text(pod.templateHash),
			owner:
				pod.owner === null
					? null
					: {
							kind: this.#text(pod.owner.kind),
							name: this.#text(pod.owner.name),
							uid: this.#text(pod.owner.uid),
						},
			// What tells of an end; that a pod was scheduled and ready once tells nothing.
			conditions: pod.conditions
				.filter(({ status, reason }) => status !== "True" || reason !== "")
				.map((condition) => ({
					...condition,
					type: this.#text(condition.type),
					status: this.#text(condition.status),
					reason: this.#text(condition.reason),
					message: this.#text(condition.message),
				})),
			containers: pod.containers.map(({ settings: _, ...container }) => ({
				...container,
				name: this.#text(container.name),
				image: this.#text(container.image),
			})),
		};
	}

	#text(text: string): string {
		const known = this.#texts.get(text);
		if (known !== undefined) return known;
		this.#texts.set(text, text);
		return text;
	}
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
		if (!this.#podsAnew) yield* this.#facts.pods.values();
		else for await (const pod of this.#cluster.pods(scope)) yield this.#facts.shared(pod);
	}

	async *nodes(): AsyncGenerator<Node> {
		yield* this.#facts.nodes.values();
	}

	async *nodeStats(nodes: readonly string[]): AsyncGenerator<NodeStats> {
		for (const name of nodes) {
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
