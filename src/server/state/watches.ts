import { Failure } from "../../model/failure.ts";
import type { Gap } from "../../model/gap.ts";
import type { Pod } from "../../model/pod.ts";
import { said } from "../../model/said.ts";
import type { ClusterSource } from "../../sources/kubernetes/cluster.ts";
import { narrowNode, narrowPod } from "../../sources/kubernetes/narrow.ts";
import { type WatchEvent, watchObjects } from "../../sources/kubernetes/watch.ts";
import { Told } from "../../survey/watch.ts";
import { addressOf } from "../recorder/census.ts";
import type { Facts } from "./facts.ts";
import { News } from "./news.ts";
import { heldAs } from "./pods.ts";

interface WatchesOptions {
	cluster: ClusterSource;
	facts: Facts;
	/** The server's own metrics. */
	cost: { watchRestarts: number };
	signal: AbortSignal;
	/** Something that the page shows has changed. */
	onChange(): void;
	/** The watch of pods has been connected or lost; `detail` says why. */
	onConnection(detail: string): void;
}

type OnState = (state: "connected" | "reconnecting", detail: string) => void;

/** Objects a page of a listing: what passes through is the most that is ever held at once, and this is a megabyte. */
const PAGE = 100;
const EVERYTHING = { namespace: null, labelSelector: "", fieldSelector: "" };

/** Keeps pods and nodes in step with a cluster, and knows whose deaths have not been told. */
export class Watches {
	readonly #options: WatchesOptions;
	readonly #told = new Told();
	/** Those who died and of whom nothing has been told, by uid. */
	readonly pending = new Map<string, Pod>();
	/** For a recorder beside the server. */
	readonly news: News;
	/** When a recorder last measured each node (`performance.now`): those need not be asked again. */
	readonly #measured = new Map<string, number>();
	readonly #gaps = new Map<string, Gap>();
	#listed = false;
	#up = false;

	constructor(options: WatchesOptions) {
		this.#options = options;
		this.news = new News(options.facts, (node) => {
			this.#measured.set(node, performance.now());
			options.onChange();
		});
	}

	/** Whether all pods have been seen once. */
	get isListed(): boolean {
		return this.#listed;
	}

	get isUp(): boolean {
		return this.#up;
	}

	/** What may not be read. */
	get gaps(): Gap[] {
		return [...this.#gaps.values()];
	}

	/** Until the signal aborts. */
	async run(): Promise<void> {
		await Promise.all([this.#pods(), this.#nodes()]);
	}

	/** By a recorder, within so many milliseconds. */
	isMeasured(node: string, within: number): boolean {
		const at = this.#measured.get(node);
		return at !== undefined && performance.now() - at < within;
	}

	/** Its death has been told. */
	remember(uid: string): void {
		const pod = this.pending.get(uid);
		if (pod === undefined) return;
		this.#told.remember(pod);
		this.pending.delete(uid);
	}

	/** A collection and its changes; where not all namespaces may be seen, one's own. */
	async *#watch(resource: "pods" | "nodes", onState?: OnState) {
		const { signal, cost, cluster } = this.#options;
		const options = {
			signal,
			page: PAGE,
			onState: (state: "connected" | "reconnecting", detail: string) => {
				if (state === "reconnecting") {
					cost.watchRestarts++;
					this.news.count("watch restarts", 1);
				}
				onState?.(state, detail);
			},
		};
		try {
			yield* watchObjects(cluster.client, { resource, ...EVERYTHING }, options);
		} catch (error) {
			if (!(error instanceof Failure) || error.code !== "cluster-forbidden") throw error;
			const { detail = "" } = error.params as { detail?: string };
			const own = cluster.defaultNamespace ?? "default";
			const what =
				resource === "nodes"
					? resource
					: said("{resource} outside namespace {namespace}", { resource, namespace: own });
			this.#gaps.set(resource, { source: "kubernetes", what, reason: "forbidden", detail });
			this.news.refused(resource, error);
			if (resource === "nodes") return;
			yield* watchObjects(cluster.client, { resource, ...EVERYTHING, namespace: own }, options);
		}
	}

	async #pods(): Promise<void> {
		const { facts, onChange, onConnection } = this.#options;
		const onState: OnState = (state, detail) => {
			this.#up = state === "connected";
			onConnection(detail);
		};
		let listing: Set<string> | null = null;
		for await (const event of this.#watch("pods", onState)) {
			if (event.type === "resync") listing = new Set();
			this.#takePod(event, listing);
			if (event.type === "bookmark" && listing !== null) {
				this.news.count("pods deleted", facts.pods.keepOnly(listing));
				listing = null;
				this.#listed = true;
				onChange();
			}
		}
	}

	#takePod(event: WatchEvent, listing: Set<string> | null): void {
		const { facts, onChange } = this.#options;
		if (event.type === "resync") this.#told.listing();
		if (event.type === "bookmark") this.#told.listed();
		if (event.type === "resync" || event.type === "bookmark") return;
		const pod = narrowPod(event.object);
		if (pod === null) return;
		onChange();
		if (event.type === "deleted") {
			if (facts.pods.delete(pod)) this.news.count("pods deleted", 1);
			this.#told.forget(pod.uid);
			this.pending.delete(pod.uid);
			return;
		}
		listing?.add(heldAs(pod));
		const taken = facts.pods.take(pod);
		if (this.#listed && taken !== "known") this.news.count("pods created", 1);
		if (this.#listed && taken === "successor") this.news.count("pods deleted", 1);
		if (this.#told.isNews(pod)) this.pending.set(pod.uid, pod);
	}

	async #nodes(): Promise<void> {
		const { nodes } = this.#options.facts;
		let listing: Set<string> | null = null;
		let first = true;
		for await (const event of this.#watch("nodes")) {
			if (event.type === "resync") listing = new Set();
			if (event.type === "bookmark" && listing !== null) {
				for (const name of nodes.keys()) if (!listing.has(name)) this.#dropNode(name);
				listing = null;
				first = false;
			}
			if (event.type === "resync" || event.type === "bookmark") continue;
			const node = narrowNode(event.object);
			if (node === null) continue;
			listing?.add(node.name);
			if (event.type === "deleted") {
				this.#dropNode(node.name);
				continue;
			}
			const before = nodes.get(node.name);
			nodes.set(node.name, node);
			if (!first && before?.uid !== node.uid) {
				this.news.count("nodes created", 1);
				if (before !== undefined) this.news.count("nodes deleted", 1);
			}
			this.news.node(node.name, addressOf(event.object));
		}
	}

	#dropNode(name: string): void {
		const { facts } = this.#options;
		if (facts.nodes.has(name)) this.news.count("nodes deleted", 1);
		facts.dropNode(name);
		this.#measured.delete(name);
		this.news.nodeGone(name);
	}
}
