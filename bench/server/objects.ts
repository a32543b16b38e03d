import { createHash } from "node:crypto";
import { makeFleet } from "../web/fleet.ts";

/** The parts of a made pod that its cluster reads and changes. */
export interface PodObject {
	metadata: { name: string; namespace: string; uid: string; resourceVersion: string; [field: string]: unknown };
	spec: { nodeName?: string; containers: ContainerSpec[]; [field: string]: unknown };
	status: { phase: string; containerStatuses: ContainerStatus[]; [field: string]: unknown };
}

interface ContainerSpec {
	name: string;
	image: string;
	resources: { limits: { memory: string } };
}

export interface ContainerStatus {
	name: string;
	restartCount: number;
	state: object;
	lastState?: object;
	[field: string]: unknown;
}

/** The fleet of the page's bench, each pod as large as clusters have them: some 9 KB, of which verdicts need 1. */
export function makeObjects(size: { workloads: number; podsPerWorkload: number; nodes: number }) {
	const { pods, nodes } = makeFleet(size, new Date().toISOString());
	return { pods: pods.map((pod) => dressed(pod as PodObject)), nodes };
}

/** With the names, addresses and fields that a real API server adds; every fourth has a proxy beside it. */
function dressed(pod: PodObject): PodObject {
	const { metadata, spec, status } = pod;
	const hex = hexOf(metadata.uid);
	const uid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
	const [app] = spec.containers;
	const [status0] = status.containerStatuses;
	if (app === undefined || status0 === undefined) throw new Error("a pod without a container");
	const probe = {
		httpGet: { path: "/healthz", port: 8080 },
		periodSeconds: 10,
		timeoutSeconds: 2,
		failureThreshold: 3,
	};
	const container = {
		...app,
		env: Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${i}`, value: `value-${hex.slice(i, i + 20)}` })),
		livenessProbe: probe,
		readinessProbe: probe,
		volumeMounts: [
			{ name: "config", mountPath: "/etc/app" },
			{ name: "kube-api-access", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true },
		],
		terminationMessagePath: "/dev/termination-log",
		imagePullPolicy: "IfNotPresent",
	};
	const hasProxy = Number.parseInt(hex.slice(0, 1), 16) < 4;
	const proxy = { ...container, name: "istio-proxy", image: "docker.io/istio/proxyv2:1.26.2" };
	const dressedStatus = (one: ContainerStatus, image: string): ContainerStatus => ({
		...one,
		image,
		imageID: `${image.split(":")[0]}@sha256:${hexOf(image)}`,
		containerID: `containerd://${hexOf(`${uid}${one.name}`)}`,
		started: true,
	});
	return {
		...pod,
		metadata: {
			...metadata,
			uid,
			creationTimestamp: "2026-11-20T08:00:00Z",
			generateName: `${metadata.name.replace(/[^-]+$/, "")}`,
			annotations: { "checksum/config": hexOf(metadata.name), "prometheus.io/scrape": "true" },
			managedFields: [
				{ manager: "kube-controller-manager", operation: "Update", fieldsV1: { f: "x".repeat(1800) } },
				{ manager: "kubelet", operation: "Update", subresource: "status", fieldsV1: { f: "x".repeat(2200) } },
			],
		},
		spec: {
			...spec,
			containers: hasProxy ? [container, proxy] : [container],
			volumes: [
				{ name: "config", configMap: { name: `${metadata.name.split("-")[0]}-config`, defaultMode: 420 } },
				{ name: "kube-api-access", projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607 } }] } },
			],
			restartPolicy: "Always",
			terminationGracePeriodSeconds: 30,
			schedulerName: "default-scheduler",
			priority: 0,
			tolerations: ["not-ready", "unreachable"].map((key) => ({
				key: `node.kubernetes.io/${key}`,
				operator: "Exists",
				effect: "NoExecute",
				tolerationSeconds: 300,
			})),
		},
		status: {
			...status,
			podIP: `10.${Number.parseInt(hex.slice(0, 2), 16)}.${Number.parseInt(hex.slice(2, 4), 16)}.7`,
			containerStatuses: [
				dressedStatus(status0, app.image),
				...(hasProxy ? [dressedStatus({ ...status0, name: proxy.name, restartCount: 0 }, proxy.image)] : []),
			].slice(0, hasProxy ? 2 : 1),
		},
	};
}

/** The pod that takes another's place in a roll-out. */
export function successorOf(pod: PodObject, turn: number): PodObject {
	const { labels, ownerReferences } = pod.metadata as unknown as {
		labels: Record<string, string>;
		ownerReferences: { name: string }[];
	};
	const hash = hexOf(`${labels.app}${turn}`).slice(0, 9);
	const uid = hexOf(`${pod.metadata.uid}${turn}`);
	const metadata = {
		...pod.metadata,
		name: `${labels.app}-${hash}-${uid.slice(0, 5)}`,
		uid: pod.metadata.uid,
		labels: { ...labels, "pod-template-hash": hash },
		ownerReferences: ownerReferences.map((owner) => ({ ...owner, name: `${labels.app}-${hash}`, uid: `r${uid}` })),
	};
	const made = dressed({ ...pod, metadata: { ...metadata, uid } });
	return { ...made, spec: pod.spec };
}

export function hexOf(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}
