import { type KubeletConfig, memoryThreshold } from "../model/kubelet-config.ts";
import type { Source } from "../sources/source.ts";
import type { WorkloadVerdict } from "../verdicts/leaks/workload.ts";

/** The kubelet's default hard threshold: what a node must keep free. */
const EVICTION_DEFAULT = 100 * 2 ** 20;
/** More kubelets than this are not asked on the way to something else. */
const KUBELETS_BESIDE = 50;

/** What was judged by how much its nodes have left, and how to judge it again. */
export interface Judged {
	verdict: WorkloadVerdict;
	nodes: readonly string[];
	judge(): WorkloadVerdict;
}

/** Bytes that each node has left before its kubelet evicts: by the kubelet's default threshold until it has been asked for its own. */
export class NodeRoom {
	readonly left = new Map<string, number>();
	readonly #nodes = new Map<string, { capacity: number; used: number }>();

	add(node: string, capacity: number, used: number): void {
		this.#nodes.set(node, { capacity, used });
		this.left.set(node, Math.max(0, capacity - used - EVICTION_DEFAULT));
	}

	/** The kubelets are asked only of nodes that a leak without a limit fills, and that is judged again. */
	async sharpen(all: readonly Judged[], kubelets: Pick<Source, "kubeletConfigs"> | null): Promise<WorkloadVerdict[]> {
		const filling = new Set(all.filter(({ verdict }) => verdict.findings.some(isStoppedByNode)));
		const nodes = [...new Set([...filling].flatMap((one) => one.nodes))].filter((node) => this.left.has(node));
		for await (const config of kubelets?.kubeletConfigs?.(nodes.slice(0, KUBELETS_BESIDE)) ?? []) this.#tell(config);
		return all.map((one) => (filling.has(one) ? one.judge() : one.verdict));
	}

	#tell({ node, evictionHard }: KubeletConfig): void {
		const known = this.#nodes.get(node);
		if (known === undefined) return;
		// Without a threshold the kernel stops it, when nothing is left.
		const threshold = memoryThreshold(evictionHard, known.capacity) ?? 0;
		this.left.set(node, Math.max(0, known.capacity - known.used - threshold));
	}
}

function isStoppedByNode({ params }: WorkloadVerdict["findings"][number]): boolean {
	return "threshold" in params && params.threshold !== null;
}
