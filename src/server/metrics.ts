import { getHeapStatistics } from "node:v8";
import { SEVERITIES } from "../model/finding.ts";
import type { RecorderStatus } from "./recorder/recorder.ts";
import { severityCounts } from "./state/answer.ts";
import type { Cost } from "./state/live.ts";
import type { State } from "./state/state.ts";

/** What a recorder tells of itself; samples since it started, bytes of its file. */
export interface RecorderFigures extends RecorderStatus {
	samples: number;
	bytes: number;
}

type Kind = "gauge" | "counter";

/** OpenMetrics 1.0: counts alone, never a name from the cluster, so that it may be scraped without a login. */
export class Metrics {
	readonly #state: State;
	readonly #cost: Cost;
	readonly #answers = new Map<number, number>();
	/** Whether this replica leads; null where there is no election. */
	leader: () => boolean | null = () => null;
	/** What this replica's recorder does now; null where none runs. */
	recorder: () => RecorderFigures | null = () => null;

	constructor(state: State, cost: Cost) {
		this.#state = state;
		this.#cost = cost;
	}

	count(status: number): void {
		this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
	}

	text(): string {
		const state = this.#state;
		const { pods, nodes } = state.facts;
		const sums = { rows: 0, replicas: 0, used: 0, spare: 0, short: 0 };
		const namespaces = new Set<string>();
		for (const row of state.rows.rows) {
			sums.rows++;
			namespaces.add(row.namespace);
			for (const column of ["replicas", "used", "spare", "short"] as const) sums[column] += row[column];
		}
		const findings = [...severityCounts(state.findings())].map(([key, count]): [string, number] => {
			const [rule = "", severity = ""] = key.split("\0");
			return [`{rule="${rule}",severity="${SEVERITIES[Number(severity)] ?? ""}"}`, count];
		});
		const { rss, heapUsed, heapTotal } = process.memoryUsage();
		const { user, system } = process.cpuUsage();
		const cost = this.#cost;
		const leader = this.leader();
		return [
			family("plimsoll_findings", "gauge", "Findings by rule and severity", findings),
			one("plimsoll_deaths_last_day", "gauge", "Deaths within the last day", state.log.all().length),
			one("plimsoll_cluster_pods", "gauge", "Pods that are held", pods.size),
			one("plimsoll_cluster_nodes", "gauge", "Nodes that are held", nodes.size),
			one("plimsoll_cluster_namespaces", "gauge", "Namespaces with workloads", namespaces.size),
			one("plimsoll_cluster_workload_containers", "gauge", "Containers of workloads", sums.rows),
			one("plimsoll_cluster_containers", "gauge", "Containers, replicas counted", sums.replicas),
			one("plimsoll_memory_used_bytes", "gauge", "Working set of the measured containers", sums.used),
			one("plimsoll_memory_spare_bytes", "gauge", "Requested and not used", sums.spare),
			one("plimsoll_memory_short_bytes", "gauge", "Used beyond the request", sums.short),
			one("plimsoll_source_up", "gauge", "Whether the cluster answers", state.source.state === "away" ? 0 : 1),
			...(leader === null ? [] : [one("plimsoll_leader", "gauge", "Whether this replica leads", leader ? 1 : 0)]),
			one("plimsoll_pages", "gauge", "Pages that follow the changes", state.listeners),
			one("plimsoll_watch_restarts", "counter", "Watches that had to be opened anew", cost.watchRestarts),
			one("plimsoll_surveys", "counter", "Surveys made", cost.surveys),
			one("plimsoll_survey_seconds", "counter", "Time spent on surveys", cost.surveySeconds),
			one("plimsoll_scrapes", "counter", "Rounds of asking all kubelets", cost.scrapes),
			one("plimsoll_scrape_seconds", "counter", "Time spent asking kubelets", cost.scrapeSeconds),
			one("plimsoll_failures", "counter", "Surveys that could not be finished", cost.failures),
			family(
				"plimsoll_http_answers",
				"counter",
				"Answers by status",
				[...this.#answers].map(([status, count]): [string, number] => [`{status="${status}"}`, count]),
			),
			one("process_resident_memory_bytes", "gauge", "Resident memory of this process", rss),
			one("plimsoll_heap_used_bytes", "gauge", "JavaScript heap in use", heapUsed),
			one("plimsoll_heap_size_bytes", "gauge", "JavaScript heap reserved", heapTotal),
			one("plimsoll_heap_limit_bytes", "gauge", "JavaScript heap allowed", getHeapStatistics().heap_size_limit),
			one("process_cpu_seconds", "counter", "CPU time of this process", (user + system) / 1e6),
			...recorderFamilies(this.recorder()),
			"# EOF\n",
		].join("");
	}
}

/** One that has never got an answer has no last look: a time of zero would be 1970. */
function recorderFamilies(figures: RecorderFigures | null): string[] {
	if (figures === null) return [];
	const { nodes, containers, missing, awaySince, looks, failures, lookedAt, lookSeconds, samples, bytes } = figures;
	return [
		one("plimsoll_recorder_nodes", "gauge", "Nodes that the recorder looks at", nodes),
		one("plimsoll_recorder_missing_nodes", "gauge", "Nodes whose last look gave nothing", missing),
		one("plimsoll_recorder_containers", "gauge", "Containers of the last looks", containers),
		one(
			"plimsoll_recorder_api_server_up",
			"gauge",
			"Whether the API server answers the recorder",
			awaySince === null ? 1 : 0,
		),
		one("plimsoll_recorder_looks", "counter", "Looks at nodes", looks),
		one("plimsoll_recorder_failed_looks", "counter", "Looks at nodes that gave nothing", failures),
		...(lookedAt === null
			? []
			: [
					one("plimsoll_recorder_last_look_timestamp_seconds", "gauge", "When a look last gave something", lookedAt),
					one("plimsoll_recorder_last_look_seconds", "gauge", "Time that look took", lookSeconds),
				]),
		one("plimsoll_recorder_samples", "counter", "Samples written", samples),
		one("plimsoll_recorder_store_bytes", "gauge", "Size of the recorder's file", bytes),
	];
}

function one(name: string, kind: Kind, help: string, value: number): string {
	return family(name, kind, help, [["", value]]);
}

function family(name: string, kind: Kind, help: string, samples: readonly (readonly [string, number])[]): string {
	const suffix = kind === "counter" ? "_total" : "";
	const lines = samples.map(([labels, value]) => `${name}${suffix}${labels} ${value}\n`);
	return `# TYPE ${name} ${kind}\n# HELP ${name} ${help}.\n${lines.join("")}`;
}
