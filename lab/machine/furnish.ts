import type { Api, KubernetesObject } from "../api.ts";
import { KUBE_STATE_METRICS_PORT, NODE_IP, PROMETHEUS_IP, PROMETHEUS_PORT } from "./addresses.ts";

const namespace = "monitoring";

/** A server of the lab as a service of the cluster, found as people find theirs: by its label, through the API server's proxy. */
const service = (name: string, port: number, clusterIP?: string): [string, KubernetesObject][] => {
	const labels = { "app.kubernetes.io/name": name };
	const spec = { ports: [{ name: "http", port, targetPort: port }], ...(clusterIP === undefined ? {} : { clusterIP }) };
	return [
		[
			`/api/v1/namespaces/${namespace}/services`,
			{ apiVersion: "v1", kind: "Service", metadata: { name, namespace, labels }, spec } as KubernetesObject,
		],
		[
			`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
			{
				apiVersion: "discovery.k8s.io/v1",
				kind: "EndpointSlice",
				// The service has no selector: nobody but us says where it leads.
				metadata: { name, namespace, labels: { "kubernetes.io/service-name": name } },
				addressType: "IPv4",
				endpoints: [{ addresses: [NODE_IP], conditions: { ready: true } }],
				ports: [{ name: "http", port, protocol: "TCP" }],
			} as KubernetesObject,
		],
	];
};

/** What every cluster that people run has, as far as Plimsoll looks for it. */
export const furnish = async (api: Api): Promise<void> => {
	await api.apply("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
	const objects = [
		...service("prometheus", PROMETHEUS_PORT, PROMETHEUS_IP),
		...service("kube-state-metrics", KUBE_STATE_METRICS_PORT),
	];
	for (const [collection, object] of objects) await api.apply(collection, object);
};
