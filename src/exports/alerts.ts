import type { AlertName } from "../words/exports.ts";

/** A series that other rules read: computed once, so that no rule asks for days of raw samples. */
interface Recording {
	record: string;
	expr: string;
}

interface Alert {
	name: AlertName;
	severity: "warning" | "critical";
	/** How long it must hold; a Prometheus duration. */
	for: string;
	expr: string;
}

/** Containers alone: the pause container and the cgroups above them say the same again. */
const CONTAINERS = 'container!="",container!="POD"';
const BY = "by (namespace, pod, container)";
const ON = "on (namespace, pod, container)";
/** cAdvisor through a kubelet; `node` is what kube-prometheus' relabelling adds, others have the instance alone. */
const OF_NODE = "by (node, instance)";

/** The cgroup of all pods, by either driver and below a root of the kubelet's own (kind: /kubelet.slice/kubelet-kubepods.slice). */
const ALL_PODS = "(.*/)?(kubelet-)?kubepods([.]slice)?";

export const RECORDINGS: readonly Recording[] = [
	{
		record: "plimsoll:container_memory_working_set_bytes",
		expr: `max ${BY} (container_memory_working_set_bytes{${CONTAINERS}})`,
	},
	{
		record: "plimsoll:container_memory_limit_bytes",
		expr: `max ${BY} (kube_pod_container_resource_limits{resource="memory"})`,
	},
	{
		// RSS: page cache comes and goes with files, and is no leak.
		record: "plimsoll:container_memory_rss_bytes:deriv30m",
		expr: `max ${BY} (deriv(container_memory_rss{${CONTAINERS}}[30m]))`,
	},
	{
		record: "plimsoll:container_memory_rss_bytes:deriv6h",
		expr: `max ${BY} (deriv(container_memory_rss{${CONTAINERS}}[6h]))`,
	},
	{
		record: "plimsoll:node_memory_available_bytes",
		expr: `max ${OF_NODE} (machine_memory_bytes) - max ${OF_NODE} (container_memory_working_set_bytes{id="/"})`,
	},
	{
		record: "plimsoll:node_system_working_set_bytes",
		// On a node that is a container of another the outer kubelet's pods hold its own: the larger counts.
		expr: `max by (node) (container_memory_working_set_bytes{id="/"}) - max by (node) (container_memory_working_set_bytes{id=~"${ALL_PODS}"})`,
	},
	{
		record: "plimsoll:node_memory_reserved_bytes",
		expr: `max by (node) (kube_node_status_capacity{resource="memory"}) - max by (node) (kube_node_status_allocatable{resource="memory"})`,
	},
];

const RESTARTS = `sum ${BY} (increase(kube_pod_container_status_restarts_total[WINDOW]))`;
const OOM_KILLED = `max ${BY} (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}) == 1`;
const restarts = (window: string): string => RESTARTS.replace("WINDOW", window);

/**
 * Kills counted in a window. A container that lost a process before the first scrape has a counter that begins at 1, in which `increase` sees nothing:
 * while the container is younger than the window all that it counts is new.
 * @param where matchers of the containers
 * @param seconds how young a container is to be
 */
export function oomKills(where: string, window: string, seconds: number): string {
	const young = `(time() - container_start_time_seconds{${where}} < ${seconds})`;
	const born = `container_oom_events_total{${where}} and on (namespace, pod, container, id) ${young}`;
	return `(sum ${BY} (increase(container_oom_events_total{${where}}[${window}])) > 0 or sum ${BY} (${born}) > 0)`;
}

/** What kubernetes-mixin does not have. Each is held to series that make it fire and to such that must not, by promtool. */
export const ALERTS: readonly Alert[] = [
	{
		name: "PlimsollContainerOOMKilled",
		severity: "warning",
		for: "0m",
		expr: `(${restarts("10m")} > 0) and ${ON} (${OOM_KILLED})`,
	},
	{
		name: "PlimsollContainerOOMCrashLoop",
		severity: "critical",
		for: "0m",
		expr: `(${restarts("1h")} >= 3) and ${ON} (${OOM_KILLED})`,
	},
	{
		name: "PlimsollProcessOOMKilledInside",
		severity: "warning",
		for: "5m",
		expr: `${oomKills(CONTAINERS, "15m", 900)} unless ${ON} (${restarts("20m")} > 0)`,
	},
	{
		name: "PlimsollSystemServiceOOMKilled",
		severity: "critical",
		for: "0m",
		expr: `sum by (node, instance, id) (increase(container_oom_events_total{container="",id!~"/|.*kubepods.*"}[15m])) > 0`,
	},
	{
		name: "PlimsollPodsEvictedForMemory",
		severity: "warning",
		for: "0m",
		expr: `sum ${OF_NODE} (increase(kubelet_evictions{eviction_signal=~"memory.available|allocatableMemory.available"}[15m])) > 0`,
	},
	{
		name: "PlimsollMemoryReachesLimit",
		severity: "warning",
		for: "30m",
		expr: `(plimsoll:container_memory_limit_bytes - ${ON} plimsoll:container_memory_working_set_bytes) / ${ON} (plimsoll:container_memory_rss_bytes:deriv6h > 0) < 4 * 3600 and ${ON} plimsoll:container_memory_working_set_bytes / ${ON} plimsoll:container_memory_limit_bytes > 0.5`,
	},
	{
		name: "PlimsollRestartMaskedLeak",
		severity: "warning",
		for: "1h",
		// The median slope of two days is what a life between restarts grows by; the restarts themselves are too short to count.
		expr: `86400 * quantile_over_time(0.5, plimsoll:container_memory_rss_bytes:deriv30m[2d]) > ${ON} (0.2 * plimsoll:container_memory_limit_bytes) and ${ON} (max ${BY} (changes(container_start_time_seconds{${CONTAINERS}}[2d])) >= 3)`,
	},
	{
		name: "PlimsollContainerStalledOnMemory",
		severity: "warning",
		for: "10m",
		expr: `max ${BY} (rate(container_pressure_memory_stalled_seconds_total{${CONTAINERS}}[5m])) > 0.1`,
	},
	{
		name: "PlimsollNodeMemoryExhaustion",
		severity: "critical",
		for: "15m",
		expr: `plimsoll:node_memory_available_bytes / on (node, instance) (max ${OF_NODE} (deriv(container_memory_working_set_bytes{id="/"}[1h])) > 0) < 2 * 3600 and on (node, instance) plimsoll:node_memory_available_bytes < on (node, instance) (0.3 * max ${OF_NODE} (machine_memory_bytes))`,
	},
	{
		name: "PlimsollSystemServicesHeadroom",
		severity: "warning",
		for: "30m",
		expr: "plimsoll:node_system_working_set_bytes > on (node) (0.9 * plimsoll:node_memory_reserved_bytes > 0)",
	},
];
