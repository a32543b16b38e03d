import { join } from "node:path";
import { AUDIT_LOG, bin, CONFIG, CONTAINERD_SOCKET, PKI } from "../paths.ts";
import {
	API_PORT,
	KUBE_STATE_METRICS_PORT,
	KUBERNETES_IP,
	NODE,
	NODE_IP,
	PROMETHEUS_PORT,
	SERVICE_SUBNET,
	SIMULATED_NAMESPACE,
} from "./addresses.ts";

export type Component = {
	name: string;
	command: [string, ...string[]];
	/** These must be ready before it is started. */
	after: string[];
	/** A URL that answers 200, or a socket that takes connections, once it works. */
	ready: { url: string } | { socket: string };
};

/** A folder the components expect under their usual paths: the lab's mount namespace has a /var/lib and a /run of its own. */
const VAR = "/var/lib";
const pki = (file: string): string => join(PKI, file);
const kubeconfig = (name: string): string => `--kubeconfig=${join(CONFIG, `${name}.kubeconfig`)}`;

export const components = (): Component[] => [
	{
		name: "etcd",
		command: [
			bin("etcd"),
			`--data-dir=${VAR}/etcd`,
			"--listen-client-urls=http://127.0.0.1:2379",
			"--advertise-client-urls=http://127.0.0.1:2379",
			"--listen-peer-urls=http://127.0.0.1:2380",
			// The data does not outlive the lab, so it need not survive a power cut either.
			"--unsafe-no-fsync",
		],
		after: [],
		ready: { url: "http://127.0.0.1:2379/health" },
	},
	{
		name: "containerd",
		command: [bin("containerd"), `--config=${join(CONFIG, "containerd.toml")}`],
		after: [],
		ready: { socket: CONTAINERD_SOCKET },
	},
	{
		name: "kern-log",
		command: [process.execPath, join(import.meta.dirname, "kern-log.ts"), "/var/log/kern.log", NODE],
		after: [],
		ready: { socket: "/run/kern-log.sock" },
	},
	{
		name: "kube-apiserver",
		command: [
			bin("kube-apiserver"),
			"--etcd-servers=http://127.0.0.1:2379",
			`--advertise-address=${NODE_IP}`,
			`--secure-port=${API_PORT}`,
			`--service-cluster-ip-range=${SERVICE_SUBNET}`,
			"--authorization-mode=Node,RBAC",
			"--enable-admission-plugins=NodeRestriction",
			// Nobody here leads from a Service's address to its pods: the API server itself looks up where a webhook's Service leads.
			"--enable-aggregator-routing=true",
			`--audit-policy-file=${join(CONFIG, "audit.json")}`,
			`--audit-log-path=${AUDIT_LOG}`,
			"--allow-privileged=true",
			`--client-ca-file=${pki("ca.crt")}`,
			`--tls-cert-file=${pki("kube-apiserver.crt")}`,
			`--tls-private-key-file=${pki("kube-apiserver.key")}`,
			`--kubelet-certificate-authority=${pki("ca.crt")}`,
			`--kubelet-client-certificate=${pki("kube-apiserver-kubelet-client.crt")}`,
			`--kubelet-client-key=${pki("kube-apiserver-kubelet-client.key")}`,
			"--kubelet-preferred-address-types=InternalIP",
			"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
			`--service-account-key-file=${pki("service-accounts.pub")}`,
			`--service-account-signing-key-file=${pki("service-accounts.key")}`,
		],
		after: ["etcd"],
		ready: { url: `https://${KUBERNETES_IP}:${API_PORT}/readyz` },
	},
	{
		name: "kube-controller-manager",
		command: [
			bin("kube-controller-manager"),
			kubeconfig("kube-controller-manager"),
			"--bind-address=127.0.0.1",
			"--leader-elect=false",
			"--use-service-account-credentials",
			`--root-ca-file=${pki("ca.crt")}`,
			`--service-account-private-key-file=${pki("service-accounts.key")}`,
		],
		after: ["kube-apiserver"],
		ready: { url: "https://127.0.0.1:10257/healthz" },
	},
	{
		name: "kube-scheduler",
		command: [bin("kube-scheduler"), kubeconfig("kube-scheduler"), "--bind-address=127.0.0.1", "--leader-elect=false"],
		after: ["kube-apiserver"],
		ready: { url: "https://127.0.0.1:10259/healthz" },
	},
	{
		name: "kubelet",
		command: [
			bin("kubelet"),
			`--config=${join(CONFIG, "kubelet.json")}`,
			kubeconfig("kubelet"),
			`--hostname-override=${NODE}`,
			`--node-ip=${NODE_IP}`,
			// cAdvisor measures each container this often, by default every 10 s; scenes have less time than workloads.
			"--housekeeping-interval=5s",
		],
		after: ["kube-apiserver", "containerd"],
		ready: { url: "http://127.0.0.1:10248/healthz" },
	},
	{
		name: "kube-state-metrics",
		command: [
			bin("kube-state-metrics"),
			kubeconfig("kube-state-metrics"),
			`--port=${KUBE_STATE_METRICS_PORT}`,
			// Of ten thousand simulated pods it would make half a million series, which say nothing.
			`--namespaces-denylist=${SIMULATED_NAMESPACE}`,
			"--telemetry-host=127.0.0.1",
			`--telemetry-port=${KUBE_STATE_METRICS_PORT + 1}`,
		],
		after: ["kube-apiserver"],
		ready: { url: `http://127.0.0.1:${KUBE_STATE_METRICS_PORT}/healthz` },
	},
	{
		name: "kwok",
		command: [
			bin("kwok"),
			kubeconfig("kwok"),
			`--config=${join(CONFIG, "kwok.json")}`,
			`--config=${bin("kwok-stages.yaml")}`,
			"--manage-nodes-with-label-selector=type=kwok",
			"--server-address=127.0.0.1:10247",
			"--node-lease-duration-seconds=40",
			// The simulated nodes' own addresses: of no use here, but two of them must not be the real node's.
			"--cidr=10.245.0.0/16",
			"--node-ip=10.245.0.1",
		],
		after: ["kube-apiserver"],
		ready: { url: "http://127.0.0.1:10247/healthz" },
	},
	{
		name: "prometheus",
		command: [
			bin("prometheus"),
			`--config.file=${join(CONFIG, "prometheus.yml")}`,
			`--storage.tsdb.path=${VAR}/prometheus`,
			`--web.listen-address=0.0.0.0:${PROMETHEUS_PORT}`,
			"--log.level=warn",
		],
		after: ["kube-apiserver"],
		ready: { url: `http://127.0.0.1:${PROMETHEUS_PORT}/-/ready` },
	},
];
