import type { NamedContainer, PressureRuleParams } from "../../model/rules-pressure.ts";
import { formatBytes, percent, shortDuration } from "../format.ts";
import type { RulesWords } from "../words.ts";

export const pressureRules: Pick<RulesWords, keyof PressureRuleParams> = {
	"pressure/no-reservation": {
		title: "nothing reserved for the system",
		about: `Neither \`systemReserved\` nor \`kubeReserved\` keeps any memory of the node from pods. The scheduler gives all of it away; what the system's daemons, the container runtime and the kubelet need has to come out of the eviction threshold, and when it does not suffice the kernel's OOM killer decides, in which a runtime or an SSH daemon stands before every Guaranteed pod.

Read from the kubelet's configuration (configz). Where that may not be read, concluded from capacity and allocatable: when they differ by no more than the default eviction threshold of 100Mi, nothing is reserved.

A few hundred MiB on a small node, some per cent of a large one; most managed services set it themselves.`,
		message: (p) => {
			const rest =
				p.allocatable === null ? "" : ` Pods may take ${formatBytes(p.allocatable)} of its ${formatBytes(p.capacity)}.`;
			const how = p.confirmed ? "" : " Concluded from capacity and allocatable.";
			return `${onNodes(p.nodes)} no memory is kept for the system and Kubernetes' own daemons.${rest}${how}`;
		},
	},
	"pressure/threshold-too-low": {
		title: "eviction threshold too low",
		about: `The kubelet looks at the node's memory every 10 seconds, at figures up to 10 seconds old. When the node can grow in that time by more than its hard threshold for \`memory.available\`, it runs out before anything is evicted, and the kernel kills without regard to priorities.

Two ways: the configuration names no threshold for memory at all (naming one of the others switches the default of 100Mi off), or the steepest rise seen in the node's series, kept up for 21 seconds, is more than the threshold. Without a series only the first can be told.`,
		message: (p) => {
			if (p.threshold === null || p.growth === null) {
				return `${onNodes(p.nodes)} the kubelet has no hard eviction threshold for memory: nothing is evicted before the kernel kills.`;
			}
			const grown = formatBytes(p.growth * p.reactionSeconds);
			return `${onNodes(p.nodes)} pods are evicted when less than ${formatBytes(p.threshold)} is available, but memory has been seen to grow by ${formatBytes(p.growth)} a second: ${grown} in the ${p.reactionSeconds} s the kubelet takes to act.`;
		},
	},
	"pressure/limits-overcommitted": {
		title: "limits beyond what the node has",
		about: `The memory limits on a node add up to more than half as much again as it has, or a single limit is more than the node gives to pods. A limit that the node cannot pay protects nobody: the node runs out first, and another container may be the one that is killed.

Overcommitted limits are common and often meant; this is an information until four fifths of the node are in use.`,
		message: (p) => {
			const sum = `${onNodes(p.nodes)} the memory limits add up to ${formatBytes(p.limits)}, ${percent(p.limits / p.capacity)} of ${formatBytes(p.capacity)}`;
			const open = p.unlimited === 0 ? "" : `, and ${count(p.unlimited, "container has", "containers have")} none`;
			const one = p.beyondNode;
			const alone =
				one === null
					? ""
					: ` The limit of ${one.namespace}/${one.pod} (${one.container}), ${formatBytes(one.limit)}, is more than the node gives to pods: it can never be reached.`;
			return `${sum}${open}.${alone}`;
		},
	},
	"pressure/best-effort-beside-database": {
		title: "best-effort pods beside a database",
		about: `Pods without any request or limit run on the same node as a database. They are the first the kernel kills, but until then nothing bounds them: they push out the page cache the database reads through, and can bring the node to the point where it evicts.

Databases are told by the name of their image, which is a guess. Pods in kube-system are left out: kube-proxy is on every node.`,
		message: (p) => {
			const shown = p.bestEffort.join(", ");
			const more = p.bestEffortPods > p.bestEffort.length ? ` and ${p.bestEffortPods - p.bestEffort.length} more` : "";
			return `${onNodes(p.nodes)} ${count(p.bestEffortPods, "pod without requests and limits runs", "pods without requests and limits run")} beside the database ${nameOf(p.database)}: ${shown}${more}.`;
		},
	},
	"pressure/swap": {
		title: "swap in use by the node",
		about: `The node has swap and its kubelet allows it (\`failSwapOn: false\`). What that means depends on \`memorySwap.swapBehavior\`: with \`UnlimitedSwap\` (before 1.30) containers swap without bound and their limit no longer ends a leak; with \`LimitedSwap\` Burstable containers may swap in proportion to their request, so they grow slow before they die; with \`NoSwap\`, the default, containers stay in memory, daemons do not.

The kubelet's \`memory.available\` does not count swap: pods are evicted while swap is still free. The kernel's badness counts what is swapped out.`,
		message: (p) => {
			const use =
				p.swapTotal === null || p.swapUsed === null
					? ""
					: ` ${formatBytes(p.swapUsed)} of ${formatBytes(p.swapTotal)} swap is in use.`;
			const what = {
				unlimited: "containers may swap without bound",
				limited: "Burstable containers may swap in proportion to their request",
				tolerated: "there is swap that containers are kept from, daemons are not",
			}[p.setting];
			return `${onNodes(p.nodes)} ${what}.${use}`;
		},
	},
	"pressure/all-replicas-on-one-node": {
		title: "all replicas on one node",
		about: `All replicas of a workload run on one node although others take pods too. When that node runs out of memory or is drained, none is left. A topology spread constraint or a pod anti-affinity spreads them.`,
		message: (p) =>
			`All ${p.replicas} replicas of ${p.workload.kind} ${p.workload.namespace}/${p.workload.name} run on one node, of ${p.nodes} that take pods.`,
	},
	"pressure/critical-before-unimportant": {
		title: "a critical pod goes before an unimportant one",
		about: `When a node runs out of memory at once, the kernel chooses by oom_score_adj and use, and neither knows priorities. A container of a critical pod (static, or of priority class system-cluster-critical) with a small request then goes before an ordinary Guaranteed one. Since 1.22 only system-node-critical pods are spared.

A larger memory request, or requests equal to limits, moves it back. A warning where it would be the very first on its node.`,
		message: (p) => {
			const on =
				p.nodes.length === 1
					? p.nodes[0]
					: `${p.nodes[0]} and ${count(p.nodes.length - 1, "other node", "other nodes")}`;
			return `On ${on} the kernel would kill ${nameOf(p.critical)}${adj(p.critical)} of a critical pod, in place ${p.kernelRank}, before ${nameOf(p.unimportant)}${adj(p.unimportant)} of priority ${p.unimportant.priority}.`;
		},
	},
	"pressure/control-plane-single": {
		title: "a single control plane",
		about: `One node holds the control plane, or etcd has fewer than three members. While it is away pods run on, but nothing is scheduled, no node is told of changes, and every agent tries to reach it; agents with a known bug grow until they are killed (\`advisory/k3s-agent-oom-servers-down\`).

Told by the nodes' roles and etcd's static pods. A managed control plane is on no node and is not judged, nor is a cluster of a single node. Three servers, each with a member of etcd, live through the loss of one.`,
		message: (p) => {
			const etcd = p.etcdMembers === null ? "" : ` etcd has ${count(p.etcdMembers, "member", "members")}.`;
			return `${count(p.nodes.length, "node holds", "nodes hold")} the control plane of ${count(p.workers, "worker", "workers")}: ${p.nodes.join(", ")}.${etcd} ${p.etcdMembers === 2 ? "It needs both: when one is away, it stands still." : "When it is away, nothing takes its place."}`;
		},
	},
	"pressure/node-disconnected": {
		title: "a node is not heard of",
		about: `A node has not renewed its Lease for a minute, or the node controller calls it unknown. It may be dead, or cut off: then its pods run on, its agent tries to reach the control plane, and memory is no longer reported.

Read from the Leases in \`kube-node-lease\` and the condition \`Ready\`. What the node does meanwhile shows only in a history that scrapes it directly (\`leak/while-disconnected\`).`,
		message: (p) => {
			const long = p.silentSeconds === null ? "" : ` for ${shortDuration(p.silentSeconds)}`;
			return `${count(p.nodes.length, "node", "nodes")} of ${p.of} ${p.nodes.length === 1 ? "has" : "have"} not been heard of${long}: ${p.nodes.slice(0, 5).join(", ")}${p.nodes.length > 5 ? ", …" : ""}.`;
		},
	},
	"pressure/outage-headroom": {
		title: "memory for an outage is short",
		about: `A process of the node (the kubelet, k3s, the container runtime) grows, above all while the control plane is away. Divided by that growth, what the node has available above its eviction threshold is how long it lives through an outage; less than twelve hours is told.

The growth is that seen while the node was cut off (\`leak/while-disconnected\`), else as it is now (\`leak/daemon\`). Pods are evicted before the end, but what grows is no pod.`,
		message: (p) =>
			`At this slope the agents last ${shortDuration(p.seconds)} without their control plane: ${p.daemon === "" ? "a process of the node" : p.daemon} on ${p.nodes[0]} grows by ${formatBytes(p.bytesPerHour)} an hour, and ${formatBytes(p.available)} are available. ${shortDuration(p.wantedSeconds)} are wanted${p.nodes.length > 1 ? `; ${p.nodes.length} nodes have less` : ""}.`,
	},
	"pressure/no-disruption-budget": {
		title: "key workloads without a disruption budget",
		about: `A replicated workload of cluster-critical priority, or a database, has no PodDisruptionBudget. When nodes are drained, as one does to mend them after an outage, all its pods may be taken at once.

Databases are told by the name of their image, which is a guess. Budgets whose selector uses expressions are not understood; where there are any, nothing is said.`,
		message: (p) =>
			`${count(p.count, "key workload has", "key workloads have")} no PodDisruptionBudget: ${p.workloads.join(", ")}${p.count > p.workloads.length ? ", …" : ""}.`,
	},
	"pressure/churn": {
		title: "much comes and goes",
		about: `So many namespaces, volume claims, pods or nodes were created or deleted in the last hour. Operators and agents watch them, and one that forgets to forget grows with each: where operators, agents or processes of nodes leak at the same time, they are named, and this is a warning.

Counted from the ages of what is there and from events: what came and went within the hour without an event is not seen, so it is at least so many. A history that counts (kube-state-metrics, the recorder) can tell what drives a leak: \`leak/driven\`.`,
		message: (p) => {
			const rates = p.rates.map(
				({ kind, perHour, complete }) => `${complete ? "" : "at least "}${perHour} ${CHURNED[kind]}`,
			);
			const growing = p.growing.length === 0 ? "" : ` Growing meanwhile: ${p.growing.join(", ")}.`;
			return `In the last hour ${rates.join(", ")} came or went.${growing}`;
		},
	},
};

const CHURNED = {
	namespaces: "namespaces",
	persistentvolumeclaims: "volume claims",
	pods: "pods",
	nodes: "nodes",
} as const;

/** `On node-1`, `On 3 nodes (a, b, c)`. */
function onNodes(nodes: readonly string[]): string {
	const [first = "", ...others] = nodes;
	if (others.length === 0) return `On ${first}`;
	const shown = nodes.slice(0, 3).join(", ");
	return `On ${nodes.length} nodes (${shown}${nodes.length > 3 ? ", …" : ""})`;
}

function nameOf({ namespace, pod, container }: NamedContainer): string {
	return `${namespace}/${pod} (${container})`;
}

function adj({ oomScoreAdj }: NamedContainer): string {
	return oomScoreAdj === null ? "" : `, oom_score_adj ${oomScoreAdj},`;
}

function count(n: number, one: string, many: string): string {
	return `${n} ${n === 1 ? one : many}`;
}
