import type { ContainerStats, MemoryStats, NodeStats, PodStats } from "../../model/node-stats.ts";

const FIELDS = ["at", "workingSet", "usage", "rss", "available", "swapUsed", "swapAvailable"] as const;

/** Few texts recur in what kubelets say: namespaces, and the names of a pod's containers. Each is held once. */
export class SharedTexts {
	readonly #texts = new Map<string, string>();
	readonly #lists = new Map<string, readonly string[]>();

	text(text: string): string {
		return known(this.#texts, text, text);
	}

	list(names: readonly string[]): readonly string[] {
		return known(this.#lists, JSON.stringify(names), names);
	}

	/** Texts of what is gone are among them: time to begin with others. */
	get isFull(): boolean {
		return this.#texts.size + this.#lists.size > MOST_TEXTS;
	}
}

const MOST_TEXTS = 10_000;

function known<T>(all: Map<string, T>, key: string, value: T): T {
	const found = all.get(key);
	if (found !== undefined) return found;
	all.set(key, value);
	return value;
}

/** What a kubelet measured, as columns: as objects, the measures of ten thousand pods are larger than the pods. */
export class Measures {
	readonly #node: string;
	readonly #system: readonly string[];
	readonly #names: string[] = [];
	readonly #namespaces: string[] = [];
	/** As one text: only whoever wants everything reads them. */
	readonly #uids: string;
	readonly #containers: (readonly string[])[] = [];
	/** Where each pod's records begin, by its place; one more says where the last ends. */
	readonly #begins: Uint32Array;
	/** Seven numbers a record, NaN for what was not said: the node's, its system containers', then each pod's own (if it was) and its containers'. */
	readonly #numbers: Float64Array;
	/** The first pod of each name; another namespace may have one of the same further on. */
	readonly #byName = new Map<string, number>();

	constructor({ node, memory, systemContainers, pods }: NodeStats, shared: SharedTexts) {
		this.#node = node;
		this.#system = shared.list(systemContainers.map(({ name }) => name));
		this.#uids = JSON.stringify(pods.map(({ uid }) => uid));
		this.#begins = new Uint32Array(pods.length + 1);
		let record = 1 + systemContainers.length;
		for (const [i, pod] of pods.entries()) {
			this.#names.push(pod.name);
			this.#namespaces.push(shared.text(pod.namespace));
			this.#containers.push(shared.list(pod.containers.map(({ name }) => name)));
			this.#begins[i] = record;
			record += (pod.memory === null ? 0 : 1) + pod.containers.length;
			if (!this.#byName.has(pod.name)) this.#byName.set(pod.name, i);
		}
		this.#begins[pods.length] = record;
		this.#numbers = new Float64Array(record * FIELDS.length);
		let at = 0;
		const put = (stats: MemoryStats) => {
			for (const field of FIELDS) this.#numbers[at++] = stats[field] ?? Number.NaN;
		};
		put(memory);
		for (const container of systemContainers) put(container.memory);
		for (const pod of pods) {
			if (pod.memory !== null) put(pod.memory);
			for (const container of pod.containers) put(container.memory);
		}
	}

	/** Of one container; null where it was not measured. */
	of(namespace: string, pod: string, container: string): MemoryStats | null {
		for (let i = this.#byName.get(pod) ?? this.#names.length; i < this.#names.length; i++) {
			if (this.#names[i] !== pod || this.#namespaces[i] !== namespace) continue;
			const place = this.#containers[i]?.indexOf(container) ?? -1;
			return place === -1 ? null : this.#record(this.#firstContainer(i) + place);
		}
		return null;
	}

	/** As it was given. */
	stats(): NodeStats {
		const uids = JSON.parse(this.#uids) as string[];
		return {
			node: this.#node,
			memory: this.#record(0),
			systemContainers: this.#stats(this.#system, 1),
			pods: uids.map((uid, i): PodStats => {
				const [begins, first] = [this.#begins[i] ?? 0, this.#firstContainer(i)];
				const containers = this.#stats(this.#containers[i] ?? [], first);
				const memory = begins < first ? this.#record(begins) : null;
				return { namespace: this.#namespaces[i] ?? "", name: this.#names[i] ?? "", uid, memory, containers };
			}),
		};
	}

	/** A pod's last records are its containers'; the one before, if there is one, is its own. */
	#firstContainer(place: number): number {
		return (this.#begins[place + 1] ?? 0) - (this.#containers[place]?.length ?? 0);
	}

	#stats(names: readonly string[], first: number): ContainerStats[] {
		return names.map((name, i) => ({ name, memory: this.#record(first + i) }));
	}

	#record(index: number): MemoryStats {
		const number = (field: number) => {
			const value = this.#numbers[index * FIELDS.length + field] ?? Number.NaN;
			return Number.isNaN(value) ? null : value;
		};
		const [at, workingSet, usage, rss] = [number(0), number(1), number(2), number(3)];
		return { at, workingSet, usage, rss, available: number(4), swapUsed: number(5), swapAvailable: number(6) };
	}
}
