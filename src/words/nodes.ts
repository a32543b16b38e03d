import type { KernelReason, KubeletReason, NodeMemory } from "../model/node-outlook.ts";

/** What `nodes` says to people. */
export interface NodesWords {
	label: Record<NodesLabel, string>;
	/** `4.2Gi of 23.5Gi in use (18 %), 19.3Gi available`. */
	memory(memory: NodeMemory): string;
	/** What is kept from pods, and when the kubelet evicts. */
	reserve(memory: NodeMemory): string;
	promised(memory: NodeMemory): string;
	/** Growth, and how long until eviction and until nothing is left. */
	forecast(memory: NodeMemory): string;
	/** The same for a cell of a table. */
	forecastCell(memory: NodeMemory): string;
	first(kernel: readonly string[], kubelet: readonly string[]): string[];
	byRequests: string;
	kernelReason: Record<KernelReason, string>;
	kubeletReason: Record<KubeletReason, string>;
	more(containers: number): string;
	hint: string;
	noNodes: string;
	noContainers: string;
}

type NodesLabel =
	| "memory"
	| "reserve"
	| "promised"
	| "forecast"
	| "used"
	| "available"
	| "requests"
	| "limits"
	| "evictionIn"
	| "kernel"
	| "kubelet"
	| "firstByKernel"
	| "pod"
	| "adj"
	| "score"
	| "request"
	| "limit"
	| "workingSet"
	| "why";
