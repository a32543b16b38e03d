import type { ExportsWords } from "../exports.ts";

const CONTAINER = "{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }})";
const WHY = "plimsoll why {{ $labels.pod }} -n {{ $labels.namespace }}";
const NODE = "{{ $labels.node }}{{ if not $labels.node }}{{ $labels.instance }}{{ end }}";

export const exportsWords: ExportsWords = {
	alert: {
		PlimsollContainerOOMKilled: {
			summary: `${CONTAINER} was OOM-killed`,
			description: `The container restarted in the last ten minutes and its last end is reported as OOMKilled. ${WHY} tells which limit fired and what counted toward it.`,
			runbook: `The container ended and its runtime reports \`OOMKilled\`.

1. \`plimsoll why POD -n NAMESPACE\` tells whether the container's limit, the pod's, a parent's or the whole node fired, and why the graph stayed below the limit.
2. If its limit is too small: \`plimsoll size\` tells how much it needs for a risk you accept. If it leaks, a larger limit only buys time: \`plimsoll leaks\`.
3. If the application has a bound of its own (maxmemory, a heap), \`plimsoll lint\` tells whether it fits the limit.`,
		},
		PlimsollContainerOOMCrashLoop: {
			summary: `${CONTAINER} is OOM-killed again and again`,
			description: `It restarted three times or more within an hour and its last end is reported as OOMKilled. It will not come up with this limit. ${WHY}`,
			runbook: `Three restarts an hour, the last for memory: the container needs more at its start than its limit allows, or its own setting equals the limit.

1. \`plimsoll why POD -n NAMESPACE\`: a death within seconds of the start is a start-up peak or a data set that is loaded whole.
2. For a data store, compare its own setting with the limit (\`plimsoll lint\`): \`maxmemory\` at the limit cannot work.
3. Raise the limit once, well above the last usage: what a killed container needed is not in any graph.`,
		},
		PlimsollProcessOOMKilledInside: {
			summary: `a process in ${CONTAINER} was OOM-killed, and the container lived on`,
			description: `cAdvisor counted an OOM kill but the container did not restart: a child process was killed. No status shows it; requests are lost in silence. ${WHY}`,
			runbook: `The kernel killed one process of the container, not its first: workers of a pool, a shell's child, a compiler. Kubernetes reports nothing.

1. \`plimsoll why POD -n NAMESPACE\` names the process and the limit from the kernel's log.
2. Fewer workers, or a larger limit. With cgroup v2 and Kubernetes 1.28 or later the whole container is killed instead (\`memory.oom.group\`), unless \`singleProcessOOMKill\` is set.`,
		},
		PlimsollSystemServiceOOMKilled: {
			summary: `a system service was OOM-killed on ${NODE}: {{ $labels.id }}`,
			description: `The kernel killed a process outside all pods. The kubelet, the container runtime or an agent may be gone. plimsoll nodes ${NODE}`,
			runbook: `A cgroup outside the pods had a kill: its own limit fired, or the node ran out and this was the largest process that may be killed.

1. \`plimsoll scan -A\` tells which service and why, from the kernel's log.
2. \`plimsoll nodes NODE\`: are \`systemReserved\` and \`kubeReserved\` set, and is the eviction threshold high enough to act before the kernel does?
3. A service that grows for weeks leaks: \`plimsoll leaks\` and \`plimsoll advisories\`.`,
		},
		PlimsollPodsEvictedForMemory: {
			summary: `pods are evicted for memory on ${NODE}`,
			description: `The kubelet evicted pods because the node's available memory fell below its threshold. plimsoll nodes ${NODE} tells who goes next.`,
			runbook: `The kubelet evicts pods above their request first, then by priority, then by how far above.

1. \`plimsoll nodes NODE\`: who filled it, and who goes next.
2. Raise the requests of what really uses more (\`plimsoll size\`), so that the scheduler knows.
3. Look for best-effort pods beside databases, and for limits far above requests.`,
		},
		PlimsollMemoryReachesLimit: {
			summary: `${CONTAINER} reaches its memory limit within {{ $value | humanizeDuration }}`,
			description: `At the slope of the last six hours its memory is at the limit within four hours, and it is above half of it now. plimsoll leaks tells whether it is a leak, a cache that fills or load.`,
			runbook: `A straight line through six hours of RSS meets the limit within four. It may be a leak, a cache filling to its bound, or load.

1. \`plimsoll leaks\` tells them apart, with the time to the limit as an interval.
2. A leak: restart at a quiet hour as a stop-gap, and look for a known bug (\`plimsoll advisories\`).
3. A cache: bound it below the limit. Load: \`plimsoll size\`.`,
		},
		PlimsollRestartMaskedLeak: {
			summary: `${CONTAINER} leaks, and restarts hide it`,
			description: `It restarted three times or more in two days, and between restarts its memory grows by more than a fifth of its limit a day. No single life is long enough for other alerts.`,
			runbook: `A saw-tooth: each life climbs, each restart begins at the bottom. Deployments, a restart job or OOM kills hide the leak from a trend over days.

1. \`plimsoll leaks\` shows the slope of each life (leak/restart-masked).
2. \`plimsoll why\` tells whether the restarts are OOM kills.`,
		},
		PlimsollContainerStalledOnMemory: {
			summary: `${CONTAINER} waits for memory {{ $value | humanizePercentage }} of the time`,
			description: `Every task of the container was stalled on memory for more than a tenth of the last minutes (PSI). It answers late, and its probes will kill it next.`,
			runbook: `Pressure stall information (cgroup v2, cAdvisor with PSI): all tasks wait while memory is reclaimed or read back. Page cache is thrown out and read again.

1. The limit is too small for its working set: \`plimsoll size\`.
2. Liveness probes with short timeouts kill such a container although it lives.`,
		},
		PlimsollNodeMemoryExhaustion: {
			summary: `${NODE} runs out of memory within {{ $value | humanizeDuration }}`,
			description: `At the slope of the last hour the node has no memory left within two hours, and less than 30 % is available now. plimsoll nodes ${NODE} tells who is killed first.`,
			runbook: `The node's working set grows toward its capacity. Below the kubelet's threshold pods are evicted; if it grows faster than the kubelet looks, the kernel kills.

1. \`plimsoll nodes NODE\`: the forecast, and both kill orders.
2. Move or bound what grows; cordon the node if it is a system service that leaks.`,
		},
		PlimsollSystemServicesHeadroom: {
			summary: "system services on {{ $labels.node }} use nearly all that is reserved for them",
			description: `What runs outside the pods uses more than nine tenths of the memory kept back for it (capacity less allocatable). Beyond that it eats into what pods were promised.`,
			runbook: `Capacity less allocatable is what \`systemReserved\`, \`kubeReserved\` and the eviction threshold keep back. When the kubelet, the runtime and agents outgrow it, pods that keep to their requests are evicted.

1. \`plimsoll nodes NODE\` shows what is reserved.
2. \`plimsoll leaks\` tells whether a service leaks (leak/daemon); else raise the reservation.`,
		},
	},
	datadog: {
		PlimsollMemoryReachesLimit: {
			summary: `${CONTAINER} reaches its memory limit within 12 hours`,
			description:
				"The forecast of its memory meets the limit within twelve hours. plimsoll leaks tells whether it is a leak, a cache that fills or load.",
		},
		PlimsollNodeMemoryExhaustion: {
			summary: `${NODE} runs out of memory within 12 hours`,
			description: `By the forecast the node has no memory left within twelve hours. plimsoll nodes ${NODE} tells who is killed first.`,
		},
	},
	dashboardTitle: "Plimsoll: memory and its line",
	panel: {
		closest: {
			title: "Closest to their limit",
			description: "Working set as a share of the limit, the twenty highest.",
		},
		kills: {
			title: "OOM kills",
			description:
				"Processes the kernel killed in containers that live on. A container that ends with the kill takes its counter along: it is in the next panel.",
		},
		restarts: {
			title: "Restarts after OOMKilled",
			description: "Restarts of containers whose last end is reported as OOMKilled.",
		},
		growth: { title: "Fastest growth", description: "Slope of RSS over six hours, the twenty steepest." },
		stalled: {
			title: "Stalled on memory",
			description: "Share of time in which every task waited for memory (PSI, cgroup v2).",
		},
		"node-available": {
			title: "Available on nodes",
			description: "Capacity less the node's working set: what eviction thresholds are held against.",
		},
		evictions: { title: "Evictions for memory", description: "Pods the kubelets evicted, by node." },
		"system-services": {
			title: "System services against their reservation",
			description: "What runs outside the pods, and what is kept back for it.",
		},
	},
};
