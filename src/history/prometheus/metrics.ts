import { NAMES } from "../../sources/prometheus/labels.ts";
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
