import type { Advisory } from "../../model/advisory.ts";
import { type Node, unseenNode } from "../../model/node.ts";
import { ADVISORIES } from "./catalogue.ts";
import type { AdvisoryFacts, RunningImage } from "./facts.ts";

/** Test facts: an empty cluster, to be filled by each row of a table. */
export function facts(change: Partial<AdvisoryFacts> = {}): AdvisoryFacts {
	return {
		images: [],
		nodes: [],
		serverVersion: null,
		churn: {},
		away: new Set(),
		initContainers: false,
		findings: [],
		...change,
	};
}

export function running(image: string, container = "main", change: Partial<RunningImage> = {}): RunningImage {
	const workload = { kind: "Deployment", namespace: "shop", name: "app" };
	return { workload, container, image, pods: ["app-1"], nodes: ["node-1"], chart: "", appVersion: "", ...change };
}

export function node(change: Partial<Node> = {}): Node {
	return { ...unseenNode("node-1"), ...change };
}

export function advisory(id: string): Advisory {
	const found = ADVISORIES.find((known) => known.id === id);
	if (found === undefined) throw new Error(`there is no advisory ${id}`);
	return found;
}
