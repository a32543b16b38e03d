/** The kinds of objects we read, and where the API server has them. Never Secrets. */
export const RESOURCES = {
	pods: { api: "/api/v1", apiVersion: "v1", kind: "Pod", namespaced: true },
	nodes: { api: "/api/v1", apiVersion: "v1", kind: "Node", namespaced: false },
	events: { api: "/api/v1", apiVersion: "v1", kind: "Event", namespaced: true },
	namespaces: { api: "/api/v1", apiVersion: "v1", kind: "Namespace", namespaced: false },
	services: { api: "/api/v1", apiVersion: "v1", kind: "Service", namespaced: true },
	configmaps: { api: "/api/v1", apiVersion: "v1", kind: "ConfigMap", namespaced: true },
	resourcequotas: { api: "/api/v1", apiVersion: "v1", kind: "ResourceQuota", namespaced: true },
	limitranges: { api: "/api/v1", apiVersion: "v1", kind: "LimitRange", namespaced: true },
	replicasets: { api: "/apis/apps/v1", apiVersion: "apps/v1", kind: "ReplicaSet", namespaced: true },
	deployments: { api: "/apis/apps/v1", apiVersion: "apps/v1", kind: "Deployment", namespaced: true },
	statefulsets: { api: "/apis/apps/v1", apiVersion: "apps/v1", kind: "StatefulSet", namespaced: true },
	daemonsets: { api: "/apis/apps/v1", apiVersion: "apps/v1", kind: "DaemonSet", namespaced: true },
	jobs: { api: "/apis/batch/v1", apiVersion: "batch/v1", kind: "Job", namespaced: true },
	cronjobs: { api: "/apis/batch/v1", apiVersion: "batch/v1", kind: "CronJob", namespaced: true },
	poddisruptionbudgets: {
		api: "/apis/policy/v1",
		apiVersion: "policy/v1",
		kind: "PodDisruptionBudget",
		namespaced: true,
	},
	persistentvolumeclaims: { api: "/api/v1", apiVersion: "v1", kind: "PersistentVolumeClaim", namespaced: true },
	leases: {
		api: "/apis/coordination.k8s.io/v1",
		apiVersion: "coordination.k8s.io/v1",
		kind: "Lease",
		namespaced: true,
	},
	horizontalpodautoscalers: {
		api: "/apis/autoscaling/v2",
		apiVersion: "autoscaling/v2",
		kind: "HorizontalPodAutoscaler",
		namespaced: true,
	},
	verticalpodautoscalers: {
		api: "/apis/autoscaling.k8s.io/v1",
		apiVersion: "autoscaling.k8s.io/v1",
		kind: "VerticalPodAutoscaler",
		namespaced: true,
	},
} as const satisfies Record<string, { api: string; apiVersion: string; kind: string; namespaced: boolean }>;

/** Kinds that an add-on brings: where the server does not know them, there are none. */
export const ADD_ONS: ReadonlySet<Resource> = new Set<Resource>(["verticalpodautoscalers"]);

export type Resource = keyof typeof RESOURCES;
/** What a capture may hold. Services are only read to find Prometheus. */
export type CaptureResource = Exclude<Resource, "services">;

/** Which objects of a resource: empty text for no restriction. */
export interface Selection {
	resource: Resource;
	namespace: string | null;
	labelSelector: string;
	fieldSelector: string;
}

/** The collection's path, with its selectors and further query parameters. */
export function collectionPath(selection: Selection, query: Readonly<Record<string, string>> = {}): string {
	const { api, namespaced } = RESOURCES[selection.resource];
	const folder =
		namespaced && selection.namespace !== null ? `/namespaces/${encodeURIComponent(selection.namespace)}` : "";
	const parameters = new URLSearchParams(query);
	if (selection.labelSelector !== "") parameters.set("labelSelector", selection.labelSelector);
	if (selection.fieldSelector !== "") parameters.set("fieldSelector", selection.fieldSelector);
	const search = parameters.size === 0 ? "" : `?${parameters}`;
	return `${api}${folder}/${selection.resource}${search}`;
}
