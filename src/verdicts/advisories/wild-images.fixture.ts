/** Images as they occur in clusters: `image [container] | advisory | grade`. */
export const WILD_IMAGES = `
rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.15.6 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.15.8 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.15.9 rook-ceph-operator | rook-operator-cm-polling | clean
docker.io/rook/ceph:v1.16.0 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.16.4 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.16.5 rook-ceph-operator | rook-operator-cm-polling | clean
docker.io/rook/ceph:v1.17.0 rook-ceph-operator | rook-operator-cm-polling | clean
ghcr.io/rook/ceph:v1.16.2 rook-ceph-operator | rook-operator-cm-polling | affected
quay.io/rook/ceph:v1.14.10 rook-ceph-operator | rook-operator-cm-polling | affected
harbor.example.com:8443/mirror/rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
localhost:5000/rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
localhost/rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
m.daocloud.io/docker.io/rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
registry.cn-hangzhou.aliyuncs.com/goldenimage/rook-ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/rook/ceph:v1.14.9 rook-ceph-operator | rook-operator-cm-polling | affected
europe-docker.pkg.dev/my-project/mirror/rook/ceph:v1.16.4 rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph:v1.14.9@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef rook-ceph-operator | rook-operator-cm-polling | affected
docker.io/rook/ceph@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef rook-ceph-operator | rook-operator-cm-polling | possibly
docker.io/rook/ceph:master rook-ceph-operator | rook-operator-cm-polling | possibly
docker.io/rook/ceph rook-ceph-operator | rook-operator-cm-polling | possibly
docker.io/rook/ceph:v1.13.1 rook-ceph-operator | rook-operator-cm-polling | possibly
docker.io/rook/ceph:v1.15.9-rc.1 rook-ceph-operator | rook-operator-cm-polling | possibly
docker.io/rook/ceph:v1.14.9 rook-ceph-tools | rook-operator-cm-polling | clean
docker.io/rook/ceph:v1.14.9 rook-discover | rook-operator-cm-polling | clean
quay.io/ceph/ceph:v18.2.4 rook-ceph-operator | rook-operator-cm-polling | clean
quay.io/cephcsi/cephcsi:v3.12.3 csi-rbdplugin | rook-operator-cm-polling | clean
docker.io/rook/ceph:v1.10.6 rook-ceph-operator | rook-operator-1.10-1.13 | clean
docker.io/rook/ceph:v1.10.7 rook-ceph-operator | rook-operator-1.10-1.13 | affected
docker.io/rook/ceph:v1.12.11 rook-ceph-operator | rook-operator-1.10-1.13 | affected
docker.io/rook/ceph:v1.13.7 rook-ceph-operator | rook-operator-1.10-1.13 | affected
docker.io/rook/ceph:v1.13.8 rook-ceph-operator | rook-operator-1.10-1.13 | clean
quay.io/prometheus/prometheus:v3.0.0 | prometheus-3.0.0-querylog | affected
quay.io/prometheus/prometheus:v3.0.0-distroless | prometheus-3.0.0-querylog | affected
quay.io/prometheus/prometheus:v3.0.1 | prometheus-3.0.0-querylog | clean
quay.io/prometheus/prometheus:v3.0.0-rc.1 | prometheus-3.0.0-querylog | clean
quay.io/prometheus/prometheus:v3.0.0-beta.1 | prometheus-3.0.0-querylog | clean
quay.io/prometheus/prometheus:v2.55.1 | prometheus-3.0.0-querylog | clean
docker.io/prom/prometheus:v3.0.0 | prometheus-3.0.0-querylog | affected
prom/prometheus:latest | prometheus-3.0.0-querylog | possibly
prom/prometheus | prometheus-3.0.0-querylog | possibly
docker.io/bitnami/prometheus:3.0.0-debian-12-r1 | prometheus-3.0.0-querylog | affected
docker.io/bitnami/prometheus:3.0.1-debian-12-r0 | prometheus-3.0.0-querylog | clean
docker.io/bitnamilegacy/prometheus:3.0.0-debian-12-r1 | prometheus-3.0.0-querylog | affected
rancher/mirrored-prometheus-prometheus:v3.0.0 | prometheus-3.0.0-querylog | affected
rancher/mirrored-prometheus-prometheus:v2.50.1 | prometheus-3.0.0-querylog | clean
quay.io/prometheus-operator/prometheus-operator:v3.0.0 | prometheus-3.0.0-querylog | clean
quay.io/prometheus-operator/prometheus-config-reloader:v0.78.1 | prometheus-3.0.0-querylog | clean
quay.io/prometheus/node-exporter:v1.8.2 | prometheus-3.0.0-querylog | clean
quay.io/prometheus/alertmanager:v0.27.0 | prometheus-3.0.0-querylog | clean
prom/prometheus:v2.17.0 | prometheus-2.17-txring | affected
prom/prometheus:v2.17.1 | prometheus-2.17-txring | affected
prom/prometheus:v2.17.2 | prometheus-2.17-txring | clean
prom/prometheus:v2.16.0 | prometheus-2.17-txring | clean
prom/prometheus:v2.26.0 | prometheus-2.17-txring | clean
prom/prometheus:v2.17 | prometheus-2.17-txring | possibly
prom/prometheus:v2 | prometheus-2.17-txring | possibly
prom/prometheus:v3 | prometheus-2.17-txring | clean
registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0 | ksm-2.18-crs | affected
registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0 | ksm-2.18-crs | clean
registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.19.0 | ksm-2.18-crs | clean
swr.cn-north-4.myhuaweicloud.com/ddn-k8s/registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0 | ksm-2.18-crs | affected
swr.cn-north-4.myhuaweicloud.com/ddn-k8s/registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0 | ksm-2.18-crs | clean
k8s.gcr.io/kube-state-metrics/kube-state-metrics:v2.5.0 | ksm-2.18-crs | clean
quay.io/coreos/kube-state-metrics:v1.9.8 | ksm-2.18-crs | clean
kubesphere/kube-state-metrics:v1.9.7 | ksm-2.18-crs | clean
docker.io/bitnami/kube-state-metrics:2.18.0-debian-12-r0 | ksm-2.18-crs | affected
bitnami/kube-state-metrics:2.10.1-debian-11-r12 | ksm-2.18-crs | clean
rancher/mirrored-kube-state-metrics-kube-state-metrics:v2.18.0 | ksm-2.18-crs | affected
myacr.azurecr.io/kube-state-metrics:v2.18.0 | ksm-2.18-crs | affected
gke.gcr.io/kube-state-metrics:v2.7.0-gke.64@sha256:9f8d0ee4b0ee1e0cf0b2ad5a9f80ed2e1ef8b6ea22bdc8c9b2a9e4a1ab8a6b1c | ksm-2.18-crs | clean
cr.fluentbit.io/fluent/fluent-bit:5.0.6 | fluent-bit-5.0.6 | affected
cr.fluentbit.io/fluent/fluent-bit:5.0.6-debug | fluent-bit-5.0.6 | affected
cr.fluentbit.io/fluent/fluent-bit:5.0.7 | fluent-bit-5.0.6 | clean
cr.fluentbit.io/fluent/fluent-bit:3.1.9 | fluent-bit-5.0.6 | clean
fluent/fluent-bit:5.0.6 | fluent-bit-5.0.6 | affected
fluent/fluent-bit:latest | fluent-bit-5.0.6 | possibly
docker.io/bitnami/fluent-bit:5.0.6-debian-12-r3 | fluent-bit-5.0.6 | affected
rancher/mirrored-fluent-fluent-bit:1.9.3 | fluent-bit-5.0.6 | clean
kubesphere/fluent-bit:v1.6.9 | fluent-bit-5.0.6 | clean
public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.2 | fluent-bit-5.0.6 | clean
grafana/fluent-bit-plugin-loki:2.9.3-amd64 | fluent-bit-5.0.6 | clean
kubesphere/fluentbit-operator:v0.5.0 | fluent-bit-5.0.6 | clean
fluent/fluentd:v1.4.2-2.0 | fluent-bit-5.0.6 | clean
longhornio/longhorn-instance-manager:v1.11.0 | longhorn-im-1.11.0-proxy | affected
longhornio/longhorn-instance-manager:v1.11.0-hotfix-1 | longhorn-im-1.11.0-proxy | possibly
longhornio/longhorn-instance-manager:v1.11.1 | longhorn-im-1.11.0-proxy | clean
longhornio/longhorn-instance-manager:v1.9.x-head | longhorn-im-1.11.0-proxy | clean
rancher/mirrored-longhornio-longhorn-instance-manager:v1.11.0 | longhorn-im-1.11.0-proxy | affected
rancher/mirrored-longhornio-longhorn-instance-manager:v1.7.2 | longhorn-im-1.11.0-proxy | clean
longhornio/longhorn-manager:v1.11.0 | longhorn-im-1.11.0-proxy | clean
longhornio/longhorn-engine:v1.11.0 | longhorn-im-1.11.0-proxy | clean
longhornio/longhorn-instance-manager:v1_20210731 | longhorn-im-6481 | possibly
longhornio/longhorn-manager:v1.5.0 longhorn-manager | longhorn-im-6481 | affected
longhornio/longhorn-manager:v1.5.1 longhorn-manager | longhorn-im-6481 | affected
longhornio/longhorn-manager:v1.5.2 longhorn-manager | longhorn-im-6481 | clean
longhornio/longhorn-manager:v1.4.4 longhorn-manager | longhorn-im-6481 | clean
longhornio/longhorn-manager:v1.4.3 longhorn-manager | longhorn-im-6481 | affected
longhornio/longhorn-manager:v1.4.0 longhorn-csi-plugin | longhorn-csi-5296 | affected
longhornio/longhorn-manager:v1.4.0 longhorn-manager | longhorn-csi-5296 | clean
longhornio/longhorn-share-manager:v1.6.1 share-manager | longhorn-sharemanager-8394 | affected
longhornio/longhorn-share-manager:v1.6.2 share-manager | longhorn-sharemanager-8394 | clean
registry.k8s.io/sig-storage/livenessprobe:v2.1.0 | csi-livenessprobe-91 | affected
registry.k8s.io/sig-storage/livenessprobe:v2.2.0 | csi-livenessprobe-91 | clean
registry.k8s.io/sig-storage/livenessprobe:v2.12.0 | csi-livenessprobe-91 | clean
k8s.gcr.io/sig-storage/livenessprobe:v2.3.0 | csi-livenessprobe-91 | clean
quay.io/k8scsi/livenessprobe:v1.1.0 | csi-livenessprobe-91 | possibly
rancher/mirrored-sig-storage-livenessprobe:v2.17.0 | csi-livenessprobe-91 | clean
rancher/mirrored-longhornio-livenessprobe:v2.14.0 | csi-livenessprobe-91 | clean
rancher/hardened-livenessprobe:v2.19.0-build20260722 | csi-livenessprobe-91 | clean
longhornio/livenessprobe:v2.16.0-20250709 | csi-livenessprobe-91 | clean
public.ecr.aws/eks-distro/kubernetes-csi/livenessprobe:v2.10.0-eks-1-27-9 | csi-livenessprobe-91 | clean
602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/livenessprobe:v2.13.0-eks-1-30-8 | csi-livenessprobe-91 | clean
mcr.microsoft.com/oss/kubernetes-csi/livenessprobe:v2.10.0 | csi-livenessprobe-91 | clean
opensearchproject/opensearch-operator:2.5.0 | opensearch-operator-2.5-2.6 | affected
opensearchproject/opensearch-operator:2.6.0 | opensearch-operator-2.5-2.6 | affected
opensearchproject/opensearch-operator:2.6.1 | opensearch-operator-2.5-2.6 | clean
opensearchproject/opensearch-operator:2.4.0 | opensearch-operator-2.5-2.6 | clean
opensearchproject/opensearch:2.5.0 | opensearch-operator-2.5-2.6 | clean
ghcr.io/kedacore/keda:2.12.1 keda-operator | keda-5248 | affected
ghcr.io/kedacore/keda:2.13.0 keda-operator | keda-5248 | clean
ghcr.io/kedacore/keda-metrics-apiserver:2.13.0 | keda-metrics-1639 | clean
ghcr.io/kedacore/keda-admission-webhooks:2.12.1 | keda-5248 | clean
registry.k8s.io/autoscaling/cluster-autoscaler:v1.29.0 | cluster-autoscaler-6543 | affected
registry.k8s.io/autoscaling/cluster-autoscaler:v1.30.0 | cluster-autoscaler-6543 | clean
rancher/hardened-cluster-autoscaler:v1.10.3-build20260819 | cluster-autoscaler-6543 | clean
registry.k8s.io/autoscaling/cluster-autoscaler:v1.24.0 | cluster-autoscaler-6543 | clean
registry.k8s.io/autoscaling/cluster-autoscaler:v1.26.2 | cluster-autoscaler-6543 | possibly
registry.k8s.io/autoscaling/cluster-autoscaler:v1.29.5 | cluster-autoscaler-6543 | affected
registry.k8s.io/autoscaling/vpa-recommender:1.6.0 | vpa-recommender-9534 | affected
registry.k8s.io/autoscaling/vpa-recommender:1.7.0 | vpa-recommender-9534 | clean
registry.k8s.io/autoscaling/vpa-updater:1.6.0 | vpa-recommender-9534 | clean
docker.io/istio/pilot:1.27.0 discovery | istiod-krt-multicluster-57269 | affected
docker.io/istio/pilot:1.27.1-distroless discovery | istiod-krt-multicluster-57269 | affected
docker.io/istio/pilot:1.27.2 discovery | istiod-krt-multicluster-57269 | clean
docker.io/istio/pilot:1.26.7 discovery | istiod-krt-multicluster-57269 | clean
docker.io/istio/pilot:1.28.0-alpha.0 discovery | istiod-krt-multicluster-57269 | clean
gcr.io/istio-release/pilot:1.27.1 discovery | istiod-krt-multicluster-57269 | affected
rancher/mirrored-istio-pilot:1.27.1-distroless discovery | istiod-krt-multicluster-57269 | affected
docker.io/istio/proxyv2:1.27.1 istio-proxy | istiod-krt-multicluster-57269 | clean
docker.io/istio/pilot:1.20.0 discovery | istiod-serviceentry-47893 | affected
docker.io/istio/pilot:1.20.1 discovery | istiod-serviceentry-47893 | clean
docker.io/istio/pilot:1.19.4 discovery | istiod-serviceentry-47893 | affected
docker.io/istio/pilot:1.19.5 discovery | istiod-serviceentry-47893 | clean
gcr.io/gke-release/asm/pilot:1.19.4-asm.2 discovery | istiod-serviceentry-47893 | clean
docker.io/istio/pilot:1.6.10 discovery | istiod-serviceentry-47893 | possibly
cr.l5d.io/linkerd/controller:stable-2.12.0 destination | linkerd-destination-9813 | affected
cr.l5d.io/linkerd/controller:stable-2.12.4 destination | linkerd-destination-9813 | clean
cr.l5d.io/linkerd/controller:stable-2.14.10 destination | linkerd-destination-9813 | clean
cr.l5d.io/linkerd/controller:edge-24.2.4 destination | linkerd-destination-9813 | clean
cr.l5d.io/linkerd/controller:stable-2.11.1 public-api | linkerd-destination-9813 | clean
cr.l5d.io/linkerd/policy-controller:stable-2.14.8 policy | linkerd-policy-12104 | affected
cr.l5d.io/linkerd/policy-controller:stable-2.14.9 policy | linkerd-policy-12104 | affected
cr.l5d.io/linkerd/policy-controller:stable-2.14.10 policy | linkerd-policy-12104 | clean
cr.l5d.io/linkerd/policy-controller:stable-2.14.7 policy | linkerd-policy-12104 | clean
cr.l5d.io/linkerd/policy-controller:edge-24.3.4 policy | linkerd-policy-12104 | clean
xxx.dkr.ecr.eu-west-1.amazonaws.com/linkerd/policy-controller:stable-2.14.9 policy | linkerd-policy-12104 | affected
docker.io/calico/node:v3.28.2 calico-node | calico-felix-netlink-9531 | affected
docker.io/calico/node:v3.29.0 calico-node | calico-felix-netlink-9531 | affected
docker.io/calico/node:v3.29.1 calico-node | calico-felix-netlink-9531 | affected
docker.io/calico/node:v3.29.2 calico-node | calico-felix-netlink-9531 | clean
docker.io/calico/node:v3.28.3 calico-node | calico-felix-netlink-9531 | clean
quay.io/calico/node:v3.29.1 calico-node | calico-felix-netlink-9531 | affected
rancher/mirrored-calico-node:v3.29.1 calico-node | calico-felix-netlink-9531 | affected
rancher/mirrored-calico-node:v3.32.2 calico-node | calico-felix-netlink-9531 | clean
rancher/hardened-calico:v3.29.1-build20241216 calico-node | calico-felix-netlink-9531 | possibly
swr.cn-north-4.myhuaweicloud.com/ddn-k8s/docker.io/calico/node:v3.25.1 calico-node | calico-felix-netlink-9531 | clean
docker.io/calico/cni:v3.29.1 install-cni | calico-felix-netlink-9531 | clean
docker.io/calico/node-driver-registrar:v3.29.1 csi | calico-felix-netlink-9531 | clean
calico/node:v3.16.3 calico-node | calico-bpf-endpoint-9308 | clean
calico/kube-controllers:v3.31.5 | calico-kubecontrollers-12277 | clean
rancher/mirrored-calico-kube-controllers:v3.32.2 | calico-kubecontrollers-12277 | clean
docker.io/calico/apiserver:v3.27.0 | calico-apiserver-8383 | affected
docker.io/calico/apiserver:v3.27.2 | calico-apiserver-8383 | clean
rancher/mirrored-calico-apiserver:v3.32.2 | calico-apiserver-8383 | clean
quay.io/cilium/cilium:v1.16.3 cilium-agent | cilium-ib-37629 | affected
quay.io/cilium/cilium:v1.16.3@sha256:62d2a09bbef840a46099ac4c69421c90f84f28d018d479749049011329aa7f28 cilium-agent | cilium-ib-37629 | affected
quay.io/cilium/cilium:v1.16.6 cilium-agent | cilium-ib-37629 | clean
quay.io/cilium/cilium:v1.16.0 cilium-agent | cilium-ib-37629 | possibly
quay.io/cilium/cilium-ci:latest cilium-agent | cilium-ib-37629 | clean
rancher/mirrored-cilium-cilium:v1.16.5 cilium-agent | cilium-ib-37629 | affected
rancher/mirrored-cilium-cilium:v1.20.1 cilium-agent | cilium-ib-37629 | clean
rancher/mirrored-cilium-cilium-envoy:v1.37.5-1786810558-766ccfb37260a43e9d228837aa84ce3faf9f64e7 cilium-envoy | cilium-ib-37629 | clean
quay.io/cilium/cilium-envoy:v1.30.9-1734953328-6db0e437ba7ed2169f032ceec25922dd06e0b12b cilium-envoy | cilium-1.18.1-41623 | clean
quay.io/cilium/operator-generic:v1.18.1 cilium-operator | cilium-1.18.1-41623 | clean
quay.io/cilium/cilium:v1.18.1 cilium-agent | cilium-1.18.1-41623 | affected
quay.io/cilium/cilium:v1.18.0 cilium-agent | cilium-1.18.1-41623 | clean
quay.io/cilium/cilium:v1.18.7 cilium-agent | cilium-1.18.1-41623 | clean
quay.io/isovalent/cilium:v1.18.1-cee.1 cilium-agent | cilium-1.18.1-41623 | clean
docker.io/cilium/cilium:v1.8.13 cilium-agent | cilium-ipam-22382 | affected
docker.io/cilium/cilium:v1.9.0 cilium-agent | cilium-ipam-22382 | clean
docker.io/cilium/cilium:v1.9.17 cilium-agent | cilium-dns-cache | affected
quay.io/cilium/cilium:v1.8.13 cilium-agent | cilium-dns-cache | possibly
quay.io/cilium/cilium:v1.10.11 cilium-agent | cilium-dns-cache | affected
quay.io/cilium/cilium:v1.10.12 cilium-agent | cilium-dns-cache | clean
quay.io/cilium/cilium:v1.11.5@sha256:79e66c3c2677e9ecc3fd5b2ed8e4ea7e49cf99ed6ee181f2ef43400c4db5eef0 cilium-agent | cilium-dns-cache | affected
quay.io/cilium/cilium:v1.11.6 cilium-agent | cilium-dns-cache | clean
quay.io/argoproj/argocd:v2.8.0 argocd-repo-server | argocd-otel-15148 | clean
quay.io/argoproj/argocd:v2.8.0 repo-server | argocd-otel-15148 | clean
quay.io/argoproj/argocd:v2.8.0 server | argocd-otel-15148 | affected
quay.io/argoproj/argocd:v2.8.0 argocd-server | argocd-otel-15148 | affected
quay.io/akuity/argocd:v2.13.0-ak.12 argocd-repo-server | argocd-reposerver-20876 | possibly
quay.io/thanos/thanos:v0.36.0 query-frontend | thanos-query-response-timeout-7618 | clean
quay.io/thanos/thanos:v0.36.0 thanos-query | thanos-query-response-timeout-7618 | affected
grafana/loki:2.3.0 ingester | loki-distributor-4238 | clean
grafana/loki:2.3.0 distributor | loki-distributor-4238 | affected
grafana/loki:2.3.0 loki | loki-distributor-4238 | affected
grafana/loki:3.6.15 query-frontend | loki-downstreamer-cancel-21062 | affected
grafana/loki:3.6.15 distributor | loki-downstreamer-cancel-21062 | clean
cortexproject/cortex:v1.11.0 ingester | cortex-ruler-notifiers-4718 | clean
cortexproject/cortex:v1.11.0 ruler | cortex-ruler-notifiers-4718 | affected
cortexproject/cortex:v1.11.0 distributor | cortex-distributor-cluster-4739 | affected
longhornio/longhorn-manager:v1.5.1 longhorn-csi-plugin | longhorn-im-6481 | clean
longhornio/longhorn-manager:v1.5.1 longhorn-driver-deployer | longhorn-im-6481 | clean
longhornio/longhorn-instance-manager:v1.4.0 | longhorn-v2-goroutine | clean
longhornio/longhorn-instance-manager:v1.9.2 | longhorn-v2-goroutine | possibly
registry.k8s.io/ingress-nginx/controller-chroot:v1.5.1 | ingress-nginx-modsecurity-8166 | affected
fluent/fluentd-kubernetes-daemonset:v1.16.5-debian-elasticsearch7-1.0 | fluentd-formatter-csv-4864 | affected
fluent/fluentd-kubernetes-daemonset:v1.16-debian-elasticsearch8-1 | fluentd-formatter-csv-4864 | possibly
docker.io/falcosecurity/falco-no-driver:0.19.0 | falco-json-audit-1041 | affected
ghcr.io/kyverno/kyverno:v1.13.4 kyverno | kyverno-otel-13733 | possibly
ghcr.io/kyverno/kyverno:v1.12.5 kyverno | kyverno-otel-13733 | clean
public.ecr.aws/karpenter/controller:1.8.5 controller | karpenter-1.8.4-memory-8841 | clean
rancher/hardened-kubernetes:v1.30.5-rke2r1-build20240912 kube-apiserver | apiserver-kubelet-otel-meterprovider | possibly
rancher/hardened-kubernetes:v1.30.5-rke2r1-build20240912 kube-scheduler | apiserver-kubelet-otel-meterprovider | clean
docker.io/cilium/cilium:v1.9.18 cilium-agent | cilium-dns-cache | clean
registry.k8s.io/ingress-nginx/controller:v1.5.1 controller | ingress-nginx-modsecurity-8166 | affected
registry.k8s.io/ingress-nginx/controller:v1.5.1@sha256:4ba73c697770664c1e00e9f968de14e08f606ff961c76e5d7033a4a9c593c629 controller | ingress-nginx-modsecurity-8166 | affected
registry.k8s.io/ingress-nginx/controller:v1.6.4 controller | ingress-nginx-modsecurity-8166 | clean
registry.k8s.io/ingress-nginx/controller-chroot:v1.8.1 controller | ingress-nginx-modsecurity-8166 | clean
registry.k8s.io/ingress-nginx/controller:v1.9.6-lua controller | ingress-nginx-modsecurity-8166 | clean
registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.1 create | ingress-nginx-modsecurity-8166 | clean
registry.k8s.io/ingress-nginx/kube-webhook-certgen:v20230407 create | ingress-nginx-modsecurity-8166 | clean
swr.cn-north-4.myhuaweicloud.com/ddn-k8s/registry.k8s.io/ingress-nginx/controller:v1.13.2 controller | ingress-nginx-modsecurity-8166 | clean
registry.cn-hangzhou.aliyuncs.com/google_containers/nginx-ingress-controller:v1.3.1 controller | ingress-nginx-modsecurity-8166 | possibly
rancher/nginx-ingress-controller:v1.14.5-hardened2 controller | ingress-nginx-modsecurity-8166 | clean
kubesphere/nginx-ingress-controller:v0.35.0 controller | ingress-nginx-modsecurity-8166 | possibly
nginx/nginx-ingress:3.4.3 nginx-ingress | ingress-nginx-modsecurity-8166 | clean
quay.io/jetstack/cert-manager-controller:v1.3.1 | cert-manager-goroutines | affected
quay.io/jetstack/cert-manager-controller:v1.4.1 | cert-manager-goroutines | affected
quay.io/jetstack/cert-manager-controller:v1.4.2 | cert-manager-goroutines | clean
quay.io/jetstack/cert-manager-controller:v1.16.1 | cert-manager-goroutines | clean
quay.io/jetstack/cert-manager-webhook:v1.4.1 | cert-manager-goroutines | clean
rancher/mirrored-jetstack-cert-manager-controller:v1.4.1 | cert-manager-goroutines | affected
registry.k8s.io/etcd:3.5.15-0 etcd | etcd-watchstream-18704 | affected
registry.k8s.io/etcd:3.5.16-0 etcd | etcd-watchstream-18704 | affected
registry.k8s.io/etcd:3.5.17-0 etcd | etcd-watchstream-18704 | clean
registry.k8s.io/etcd:3.6.8-0 etcd | etcd-watchstream-18704 | clean
k8s.gcr.io/etcd:3.4.3-0 etcd | etcd-watchstream-18704 | affected
quay.io/coreos/etcd:v3.5.9 etcd | etcd-watchstream-18704 | affected
kubesphere/etcd:v3.4.13 etcd | etcd-watchstream-18704 | affected
docker.io/bitnami/etcd:3.5.9-debian-11-r146 etcd | etcd-watchstream-18704 | affected
docker.io/bitnami/etcd:3.5.17-debian-12-r1 etcd | etcd-watchstream-18704 | clean
bitnami/etcd:3.5 etcd | etcd-watchstream-18704 | possibly
bitnami/etcd:3.5.5 etcd | etcd-watchstream-18704 | affected
rancher/hardened-etcd:v3.5.9-k3s1-build20230802 etcd | etcd-watchstream-18704 | possibly
rancher/hardened-etcd:v3.5.18-k3s1-build20250210 etcd | etcd-watchstream-18704 | clean
public.ecr.aws/eks-distro/etcd-io/etcd:v3.5.10-eks-1-29-5 etcd | etcd-watchstream-18704 | possibly
quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef etcd | etcd-watchstream-18704 | clean
quay.io/coreos/etcd-operator:v0.9.4 etcd-operator | etcd-watchstream-18704 | clean
quay.io/argoproj/argocd:v2.8.0 argocd-application-controller | argocd-otel-15148 | affected
quay.io/argoproj/argocd:v2.8.1 application-controller | argocd-otel-15148 | affected
quay.io/argoproj/argocd:v2.8.2 argocd-application-controller | argocd-otel-15148 | clean
quay.io/argoproj/argocd:v2.8.4 argocd-server | argocd-otel-15148 | clean
quay.io/argoproj/argocd:v2.7.2 argocd-server | argocd-otel-15148 | clean
quay.io/argoproj/argocd:v2.13.1 argocd-repo-server | argocd-reposerver-20876 | affected
quay.io/argoproj/argocd:v2.13.2 argocd-repo-server | argocd-reposerver-20876 | clean
quay.io/argoproj/argocd:v2.13.1 argocd-server | argocd-reposerver-20876 | clean
quay.io/argoproj/argocd:v2.14.0-rc1 argocd-repo-server | argocd-reposerver-20876 | clean
quay.io/argoproj/argocd-applicationset:v0.4.1 applicationset-controller | argocd-otel-15148 | clean
argoproj/argocd:v2.6.15 argocd-server | argocd-otel-15148 | clean
registry.k8s.io/nfd/node-feature-discovery:v0.17.2 master | nfd-master-2063 | affected
swr.cn-north-4.myhuaweicloud.com/ddn-k8s/registry.k8s.io/nfd/node-feature-discovery:v0.17.2 master | nfd-master-2063 | affected
registry.k8s.io/nfd/node-feature-discovery:v0.17.2-minimal master | nfd-master-2063 | affected
registry.k8s.io/nfd/node-feature-discovery:v0.17.3 master | nfd-master-2063 | clean
registry.k8s.io/nfd/node-feature-discovery:v0.16.8 master | nfd-master-2063 | clean
registry.k8s.io/nfd/node-feature-discovery:v0.17.2 worker | nfd-master-2063 | clean
registry.k8s.io/cluster-api/cluster-api-controller:v1.6.1 manager | capi-cluster-cache-9542 | affected
registry.k8s.io/cluster-api/cluster-api-controller:v1.6.2 manager | capi-cluster-cache-9542 | clean
registry.k8s.io/cluster-api/kubeadm-bootstrap-controller:v1.6.1 manager | capi-cluster-cache-9542 | clean
registry.k8s.io/external-dns/external-dns:v0.21.0 | external-dns-webhook-5965 | clean
registry.k8s.io/external-dns/external-dns:v0.14.0 | external-dns-webhook-5965 | affected
docker.io/bitnami/external-dns:0.15.0-debian-12-r5 | external-dns-webhook-5965 | affected
ghcr.io/kyverno/kyverno:v1.14.2 kyverno | kyverno-otel-13733 | affected
reg.kyverno.io/kyverno/kyverno:v1.15.0 kyverno | kyverno-otel-13733 | affected
ghcr.io/kyverno/kyverno:v1.16.0 kyverno | kyverno-otel-13733 | clean
ghcr.io/kyverno/kyverno:v1.12.5 kyverno | kyverno-otel-13733 | clean
ghcr.io/kyverno/background-controller:v1.14.2 controller | kyverno-otel-13733 | clean
openpolicyagent/gatekeeper:v3.10.0 manager | gatekeeper-webhook-health-2654 | affected
openpolicyagent/gatekeeper:v3.11.0 manager | gatekeeper-webhook-health-2654 | affected
openpolicyagent/gatekeeper:v3.11.1 manager | gatekeeper-webhook-health-2654 | clean
openpolicyagent/gatekeeper:v3.12.0 manager | gatekeeper-webhook-health-2654 | affected
openpolicyagent/gatekeeper:v3.13.0 manager | gatekeeper-webhook-health-2654 | clean
openpolicyagent/gatekeeper-crds:v3.11.0 crds | gatekeeper-webhook-health-2654 | clean
quay.io/gogatekeeper/gatekeeper:3.10.0 proxy | gatekeeper-webhook-health-2654 | clean
mcr.microsoft.com/oss/open-policy-agent/gatekeeper:v3.11.0 manager | gatekeeper-webhook-health-2654 | clean
registry.k8s.io/kube-scheduler:v1.23.9 kube-scheduler | kube-scheduler-dryrun-preemption | affected
registry.k8s.io/kube-scheduler:v1.23.10 kube-scheduler | kube-scheduler-dryrun-preemption | clean
registry.aliyuncs.com/google_containers/kube-scheduler:v1.24.3 kube-scheduler | kube-scheduler-dryrun-preemption | affected
registry.k8s.io/kube-scheduler:v1.24.4 kube-scheduler | kube-scheduler-dryrun-preemption | clean
kubesphere/kube-scheduler:v1.20.4 kube-scheduler | kube-scheduler-dryrun-preemption | clean
public.ecr.aws/eks-distro/kubernetes/kube-scheduler:v1.23.9-eks-1-23-4 kube-scheduler | kube-scheduler-dryrun-preemption | possibly
k8s.gcr.io/kube-scheduler-amd64:v1.23.9 kube-scheduler | kube-scheduler-dryrun-preemption | clean
registry.k8s.io/kube-apiserver:v1.31.1 kube-apiserver | apiserver-kubelet-otel-meterprovider | affected
registry.k8s.io/kube-apiserver:v1.31.2 kube-apiserver | apiserver-kubelet-otel-meterprovider | clean
registry.k8s.io/kube-apiserver:v1.29.0-alpha.3 kube-apiserver | apiserver-kubelet-otel-meterprovider | clean
rancher/k3s:v1.28.9-k3s1 k3s-agent | k3s-agent-oom-servers-down | affected
rancher/k3s:v1.29.12-k3s1 k3s-agent | k3s-agent-oom-servers-down | clean
rancher/k3s:v1.28.9-k3s1 vcluster | k3s-agent-oom-servers-down | clean
`;
