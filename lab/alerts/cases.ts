import type { AlertName } from "../../src/words/exports.ts";

/** Series by promtool's notation (`a+bxn`), a sample a minute, and which alerts must fire at a minute; all others must not. */
export interface Case {
	name: string;
	series: Record<string, string>;
	at: string;
	fires: AlertName[];
}

const C = 'namespace="shop",pod="web-1",container="app"';
const CADVISOR = `${C},node="n1",instance="n1:10250",id="/kubepods/pod1/c1"`;
const N = 'node="n1",instance="n1:10250"';
const MI = 1024 ** 2;
const GI = 1024 ** 3;

const restarts = (values: string): Record<string, string> => ({
	[`kube_pod_container_status_restarts_total{${C}}`]: values,
});
const oomKilled = { [`kube_pod_container_status_last_terminated_reason{${C},reason="OOMKilled"}`]: "1x5000" };
const limit = { [`kube_pod_container_resource_limits{${C},resource="memory"}`]: `${GI}x5000` };
const usage = (values: string): Record<string, string> => ({
	[`container_memory_working_set_bytes{${CADVISOR}}`]: values,
	[`container_memory_rss{${CADVISOR}}`]: values,
});
/** Twelve lives of six hours, each from 100 Mi up by so many bytes a minute. */
const saw = (perMinute: number): string => Array.from({ length: 12 }, () => `${100 * MI}+${perMinute}x359`).join(" ");
const starts = Array.from({ length: 12 }, (_, i) => `${i * 21_600}x359`).join(" ");

