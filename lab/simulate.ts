import { Api, type KubernetesObject } from "./api.ts";
import type { Log } from "./log.ts";
import { SIMULATED_NAMESPACE } from "./machine/addresses.ts";
import { namespaceUsable } from "./machine/furnish.ts";

/** As on a well-used node; the scheduler is not asked, which would take minutes for tens of thousands of pods. */
export const PODS_PER_NODE = 10;
/** Requests in flight: the API server's own limit for changes is 200. */
const AT_ONCE = 40;

/** KWOK answers for nodes with this label, and keeps their pods running. */
const node = (index: number): KubernetesObject => ({
	apiVersion: "v1",
	kind: "Node",
	metadata: {
		name: `simulated-${index}`,
		labels: { type: "kwok", "kubernetes.io/hostname": `simulated-${index}`, "kubernetes.io/os": "linux" },
		annotations: { "kwok.x-k8s.io/node": "fake" },
	},
	// Keeps pods that are meant to run off it.
	spec: { taints: [{ key: "kwok.x-k8s.io/node", value: "fake", effect: "NoSchedule" }] },
	status: {
		allocatable: { cpu: "32", memory: "128Gi", pods: "110" },
		capacity: { cpu: "32", memory: "128Gi", pods: "110" },
	},
});

const pod = (nodeIndex: number, index: number): KubernetesObject => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name: `pod-${nodeIndex}-${index}`, namespace: SIMULATED_NAMESPACE, labels: { app: `app-${index}` } },
	spec: {
		nodeName: `simulated-${nodeIndex}`,
		automountServiceAccountToken: false,
		containers: [
			{
				name: "app",
				image: "example.com/app:1.0",
				resources: { requests: { memory: "64Mi" }, limits: { memory: "128Mi" } },
			},
		],
	},
});

/** Adds simulated nodes and their pods, those that are missing. */
export const simulate = async (nodes: number, log: Log): Promise<void> => {
	const start = performance.now();
	const api = new Api();
	const create = async (collection: string, object: KubernetesObject): Promise<void> => {
		const { status, body } = await api.send("POST", collection, object);
		const CONFLICT = 409;
		if (status >= 300 && status !== CONFLICT)
			throw new Error(`${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
	};
	await api.apply("/api/v1/namespaces", {
		apiVersion: "v1",
		kind: "Namespace",
		metadata: { name: SIMULATED_NAMESPACE },
	});
	await namespaceUsable(api, SIMULATED_NAMESPACE);
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let index = next++; index < nodes; index = next++) {
			await create("/api/v1/nodes", node(index));
			for (let p = 0; p < PODS_PER_NODE; p++)
				await create(`/api/v1/namespaces/${SIMULATED_NAMESPACE}/pods`, pod(index, p));
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	api.close();
	log(
		`${nodes} simulated nodes with ${nodes * PODS_PER_NODE} pods in ${((performance.now() - start) / 1000).toFixed(1)} s`,
	);
};
