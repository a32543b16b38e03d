import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { NodeStats } from "../../model/node-stats.ts";
import { narrowKubeletConfig } from "../kubelet/configz.ts";
import { narrowSummary } from "../kubelet/summary.ts";
import { type Shape, text } from "../kubernetes/shape.ts";

/** What kubelets answered, as files: told by their form, as they have no kind. */
export class KubeletAnswers {
	readonly #stats = new Map<string, NodeStats>();
	/** With the file's name, which may be all that says whose it is. */
	readonly #configs: { file: string; config: KubeletConfig }[] = [];

	get size(): number {
		return this.#stats.size + this.#configs.length;
	}

	/** Keeps an answer of a kubelet; false for any other object. */
	take(object: Shape, file: string): boolean {
		const stats = narrowSummary(object);
		if (stats !== null) {
			// Of several of one node, the latest is the present.
			const known = this.#stats.get(stats.node);
			if ((known?.memory.at ?? 0) <= (stats.memory.at ?? 0)) this.#stats.set(stats.node, stats);
			return true;
		}
		const config = narrowKubeletConfig(object, text(object.node));
		if (config !== null) this.#configs.push({ file, config });
		return config !== null;
	}

	*stats(nodes: readonly string[]): Generator<NodeStats> {
		for (const node of nodes) {
			const stats = this.#stats.get(node);
			if (stats !== undefined) yield stats;
		}
	}

	/** @param nodeOf the node a file's name speaks of */
	*configs(nodes: readonly string[], nodeOf: (file: string) => string | null): Generator<KubeletConfig> {
		const wanted = new Set(nodes);
		for (const { file, config } of this.#configs) {
			const node = config.node || nodeOf(file);
			if (node !== null && wanted.has(node)) yield { ...config, node };
		}
	}
}
