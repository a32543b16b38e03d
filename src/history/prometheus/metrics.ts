import type { Labels, Matcher, Selection } from "../../sources/prometheus/raw-series.ts";
import { anyOf } from "../../sources/prometheus/raw-series.ts";
import type { Figure } from "../history.ts";

/** What the kubelet's cAdvisor and kube-state-metrics call the things we read. */
export const WORKING_SET = "container_memory_working_set_bytes";
export const START_TIME = "container_start_time_seconds";
export const SPEC_LIMIT = "container_spec_memory_limit_bytes";
export const KUBE_LIMIT = "kube_pod_container_resource_limits";
export const MACHINE_MEMORY = "machine_memory_bytes";
export const FIGURE_METRICS: Readonly<Record<Figure, string>> = {
	rss: "container_memory_rss",
	cache: "container_memory_cache",
	swap: "container_memory_swap",
};
export const CONTAINER_INFO = "kube_pod_container_info";
export const POD_INFO = "kube_pod_info";
export const POD_OWNER = "kube_pod_owner";
export const REPLICASET_OWNER = "kube_replicaset_owner";
export const JOB_OWNER = "kube_job_owner";

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

/** The label names one series uses for namespace, pod and container. */
export interface Dialect {
	namespace: string;
	pod: string;
	container: string;
}

export function dialectOf(labels: Labels): Dialect {
	const used = (what: "namespace" | "pod" | "container"): string =>
		NAMES[what].find((name) => (labels.get(name) ?? "") !== "") ?? what;
	return { namespace: used("namespace"), pod: used("pod"), container: used("container") };
}

/** kube-state-metrics as it is usually scraped, and without `honorLabels`. */
export const STATE_DIALECTS: readonly Dialect[] = [
	{ namespace: "namespace", pod: "pod", container: "container" },
	{ namespace: "exported_namespace", pod: "exported_pod", container: "exported_container" },
];

export function named(metric: string): Matcher {
	return { name: "__name__", op: "=", value: metric };
}

/** The containers of some pods. Engines look up alternatives of plain words in their index, without trying expressions. */
export function ofPods(
	metric: string,
	dialect: Dialect,
	namespaces: Iterable<string>,
	pods: Iterable<string>,
): Selection {
	return [
		named(metric),
		{ name: dialect.namespace, op: "=~", value: anyOf(namespaces) },
		{ name: dialect.pod, op: "=~", value: anyOf(pods) },
		{ name: dialect.container, op: "!~", value: "|POD" },
		...(metric === KUBE_LIMIT ? [{ name: "resource", op: "=", value: "memory" } as const] : []),
	];
}

/** Of a whole metric, or some namespaces of it, by whichever label names them. */
export function ofNamespaces(metric: string, namespaces: readonly string[] | null, more: Selection = []): Selection[] {
	if (namespaces === null) return [[named(metric), ...more]];
	return NAMES.namespace.map((name) => [named(metric), { name, op: "=~", value: anyOf(namespaces) }, ...more]);
}
