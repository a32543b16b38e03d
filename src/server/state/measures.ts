import type { ContainerStats, MemoryStats, NodeStats, PodStats } from "../../model/node-stats.ts";

const FIELDS = ["at", "workingSet", "usage", "rss", "available", "swapUsed", "swapAvailable"] as const;

/** What a kubelet measured, as columns of numbers: as objects, the measures of ten thousand pods are larger than the pods. */
export class Measures {
	readonly #node: string;
	readonly #system: readonly string[];
	readonly #pods: readonly { namespace: string; name: string; uid: string; measured: boolean; containers: string[] }[];
	/** Where each pod's records begin, by its place. */
	readonly #begins: Uint32Array;
	/** Seven numbers a record, NaN for what was not said: the node's, its system containers', then each pod's own (if it was) and its containers'. */
	readonly #numbers: Float64Array;
	/** The first pod of each name; another namespace may have one of the same further on. */
	readonly #byName = new Map<string, number>();

	/** @param share gives one string for all that are equal */
	constructor({ node, memory, systemContainers, pods }: NodeStats, share: (text: string) => string) {
		this.#node = share(node);
		this.#system = systemContainers.map(({ name }) => share(name));
		this.#pods = pods.map(({ namespace, name, uid, memory: own, containers }) => ({
			namespace: share(namespace),
			name,
			uid,
			measured: own !== null,
			containers: containers.map((container) => share(container.name)),
		}));
		this.#begins = new Uint32Array(pods.length);
		let record = 1 + systemContainers.length;
		for (const [i, pod] of pods.entries()) {
			this.#begins[i] = record;
			record += (pod.memory === null ? 0 : 1) + pod.containers.length;
			if (!this.#byName.has(pod.name)) this.#byName.set(pod.name, i);
		}
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
		for (let i = this.#byName.get(pod) ?? this.#pods.length; i < this.#pods.length; i++) {
			const found = this.#pods[i];
			if (found?.name !== pod || found.namespace !== namespace) continue;
			const place = found.containers.indexOf(container);
			return place === -1 ? null : this.#record((this.#begins[i] ?? 0) + (found.measured ? 1 : 0) + place);
		}
		return null;
	}

	/** As it was given. */
	stats(): NodeStats {
		return {
			node: this.#node,
			memory: this.#record(0),
			systemContainers: this.#containers(this.#system, 1),
			pods: this.#pods.map(({ namespace, name, uid, measured, containers }, i): PodStats => {
				const begins = this.#begins[i] ?? 0;
				const memory = measured ? this.#record(begins) : null;
				return { namespace, name, uid, memory, containers: this.#containers(containers, begins + (measured ? 1 : 0)) };
			}),
		};
	}

	#containers(names: readonly string[], first: number): ContainerStats[] {
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
