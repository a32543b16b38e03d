import type { CgroupMemory } from "../../model/kernel.ts";
import { isSameLimit } from "../../model/kernel.ts";
import type {
	DeathParams,
	DeathRuleParams,
	Disagreement,
	Graph,
	GraphReason,
	HolderParams,
	OomParams,
	OwnBound,
	PodDeathParams,
	StopCause,
} from "../../model/rules.ts";
import { exitText, formatBytes, percent, shortDuration, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { report } from "./report.ts";

export const deathRules: Pick<RulesWords, keyof DeathRuleParams> = {
	"death/container-limit": {
		title: "killed at its memory limit",
		about: `The processes of the container together reached the container's memory limit, the kernel could reclaim nothing more, and its OOM killer ended one of them.

Told by the kernel's own report, when the kernel log of the node could be read: the cgroup whose limit fired is the container's, or the pod's where this one container makes up all of it. Without it, by the status the container runtime reports (reason \`OOMKilled\`, a limit that is set) and by the last sample of its working set; the confidence is lower then, because the runtime cannot say whether it was the container's limit or one above it. It is lowered further where sources contradict each other: the kernel log covers that time and holds no such kill, or a clock is wrong.

Not told from \`OOMKilled\` alone: with exit code 0 or 143 that reason is left over from an earlier kill (death/stale-oomkilled); while the kubelet was stopping the container it may be too; when the node reported an OOM of its own at that moment, or was short of memory while the container stood far below its limit, the limit was not the cause (death/node-out-of-memory).`,
		message: (p) => `${killedAt(p)}${graphText(p.graph)}${ownSetting(p)}${tail(p)}`,
	},
	"death/child-killed": {
		title: "a process in it was killed, it lives on",
		about: `The kernel's OOM killer ended a process in the container, and the container went on: with cgroup v1, Kubernetes before 1.28, or the kubelet's \`singleProcessOOMKill\` only the chosen process dies, and where that is not the container's first one nothing restarts. The status of the pod says nothing of it.

Told by the kernel's report alone: its cgroup is that of an instance which is still running, or which ended later and otherwise. What became of the work that process did only the application knows.`,
		message: (p) => {
			const rss = p.victimRss === null ? "" : ` (${formatBytes(p.victimRss)} resident)`;
			const times = p.kernelKills === 1 ? "" : `, the last of ${p.kernelKills} such kills`;
			const fired = p.graph.limit ?? p.memoryLimit;
			const own =
				p.memoryLimit === null ? "the container has none" : `the container's own is ${formatBytes(p.memoryLimit)} now`;
			const limit =
				p.level !== "container" || fired === null
					? ` ${AT_LEVEL[p.level]}`
					: isSameLimit(fired, p.memoryLimit)
						? ` at the container's limit of ${formatBytes(fired)}`
						: ` at a limit of ${formatBytes(fired)} (${own})`;
			return `The kernel killed the process ${p.victim}${rss} in it${limit}${when(p.at)}${times}. The container lived on, so its status shows nothing.${graphText(p.graph)}${ownSetting(p)}`;
		},
	},
	"death/parent-limit": {
		title: "killed at a limit above its own",
		about: `A limit above the container's fired: that of the pod (pod-level resources, or the sum of its containers' limits), of a QoS class, of all pods (the node's allocatable memory, which the kubelet enforces on the cgroup \`kubepods\`), or of a slice further up. The container itself may have been far below its own limit.

Told by the kernel's report, which names the cgroup whose limit fired; the container runtime does not know it. Without the kernel log only where the pod has a limit and the container has none (as a debugger that \`kubectl debug\` put in), with less confidence. Not told where the pod's limit is one container's alone: the pod's then fires a moment before the container's own, because the pause process counts there too.`,
		message: (p) => {
			const limit = p.limit === null ? "" : ` of ${formatBytes(p.limit)}`;
			return `The kernel killed ${victim(p)} because ${OWNER[p.owner]}${limit} was reached, ${ended(p)}.${graphText(p.graph)}${tail(p)}`;
		},
	},
	"death/node-out-of-memory": {
		title: "killed because the node ran out of memory",
		about: `The node as a whole had no memory left, and the kernel chose a process of this container: the one whose share of the node's memory, plus its oom_score_adj from the QoS class, was highest. The container was below its own limit, or has none.

Told by the kernel's report (\`global_oom\`, or the constraint of a cpuset or memory policy). Kernels before 5.0 do not print whose process it was, nor do later ones where many reports come at once: then by such a kill in that very second, whose oom_score_adj, where it is told, is the one this container has. Without the kernel log by events of the node at that moment (\`SystemOOM\`, node-problem-detector's \`OOMKilling\`); by \`OOMKilled\` of a container that has no limit at all; or by \`OOMKilled\` of one that stood far below its limit seconds before, on a node that was short of memory. These are less sure.

The kernel's report lists every process of the node: the largest by resident memory are named, as the one killed need not be the one that held the most. Their pods are named where another line of the log tells them. A table that is not seen whole names nobody.

Unlike an eviction by the kubelet, the container is started again in place and the pod is never called Evicted.`,
		message: (p) => {
			const score = p.oomScoreAdj === null ? "" : ` (oom_score_adj ${p.oomScoreAdj})`;
			return `${ranOut(p)} and the kernel killed ${victim(p)}${score}, ${ended(p)}.${ownLimit(p)}${holdersText(p)}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/evicted": {
		title: "evicted by the kubelet",
		about: `The kubelet found the node short of memory (or disk, inodes, process ids) and ended the pod to get some back: first those that use more than they requested, then by priority, then by how far they exceed their request. Also a pod that used more local storage than its limit.

Told by the pod's status (phase Failed, reason Evicted), or by the event where the pod is gone already. The message names the resource, in newer kubelets the threshold and what was available, and the containers that used more than they requested. Whether the threshold was a soft one is told from how long the containers were left to end.

\`The node had condition\` in the message is a refusal at admission, not an eviction (death/refused).`,
		message: (p) => {
			const short =
				p.overran !== null
					? `The kubelet evicted the pod for its own use, while the node was short of nothing: ${OVERRAN[p.overran.of](p.overran.name)}${p.overran.limit === null ? "" : ` of ${formatBytes(p.overran.limit)}`}`
					: p.resource === ""
						? "The kubelet evicted the pod"
						: `The node was short of ${p.resource} and the kubelet evicted the pod`;
			const memory = p.resource === "memory";
			const available =
				memory && p.available !== null && p.threshold !== null
					? ` ${formatBytes(p.available)} were available, the threshold is ${formatBytes(p.threshold)}.`
					: "";
			const used =
				memory && p.offender !== null && p.usage !== null && p.request !== null
					? ` ${p.offender} used ${formatBytes(p.usage)} and had requested ${p.request === 0 ? "nothing" : formatBytes(p.request)}.`
					: "";
			const soft =
				p.soft === null
					? ""
					: p.soft
						? " It was given time to end (a soft threshold)."
						: " It was ended at once (a hard threshold).";
			return `${short}${when(p.at)}.${available}${used}${soft}${ofPod(p)}`;
		},
	},
	"death/refused": {
		title: "refused by the kubelet",
		about: `The scheduler had placed the pod, and the kubelet did not let it start: the node was under pressure (under memory pressure alone only best-effort pods that do not tolerate the taint are refused), or did not have what the pod asks for, or could not admit it otherwise. Nothing of the pod ever ran, unless the kubelet itself started anew meanwhile: it then asks the same of pods that run already, and ends those it refuses.

Told by the pod's status: phase Failed, reason Evicted with \`The node had condition\`, or \`OutOfmemory\` and its like.`,
		message: (p) => {
			const why =
				p.cause === "condition"
					? `the node had the condition ${p.of.join(", ")}`
					: p.cause === "resource"
						? `the node had too little ${p.of.join(", ")}`
						: `of ${p.reason}`;
			const bytes = p.of[0] === "memory" ? formatBytes : String;
			const numbers =
				p.requested === null || p.used === null || p.capacity === null
					? ""
					: ` It asks for ${bytes(p.requested)}, ${bytes(p.used)} of ${bytes(p.capacity)} were taken.`;
			return `The kubelet refused the pod${when(p.at)}, because ${why}.${numbers}${ofPod(p)}`;
		},
	},
	"death/probe": {
		title: "stopped because a probe failed",
		about: `A liveness or startup probe failed as often as its threshold allows, and the kubelet stopped the container: SIGTERM, and SIGKILL (exit code 137) when the grace period was over. It looks like an OOM kill and is none.

Told by the kubelet's \`Killing\` event, which names the probe. Events are kept for an hour by default: without them the end is not known. Of a pod that has had many, the kubelet holds further ones back: SIGKILL or SIGTERM after an earlier end by the same probe is then told with less confidence. The finding says whether memory was why it did not answer: it stood at its limit, the kernel had killed a process in it, every task waited for memory for a tenth of the last two minutes or more (pressure stall information, which cAdvisor's metrics hold on cgroup v2), or its last lines or the JVM's own metrics tell of long collections.`,
		message: (p) => {
			const how = p.failures === null ? "" : ` ${p.failures === 1 ? "once" : `${p.failures} times so far`}`;
			const output = p.output === "" ? "" : ` (“${p.output.replace(/[.\s]+$/, "")}”)`;
			const kill = p.killed
				? ` It did not stop within its grace period${p.graceSeconds === null ? "" : ` of ${p.graceSeconds} s`} and was killed.`
				: "";
			const memory = p.memory === null ? " Whether memory was the reason is not known." : ` ${PROBE_MEMORY[p.memory]}`;
			return `Its ${p.probe} probe failed${how}${output} and the kubelet stopped it, ${ended(p)}.${kill}${memory}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/outside-kill": {
		title: "killed from outside, not for memory",
		about: `The container got SIGKILL, and neither the kernel's OOM killer nor the kubelet sent it: somebody on the node, the container runtime, or a process with the right to did. So does a daemon that kills for memory by itself and whose line was not read (death/oom-daemon), as it stands in the node's journal alone. A program that exits with 137 by itself, as a shell does whose child was killed, looks the same.

Told only where the kernel log surely covers that moment and holds no kill (one whose times name no zone does where it reaches over it in every zone, or where a kill in it fits the end of another container; lost lines are holes in it), or where the events do and a fresh sample stood far below the limit. Otherwise a missed OOM kill looks the same, and the death is called unknown.`,
		message: (p) =>
			`It was killed from outside, ${ended(p)}. Neither the kernel nor the kubelet did it for want of memory; a program that exits with 137 by itself looks the same.${lastSeen(p, p.memoryLimit)}${tail(p)}`,
	},
	"death/oom-daemon": {
		title: "killed by an OOM daemon of its node",
		about: `Neither the kernel nor the kubelet: a program of the node that watches memory killed everything in the pod's cgroup at once, before the kernel had to. That is the OOM controller of Talos (from 1.12 on, unless its OOMConfig turns it off), or systemd-oomd where it was told to watch the pods. They go by how long tasks wait for memory (PSI), so that they also kill with memory still free, as under much reading and writing of files. To the runtime that is no OOM kill: the status says \`Error\` and 137.

Told by the daemon's own line, which names the pod's cgroup: Talos writes it into the kernel's log (\`talosctl dmesg\`), systemd-oomd into the journal, and so into syslog. Without that line the death is one from outside, or not known.

earlyoom names a process and its pid, and no cgroup. A container of its node that ended with SIGKILL or SIGTERM in the seconds after, by nobody else's doing, is told with less confidence: another container's process may have been meant. To be sure, compare the pid with what ran (\`ps\`, \`crictl inspect\`) or the name with the image's program.

By its default Talos picks from the pods without a memory limit on their cgroup, the BestEffort first, then the Burstable, the larger before the smaller; a pod all of whose containers have a memory limit is never picked, whatever its priority. What made the node wait for memory may be another pod, or no pod at all.`,
		message: (p) => {
			const who = { talos: "The OOM controller of Talos", "systemd-oomd": "systemd-oomd", earlyoom: "earlyoom" }[
				p.daemon
			];
			if (p.victim !== null)
				return `${who} killed a process ${p.victim.process === "" ? "" : `"${p.victim.process}" `}(pid ${p.victim.pid}) of the node when this container ended, ${ended(p)}. Its line names no container: that the process was this one's is likely, as nothing that was read shows anybody else ending it, and not certain. It acts when memory and swap of the node are nearly full.${lastSeen(p, p.memoryLimit)}${tail(p)}`;
			const times = p.daemonKills > 1 ? ` It did so ${p.daemonKills} times in this pod.` : "";
			const why =
				p.daemon === "talos"
					? " It acts when tasks of the node wait long for memory, even with memory free, and by default spares pods all of whose containers have a memory limit."
					: " It acts when tasks wait long for memory, or memory and swap are nearly full.";
			return `${who} killed it with all of the pod, ${ended(p)}.${times}${why}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/own-heap-limit": {
		title: "ran into its own memory bound",
		about: `The program ran into a bound of its own: the JVM's heap or metaspace, V8's old space, .NET's heap limit, PHP's memory_limit, a GPU's own memory, a full /dev/shm, or an allocation that failed (PostgreSQL's shared_buffers, InnoDB's buffer pool, nginx's zones). The container's limit was not reached, and raising it alone changes nothing unless the bound follows it.

Told by the last lines the container wrote (the termination message, with \`terminationMessagePolicy: FallbackToLogsOnError\` the log's end, or the log of the previous instance) together with the exit code: 3 for the JVM's ExitOnOutOfMemoryError, 134 for an abort of V8, .NET or C++, 255 for PHP, 1 for an uncaught exception, 137 for a .NET runtime that gets no memory to start with: that is a code of its own and no SIGKILL. Without such a line it is not told, but for Windows, whose exit code says it (0xC0000017, STATUS_NO_MEMORY, and its kin). What a client prints of its server's memory is not the client's: of PostgreSQL's words only those with the prefix of a server's log count.`,
		message: (p) => {
			const bound = p.bound === null ? "" : ` at ${formatBytes(p.bound)}`;
			const settings =
				p.runtime === "gpu"
					? " It was the GPU that was full: its memory counts toward no limit of the container's."
					: p.runtime === "shm"
						? " It was /dev/shm that was full, and no limit of the container's: it holds 64Mi, or what the volume mounted there holds. An emptyDir with medium Memory mounted at /dev/shm makes it larger (its sizeLimit bounds it; what is in it counts toward the memory limit)."
						: p.runtime === "windows"
							? " Windows kills nobody for memory: it refuses what goes beyond the container's limit, or beyond what the node can commit."
							: p.settings.length === 0
								? " No setting of its own bounds this: the operating system refused the memory, or the container's limit on processes or address space did."
								: ` What moves that bound: ${p.settings.join(", ")}.`;
			const limit = p.memoryLimit === null ? "" : ` The container's limit is ${formatBytes(p.memoryLimit)}.`;
			return `The program ran into its own bound${bound}: ${p.problem} (${RUNTIME[p.runtime]}), ${ended(p)}.${settings}${limit}${lastSeen(p, p.memoryLimit)}${tail(p)}`;
		},
	},
	"death/stale-oomkilled": {
		title: "OOMKilled is left over, it ended otherwise",
		about: `The status says \`OOMKilled\`, but the container ended with exit code 0 or by SIGTERM, which no OOM kill does; or with another code of its own, while the kernel log, which covers that, holds no kill in it at that time. The runtime takes that reason from a counter of the container's cgroup, and the counter never goes down: a process in it was killed at some earlier time. Where the kernel log covers its whole life and holds none, the runtime was wrong: containerd has taken the end of a cgroup for an OOM.

If the kernel log could be read, the earlier kill is told as death/child-killed.`,
		message: (p) => {
			const earlier = p.neverKilled
				? "The kernel log covers its whole life and holds no kill in it."
				: p.kernelKills === 0
					? "At some time before, the kernel had killed a process in it."
					: `The kernel had killed ${p.kernelKills === 1 ? "a process" : `${p.kernelKills} processes`} in it before.`;
			return `The reason OOMKilled is ${p.neverKilled ? "wrong" : "left over"}: it ended with ${ended(p)}, which is no OOM kill. ${earlier}${tail(p)}`;
		},
	},
	"death/unreported-oom": {
		title: "killed at its memory limit, reported as Error",
		about: `The kernel killed the container at its own memory limit, and the status says no more than \`Error\`, exit code 137: the runtime read the cgroup's counter too late or not at all. Dashboards and alerts that look for \`OOMKilled\` do not see this death.

Told by the kernel's report for this very container; with less confidence by a kill of the same second on the same node that names no cgroup, in the kernel log or in node-problem-detector's \`OOMKilling\` event. Where the victim was the pod's sandbox, its containers end with it, by whatever code: the pause process, which kernels before 5.9 choose in Guaranteed pods, or gVisor's and Kata's, which hold all memory of the pod.`,
		message: (p) =>
			`${killedAt(p)} The status calls it ${p.reason || "nothing"}.${graphText(p.graph)}${ownSetting(p)}${tail(p)}`,
	},
	"death/preempted": {
		title: "preempted by a pod of higher priority",
		about: `A pod of higher priority needed its place: the scheduler deleted it (condition DisruptionTarget, reason PreemptionByScheduler, event Preempted), or the kubelet ended it to admit a critical pod (event Preempting). Its own memory has no part in it, except that requests decide who fits.`,
		message: (p) => {
			const other = p.preemptor === "" ? "a pod of higher priority" : `${p.preemptor}, which has a higher priority,`;
			const by =
				p.by === "kubelet"
					? "The kubelet ended the pod to make room for a critical one"
					: `The scheduler deleted the pod to make room for ${other}`;
			return `${by.replace(/,$/, "")}${when(p.at)}. Its priority is ${p.priority}.${ofPod(p)}`;
		},
	},
	"death/grace-period": {
		title: "killed at the end of its grace period",
		about: `The container was asked to stop (SIGTERM), was still there when its grace period ended, and got SIGKILL: exit code 137, which looks like an OOM kill and is none. It happens in roll-outs, drains, scale-downs and node shutdowns, to programs that ignore SIGTERM or need longer.

Told by the pod's deletion time, or by the kubelet's \`Killing\` event a grace period before the end.`,
		message: (p) => {
			const grace = p.graceSeconds === null ? "its grace period" : `its grace period of ${p.graceSeconds} s`;
			return `It was asked to stop (${STOP[p.cause]}), did not within ${grace}, and was killed, ${ended(p)}.${tail(p)}`;
		},
	},
	"death/system-service": {
		title: "a service of the node was killed",
		about: `The kernel's OOM killer ended the kubelet, the container runtime, k3s or another service of the node. The pods of the node may then stop being looked after, or die with it.

Told by the kernel's report: the victim's cgroup is no pod's. Where the service is killed at a limit of its own, that limit is named; otherwise the node ran out, and memory was not reserved for the system (\`systemReserved\`, \`kubeReserved\`).`,
		message: (p) => {
			const process = p.service === p.process ? "" : `, process ${p.process}`;
			const rss = p.victimRss === null ? "" : `, ${formatBytes(p.victimRss)} resident`;
			const why =
				p.level === "node"
					? "because the node ran out of memory"
					: `at ${p.limit === null ? "a limit of its own" : `its limit of ${formatBytes(p.limit)}`}`;
			const times = p.kernelKills === 1 ? "" : ` It was killed ${p.kernelKills} times.`;
			return `The kernel killed ${p.service}${process}${rss}, ${why}${when(p.at)}.${times}${holdersText(p)}`;
		},
	},
	"death/memory-volume": {
		title: "a memory-backed volume filled its limit",
		about: `Files in an emptyDir with \`medium: Memory\` count as memory of the container that wrote them. They filled the limit, and the kernel killed a process for it, though the processes themselves used little. The files outlive a restart of the container: the next instance starts with the limit half full.

Told by the kernel's report, which says how much shared memory counted, in a container that mounts such a volume; with less confidence by a sample at the limit of which the processes' own memory (RSS) was less than half.`,
		message: (p) => {
			const held = p.shmem === null ? "" : ` (${formatBytes(p.shmem)} of ${formatBytes(p.memoryLimit)})`;
			const bound =
				p.sizeLimit === null ? "The volume has no size limit." : `The volume may hold ${formatBytes(p.sizeLimit)}.`;
			return `The memory-backed volume ${p.volume} at ${p.mountPath} filled the limit${held}, and the kernel killed ${victim(p)}, ${ended(p)}. ${bound}${graphText(p.graph)}${tail(p)}`;
		},
	},
	"death/crashed": {
		title: "ended by its own error",
		about: `The program ended with an error code or a signal of its own, and nothing that was seen speaks of memory. Listed so that every restart has its cause; it is no matter of limits.

Not told where memory may have a part: the last sample stood at the limit, the last lines speak of memory, or it ended without a word of why by SIGABRT, the JVM's code 3, or SIGBUS, which a full \`/dev/shm\` sends too.`,
		message: (p) => {
			const line = p.line === "" ? "" : ` Its last line: “${p.line}”.`;
			const what = p.neverStarted ? "The runtime could not start it" : "The program ended by its own error";
			return `${what}, ${ended(p)}. Memory has no part in it as far as was seen.${line}${tail(p)}`;
		},
	},
	"death/unknown": {
		title: "died, cause not known",
		about: `The container ended and nothing that was seen says why. The finding lists what would have told: the kernel log of the node, the events of the pod (kept for an hour by default), a memory series around the moment, the last lines the container wrote. A line of these that speaks of memory, or of a process that was killed, is quoted: it may be the cause, and alone proves none.`,
		message: (p) => {
			const wanted =
				p.missing.length === 0 ? "" : ` To know next time: ${p.missing.map((m) => report.missing[m]).join("; ")}.`;
			const line = p.line === "" ? "" : ` Near its end it wrote: “${p.line}”.`;
			return `It ended with reason ${p.reason || "none"}, ${ended(p)}. The cause is not known.${line}${wanted}${tail(p)}`;
		},
	},
};

const AT_LEVEL = {
	container: "at the container's limit",
	pod: "at the pod's limit",
	parent: "at a limit above the pod",
	node: "because the node ran out of memory",
} as const;

const OWNER = {
	pod: "the limit of its pod",
	qos: "the limit of its QoS class",
	"all-pods": "the limit of all pods on the node (its allocatable memory)",
	other: "a limit above the pod",
} as const;

const PROBE_MEMORY = {
	"at-limit": "It stood at its memory limit then: reclaim leaves little time to answer.",
	"killed-inside": "The kernel had killed a process in it for memory before.",
	stalled: "Its tasks waited for memory to be reclaimed just then, which leaves little time to answer.",
	collecting: "Its collector held it up just then: a full heap leaves little time to answer.",
	none: "Memory was not the reason.",
} as const;

const RUNTIME = {
	jvm: "JVM",
	node: "Node.js",
	go: "Go",
	python: "Python",
	dotnet: ".NET",
	php: "PHP",
	ruby: "Ruby",
	native: "C or C++",
	rust: "Rust",
	erlang: "Erlang",
	haskell: "Haskell",
	postgres: "PostgreSQL",
	innodb: "InnoDB",
	nginx: "nginx",
	windows: "Windows",
	shm: "shared memory",
	gpu: "the GPU's own memory",
} as const;

const STOP: Record<StopCause, string> = {
	deleted: "the pod was deleted or replaced",
	drained: "the eviction API, as in a drain",
	tainted: "a taint of its node",
	"scaled-down": "its controller removed it",
	"node-shutdown": "the node shut down",
	deadline: "its deadline was over",
	changed: "its specification changed",
	"hook-failed": "its postStart hook failed",
};

const DISAGREEMENT: Record<Disagreement, string> = {
	"kernel-silent": "the kernel log covers that time and holds no such kill",
	"stopped-by-kubelet": "the status says OOMKilled, while the kubelet was stopping it",
	"events-held-back":
		"the event that says so is of an earlier end, as the kubelet holds back events of a pod that has had many",
	"node-out-of-memory-too": "the node reported an OOM of its own at that moment",
	"sample-after-death": "its last memory sample bears a later time than its end, so a clock is wrong",
	"runtime-silent": "",
};

/** The largest parts first. */
function kernelParts({ sockets, slab, kernelStack, pageTables }: CgroupMemory): string {
	const parts: [number | null, string][] = [
		[sockets, "socket buffers"],
		[slab, "kernel objects"],
		[kernelStack, "threads' stacks"],
		[pageTables, "page tables"],
	];
	const large = parts.filter(([bytes]) => bytes !== null && bytes > 0).sort(([a], [b]) => (b ?? 0) - (a ?? 0));
	return large.map(([bytes, what]) => `${formatBytes(bytes ?? 0)} of ${what}`).join(", ");
}

const GRAPH: Record<GraphReason, (graph: Graph) => string> = {
	reached: () => "The graph did show it.",
	"spike-between-scrapes": ({ growth }) =>
		growth === null
			? "It grew after the last sample."
			: `It grew after the last sample, by ${formatBytes(Math.round(growth))} a second or faster; a graph cannot show that.`,
	unscraped: () => "It died before its first sample: a graph has nothing of it.",
	"page-cache-left-out": ({ counted }) =>
		`The graph leaves out inactive page cache${counted?.inactiveFile == null ? "" : ` (${formatBytes(counted.inactiveFile)})`}, the limit counts it.`,
	"shared-memory-left-out": ({ counted }) =>
		`Shared memory${counted?.shmem == null ? "" : ` (${formatBytes(counted.shmem)})`} counted, which a graph of RSS leaves out.`,
	"kernel-memory-left-out": ({ counted }) =>
		counted === null
			? ""
			: `Memory that the kernel holds for it counted (${kernelParts(counted)}), which a graph of RSS leaves out.`,
	"node-level": () => "",
	"parent-limit": () => "A graph of this container cannot show it: the limit that fired is not its own.",
	"group-kill": () => "The kernel ended all its processes at once (memory.oom.group).",
	"child-invisible": () => "",
	sticky: () => "",
	missed: () => "",
};

function killedAt(p: DeathRuleParams["death/container-limit"]): string {
	const changed =
		p.limitChangedAt === undefined ? "nothing tells" : `changed in place ${timeText(p.limitChangedAt)}, nothing tells`;
	const at =
		p.memoryLimit === null
			? `its memory limit (${changed} how high that was)`
			: `the memory limit of ${formatBytes(p.memoryLimit)}`;
	return `The kernel killed ${victim(p)} at ${at}, ${ended(p)}.`;
}

/** A cpuset or a memory policy bounds the kernel's search to some of the node's memory: the rest may be free. */
function ranOut({
	constraint,
	nodeMemory,
}: Pick<DeathRuleParams["death/node-out-of-memory"], "constraint" | "nodeMemory">): string {
	const node = `The node${nodeMemory === null ? "" : ` (${formatBytes(nodeMemory)})`}`;
	if (constraint === "cpuset") return `${node} had no memory left on the NUMA nodes that the cpuset allows`;
	if (constraint === "memory-policy")
		return `${node} had no memory left on the NUMA nodes that the memory policy allows`;
	return `${node} ran out of memory`;
}

/** Of a pod that is gone, which has no exit code either, nobody knows its limit. */
function ownLimit({ memoryLimit, exitCode }: Pick<DeathParams, "memoryLimit" | "exitCode">): string {
	if (memoryLimit !== null) return ` Its own limit is ${formatBytes(memoryLimit)}.`;
	return exitCode === null ? "" : " It has no limit of its own.";
}

/** Who held the node's memory, where that is known. */
function holdersText({ holders, reported }: HolderParams): string {
	if (!reported) return "";
	if (holders === null) return " Who held the memory is not known: the kernel's table of processes was not seen whole.";
	const named = holders.map(({ process, pid, rss, oomScoreAdj, pod }) => {
		const whose = pod === null ? "" : `, pod ${pod}`;
		return `${process} (${formatBytes(rss)} resident, pid ${pid}, oom_score_adj ${oomScoreAdj}${whose})`;
	});
	return ` The largest processes of the node then: ${named.join(", ")}.`;
}

function victim({ victim, ofSandbox, reason, exitCode, signal }: OomParams): string {
	if (victim !== null) return ofSandbox ? `the process ${victim} of its pod's sandbox` : `its process ${victim}`;
	// What ends with a code of its own was not killed itself.
	return reason === "OOMKilled" && exitCode !== null && signal !== 9 ? "a process in it" : "it";
}

/** What the graph showed, and why no more than that. */
function graphText(graph: Graph): string {
	const age = graph.age === null ? "" : `, ${shortDuration(graph.age)} before,`;
	const share = graph.share === null ? "" : ` (${percent(graph.share)} of the limit)`;
	const sample =
		graph.workingSet === null ? "" : ` The last sample${age} was ${formatBytes(graph.workingSet)}${share}.`;
	const reasons = graph.reasons.map((reason) => GRAPH[reason](graph)).filter(Boolean);
	return [sample, ...reasons.map((reason) => ` ${reason}`)].join("");
}

function ended(p: DeathParams): string {
	const at = when(p.at);
	const lived = p.livedSeconds === null ? "" : ` after living ${shortDuration(p.livedSeconds)}`;
	return p.exitCode === null
		? `exit code not known${at}${lived}`
		: `exit code ${exitText(p.exitCode, p.signal)}${at}${lived}`;
}

function when(at: number | null): string {
	return at === null ? "" : ` at ${timeText(at)}`;
}

function lastSeen(p: DeathParams, limit: number | null): string {
	if (p.lastWorkingSet === null) return "";
	const age = p.lastWorkingSetAge === null ? "" : `, ${shortDuration(p.lastWorkingSetAge)} before,`;
	const share = limit === null ? "" : ` (${percent(p.lastWorkingSet / limit)} of the limit)`;
	return ` The last sample${age} was ${formatBytes(p.lastWorkingSet)}${share}.`;
}

function ownSetting({ setting, memoryLimit }: Pick<OomParams, "setting" | "memoryLimit">): string {
	if (setting === undefined || memoryLimit === null || memoryLimit === 0) return "";
	return ` Its own setting ${setting.written} allows ${formatBytes(setting.bound)} of that, ${percent(setting.bound / memoryLimit)}: too little is left for the rest.`;
}

/** What every death's sentence ends with: contradictions, restarts, the Job. */
function tail(p: DeathParams): string {
	const against = p.disagreements.map((d) => DISAGREEMENT[d]).filter(Boolean);
	const but = against.length === 0 ? "" : ` Against it speaks: ${against.join("; ")}.`;
	return `${but}${restarts(p)}${p.jobGaveUp ? JOB : ""}`;
}

const OVERRAN: Record<OwnBound["of"], (name: string) => string> = {
	volume: (name) => `the emptyDir volume ${name} grew beyond its sizeLimit`,
	container: (name) => `the container ${name} wrote more than its limit of local storage`,
	pod: () => "its containers together wrote more than their limits of local storage",
};

function ofPod(p: PodDeathParams): string {
	return p.jobGaveUp ? JOB : "";
}

const JOB = " Its Job has reached its backoff limit and given up.";

function restarts(p: DeathParams): string {
	const held = !p.backingOff
		? ""
		: p.backOffSeconds === null
			? "; the next start is held back"
			: `; the next start is held back for ${shortDuration(p.backOffSeconds)}`;
	if (p.restartCount === 0) return held === "" ? "" : ` Not restarted yet${held}.`;
	return ` Restarted ${p.restartCount === 1 ? "once" : `${p.restartCount} times`}${held}.`;
}
