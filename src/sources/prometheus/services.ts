/**
 * How Prometheus-compatible engines are found in a cluster: by the labels their charts and operators put on a Service. Order is
 * preference: an engine in front of others (Thanos, Mimir) remembers longer than the Prometheus behind it.
 */
interface KnownService {
	labelSelector: string;
	/** The ports that answer queries, by name or number, the best first. */
	ports: readonly string[];
	/** The path of the Prometheus API. */
	prefix: string;
}

export const KNOWN_SERVICES: readonly KnownService[] = [
	{
		labelSelector: "app.kubernetes.io/name in (thanos-query,thanos-query-frontend)",
		ports: ["http", "9090", "10902"],
		prefix: "",
	},
	{
		labelSelector: "app.kubernetes.io/name=mimir,app.kubernetes.io/component in (query-frontend,gateway,nginx)",
		ports: ["http-metrics", "8080"],
		prefix: "/prometheus",
	},
	{ labelSelector: "app.kubernetes.io/name in (vmselect)", ports: ["http", "8481"], prefix: "/select/0/prometheus" },
	{
		labelSelector: "app.kubernetes.io/name in (vmsingle,victoria-metrics-single)",
		ports: ["http", "8428", "8429"],
		prefix: "",
	},
	{ labelSelector: "operated-prometheus=true", ports: ["web", "http-web", "9090"], prefix: "" },
	{ labelSelector: "app.kubernetes.io/name=prometheus", ports: ["web", "http-web", "http", "9090"], prefix: "" },
];

/** A Service's port, narrowed. */
interface ServicePort {
	name: string;
	port: number;
}

/** Which of a Service's ports to ask, as the API server's service proxy names it; null when none is known to answer. */
export function portToAsk(known: KnownService, ports: readonly ServicePort[]): string | null {
	for (const wanted of known.ports) {
		const found = ports.find(({ name, port }) => name === wanted || String(port) === wanted);
		if (found !== undefined) return String(found.port);
	}
	const [only, ...others] = ports;
	return only !== undefined && others.length === 0 ? String(only.port) : null;
}
