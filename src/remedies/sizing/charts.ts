/**
 * Where common charts take the resources of their containers: by the component (`app.kubernetes.io/component`), or the container where a pod has
 * several. `*` stands for any other; an empty path is the top. As of the charts' values.yaml; they have been stable for years.
 */
type Paths = Readonly<Record<string, string>>;

const TOP: Paths = { "*": "" };
const PRIMARY: Paths = { primary: "primary", secondary: "secondary", "*": "primary", metrics: "metrics" };

export const CHARTS: Readonly<Record<string, Paths>> = {
	redis: {
		master: "master",
		replica: "replica",
		node: "replica",
		sentinel: "sentinel",
		metrics: "metrics",
		"*": "master",
	},
	valkey: { primary: "primary", replica: "replica", node: "replica", sentinel: "sentinel", metrics: "metrics" },
	postgresql: { primary: "primary", read: "readReplicas", metrics: "metrics", "*": "primary" },
	"postgresql-ha": { postgresql: "postgresql", pgpool: "pgpool", metrics: "metrics" },
	mysql: PRIMARY,
	mariadb: PRIMARY,
	mongodb: { mongodb: "", arbiter: "arbiter", hidden: "hidden", metrics: "metrics", "*": "" },
	kafka: { "controller-eligible": "controller", broker: "broker", "*": "controller" },
	elasticsearch: { master: "master", data: "data", "coordinating-only": "coordinating", ingest: "ingest" },
	rabbitmq: TOP,
	memcached: { metrics: "metrics", "*": "" },
	nginx: { metrics: "metrics", "*": "" },
	zookeeper: TOP,
	keycloak: TOP,
	wordpress: { metrics: "metrics", "*": "" },
	minio: TOP,
	"ingress-nginx": { controller: "controller", "default-backend": "defaultBackend" },
	"kube-prometheus-stack": {
		prometheus: "prometheus.prometheusSpec",
		alertmanager: "alertmanager.alertmanagerSpec",
		"kube-prometheus-stack": "prometheusOperator",
	},
	prometheus: { server: "server", "prometheus-server": "server", "*": "server" },
	grafana: { grafana: "", "*": "" },
	"kube-state-metrics": TOP,
	"prometheus-node-exporter": TOP,
	loki: { write: "write", read: "read", backend: "backend", gateway: "gateway", "single-binary": "singleBinary" },
	"cert-manager": { controller: "", webhook: "webhook", cainjector: "cainjector" },
	"argo-cd": {
		server: "server",
		"application-controller": "controller",
		"repo-server": "repoServer",
		"applicationset-controller": "applicationSet",
		"notifications-controller": "notifications",
		"dex-server": "dex",
		redis: "redis",
	},
	"external-secrets": { webhook: "webhook", "cert-controller": "certController", "*": "" },
	"external-dns": TOP,
	"metrics-server": TOP,
	"cluster-autoscaler": TOP,
	traefik: TOP,
	velero: TOP,
	jenkins: { "jenkins-controller": "controller", "*": "controller" },
	vault: { server: "server", "*": "server" },
	consul: { server: "server", client: "client" },
};

/** Charts that bring others along, whose values then stand below the other chart's name. */
export const UMBRELLAS: Readonly<Record<string, readonly string[]>> = {
	"kube-prometheus-stack": ["grafana", "kube-state-metrics", "prometheus-node-exporter"],
	prometheus: ["kube-state-metrics", "prometheus-node-exporter"],
};
