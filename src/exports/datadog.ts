import type { AlertName, ExportsWords } from "../words/exports.ts";

/** Datadog forecasts no less far: its forecast monitors take 12 hours to 3 months. */
const AHEAD = "next_12h";

interface Monitor {
	name: AlertName;
	type: "metric alert" | "query alert";
	query: string;
	critical: number;
}

const BY = "by {kube_cluster_name,kube_namespace,pod_name,kube_container_name}";

/**
 * What Datadog's own agents measure (kubelet, kubernetes_state_core); the alerts for which they have no metric (PSI, kills inside a container,
 * services of the node) are left out.
 */
const MONITORS: readonly Monitor[] = [
	{
		name: "PlimsollContainerOOMKilled",
		type: "query alert",
		// The reason stays at 1 for as long as the container lives on: times the restarts it moves with each kill, and only then.
		query: `change(max(last_10m),last_10m):max:kubernetes.containers.restarts{*} ${BY} * default_zero(max:kubernetes.containers.last_state.terminated{reason:oomkilled} ${BY}) > 0`,
		critical: 0,
	},
	{
		name: "PlimsollContainerOOMCrashLoop",
		type: "query alert",
		// Restarts of the hour, those after another end times 0.
		query: `sum(last_1h):clamp_min(diff(max:kubernetes.containers.restarts{*} ${BY}), 0) * default_zero(max:kubernetes.containers.last_state.terminated{reason:oomkilled} ${BY}) >= 3`,
		critical: 3,
	},
	{
		name: "PlimsollMemoryReachesLimit",
		type: "query alert",
		query: `max(${AHEAD}):forecast(max:kubernetes.memory.usage_pct{*} ${BY}, 'linear', 1) >= 1`,
		critical: 1,
	},
	{
		name: "PlimsollPodsEvictedForMemory",
		type: "query alert",
		query:
			"sum(last_15m):sum:kubernetes.kubelet.evictions{eviction_signal:memory.available} by {kube_cluster_name,host}.as_count() > 0",
		critical: 0,
	},
	{
		name: "PlimsollNodeMemoryExhaustion",
		type: "query alert",
		query: `min(${AHEAD}):forecast(min:system.mem.pct_usable{*} by {host}, 'linear', 1) <= 0.02`,
		critical: 0.02,
	},
];

/** A list of monitors, each as `POST /api/v1/monitor` takes it. Labels in the texts become Datadog's own. */
export function datadogMonitors(words: ExportsWords, runbooks: string): string {
	const monitors = MONITORS.map(({ name, type, query, critical }) => {
		const { summary, description } = { ...words.alert[name], ...words.datadog[name] };
		return {
			name: `⦵ ${inDatadog(summary)}`,
			type,
			query,
			message: `${inDatadog(description)}\n\n${runbooks}/${name}.md`,
			tags: ["plimsoll", `alert:${name}`],
			options: { thresholds: { critical }, notify_no_data: false, include_tags: true },
		};
	});
	return `${JSON.stringify(monitors, null, "\t")}\n`;
}

const LABELS: Readonly<Record<string, string>> = {
	namespace: "{{kube_namespace.name}}",
	pod: "{{pod_name.name}}",
	container: "{{kube_container_name.name}}",
	node: "{{host.name}}",
	instance: "",
};

function inDatadog(text: string): string {
	return text
		.replace(/\{\{ if not \$labels\.node \}\}.*?\{\{ end \}\}/g, "")
		.replace(/\{\{ \$labels\.(\w+) \}\}/g, (whole, label: string) => LABELS[label] ?? whole);
}
