import type { Labels } from "./raw-series.ts";

/**
 * Label names by which scrape configurations call the same thing, the surest first. A target's own label is renamed `exported_…` when the
 * scraper has one of that name; kubelets before 1.16 said `pod_name` and `container_name`.
 */
export const NAMES = {
	namespace: ["exported_namespace", "namespace"],
	pod: ["exported_pod", "pod", "pod_name"],
	container: ["exported_container", "container", "container_name"],
	node: ["node", "exported_node", "kubernetes_io_hostname", "nodename", "instance"],
} as const;

export interface Identity {
	namespace: string;
	pod: string;
	container: string;
}

/** Which container a series is about; null for a pod's sandbox, a slice, a node. */
export function identityOf(labels: Labels): Identity | null {
	const namespace = placeOf(labels, "namespace");
	const pod = placeOf(labels, "pod");
	const container = placeOf(labels, "container");
	if (namespace === "" || pod === "" || container === "" || container === "POD") return null;
	return { namespace, pod, container };
}

export function placeOf(labels: Labels, what: "namespace" | "pod" | "container"): string {
	for (const name of NAMES[what]) {
		const value = labels.get(name) ?? "";
		if (value !== "") return value;
	}
	return "";
}

/** The node a series is about, without a port; empty when no label says so. */
export function nodeOf(labels: Labels): string {
	for (const name of NAMES.node) {
		const value = labels.get(name) ?? "";
		if (value !== "") return name === "instance" ? value.replace(/:\d+$/, "") : value;
	}
	return "";
}

/** External labels that tell clusters apart where one engine keeps several. */
export const CLUSTER_LABELS = [
	"cluster",
	"k8s_cluster_name",
	"k8s_cluster",
	"kubernetes_cluster",
	"cluster_name",
] as const;

/** The cluster a series is of; empty when no label says so. */
export function clusterOf(labels: Labels): string {
	for (const name of CLUSTER_LABELS) {
		const value = labels.get(name) ?? "";
		if (value !== "") return value;
	}
	return "";
}
