import type { PublicSet } from "./public-sets.fixture.ts";

/**
 * Images that manifests of public repositories name, read at a tag: facts only (a name in brackets is the container's). Each set is named after the
 * repository, its tag and the file or folder; anyone can read it there. `expected` is everything that may be said of them.
 */
export const PUBLIC_REPOSITORIES: readonly PublicSet[] = [
	{
		name: "longhorn/longhorn v1.6.1 deploy/longhorn-images.txt",
		images:
			lines(`longhornio/backing-image-manager:v1.6.1 longhornio/csi-attacher:v4.4.2 longhornio/csi-node-driver-registrar:v2.9.2
			longhornio/csi-provisioner:v3.6.2 longhornio/csi-resizer:v1.9.2 longhornio/csi-snapshotter:v6.3.2 longhornio/livenessprobe:v2.12.0
			longhornio/longhorn-engine:v1.6.1 longhornio/longhorn-instance-manager:v1.6.1 longhornio/longhorn-manager:v1.6.1
			longhornio/longhorn-share-manager:v1.6.1 longhornio/longhorn-ui:v1.6.1 longhornio/support-bundle-kit:v0.0.36`),
		nodes: [],
		expected: ["longhorn-sharemanager-8394 affected", "longhorn-v2-goroutine possibly"],
	},
	{
		name: "longhorn/longhorn v1.9.1 deploy/longhorn-images.txt",
		images: lines(`longhornio/backing-image-manager:v1.9.1 longhornio/csi-attacher:v4.9.0-20250709
			longhornio/csi-node-driver-registrar:v2.14.0-20250709 longhornio/csi-provisioner:v5.3.0-20250709
			longhornio/csi-resizer:v1.14.0-20250709 longhornio/csi-snapshotter:v8.3.0-20250709 longhornio/livenessprobe:v2.16.0-20250709
			longhornio/longhorn-cli:v1.9.1 longhornio/longhorn-engine:v1.9.1 longhornio/longhorn-instance-manager:v1.9.1
			longhornio/longhorn-manager:v1.9.1 longhornio/longhorn-share-manager:v1.9.1 longhornio/longhorn-ui:v1.9.1
			longhornio/support-bundle-kit:v0.0.61`),
		nodes: [],
		expected: ["longhorn-v2-goroutine possibly"],
	},
	{
		name: "rook/rook v1.14.9 deploy/examples/images.txt",
		images:
			lines(`gcr.io/k8s-staging-sig-storage/objectstorage-sidecar/objectstorage-sidecar:v20230130-v0.1.0-24-gc0cf995 quay.io/ceph/ceph:v18.2.4
			quay.io/ceph/cosi:v0.1.1 quay.io/cephcsi/cephcsi:v3.11.0 quay.io/csiaddons/k8s-sidecar:v0.8.0
			registry.k8s.io/sig-storage/csi-attacher:v4.5.1 registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.10.1
			registry.k8s.io/sig-storage/csi-provisioner:v4.0.1 registry.k8s.io/sig-storage/csi-resizer:v1.10.1
			registry.k8s.io/sig-storage/csi-snapshotter:v7.0.2 rook/ceph:v1.14.9`),
		nodes: [],
		expected: [],
	},
	{
		name: "rook/rook v1.17.2 deploy/examples/images.txt",
		images:
			lines(`docker.io/rook/ceph:v1.17.2 gcr.io/k8s-staging-sig-storage/objectstorage-sidecar:v20240513-v0.1.0-35-gefb3255
			quay.io/ceph/ceph:v19.2.2 quay.io/ceph/cosi:v0.1.2 quay.io/cephcsi/cephcsi:v3.14.0 quay.io/csiaddons/k8s-sidecar:v0.12.0
			registry.k8s.io/sig-storage/csi-attacher:v4.8.0 registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.13.0
			registry.k8s.io/sig-storage/csi-provisioner:v5.1.0 registry.k8s.io/sig-storage/csi-resizer:v1.13.1
			registry.k8s.io/sig-storage/csi-snapshotter:v8.2.0`),
		nodes: [],
		expected: [],
	},
	{
		name: "argoproj/argo-cd v2.10.4 manifests/ha/install.yaml",
		images: lines(`ghcr.io/dexidp/dex:v2.37.0 haproxy:2.6.14-alpine haproxy:2.6.14-alpine[config-init]
			quay.io/argoproj/argocd:v2.10.4[argocd-application-controller] quay.io/argoproj/argocd:v2.10.4[argocd-applicationset-controller]
			quay.io/argoproj/argocd:v2.10.4[argocd-notifications-controller] quay.io/argoproj/argocd:v2.10.4[argocd-repo-server]
			quay.io/argoproj/argocd:v2.10.4[argocd-server] quay.io/argoproj/argocd:v2.10.4[copyutil] redis:7.0.14-alpine
			redis:7.0.14-alpine[config-init] redis:7.0.14-alpine[sentinel] redis:7.0.14-alpine[split-brain-fix]`),
		nodes: [],
		expected: [],
	},
	{
		name: "argoproj/argo-cd v3.0.6 manifests/ha/install.yaml",
		images: lines(`ghcr.io/dexidp/dex:v2.41.1 public.ecr.aws/docker/library/haproxy:3.0.8-alpine
			public.ecr.aws/docker/library/haproxy:3.0.8-alpine[config-init] public.ecr.aws/docker/library/redis:7.2.7-alpine
			public.ecr.aws/docker/library/redis:7.2.7-alpine[config-init] public.ecr.aws/docker/library/redis:7.2.7-alpine[sentinel]
			public.ecr.aws/docker/library/redis:7.2.7-alpine[split-brain-fix] quay.io/argoproj/argocd:v3.0.6[argocd-application-controller]
			quay.io/argoproj/argocd:v3.0.6[argocd-applicationset-controller] quay.io/argoproj/argocd:v3.0.6[argocd-notifications-controller]
			quay.io/argoproj/argocd:v3.0.6[argocd-repo-server] quay.io/argoproj/argocd:v3.0.6[argocd-server]
			quay.io/argoproj/argocd:v3.0.6[copyutil] quay.io/argoproj/argocd:v3.0.6[secret-init]`),
		nodes: [],
		expected: [],
	},
	{
		name: "prometheus-operator/kube-prometheus v0.13.0 manifests/",
		images:
			lines(`grafana/grafana:9.5.3 jimmidyson/configmap-reload:v0.5.0[module-configmap-reloader] quay.io/brancz/kube-rbac-proxy:v0.14.2
			quay.io/brancz/kube-rbac-proxy:v0.14.2[kube-rbac-proxy-main] quay.io/brancz/kube-rbac-proxy:v0.14.2[kube-rbac-proxy-self]
			quay.io/prometheus-operator/prometheus-operator:v0.67.1 quay.io/prometheus/alertmanager:v0.26.0
			quay.io/prometheus/blackbox-exporter:v0.24.0 quay.io/prometheus/node-exporter:v1.6.1 quay.io/prometheus/prometheus:v2.46.0
			registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.9.2 registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.11.1`),
		nodes: [],
		expected: [
			"alertmanager-silences-3930 affected",
			"ksm-crd-reflectors-3007 possibly",
			"prometheus-remote-read-13777 affected",
		],
	},
	{
		name: "prometheus-operator/kube-prometheus v0.16.0 manifests/",
		images:
			lines(`ghcr.io/jimmidyson/configmap-reload:v0.15.0[module-configmap-reloader] grafana/grafana:12.1.0 quay.io/brancz/kube-rbac-proxy:v0.19.1
			quay.io/brancz/kube-rbac-proxy:v0.19.1[kube-rbac-proxy-main] quay.io/brancz/kube-rbac-proxy:v0.19.1[kube-rbac-proxy-self]
			quay.io/prometheus-operator/prometheus-operator:v0.85.0 quay.io/prometheus/alertmanager:v0.28.1
			quay.io/prometheus/blackbox-exporter:v0.27.0 quay.io/prometheus/node-exporter:v1.9.1 quay.io/prometheus/prometheus:v3.5.0
			registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.16.0 registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.12.0`),
		nodes: [],
		expected: ["ksm-crd-reflectors-3007 possibly", "prometheus-operator-poll-8593 affected"],
	},
	{
		name: "projectcalico/calico v3.29.1 manifests/calico.yaml",
		images: lines(`docker.io/calico/cni:v3.29.1[install-cni] docker.io/calico/cni:v3.29.1[upgrade-ipam]
			docker.io/calico/kube-controllers:v3.29.1[calico-kube-controllers] docker.io/calico/node:v3.29.1[calico-node]
			docker.io/calico/node:v3.29.1[mount-bpffs]`),
		nodes: [],
		expected: ["calico-felix-netlink-9531 affected", "calico-kubecontrollers-12277 possibly"],
	},
	{
		name: "GoogleCloudPlatform/microservices-demo v0.10.2 release/kubernetes-manifests.yaml",
		images:
			lines(`busybox:latest[frontend-check] redis:alpine us-central1-docker.pkg.dev/google-samples/microservices-demo/adservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/cartservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/checkoutservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/currencyservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/emailservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/frontend:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/loadgenerator:v0.10.2[main]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/paymentservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/productcatalogservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/recommendationservice:v0.10.2[server]
			us-central1-docker.pkg.dev/google-samples/microservices-demo/shippingservice:v0.10.2[server]`),
		nodes: [],
		expected: [],
	},
	{
		name: "open-telemetry/opentelemetry-demo 2.0.2 kubernetes/opentelemetry-demo.yaml",
		images:
			lines(`busybox:latest[wait-for-kafka] busybox:latest[wait-for-valkey-cart] busybox[init-config] docker.io/grafana/grafana:11.5.2
			ghcr.io/open-feature/flagd:v0.11.1 ghcr.io/open-telemetry/demo:2.0.1-accounting[accounting] ghcr.io/open-telemetry/demo:2.0.1-ad[ad]
			ghcr.io/open-telemetry/demo:2.0.1-cart[cart] ghcr.io/open-telemetry/demo:2.0.1-checkout[checkout]
			ghcr.io/open-telemetry/demo:2.0.1-currency[currency] ghcr.io/open-telemetry/demo:2.0.1-email[email]
			ghcr.io/open-telemetry/demo:2.0.1-flagd-ui[flagd-ui] ghcr.io/open-telemetry/demo:2.0.1-fraud-detection[fraud-detection]
			ghcr.io/open-telemetry/demo:2.0.1-frontend-proxy[frontend-proxy] ghcr.io/open-telemetry/demo:2.0.1-frontend[frontend]
			ghcr.io/open-telemetry/demo:2.0.1-image-provider[image-provider] ghcr.io/open-telemetry/demo:2.0.1-kafka[kafka]
			ghcr.io/open-telemetry/demo:2.0.1-load-generator[load-generator] ghcr.io/open-telemetry/demo:2.0.1-payment[payment]
			ghcr.io/open-telemetry/demo:2.0.1-product-catalog[product-catalog] ghcr.io/open-telemetry/demo:2.0.1-quote[quote]
			ghcr.io/open-telemetry/demo:2.0.1-recommendation[recommendation] ghcr.io/open-telemetry/demo:2.0.1-shipping[shipping]
			jaegertracing/all-in-one:1.53.0[jaeger] opensearchproject/opensearch:2.19.0 opensearchproject/opensearch:2.19.0[configfile]
			otel/opentelemetry-collector-contrib:0.120.0[opentelemetry-collector] quay.io/prometheus/prometheus:v3.1.0[prometheus-server]
			valkey/valkey:7.2-alpine[valkey-cart]`),
		nodes: [],
		expected: [],
	},
	{
		name: "kubernetes/ingress-nginx controller-v1.10.1 deploy/static/provider/cloud/deploy.yaml",
		images:
			lines(`registry.k8s.io/ingress-nginx/controller:v1.10.1@sha256:e24f39d3eed6bcc239a56f20098878845f62baa34b9f2be2fd2c38ce9fb0f29e
			registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.4.1@sha256:36d05b4077fb8e3d13663702fa337f124675ba8667cbd949c03a8e8ea6fa4366[create]
			registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.4.1@sha256:36d05b4077fb8e3d13663702fa337f124675ba8667cbd949c03a8e8ea6fa4366[patch]`),
		nodes: [],
		expected: [],
	},
	{
		name: "istio/istio 1.24.2 samples/addons/",
		images:
			lines(`apache/skywalking-oap-server:9.7.0[skywalking-oap] apache/skywalking-ui:9.1.0 docker.io/grafana/grafana:11.2.2-security-01
			docker.io/grafana/loki:3.2.0 docker.io/jaegertracing/all-in-one:1.58[jaeger]
			ghcr.io/prometheus-operator/prometheus-config-reloader:v0.76.0[prometheus-server-configmap-reload]
			kiwigrid/k8s-sidecar:1.27.5[loki-sc-rules] openzipkin/zipkin-slim:3.4.0[zipkin] prom/prometheus:v2.54.1[prometheus-server]
			quay.io/kiali/kiali:v2.0`),
		nodes: [],
		expected: ["loki-downstreamer-15665 affected", "loki-downstreamer-cancel-21062 affected"],
	},
	{
		name: "strimzi/strimzi-kafka-operator 0.45.0 install/",
		images: lines(`quay.io/strimzi/access-operator:0.1.0 quay.io/strimzi/drain-cleaner:1.2.0[strimzi-drain-cleaner]
			quay.io/strimzi/operator:0.45.0[strimzi-cluster-operator] quay.io/strimzi/operator:0.45.0[strimzi-topic-operator]
			quay.io/strimzi/operator:0.45.0[strimzi-user-operator]`),
		nodes: [],
		expected: [],
	},
	{
		name: "open-policy-agent/gatekeeper v3.16.3 deploy/gatekeeper.yaml",
		images: lines(`openpolicyagent/gatekeeper:v3.16.3[manager]`),
		nodes: [],
		expected: [],
	},
	{
		name: "kubernetes/autoscaler vertical-pod-autoscaler-1.2.1 vertical-pod-autoscaler/deploy/",
		images: lines(`registry.k8s.io/autoscaling/vpa-admission-controller:1.2.1[admission-controller]
			registry.k8s.io/autoscaling/vpa-recommender:1.2.1[recommender] registry.k8s.io/autoscaling/vpa-updater:1.2.1[updater]`),
		nodes: [],
		expected: [],
	},
	{
		name: "projectcontour/contour v1.29.1 examples/render/contour-gateway.yaml",
		images:
			lines(`docker.io/envoyproxy/envoy:v1.30.2 ghcr.io/projectcontour/contour:v1.29.1 ghcr.io/projectcontour/contour:v1.29.1[envoy-initconfig]
			ghcr.io/projectcontour/contour:v1.29.1[shutdown-manager]`),
		nodes: [],
		expected: ["contour-follower-status-6872 possibly"],
	},
	{
		name: "vmware-tanzu/velero v1.14.1 examples/",
		images: lines(`minio/mc:latest minio/minio:latest nginx:1.17.6 ubuntu:bionic[fsfreeze]`),
		nodes: [],
		expected: [],
	},
	{
		name: "argoproj/argo-workflows v3.5.8 manifests/quick-start-minimal.yaml",
		images:
			lines(`kong/httpbin[main] minio/minio:RELEASE.2022-11-17T23-20-09Z[main] quay.io/argoproj/argocli:latest[argo-server]
			quay.io/argoproj/workflow-controller:latest`),
		nodes: [],
		expected: [],
	},
	{
		name: "kubernetes-sigs/node-feature-discovery v0.17.2 deployment/",
		images:
			lines(`registry.k8s.io/nfd/node-feature-discovery:v0.17.2[nfd-gc] registry.k8s.io/nfd/node-feature-discovery:v0.17.2[nfd-master]
			registry.k8s.io/nfd/node-feature-discovery:v0.17.2[nfd-topology-updater]
			registry.k8s.io/nfd/node-feature-discovery:v0.17.2[nfd-worker]`),
		nodes: [],
		expected: ["nfd-master-2063 affected"],
	},
	{
		name: "kubernetes/examples master .",
		images:
			lines(`arungupta/wildfly-mysql-javaee7:k8s[wildfly-rc-pod] busybox busybox[init-sysctl] capttofu/percona_xtradb_cluster_5_6:beta[pxc-node1]
			capttofu/percona_xtradb_cluster_5_6:beta[pxc-node2] capttofu/percona_xtradb_cluster_5_6:beta[pxc-node3]
			cockroachdb/cockroach-k8s-init:0.2[bootstrap] cockroachdb/cockroach:v1.1.0[cockroachdb] elsonrodriguez/spark-ui-proxy:1.0 foo
			gcr.io/google-samples/cassandra:v14 gcr.io/google-samples/gb-frontend:v5[php-redis] gcr.io/google_samples/gb-frontend:v4[php-redis]
			gcr.io/google_samples/gb-redisslave:v1[replica] gcr.io/google_samples/gb-redisslave:v1[slave] ghost:0.7.1[flocker-ghost]
			kubernetes/pause[azure-2] kubernetes/pause[azure] kubernetes/pause[cephfs-rw] kubernetes/pause[fc] kubernetes/pause[iscsipd-ro]
			kubernetes/pause[iscsipd-rw] kubernetes/pause[quobyte] kubernetes/pause[rbd-rw] kubernetes/redis:v1[master]
			mattf/storm-worker[storm-worke] minio/minio:latest mongo mysql mysql:latest newrelic/infrastructure[newrelic]
			newrelic/nrsysmond[newrelic] nginx nginx[az-c-01] nginx[glusterfs] nginx[nginx-dummy-attachable] nginx[nginx-dummy] nginx[nginx-nfs]
			nginx[server] nginx[web] node:0.10.40[web] openshift/etcd-20-centos7[discovery] openshift/etcd-20-centos7[member] openshift/origin
			quay.io/connordoyle/cpuset-visualizer[be] quay.io/connordoyle/cpuset-visualizer[exclusive-1]
			quay.io/connordoyle/cpuset-visualizer[exclusive-2] quay.io/connordoyle/cpuset-visualizer[exclusive-3]
			quay.io/connordoyle/cpuset-visualizer[exclusive-4] quay.io/connordoyle/cpuset-visualizer[shared]
			quay.io/pires/docker-elasticsearch-kubernetes:1.7.1-4[es-client] quay.io/pires/docker-elasticsearch-kubernetes:1.7.1-4[es-data]
			quay.io/pires/docker-elasticsearch-kubernetes:1.7.1-4[es-master] quay.io/pires/docker-elasticsearch-kubernetes:5.6.2[es]
			quay.io/pires/hazelcast-kubernetes:3.8_1[hazelcast] redis redis:7.2[redis-master]
			registry.k8s.io/example-dns-backend:v2[dns-backend] registry.k8s.io/example-dns-frontend:v1[dns-frontend]
			registry.k8s.io/explorer:1.0 registry.k8s.io/guestbook:v3 registry.k8s.io/nginx-slim:0.8[nginx]
			registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.11.2 registry.k8s.io/redis-slave:v2[redis-replica]
			registry.k8s.io/redis:e2e[master] registry.k8s.io/redis:v1 registry.k8s.io/redis:v1[master] registry.k8s.io/redis:v1[sentinel]
			registry.k8s.io/rethinkdb:1.16.0_1 registry.k8s.io/spark:1.5.2_v1[spark-master] registry.k8s.io/spark:1.5.2_v1[spark-worker]
			registry.k8s.io/test-webserver[pod-0] registry.k8s.io/test-webserver[pod-sio-small-container]
			registry.k8s.io/test-webserver[test-container] registry.k8s.io/volume-nfs:0.8[nfs-server] registry.k8s.io/zeppelin:v0.5.6_v1
			resouer/mytomcat:7.0[tomcat] resouer/sample:v1[war] resouer/sample:v2[war] selenium/hub:4.0[selenium-hub]
			selenium/node-chrome:4.0[selenium-node-chrome] selenium/node-firefox:4.0[selenium-node-firefox] sysdig/agent[sysdig-agent]
			tensorflow/serving:2.19.0[tensorflow-serving] vitess/guestbook:v2.0.0-alpha5 vitess/lite:v2.0.0-alpha5[mysql]
			vitess/lite:v2.0.0-alpha5[vtctld] vitess/lite:v2.0.0-alpha5[vttablet] vllm/vllm-openai:v0.11.0[inference-server]
			ymqytw/nginxhttps:1.5`),
		nodes: [],
		expected: [],
	},
	{
		name: "kubernetes/kube-state-metrics v2.12.0 examples/standard/",
		images: lines(`registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.12.0`),
		nodes: [],
		expected: ["ksm-crd-reflectors-3007 possibly"],
	},
];

function lines(text: string): string[] {
	return text.trim().split(/\s+/);
}
