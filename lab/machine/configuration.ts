import { totalmem } from "node:os";
import { join } from "node:path";
import { BIN, bin, CGROUP, CONFIG, CONTAINERD_SOCKET, PKI } from "../paths.ts";
import { BRIDGE, KUBE_STATE_METRICS_PORT, NODE, POD_SUBNET, SERVICE_SUBNET } from "./addresses.ts";
import { mayLowerOomScore } from "./capability.ts";
import { podsMemory } from "./cgroup.ts";

export const PAUSE_IMAGE = "plimsoll.dev/lab/pause:1";

const pki = (file: string): string => join(PKI, file);

export const kubeletConfiguration = (podsBytes: number, totalBytes: number) => ({
	apiVersion: "kubelet.config.k8s.io/v1beta1",
	kind: "KubeletConfiguration",
	authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: pki("ca.crt") } },
	authorization: { mode: "Webhook" },
	tlsCertFile: pki("kubelet-server.crt"),
	tlsPrivateKeyFile: pki("kubelet-server.key"),
	containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
	cgroupDriver: "cgroupfs",
	cgroupRoot: `/${CGROUP}`,
	// Kubelets from 1.35 on refuse cgroup v1 otherwise; on v2 it means nothing.
	failCgroupV1: false,
	// On v2 the kubelet by default has the kernel kill all of a container at once; scenes tell of single processes. v1 knows no other.
	singleProcessOOMKill: true,
	failSwapOn: false,
	// By default a minute: since 1.37 the status says CrashLoopBackOff only at the next regular look at the pod, and a scene
	// of three deaths is over by then.
	syncFrequency: "10s",
	// The kubelet sees the whole machine's memory. Reserving all but the pods' share makes it limit `kubepods` to that share.
	systemReserved: { memory: String(totalBytes - podsBytes) },
	enforceNodeAllocatable: ["pods"],
	// Naming one signal zeroes the others: a full disk of the host is not this cluster's affair.
	evictionHard: { "memory.available": "100Mi" },
	imageGCHighThresholdPercent: 100,
	makeIPTablesUtilChains: false,
	// Nobody answers there; it only keeps the kubelet from an event about missing DNS on every pod.
	clusterDNS: [`${SERVICE_SUBNET.replace(/\.0\/\d+$/, "")}.10`],
	clusterDomain: "cluster.local",
	resolvConf: "",
	// So that GET /api/v1/nodes/NODE/proxy/logs/kern.log works, as on nodes with rsyslog.
	enableSystemLogHandler: true,
});

/** containerd finds its plugins' settings by these names since version 2. */
export const containerdConfiguration = (snapshotter: string, restrictOomScore: boolean): string => `version = 3
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "${CONTAINERD_SOCKET}"
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "${snapshotter}"
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "${PAUSE_IMAGE}"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = ${restrictOomScore}
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["${BIN}"]
  conf_dir = "${join(CONFIG, "cni")}"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
  runtime_path = "${bin("containerd-shim-runc-v2")}"
  snapshotter = "${snapshotter}"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
    BinaryName = "${bin("runc")}"
    SystemdCgroup = false
`;

const cni = {
	cniVersion: "1.0.0",
	name: "plimsoll-lab",
	plugins: [
		{
			type: "bridge",
			bridge: BRIDGE,
			isGateway: true,
			// Nothing leaves the lab, so there is nothing to masquerade.
			ipMasq: false,
			ipam: { type: "host-local", ranges: [[{ subnet: POD_SUBNET }]], routes: [{ dst: "0.0.0.0/0" }] },
		},
	],
};

/** Labelled as kube-prometheus labels them, since that is what people's queries expect. */
const prometheus = () => {
	const tls_config = { ca_file: pki("ca.crt"), cert_file: pki("prometheus.crt"), key_file: pki("prometheus.key") };
	const kubelet = (path: string) => ({
		job_name: `kubelet${path}`,
		scheme: "https",
		metrics_path: path,
		tls_config,
		honor_timestamps: true,
		// Simulated nodes have no kubelet to scrape.
		kubernetes_sd_configs: [
			{
				role: "node",
				kubeconfig_file: join(CONFIG, "prometheus.kubeconfig"),
				selectors: [{ role: "node", field: `metadata.name=${NODE}` }],
			},
		],
		relabel_configs: [
			{ target_label: "job", replacement: "kubelet" },
			{ target_label: "metrics_path", replacement: path },
			{ source_labels: ["__meta_kubernetes_node_name"], target_label: "node" },
		],
	});
	return {
		global: { scrape_interval: "5s", scrape_timeout: "5s" },
		scrape_configs: [
			kubelet("/metrics/cadvisor"),
			kubelet("/metrics/resource"),
			kubelet("/metrics"),
			{
				job_name: "kube-state-metrics",
				honor_labels: true,
				static_configs: [{ targets: [`127.0.0.1:${KUBE_STATE_METRICS_PORT}`] }],
			},
			{
				// Exporters beside servers: ports that are named `metrics`.
				job_name: "pods",
				kubernetes_sd_configs: [
					{
						role: "pod",
						kubeconfig_file: join(CONFIG, "prometheus.kubeconfig"),
						// Simulated pods say nothing.
						selectors: [{ role: "pod", field: `spec.nodeName=${NODE}` }],
					},
				],
				relabel_configs: [
					{ source_labels: ["__meta_kubernetes_pod_container_port_name"], regex: "metrics", action: "keep" },
					{ source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
					{ source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
				],
			},
		],
	};
};

/** Only what Plimsoll asks as a cluster's own service account: its rights are held against it. */
const audit = {
	apiVersion: "audit.k8s.io/v1",
	kind: "Policy",
	omitStages: ["RequestReceived"],
	rules: [{ level: "Metadata", userGroups: ["system:serviceaccounts:plimsoll"] }, { level: "None" }],
};

/** KWOK's defaults of 4 at a time bring ten thousand pods to life in five minutes; the API server takes far more. */
const kwok = {
	apiVersion: "config.kwok.x-k8s.io/v1alpha1",
	kind: "KwokConfiguration",
	options: {
		podPlayStageParallelism: 64,
		nodePlayStageParallelism: 16,
		// Naming some options zeroes the others, and kwok refuses a zero here.
		nodeLeaseParallelism: 4,
		podsOnNodeSyncParallelism: 4,
	},
};

/** All configuration files, by their path below the configuration folder. JSON where the reader takes YAML. */
export const configurationFiles = (snapshotter: string): Record<string, string> => ({
	"kubelet.json": JSON.stringify(kubeletConfiguration(podsMemory(), totalmem()), null, "\t"),
	"containerd.toml": containerdConfiguration(snapshotter, !mayLowerOomScore()),
	"cni/10-plimsoll-lab.conflist": JSON.stringify(cni, null, "\t"),
	"audit.json": JSON.stringify(audit, null, "\t"),
	"kwok.json": JSON.stringify(kwok, null, "\t"),
	"prometheus.yml": JSON.stringify(prometheus(), null, "\t"),
});
