/**
 * What public charts, installers and clusters run, names and versions only: images (a name in brackets is the container's), then nodes as
 * `kubelet runtime kernel`. `expected` is everything that may be said of them.
 */
export interface PublicSet {
	name: string;
	images: string[];
	nodes: string[];
	expected: string[];
}

const lines = (text: string) => text.trim().split(/\s+/);
const nodeLines = (text: string) =>
	text
		.trim()
		.split("\n")
		.map((line) => line.trim());

export const PUBLIC_SETS: readonly PublicSet[] = [
	{
		name: "K3s, air-gapped",
		images:
			lines(`docker.io/rancher/coredns-coredns:1.8.3 docker.io/rancher/klipper-helm:v0.4.3 docker.io/rancher/klipper-lb:v0.1.2
			docker.io/rancher/library-busybox:1.31.1 docker.io/rancher/library-traefik:1.7.19
			docker.io/rancher/local-path-provisioner:v0.0.14 docker.io/rancher/metrics-server:v0.3.6 docker.io/rancher/pause:3.1`),
		nodes: nodeLines(`v1.33.1+k3s1 containerd://2.1.5-k3s1 5.14.21-150500.53-default`),
		expected: ["containerd-execsync-CVE-2026-53495 affected"],
	},
	{
		name: "Longhorn 1.9",
		images: lines(`longhornio/backing-image-manager:v1.9.x-head longhornio/longhorn-engine:v1.9.x-head
			longhornio/longhorn-instance-manager:v1.9.x-head longhornio/longhorn-manager:v1.9.x-head
			longhornio/longhorn-share-manager:v1.9.x-head longhornio/longhorn-ui:v1.9.x-head longhornio/csi-attacher:v4.9.0-20250709
			longhornio/csi-provisioner:v5.3.0-20250709 longhornio/csi-resizer:v1.14.0-20250709
			longhornio/csi-node-driver-registrar:v2.14.0-20250709 longhornio/livenessprobe:v2.16.0-20250709
			longhornio/support-bundle-kit:v0.0.69`),
		nodes: [],
		expected: ["longhorn-v2-goroutine possibly"],
	},
	{
		name: "Rook 1.15.6",
		images:
			lines(`docker.io/rook/ceph:v1.15.6[rook-ceph-operator] quay.io/ceph/ceph:v18.2.4[osd] quay.io/ceph/cosi:v0.1.2
			gcr.io/k8s-staging-sig-storage/objectstorage-sidecar:v20240513-v0.1.0-35-gefb3255 quay.io/cephcsi/cephcsi:v3.12.3
			quay.io/csiaddons/k8s-sidecar:v0.9.1 registry.k8s.io/sig-storage/csi-attacher:v4.6.1
			registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.11.1 registry.k8s.io/sig-storage/csi-provisioner:v5.0.1
			registry.k8s.io/sig-storage/csi-resizer:v1.11.1 registry.k8s.io/sig-storage/csi-snapshotter:v8.0.1`),
		nodes: [],
		expected: ["rook-operator-cm-polling affected"],
	},
	{
		name: "RKE2",
		images:
			lines(`docker.io/rancher/hardened-coredns:v1.14.7-build20260819 docker.io/rancher/hardened-dns-node-cache:1.26.8-build20260819
			docker.io/rancher/hardened-k8s-metrics-server:v0.9.0-build20260819 docker.io/rancher/hardened-addon-resizer:1.8.23-build20260819
			docker.io/rancher/nginx-ingress-controller:v1.14.5-hardened2 docker.io/rancher/kube-webhook-certgen:v1.14.5-hardened2
			docker.io/rancher/hardened-calico:v3.32.2-build20260909[calico-node] docker.io/rancher/hardened-flannel:v0.28.9-build20260909
			docker.io/rancher/mirrored-cilium-cilium:v1.20.1[cilium-agent] docker.io/rancher/mirrored-cilium-operator-generic:v1.20.1
			docker.io/rancher/mirrored-cilium-cilium-envoy:v1.37.5-1786810558-766ccfb37260a43e9d228837aa84ce3faf9f64e7
			docker.io/rancher/mirrored-calico-kube-controllers:v3.32.2 docker.io/rancher/mirrored-calico-node:v3.32.2[calico-node]
			docker.io/rancher/mirrored-calico-apiserver:v3.32.2 docker.io/rancher/mirrored-calico-typha:v3.32.2
			docker.io/rancher/mirrored-sig-storage-livenessprobe:v2.17.0 docker.io/rancher/hardened-multus-cni:v4.3.0-build20260819`),
		nodes: nodeLines(`v1.33.3+rke2r1 containerd://2.2.8-k3s1 5.14.0-570.12.1.el9_6.x86_64`),
		expected: [],
	},
	{
		name: "KubeSphere 3.1",
		images:
			lines(`kubesphere/kube-apiserver:v1.20.4 kubesphere/kube-scheduler:v1.20.4 kubesphere/kube-controller-manager:v1.20.4
			kubesphere/etcd:v3.4.13[etcd] calico/kube-controllers:v3.16.3 calico/node:v3.16.3[calico-node] calico/cni:v3.16.3
			coredns/coredns:1.6.9 prom/prometheus:v2.26.0[prometheus] prom/alertmanager:v0.21.0 prom/node-exporter:v0.18.1
			kubesphere/prometheus-operator:v0.42.1 kubesphere/kube-state-metrics:v1.9.7 kubesphere/metrics-server:v0.4.2
			kubesphere/fluentbit-operator:v0.5.0 istio/pilot:1.6.10[discovery] istio/proxyv2:1.6.10[istio-proxy]
			fluent/fluentd:v1.4.2-2.0 redis:5.0.5-alpine nginx:1.14-alpine minio/minio:RELEASE.2019-08-07T01-59-21Z perl:latest`),
		nodes: nodeLines(`v1.20.4 docker://20.10.12 3.10.0-1160.118.1.el7.x86_64`),
		expected: [
			"alertmanager-silences-3930 affected",
			"apimachinery-streamwatcher affected",
			"calico-kubecontrollers-12277 possibly",
			"client-go-workqueue-104991 affected",
			"client-go-workqueue-104991 affected",
			"etcd-watchstream-18704 affected",
			"istiod-krt-multicluster-57269 possibly",
			"istiod-meshwatcher-48224 affected",
			"istiod-serviceentry-47893 possibly",
			"ksm-crd-reflectors-3007 possibly",
			"prometheus-head-isolation-11317 affected",
			"prometheus-remote-read-13777 affected",
			"prometheus-sample-deletion-9151 affected",
		],
	},
	{
		name: "Cilium 1.14.5 on kind",
		images:
			lines(`quay.io/cilium/cilium:v1.14.5@sha256:d3b287029755b6a47dee01420e2ea469469f1b174a2089c10af7e5e9289ef05b[cilium-agent]
			quay.io/cilium/operator-generic:v1.14.5@sha256:303f9076bdc73b3fc32aaedee64a14f6f44c8bb08ee9e3956d443021103ebe7a
			quay.io/cilium/hubble-relay:v1.14.5@sha256:dbef89f924a927043d02b40c18e417c1ea0e8f58b44523b80fef7e3652db24d4
			quay.io/cilium/hubble-ui:v0.13.3 quay.io/cilium/hubble-ui-backend:v0.13.3`),
		nodes: nodeLines(`v1.27.3 containerd://1.7.1 6.2.15-300.fc38.x86_64`),
		expected: [
			"cilium-ib-37629 possibly",
			"containerd-attach-CVE-2025-64329 affected",
			"containerd-execsync-CVE-2026-53495 affected",
		],
	},
	{
		name: "Calico 3.27.3 by Tigera",
		images:
			lines(`quay.io/tigera/operator:v1.32.7 docker.io/calico/typha:v3.27.3 docker.io/calico/node:v3.27.3[calico-node]
			docker.io/calico/cni:v3.27.3 docker.io/calico/apiserver:v3.27.3 docker.io/calico/kube-controllers:v3.27.3
			docker.io/calico/pod2daemon-flexvol:v3.27.3 docker.io/calico/csi:v3.27.3 docker.io/calico/node-driver-registrar:v3.27.3`),
		nodes: [],
		expected: ["calico-kubecontrollers-12277 possibly"],
	},
	{
		name: "kube-prometheus-stack",
		images:
			lines(`quay.io/prometheus-operator/prometheus-operator:v0.68.0 quay.io/prometheus-operator/prometheus-config-reloader:v0.68.0
			quay.io/prometheus-operator/admission-webhook:v0.68.0 quay.io/prometheus/prometheus:v2.54.0[prometheus]
			quay.io/prometheus/alertmanager:v0.27.0 quay.io/thanos/thanos:v0.36.0 quay.io/brancz/kube-rbac-proxy:v0.18.0
			registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.13.0 quay.io/prometheus/node-exporter:v1.8.2 grafana/grafana:11.2.0
			quay.io/kiwigrid/k8s-sidecar:1.27.4 docker.io/grafana/grafana-image-renderer:latest
			quay.io/prometheus-community/windows-exporter:0.27.2`),
		nodes: nodeLines(`v1.27.3-gke.100 containerd://1.7.0 5.15.109+`),
		expected: [
			"alertmanager-silences-3930 affected",
			"containerd-attach-CVE-2025-64329 possibly",
			"containerd-execsync-CVE-2026-53495 possibly",
			"ksm-crd-reflectors-3007 possibly",
		],
	},
	{
		name: "Harvester and Rancher 2.8",
		images: lines(`docker.io/rancher/fleet-agent:v0.9.0 docker.io/rancher/fleet:v0.9.0 docker.io/rancher/gitjob:v0.1.96
			docker.io/rancher/mirrored-grafana-grafana:9.1.5 docker.io/rancher/mirrored-kiwigrid-k8s-sidecar:1.24.6
			docker.io/rancher/mirrored-ingress-nginx-kube-webhook-certgen:v20221220-controller-v1.5.1-58-g787ea74b6
			docker.io/rancher/mirrored-kube-state-metrics-kube-state-metrics:v2.6.0 docker.io/rancher/mirrored-library-nginx:1.24.0-alpine
			docker.io/rancher/mirrored-prometheus-adapter-prometheus-adapter:v0.10.0
			docker.io/rancher/mirrored-prometheus-node-exporter:v1.3.1
			docker.io/rancher/mirrored-prometheus-operator-prometheus-operator:v0.65.1
			docker.io/rancher/mirrored-prometheus-prometheus:v2.42.0[prometheus] docker.io/rancher/rancher-webhook:v0.4.2
			docker.io/rancher/rancher:v2.8.2 docker.io/rancher/shell:v0.1.22 docker.io/rancher/system-agent:v0.3.4-suc
			docker.io/rancher/mirrored-banzaicloud-logging-operator:3.17.10
			rancher/mirrored-longhornio-longhorn-manager:v1.7.2[longhorn-manager]
			rancher/mirrored-longhornio-csi-node-driver-registrar:v2.12.0 rancher/mirrored-longhornio-livenessprobe:v2.14.0`),
		nodes: [],
		expected: ["ksm-crd-reflectors-3007 possibly", "prometheus-remote-read-13777 affected"],
	},
	{
		name: "OpenShift",
		images:
			lines(`quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:0c5ab7cf1b0d3c2d8dd1e0e9a1c9c7f1f8a8d6c3b2a19080706050403020100f
			registry.redhat.io/ubi9/ubi:latest`),
		nodes: nodeLines(`v1.28.9+2f7b992 cri-o://1.28.6-2.rhaos4.15.git77bbb1c.el9 5.14.0-284.64.1.el9_2.x86_64
			v1.22.0-rc.0+894a78b cri-o://1.22.0-73.rhaos4.9.gitbdf286c.el8 4.18.0-305.19.1.el8_4.x86_64
			v1.25.4+a34b9e9 cri-o://1.25.1 6.0.18-300.fc37.x86_64`),
		expected: [],
	},
	{
		name: "microk8s with an ingress",
		images:
			lines(`docker.io/calico/cni:v3.25.1 docker.io/calico/node:v3.25.1[calico-node] docker.io/calico/kube-controllers:v3.25.1
			docker.io/coredns/coredns:1.10.1 registry.k8s.io/ingress-nginx/controller:v1.11.2
			registry.k8s.io/metrics-server/metrics-server:v0.6.3 redis:7.2.4-bookworm`),
		nodes: nodeLines(`v1.31.0 containerd://1.7.25 6.8.0-51-generic
			v1.26.8 containerd://1.6.32 5.15.0-174-generic`),
		expected: [
			"apiserver-kubelet-otel-meterprovider affected",
			"calico-kubecontrollers-12277 possibly",
			"containerd-attach-CVE-2025-64329 affected",
			"containerd-execsync-CVE-2026-53495 affected",
			"containerd-execsync-CVE-2026-53495 possibly",
		],
	},
	{
		name: "EKS",
		images: lines(`602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/aws-efs-csi-driver:v2.0.7
			602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon/aws-load-balancer-controller:v2.8.1
			602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1.11.3-eksbuild.1
			602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/kube-proxy:v1.30.0-minimal-eksbuild.3
			602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/livenessprobe:v2.13.0-eks-1-30-8
			602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.18.3-eksbuild.1`),
		nodes: nodeLines(`v1.30.0-eks-036c24b containerd://1.7.11 5.10.218-208.862.amzn2.x86_64`),
		expected: [
			"apiserver-kubelet-otel-meterprovider possibly",
			"containerd-attach-CVE-2025-64329 possibly",
			"containerd-execsync-CVE-2026-53495 possibly",
		],
	},
];