export const CASES: readonly Case[] = [
	{
		name: "a container that was OOM-killed",
		series: { ...restarts("0x30 1x60"), ...oomKilled },
		at: "35m",
		fires: ["PlimsollContainerOOMKilled"],
	},
	{ name: "one that was, long ago", series: { ...restarts("0x30 1x200"), ...oomKilled }, at: "3h", fires: [] },
	{ name: "one that restarted for another reason", series: restarts("0x30 1x60"), at: "35m", fires: [] },
	{
		name: "one that is killed again and again",
		series: { ...restarts("0x30 1x10 2x10 3x10 4x60"), ...oomKilled },
		at: "70m",
		fires: ["PlimsollContainerOOMKilled", "PlimsollContainerOOMCrashLoop"],
	},
	{
		name: "a child was killed, no restart",
		series: { [`container_oom_events_total{${CADVISOR}}`]: "0x30 1x60", ...restarts("0x100") },
		at: "40m",
		fires: ["PlimsollProcessOOMKilledInside"],
	},
	{
		name: "a child was killed before anybody had looked",
		series: {
			[`container_oom_events_total{${CADVISOR}}`]: "_x30 1x60",
			[`container_start_time_seconds{${CADVISOR}}`]: "_x30 1750x60",
			...restarts("0x100"),
		},
		at: "37m",
		fires: ["PlimsollProcessOOMKilledInside"],
	},
	{
		name: "one that was killed long ago, seen again after a time without looks",
		series: {
			[`container_oom_events_total{${CADVISOR}}`]: "_x30 1x60",
			[`container_start_time_seconds{${CADVISOR}}`]: "_x30 0x60",
			...restarts("0x100"),
		},
		at: "37m",
		fires: [],
	},
	{
		name: "a kill that ended the container is told once",
		series: { [`container_oom_events_total{${CADVISOR}}`]: "0x30 1x60", ...restarts("0x31 1x60"), ...oomKilled },
		at: "40m",
		fires: ["PlimsollContainerOOMKilled"],
	},
	{
		name: "a service of the node",
		series: { [`container_oom_events_total{${N},id="/system.slice/k3s.service"}`]: "0x30 1x60" },
		at: "35m",
		fires: ["PlimsollSystemServiceOOMKilled"],
	},
	{
		name: "the pods' own cgroup is none",
		series: { [`container_oom_events_total{${N},id="/kubepods/burstable"}`]: "0x30 1x60" },
		at: "35m",
		fires: [],
	},
	{
		name: "nor is it below a cgroup root of the kubelet's own",
		series: {
			[`container_oom_events_total{${N},id="/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice"}`]:
				"0x30 1x60",
		},
		at: "35m",
		fires: [],
	},
	{
		name: "evictions",
		series: { [`kubelet_evictions{${N},eviction_signal="memory.available"}`]: "0x30 2x60" },
		at: "35m",
		fires: ["PlimsollPodsEvictedForMemory"],
	},
	{
		name: "evictions for disk are none of ours",
		series: { [`kubelet_evictions{${N},eviction_signal="nodefs.available"}`]: "0x30 2x60" },
		at: "35m",
		fires: [],
	},
	{
		// 2 Mi a minute: 480 Mi in four hours; at 8 h it has 64 Mi left.
		name: "on its way to the limit",
		series: { ...limit, ...usage(`0+${2 * MI}x480`) },
		at: "8h",
		fires: ["PlimsollMemoryReachesLimit"],
	},
	{
		name: "flat at 90 % of the limit",
		series: { ...limit, ...usage(`${Math.round(0.9 * GI)}x600`) },
		at: "9h",
		fires: [],
	},
	{ name: "slow, days away", series: { ...limit, ...usage(`${600 * MI}+${MI / 64}x600`) }, at: "9h", fires: [] },
	{
		name: "a leak behind restarts",
		series: {
			...limit,
			...usage(saw(MI)),
			[`container_start_time_seconds{${CADVISOR}}`]: starts,
		},
		at: "60h",
		fires: ["PlimsollRestartMaskedLeak"],
	},
	{
		name: "restarts without growth",
		series: { ...limit, ...usage(saw(0)), [`container_start_time_seconds{${CADVISOR}}`]: starts },
		at: "60h",
		fires: [],
	},
	{
		name: "stalled on memory",
		series: { [`container_pressure_memory_stalled_seconds_total{${CADVISOR}}`]: "0+12x60" },
		at: "30m",
		fires: ["PlimsollContainerStalledOnMemory"],
	},
	{
		name: "hardly stalled",
		series: { [`container_pressure_memory_stalled_seconds_total{${CADVISOR}}`]: "0+1x60" },
		at: "30m",
		fires: [],
	},
	{
		name: "a node that runs out",
		series: {
			[`machine_memory_bytes{${N}}`]: `${8 * GI}x300`,
			[`container_memory_working_set_bytes{${N},id="/"}`]: `${5 * GI}+${30 * MI}x300`,
		},
		at: "80m",
		fires: ["PlimsollNodeMemoryExhaustion"],
	},
	{
		name: "a node that is full and stays so",
		series: {
			[`machine_memory_bytes{${N}}`]: `${8 * GI}x300`,
			[`container_memory_working_set_bytes{${N},id="/"}`]: `${7 * GI}x300`,
		},
		at: "2h",
		fires: [],
	},
	{
		name: "system services beyond what is kept for them",
		series: {
			[`container_memory_working_set_bytes{${N},id="/"}`]: `${5 * GI}x300`,
			[`container_memory_working_set_bytes{${N},id="/kubelet/kubepods"}`]: `${4 * GI}x300`,
			'kube_node_status_capacity{node="n1",resource="memory"}': `${8 * GI}x300`,
			'kube_node_status_allocatable{node="n1",resource="memory"}': `${7 * GI}x300`,
		},
		at: "2h",
		fires: ["PlimsollSystemServicesHeadroom"],
	},
	{
		name: "system services with room",
		series: {
			[`container_memory_working_set_bytes{${N},id="/"}`]: `${Math.round(4.5 * GI)}x300`,
			[`container_memory_working_set_bytes{${N},id="/kubepods"}`]: `${4 * GI}x300`,
			'kube_node_status_capacity{node="n1",resource="memory"}': `${8 * GI}x300`,
			'kube_node_status_allocatable{node="n1",resource="memory"}': `${7 * GI}x300`,
		},
		at: "2h",
		fires: [],
	},
];
