import type { ExportsWords, PanelName } from "../words/exports.ts";
import { oomKills, RECORDINGS } from "./alerts.ts";

interface Panel {
	name: PanelName;
	/** Grafana's name of a unit. */
	unit: "bytes" | "Bps" | "percentunit" | "short";
	targets: { expr: string; legend: string }[];
	/** Where the line is, in the panel's unit; none where there is no common one. */
	line?: number;
}

const CONTAINER = "{{namespace}}/{{pod}} {{container}}";
/** The variable `namespace` of the dashboard; all of them by default. */
const WHERE = 'namespace=~"$namespace"';

/** The expression of a recording, so that the dashboard needs no rules to be there. */
function of(record: string): string {
	return RECORDINGS.find((recording) => recording.record === record)?.expr ?? record;
}

const WORKING_SET = `max by (namespace, pod, container) (container_memory_working_set_bytes{container!="",container!="POD",${WHERE}})`;
const LIMIT = `max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory",${WHERE}})`;

export const PANELS: readonly Panel[] = [
	{
		name: "closest",
		unit: "percentunit",
		line: 1,
		targets: [{ expr: `topk(20, ${WORKING_SET} / on (namespace, pod, container) (${LIMIT} > 0))`, legend: CONTAINER }],
	},
	{
		name: "kills",
		unit: "short",
		targets: [
			{
				expr: oomKills(`container!="",${WHERE}`, "$__rate_interval", 300),
				legend: CONTAINER,
			},
		],
	},
	{
		name: "restarts",
		unit: "short",
		targets: [
			{
				expr: `(sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${WHERE}}[$__rate_interval])) > 0) and on (namespace, pod, container) (max by (namespace, pod, container) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled",${WHERE}}) == 1)`,
				legend: CONTAINER,
			},
		],
	},
	{
		name: "growth",
		unit: "Bps",
		targets: [
			{
				expr: `topk(20, max by (namespace, pod, container) (deriv(container_memory_rss{container!="",container!="POD",${WHERE}}[6h])) > 0)`,
				legend: CONTAINER,
			},
		],
	},
	{
		name: "stalled",
		unit: "percentunit",
		targets: [
			{
				expr: `topk(20, max by (namespace, pod, container) (rate(container_pressure_memory_stalled_seconds_total{container!="",${WHERE}}[$__rate_interval])) > 0)`,
				legend: CONTAINER,
			},
		],
	},
	{
		name: "node-available",
		unit: "bytes",
		targets: [{ expr: of("plimsoll:node_memory_available_bytes"), legend: "{{node}} {{instance}}" }],
	},
	{
		name: "evictions",
		unit: "short",
		targets: [
			{
				expr: 'sum by (node, instance) (increase(kubelet_evictions{eviction_signal=~"memory.available|allocatableMemory.available"}[$__rate_interval])) > 0',
				legend: "{{node}} {{instance}}",
			},
		],
	},
	{
		name: "system-services",
		unit: "bytes",
		targets: [
			{ expr: of("plimsoll:node_system_working_set_bytes"), legend: "{{node}}" },
			{ expr: of("plimsoll:node_memory_reserved_bytes"), legend: "{{node}} ⦵" },
		],
	},
];

const WIDTH = 12;
const HEIGHT = 9;
/** Of Grafana's dashboards from 10 on. */
const SCHEMA = 39;

/** A Grafana dashboard to import: the engine and the namespaces are chosen at its top. */
export function dashboard(words: ExportsWords): string {
	// biome-ignore lint/suspicious/noTemplateCurlyInString: it is Grafana's placeholder
	const datasource = { type: "prometheus", uid: "${datasource}" };
	const variables = [
		{ name: "datasource", type: "datasource", query: "prometheus" },
		{
			name: "namespace",
			type: "query",
			datasource,
			query: "label_values(kube_pod_info, namespace)",
			multi: true,
			includeAll: true,
			allValue: ".*",
			current: { text: "All", value: "$__all" },
			refresh: 2,
		},
	];
	const panels = PANELS.map(({ name, unit, targets, line }, i) => ({
		id: i + 1,
		type: "timeseries",
		title: words.panel[name].title,
		description: words.panel[name].description,
		datasource,
		gridPos: { x: (i % 2) * WIDTH, y: Math.floor(i / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
		fieldConfig: {
			defaults: {
				unit,
				min: 0,
				custom: line === undefined ? {} : { thresholdsStyle: { mode: "line" } },
				thresholds: {
					mode: "absolute",
					steps: [
						{ color: "transparent", value: null },
						...(line === undefined ? [] : [{ color: "red", value: line }]),
					],
				},
			},
			overrides: [],
		},
		options: { legend: { displayMode: "table", placement: "bottom", calcs: ["lastNotNull"] } },
		targets: targets.map(({ expr, legend }, at) => ({
			refId: String.fromCharCode(65 + at),
			datasource,
			expr,
			legendFormat: legend,
		})),
	}));
	const board = {
		uid: "plimsoll",
		title: words.dashboardTitle,
		tags: ["plimsoll", "kubernetes", "memory"],
		schemaVersion: SCHEMA,
		time: { from: "now-24h", to: "now" },
		refresh: "1m",
		templating: { list: variables },
		panels,
	};
	return `${JSON.stringify(board, null, "\t")}\n`;
}
