import { setTimeout as sleep } from "node:timers/promises";
import type { Api, KubernetesObject } from "../api.ts";
import { KUBE_STATE_METRICS_PORT, PROMETHEUS_IP, PROMETHEUS_PORT } from "./addresses.ts";
import { PAUSE_IMAGE } from "./configuration.ts";

const namespace = "monitoring";
const NAMESPACE_SECONDS = 30;

/**
 * A server of the lab as a service of the cluster, found as people find theirs: by its label, through the API server's
 * proxy. That proxy leads to addresses of pods only, so an idle pod on the host network lends the service the node's
 * address, where the server itself listens.
 */
const service = (name: string, port: number, clusterIP?: string): [string, KubernetesObject][] => {
	const labels = { "app.kubernetes.io/name": name };
	const memory = { memory: "16Mi" };
	return [
		[
			"services",
			{
				apiVersion: "v1",
				kind: "Service",
				metadata: { name, namespace, labels },
				spec: {
					selector: labels,
					ports: [{ name: "http", port, targetPort: port }],
					...(clusterIP === undefined ? {} : { clusterIP }),
				},
			},
		],
		[
			"pods",
			{
				apiVersion: "v1",
				kind: "Pod",
				metadata: { name, namespace, labels },
				spec: {
					hostNetwork: true,
					// Gone at once when deleted: it has nothing to finish.
					terminationGracePeriodSeconds: 0,
					automountServiceAccountToken: false,
					containers: [
						{
							name: "address",
							image: PAUSE_IMAGE,
							imagePullPolicy: "Never",
							resources: { requests: memory, limits: memory },
						},
					],
				},
			},
		],
	];
};

/** A namespace takes pods once the controller manager has given it its default service account. */
export const namespaceUsable = async (api: Api, name: string): Promise<void> => {
	const end = Date.now() + NAMESPACE_SECONDS * 1000;
	while ((await api.get(`/api/v1/namespaces/${name}/serviceaccounts/default`)) === undefined) {
		if (Date.now() > end) throw new Error(`Namespace ${name} had no service account after ${NAMESPACE_SECONDS} s.`);
		await sleep(100);
	}
};

/** What every cluster that people run has, as far as Plimsoll looks for it. */
export const furnish = async (api: Api): Promise<void> => {
	await api.apply("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
	await namespaceUsable(api, namespace);
	const objects = [
		...service("prometheus", PROMETHEUS_PORT, PROMETHEUS_IP),
		...service("kube-state-metrics", KUBE_STATE_METRICS_PORT),
	];
	for (const [plural, object] of objects) await api.apply(`/api/v1/namespaces/${namespace}/${plural}`, object);
};
