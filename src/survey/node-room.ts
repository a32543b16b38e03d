import { type KubeletConfig, memoryThreshold } from "../model/kubelet-config.ts";
import type { NodeStats } from "../model/node-stats.ts";
import type { Source } from "../sources/source.ts";
import type { WorkloadVerdict } from "../verdicts/leaks/workload.ts";

/** The kubelet's default hard threshold: what a node must keep free. */
const EVICTION_DEFAULT = 100 * 2 ** 20;
/** More kubelets than this are not asked on the way to something else. */
const KUBELETS_BESIDE = 50;

export type Kubelets = Pick<Source, "kubeletConfigs" | "nodeStats">;

/** What was judged by how much its nodes have left, and how to judge it again. */
export interface Judged {
	verdict: WorkloadVerdict;
	nodes: readonly string[];
	judge(): WorkloadVerdict;
}

/** Bytes that each node has left before its kubelet evicts: by the kubelet's default threshold until it has been asked for its own. */
export class NodeRoom {
	readonly left = new Map<string, number>();
	/** The same for pods: where reservations are enforced they have less left than the node has. */
	readonly ofPods = new Map<string, number>();
	readonly #nodes = new Map<string, { capacity: number; used: number }>();

	add(node: string, capacity: number, used: number): void {
		this.#nodes.set(node, { capacity, used });
		this.#leave(node, capacity - used - EVICTION_DEFAULT);
	}

	#leave(node: string, bytes: number): void {
		for (const left of [this.left, this.ofPods]) left.set(node, Math.max(0, bytes));
	}

	/** The kubelets are asked only of nodes that a leak without a limit fills, and that is judged again. */
	async sharpen(all: readonly Judged[], kubelets: Kubelets | null): Promise<WorkloadVerdict[]> {
		const filling = new Set(all.filter(({ verdict }) => verdict.findings.some(isStoppedByNode)));
		const nodes = [...new Set([...filling].flatMap((one) => one.nodes))].filter((node) => this.left.has(node));
		const asked = nodes.slice(0, KUBELETS_BESIDE);
		for await (const config of kubelets?.kubeletConfigs?.(asked) ?? []) this.#tell(config);
		for await (const stats of kubelets?.nodeStats?.(asked) ?? []) this.#bound(stats);
		return all.map((one) => (filling.has(one) ? one.judge() : one.verdict));
	}

	#tell({ node, evictionHard }: KubeletConfig): void {
		const known = this.#nodes.get(node);
		if (known === undefined) return;
		// Without a threshold the kernel stops it, when nothing is left.
		const threshold = memoryThreshold(evictionHard, known.capacity) ?? 0;
		this.#leave(node, known.capacity - known.used - threshold);
	}

	/** What is kept for daemons and not used by them changes little: it is what pods have less at any time. */
	#bound({ node, memory, systemContainers }: NodeStats): void {
		const pods = systemContainers.find(({ name }) => name === "pods")?.memory.available ?? null;
		const left = this.left.get(node);
		if (left === undefined || pods === null || memory.available === null) return;
		this.ofPods.set(node, Math.max(0, left - Math.max(0, memory.available - pods)));
	}
}

function isStoppedByNode({ params }: WorkloadVerdict["findings"][number]): boolean {
	return "threshold" in params && params.threshold !== null;
}
