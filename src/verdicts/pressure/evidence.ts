import type { Evidence, Subject } from "../../model/finding.ts";
import { said } from "../../model/said.ts";
import type { NodeFacts } from "./facts.ts";

/** What was seen of a node's memory, in the order a person would check it. */
export function observeNode({ node, config, stats, outlook }: NodeFacts): Evidence[] {
	const status = said("node {node} status", { node: node.name });
	const kubelet = said("kubelet of {node}", { node: node.name });
	const measuredAt = stats?.memory.at ?? null;
	const { capacity, allocatable, available, evictionHard } = outlook.memory;
	const seen: (Evidence | null)[] = [
		bytes(status, "node-capacity", capacity, null),
		bytes(status, "node-allocatable", allocatable, null),
		stats === null ? null : bytes(kubelet, "node-available", available, measuredAt),
		config === null ? null : bytes(kubelet, "eviction-threshold", evictionHard, null),
	];
	return seen.filter((piece) => piece !== null);
}

function bytes(source: string, what: Evidence["what"], value: number | null, at: number | null): Evidence | null {
	return value === null ? null : { source, at, what, value };
}

export function nodeSubject(name: string): Subject {
	return { kind: "Node", name, node: name };
}

/** The worst first; names decide between equals, so that the same facts print the same way. */
export function worstFirst<T extends { facts: NodeFacts }>(found: readonly T[], badness: (of: T) => number): T[] {
	return found.toSorted((a, b) => badness(b) - badness(a) || (a.facts.node.name < b.facts.node.name ? -1 : 1));
}

export function namesOf(found: readonly { facts: NodeFacts }[]): string[] {
	return found.map(({ facts }) => facts.node.name);
}

/** The share of a node's memory in use, or else requested; 0 when neither is known. */
export function filled({ outlook: { memory } }: NodeFacts): number {
	if (memory.capacity === null || memory.capacity === 0) return 0;
	return (memory.workingSet ?? memory.requests) / memory.capacity;
}
