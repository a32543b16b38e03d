import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { NodeStats } from "../../model/node-stats.ts";
import { narrowKubeletConfig } from "../kubelet/configz.ts";
import { narrowSummary } from "../kubelet/summary.ts";
import type { KubeClient } from "./client.ts";
import { type Gaps, type OfNode, reasonOf } from "./gaps.ts";
import { inParallel } from "./parallel.ts";

/** 250 pods with their volumes are under 2 MB. */
const SUMMARY_BOUND = 32 * 1024 * 1024;
const CONFIG_BOUND = 1024 * 1024;
/** Kubelets asked at once, through the API server. */
const WIDTH = 8;

/** What kubelets say of themselves, through the API server's node proxy. What cannot be read is a gap of its nodes. */
export class Kubelets {
	private readonly client: KubeClient;
	private readonly gaps: Gaps;
	private readonly signal: AbortSignal;

	constructor(client: KubeClient, gaps: Gaps, signal: AbortSignal) {
		this.client = client;
		this.gaps = gaps;
		this.signal = signal;
	}

	stats(nodes: readonly string[]): AsyncGenerator<NodeStats> {
		const path = "stats/summary?only_cpu_and_memory=true";
		return this.ask(nodes, path, SUMMARY_BOUND, "memory statistics", narrowSummary);
	}

	configs(nodes: readonly string[]): AsyncGenerator<KubeletConfig> {
		return this.ask(nodes, "configz", CONFIG_BOUND, "kubelet configuration", narrowKubeletConfig);
	}

	private async *ask<T>(
		nodes: readonly string[],
		path: string,
		bound: number,
		what: OfNode,
		narrow: (object: unknown, node: string) => T | null,
	): AsyncGenerator<T> {
		let refused: ReturnType<typeof reasonOf> = null;
		const answers = inParallel(nodes, WIDTH, async (node): Promise<T | null> => {
			// Asking the next thousand nodes would only be noise in the audit log.
			if (refused !== null) {
				this.gaps.addOfNode(node, { source: "kubelet", what, ...refused });
				return null;
			}
			const options = { signal: this.signal, retries: 1 };
			try {
				const object = await this.client.json(
					`/api/v1/nodes/${encodeURIComponent(node)}/proxy/${path}`,
					bound,
					options,
				);
				const answer = narrow(object, node);
				if (answer === null) this.gaps.addOfNode(node, { source: "kubelet", what, reason: "malformed", detail: "" });
				return answer;
			} catch (error) {
				const why = reasonOf(error);
				if (why === null) throw error;
				if (why.reason === "forbidden") refused = why;
				this.gaps.addOfNode(node, { source: "kubelet", what, ...why });
				return null;
			}
		});
		for await (const answer of answers) if (answer !== null) yield answer;
	}
}
