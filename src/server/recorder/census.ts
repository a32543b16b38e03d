import { Failure } from "../../model/failure.ts";
import type { Pod } from "../../model/pod.ts";
import { asDetail } from "../../model/text.ts";
import { workloadOf } from "../../model/workload.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { narrowPod } from "../../sources/kubernetes/narrow.ts";
import type { Resource } from "../../sources/kubernetes/resources.ts";
import { list, shape, text } from "../../sources/kubernetes/shape.ts";
import { type WatchOptions, watchObjects } from "../../sources/kubernetes/watch.ts";
import { type Follower, type KnownPod, SHARED, type Shared } from "./shared.ts";

/** Small pages: a pod with its status and its managed fields may have 20 KB, and only some words of it are kept. */
const PAGE = 100;
const COUNTED = ["namespaces", "persistentvolumeclaims", "pods", "nodes"] as const satisfies readonly Resource[];
type Counted = (typeof COUNTED)[number];

export interface CensusEvents extends Pick<Follower, "onNode" | "onNodeGone" | "onAnswer"> {
	/** A collection that may not be read. */
	onRefused(resource: Resource, detail: string): void;
}

/**
 * Follows what comes and goes in the cluster: nodes, the images, limits and owners of pods, and how many namespaces, volume claims, pods and nodes
 * were created and deleted, which may be what memory grows with. Holds some hundred bytes of each pod, and the uids of the rest.
 */
export class Census {
	/** Cumulative, by what is counted: `namespaces created`, `watch restarts`. */
	readonly counts: Map<string, number>;
	private readonly client: KubeClient;
	private readonly events: CensusEvents;
	private readonly shared: Shared | null;
	/** By `NAMESPACE/POD`. */
	private readonly pods = new Map<string, KnownPod>();
	/** By name; the value is the uid. A name in a namespace holds a slash. */
	private readonly living: Record<Counted, Map<string, string>> = {
		namespaces: new Map(),
		persistentvolumeclaims: new Map(),
		pods: new Map(),
		nodes: new Map(),
	};

	/** `counts` are those of the recorder before, to be gone on with. */
	constructor(
		client: KubeClient,
		counts: ReadonlyMap<string, number>,
		events: CensusEvents,
		shared: Shared | null = null,
	) {
		this.client = client;
		this.events = events;
		this.shared = shared;
		this.counts = new Map(counts);
		for (const resource of COUNTED) for (const what of ["created", "deleted"]) this.count(`${resource} ${what}`, 0);
		this.count("watch restarts", 0);
	}

	/**
	 * Follows until the signal aborts.
	 * @throws Failure cluster-forbidden when the nodes may not be listed: without them there is nothing to record
	 */
	async follow(signal: AbortSignal): Promise<void> {
		const own = COUNTED.filter((resource) => this.shared === null || !isShared(resource));
		await Promise.all([...own.map((resource) => this.followOne(resource, signal)), this.followShared(signal)]);
	}

	/** What is known of a living pod; null where nothing is. */
	podOf(namespace: string, name: string): KnownPod | null {
		return this.shared === null ? (this.pods.get(`${namespace}/${name}`) ?? null) : this.shared.podOf(namespace, name);
	}

	private async followShared(signal: AbortSignal): Promise<void> {
		const { onNode, onNodeGone, onAnswer } = this.events;
		await this.shared?.follow(
			{
				onNode,
				onNodeGone,
				onAnswer,
				onCount: (what, more) => this.count(what, more),
				onRefused: (resource, failure) => this.events.onRefused(resource, detailOf(failure)),
			},
			signal,
		);
	}

	private async followOne(resource: Counted, signal: AbortSignal): Promise<void> {
		const full = resource === "pods" || resource === "nodes";
		const options: WatchOptions = {
			signal,
			page: full ? PAGE : 5 * PAGE,
			metadataOnly: !full,
			onState: (state) => {
				if (state === "connected") return;
				this.count("watch restarts", 1);
				this.events.onAnswer(false);
			},
		};
		const everywhere = { resource, namespace: null, labelSelector: "", fieldSelector: "" };
		/** Those not seen in the listing that goes on; null outside of one. */
		let missing: Set<string> | null = null;
		let first = true;
		try {
			for await (const { type, object } of watchObjects(this.client, everywhere, options)) {
				if (type === "resync") missing = new Set(this.living[resource].keys());
				else if (type === "bookmark") {
					for (const name of missing ?? []) this.deleted(resource, name);
					missing = null;
					first = false;
				} else {
					const name = nameOf(object);
					missing?.delete(name);
					if (type === "deleted") this.deleted(resource, name);
					else this.seen(resource, name, object, first);
				}
			}
		} catch (error) {
			const refused = error instanceof Failure && error.code === "cluster-forbidden";
			if (!refused || resource === "nodes") throw error;
			this.events.onRefused(resource, detailOf(error));
		}
	}

	private seen(resource: Counted, name: string, object: unknown, first: boolean): void {
		const uid = text(shape(shape(object).metadata).uid);
		const before = this.living[resource].get(name);
		if (before !== uid) {
			this.living[resource].set(name, uid);
			if (!first) this.count(`${resource} created`, 1);
			// A StatefulSet's pod of the same name is another pod.
			if (!first && before !== undefined) this.count(`${resource} deleted`, 1);
		}
		if (resource === "pods") this.keepPod(name, object);
		if (resource === "nodes") this.events.onNode(name, addressOf(object));
	}

	private deleted(resource: Counted, name: string): void {
		if (!this.living[resource].delete(name)) return;
		this.count(`${resource} deleted`, 1);
		if (resource === "pods") this.pods.delete(name);
		if (resource === "nodes") this.events.onNodeGone(name);
	}

	private keepPod(name: string, object: unknown): void {
		const pod = narrowPod(object);
		if (pod === null) return;
		this.pods.set(name, knownPod(pod));
	}

	private count(what: string, more: number): void {
		this.counts.set(what, (this.counts.get(what) ?? 0) + more);
	}
}

export function knownPod(pod: Pod): KnownPod {
	const { kind, name: owner } = workloadOf(pod);
	return {
		owner: kind === "Pod" ? null : { kind, name: owner },
		containers: pod.containers.map(({ name, image, memoryLimit }) => ({ name, image, limit: memoryLimit })),
	};
}

function isShared(resource: Resource): boolean {
	return SHARED.some((shared) => shared === resource);
}

function detailOf(failure: Failure): string {
	return asDetail((failure.params as { detail: string }).detail);
}

function nameOf(object: unknown): string {
	const { namespace, name } = shape(shape(object).metadata);
	return text(namespace) === "" ? text(name) : `${text(namespace)}/${text(name)}`;
}

/** A node's InternalIP; empty where it has none. */
export function addressOf(object: unknown): string {
	for (const address of list(shape(shape(object).status).addresses)) {
		const { type, address: value } = shape(address);
		if (type === "InternalIP") return text(value);
	}
	return "";
}
