import type { Failure } from "../../model/failure.ts";
import { narrowSummary } from "../../sources/kubelet/summary.ts";
import { knownPod } from "../recorder/census.ts";
import type { Follower, KnownPod, Shared } from "../recorder/shared.ts";
import type { Facts } from "./facts.ts";

/** Tells a recorder in the same process what the server's own watches see, and takes from it what it reads of kubelets. */
export class News implements Shared {
	readonly #facts: Facts;
	readonly #onMeasured: (node: string) => void;
	/** By node's name: what the recorder needs of one beyond what is held of it. */
	readonly #addresses = new Map<string, string>();
	readonly #followers = new Set<Follower>();
	/** Told to followers that come later, too. */
	readonly #refused = new Map<"pods" | "nodes", Failure>();

	constructor(facts: Facts, onMeasured: (node: string) => void) {
		this.#facts = facts;
		this.#onMeasured = onMeasured;
	}

	podOf(namespace: string, name: string): KnownPod | null {
		const pod = this.#facts.pods.named(namespace, name);
		return pod === null ? null : knownPod(pod);
	}

	async follow(follower: Follower, signal: AbortSignal): Promise<void> {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		// Those who follow are told by the same door; of the nodes it ends them.
		const guarded: Follower = {
			...follower,
			onRefused: (resource, failure) =>
				resource === "nodes" ? reject(failure) : follower.onRefused(resource, failure),
		};
		const end = () => resolve();
		signal.addEventListener("abort", end, { once: true });
		if (signal.aborted) end();
		this.#followers.add(guarded);
		for (const [name, address] of this.#addresses) follower.onNode(name, address);
		for (const [resource, failure] of this.#refused) guarded.onRefused(resource, failure);
		try {
			await promise;
		} finally {
			signal.removeEventListener("abort", end);
			this.#followers.delete(guarded);
		}
	}

	takeSummary(summary: unknown): void {
		const stats = narrowSummary(summary);
		// A node that has gone meanwhile must not come back.
		if (stats === null || !this.#addresses.has(stats.node)) return;
		this.#facts.takeStats(stats);
		this.#onMeasured(stats.node);
	}

	node(name: string, address: string): void {
		this.#addresses.set(name, address);
		for (const { onNode } of this.#followers) onNode(name, address);
	}

	nodeGone(name: string): void {
		if (!this.#addresses.delete(name)) return;
		for (const { onNodeGone } of this.#followers) onNodeGone(name);
	}

	/** Whether the API server answered a heartbeat. */
	answer(answered: boolean): void {
		for (const { onAnswer } of this.#followers) onAnswer(answered);
	}

	count(what: string, more: number): void {
		for (const { onCount } of this.#followers) if (more > 0) onCount(what, more);
	}

	refused(resource: "pods" | "nodes", failure: Failure): void {
		this.#refused.set(resource, failure);
		for (const { onRefused } of this.#followers) onRefused(resource, failure);
	}
}
