import { isOwnConflict, type LintRuleId, type LintRuleParams } from "../../model/rules-lint.ts";
import { formatBytes } from "../format.ts";
import type { RuleWords } from "../rule-words.ts";
import { budgets } from "./rules-budgets.ts";

const roles: Record<LintRuleParams["lint/no-memory-limit"]["role"], string> = {
	main: "The container",
	sidecar: "The sidecar",
	init: "The init container",
	ephemeral: "The ephemeral container",
};

export const lint: { [R in LintRuleId]: RuleWords<R> } = {
	...budgets,
	"lint/malformed": {
		title: "the document cannot be read as it is meant",
		about: `A YAML or JSON document with an error in it, or with a key that is given twice, of which only the last counts and which \`kubectl apply\` refuses. The other documents of the file are judged all the same. The detail is the parser's own.`,
		message: (p) => {
			switch (p.problem) {
				case "duplicate-key":
					return `The key "${p.detail}" is given twice: the API server refuses it, or takes the last. Remove one.`;
				case "tab":
					return "A tab stands where YAML allows only spaces. Indent with spaces.";
				case "alias":
					return `The alias or merge "${p.detail}" refers to nothing that can be used here. Define its anchor before it, in the same document.`;
				case "depth":
					return "The document is nested deeper than any manifest is, and was not read.";
				case "size":
					return p.detail === ""
						? "The document holds more than a million values, which no manifest does, and was not read. Split it."
						: `The file holds more than ${p.detail} documents: from here on it was not read. Split it.`;
				case "not-an-object":
					return "The document is not a Kubernetes object.";
				case "syntax":
					return `The document is not valid YAML: ${p.detail}. Nothing in it was judged.`;
			}
		},
	},
	"lint/unrendered-template": {
		title: "a template that was not rendered",
		about: `The document holds template actions where Kubernetes wants names, numbers and objects. What it will say is only known once helm, or another engine, has filled it in, so nothing in it was judged. Told from braces that belong to something else (alert rules, dashboards, workflows) by Helm's own names: \`.Values\`, \`.Release\`, \`include\`, blocks. One finding a chart.`,
		message: (p) =>
			p.command === null
				? "A template of another engine than Helm, not rendered and not judged. Judge what it becomes."
				: p.files === 1
					? `A Helm template, not rendered and not judged. Judge what it becomes: ${p.command}`
					: `${p.files} files with Helm templates, not rendered and not judged. Judge what they become: ${p.command}`,
	},
	"lint/no-memory-limit": {
		title: "no memory limit",
		about: `Nothing stops the container before the node itself is short of memory; then the kernel or the kubelet chooses whom to end, and it may be another pod. Not told where the pod as a whole has a limit or a LimitRange in the same input gives a default, nor of a patch (a container without an image). An init container is only a hint: it ends before the pod serves.`,
		message: (p) =>
			`${roles[p.role]} has no memory limit: a leak takes the node's memory before it is stopped. Set resources.limits.memory.`,
	},
	"lint/no-memory-request": {
		title: "no memory request",
		about: `The scheduler places the container as if it needed no memory, and when the node is short its pod is evicted before others: whatever it uses is more than it asked for. A limit without a request is a request of the same size, so that is not told; nor where the pod or a LimitRange gives one.`,
		message: (p) =>
			`${roles[p.role]} has no memory request: the scheduler counts it as nothing, and it is among the first to be evicted. Set resources.requests.memory to what it normally uses.`,
	},
	"lint/best-effort": {
		title: "a pod without any request or limit (BestEffort)",
		about: `No container of the pod has a request or a limit of anything: its quality of service is BestEffort. The kernel gives its processes an oom_score_adj of 1000, so they are the first to die when the node runs out, and a node under memory pressure accepts no new ones.`,
		message: (p) =>
			`${p.containers === 1 ? "Its container has no" : `None of its ${p.containers} containers has any`} request or limit: as BestEffort it dies first when the node is short of memory (oom_score_adj 1000).`,
	},
	"lint/limit-below-request": {
		title: "memory limit below the request",
		about: `The API server refuses a container whose limit is below its request. Units are what is most often mistaken: 128M is less than 128Mi.`,
		message: (p) =>
			`The memory limit ${p.limitText} (${count(p.limit)}) is below the request ${p.requestText} (${count(p.request)}): the API server refuses it.`,
	},
	"lint/suspicious-unit": {
		title: "a memory quantity that is surely a slip",
		about: `A quantity that Kubernetes takes differently from how it was meant, or not at all: \`512m\` is half a byte (m is milli), \`64\` is 64 bytes, \`512MB\` is no quantity, \`128M\` beside \`128Mi\` are two sizes, and more than 64Ti no machine has. So is a \`GOMEMLIMIT\` of \`512Mi\`, where Go wants \`512MiB\`, or of \`512\`, which is bytes (also by reference to the limit with a divisor). Placeholders of template engines are left alone.`,
		message: (p) => {
			const meant = p.meant === null ? "" : ` Was ${p.meant} meant?`;
			switch (p.slip) {
				case "milli":
					return `"${p.text}" ends in a thousandth: m means milli, so this is ${count(p.bytes ?? 0)}.${meant}`;
				case "tiny":
					return `"${p.text}" is ${count(p.bytes ?? 0)}: no process fits into that.${meant}`;
				case "huge":
					return `"${p.text}" is ${formatBytes(p.bytes ?? 0)}: more than any node has.${meant}`;
				case "mixed":
					return `"${p.text}" stands beside ${p.meant ?? ""}: the same number in decimal and binary units, and about 5 % apart. Use one kind of unit.`;
				case "not-a-quantity":
					return `"${p.text}" is no Kubernetes quantity: the API server refuses it.${meant}`;
				case "not-of-go":
					return `GOMEMLIMIT=${p.text} is no size for Go, which knows B, KiB, MiB, GiB and TiB: the program ends as it starts.${meant}`;
				case "tiny-for-go":
					return `GOMEMLIMIT=${p.text} is ${count(p.bytes ?? 0)}: the collector runs without end and frees nothing more.${p.meant === null ? " Give it without a divisor, or with its unit (MiB)." : meant}`;
			}
		},
	},
	"lint/setting-not-taken": {
		title: "a memory setting that the program does not take",
		about: `A setting with which the program ends as it starts, or that it never reads: \`-Xmx 512m\` in two words, \`-Xmx512\` (bytes), \`-Xmx512mb\`, an \`-Xms\` above \`-Xmx\`, \`--max-old-space-size=4g\` (it counts MiB, without a unit) or in two words, \`MaxRAMPercentage=75%\`, \`maxmemory 512Mi\`, \`--maxmemory=1gb\`, \`shared_buffers = 1gb\` (PostgreSQL's units are \`MB\` and \`GB\`), \`innodb_buffer_pool_size = 1.5G\`, flags that Node.js refuses in NODE_OPTIONS, single quotes or a line break in it; and flags behind \`-jar app.jar\`, a class or a script, which are the application's own arguments. Held to OpenJDK 17 and 25, Node.js 20 and 24, Redis 7, PostgreSQL 15, MariaDB 10.11, memcached 1.6 and Varnish 7.1. Of variables that a start-up script reads nothing is said.`,
		message: (p) => {
			const meant = p.meant === null ? "" : ` Was ${p.meant} meant?`;
			switch (p.fault) {
				case "no-value":
					return `"${p.setting}" is no value that ${p.program} reads: it ends as it starts.${meant}`;
				case "two-words":
					return `"${p.setting}" is in two words, and ${p.program} takes no value from the second: it ends as it starts. Write ${p.meant}.`;
				case "one-word":
					return `"${p.setting}" is in one word, which ${p.program} takes for the name of a setting: it ends as it starts. Write ${p.meant}, in two.`;
				case "bytes":
					return `"${p.setting}" is less than any heap takes (without a letter it counts bytes): ${p.program} ends as it starts.${meant}`;
				case "initial-above-maximum":
					return `"${p.setting}" is above "${p.beside ?? ""}": ${p.program} ends as it starts. Lower the one, or raise the other.`;
				case "not-in-node-options":
					return `"${p.setting}" is not allowed in NODE_OPTIONS: ${p.program} ends as it starts. Give it on the command line.`;
				case "quotes":
					return `Single quotes are letters like any other in NODE_OPTIONS: ${p.program} ${p.setting.startsWith("'") ? `does not read ${p.setting}` : `ends as it starts with ${p.setting}`}. Write ${p.meant}.`;
				case "line-break":
					return `NODE_OPTIONS holds a line break, which ${p.program} takes for a part of the option beside it (${p.setting}): it ends as it starts. Write it on one line, in YAML with ">-" in place of "|" or ">".`;
				case "behind-program":
					return `"${p.setting}" stands behind what ${p.program} runs, and is an argument of that: it bounds nothing. Put it before.`;
			}
		},
	},
	"lint/ratio-too-wide": {
		title: "memory limit far above the request",
		about: `The limit is more than eight times the request. The scheduler fills a node by requests; a few containers that then grow toward such limits take memory that was promised to others, and the kernel ends one of them although all stay below their limits.`,
		message: (p) =>
			`The limit ${formatBytes(p.limit)} is ${Math.floor(p.ratio)} times the request ${formatBytes(p.request)}: the node is filled by the request, and memory that was promised twice ends in an OOM kill or an eviction. Raise the request to what it really uses.`,
	},
	"lint/memory-volume-unbounded": {
		title: "a volume in memory without a size limit",
		about: `An emptyDir with \`medium: Memory\` is a tmpfs: what is written to it counts as memory of the container that wrote it, and is not given back until it is deleted. Without \`sizeLimit\` it may grow to all that the pod may use, or half of the node.`,
		message: (p) =>
			`The volume ${p.volume} lives in memory and has no sizeLimit: files in it count toward ${p.limit === null ? "the node's memory" : `the memory limit of ${formatBytes(p.limit)}`}. Set emptyDir.sizeLimit.`,
	},
	"lint/memory-volume-above-limit": {
		title: "a volume in memory larger than the memory limit",
		about: `Files in an emptyDir with \`medium: Memory\` count toward the memory limit of the container that writes them. A size limit at or above that memory limit bounds nothing: the container is killed before the volume is full.`,
		message: (p) =>
			`The volume ${p.volume} may hold ${formatBytes(p.size)} in memory, and the container that mounts it has a limit of ${formatBytes(p.limit)}: it is killed before the volume is full. Lower sizeLimit, or raise the limit by it.`,
	},
	"lint/removed-api": {
		title: "an API version that Kubernetes no longer serves",
		about: `The API server answers "no matches for kind" and nothing is created. The release is the one that removed it.`,
		message: (p) =>
			`${p.apiVersion} is gone since Kubernetes ${p.removedIn}${p.replacement === null ? ", and nothing replaces it" : `: use ${p.replacement}`}.`,
	},
	"lint/restart-cronjob": {
		title: "a CronJob that restarts pods",
		about: `Restarting on a schedule hides a leak: it costs availability each time, and the leak may be faster than the schedule. The example that is copied most cannot even do it: \`batch/v1beta1\` is gone since 1.25, busybox has no kubectl, and without a service account it may delete nothing.`,
		message: (p) => {
			const problems: Record<(typeof p.problems)[number], string> = {
				"removed-api": "its API version is no longer served",
				"no-kubectl": `the image ${p.image} has no kubectl`,
				"no-service-account": "its service account may not do it",
			};
			return p.problems.length === 0
				? "It restarts pods on a schedule, which hides what makes them grow. plimsoll leaks tells who grows and how fast."
				: `It is to restart pods and cannot: ${p.problems.map((problem) => problems[problem]).join("; ")}. Find what grows instead: plimsoll leaks.`;
		},
	},
	"lint/hpa-on-memory": {
		title: "an HPA on memory that cannot help",
		about: `Scaling out on memory works only if more replicas make each one smaller, and if a share can be computed at all. A share of the request needs a request on every container of the pod. Databases, caches and JVMs keep what they have taken, however many there are: the HPA goes up to its maximum and never comes down.`,
		message: (p) =>
			p.reason === "no-request"
				? `It scales ${p.target} on a share of the memory request, and not every container there has one: the share cannot be computed and nothing is scaled.`
				: `It scales ${p.target} on memory, but ${p.runtime ?? ""} does not give memory back when more replicas share the work: it scales up and never down.`,
	},
	"lint/vpa-with-hpa": {
		title: "VPA and HPA both steer by memory",
		about: `A VerticalPodAutoscaler that sets memory requests and a HorizontalPodAutoscaler that scales on memory, for the same target. Each answers to what the other does: a larger request lowers the share that the HPA sees, fewer pods raise the use that the VPA sees.`,
		message: (p) =>
			`It sets the memory of ${p.target}, and the HPA ${p.autoscaler} scales the same target on memory: neither will settle. Leave memory to one of them (controlledResources: [cpu], or updateMode: "Off").`,
	},
	"lint/limitrange-unsatisfiable": {
		title: "a LimitRange that cannot be met",
		about: `A LimitRange that contradicts itself, which the API server does not take, or that refuses a container or a pod of the same namespace in the same input, which it then does not create.`,
		message: (p) => {
			const [value, bound] =
				p.conflict === "ratio"
					? [String(Number(p.value.toPrecision(4))), String(p.bound)]
					: [formatBytes(p.value), formatBytes(p.bound)];
			const said: Record<typeof p.conflict, string> = {
				"min-above-max": `its min ${value} is above its max ${bound}`,
				"default-above-max": `its default limit ${value} is above its max ${bound}`,
				"default-below-min": `its default limit ${value} is below its min ${bound}`,
				"default-request-above-default": `its default request ${value} is above its default limit ${bound}`,
				"default-request-above-max": `its default request ${value} is above its max ${bound}`,
				"default-request-below-min": `its default request ${value} is below its min ${bound}`,
				"limit-above-max": `the memory limit ${value} is above its max ${bound}`,
				"limit-below-min": `the memory limit ${value} is below its min ${bound}`,
				"request-below-min": `the memory request ${value} is below its min ${bound}`,
				"request-above-default": `the request ${value} has no limit beside it, and the default limit ${bound} is lower`,
				"no-limit": `no memory limit is set, and it wants one of at most ${bound}`,
				"no-request": `no memory request is set, and it wants one of at least ${bound}`,
				"no-ratio": `it bounds the limit at ${p.bound} times the request, and not both are set`,
				ratio: `the limit is ${value} times the request, and it allows ${bound} times`,
			};
			const refused = isOwnConflict(p.conflict) ? "the LimitRange" : "such a pod";
			return `LimitRange ${p.limitRange}: ${said[p.conflict]}. The API server refuses ${refused}.`;
		},
	},
	"lint/quota-unsatisfiable": {
		title: "a ResourceQuota that cannot be met",
		about: `A quota of memory in a namespace refuses every pod that does not say how much it needs, and every pod beyond its sum. Reckoned from the manifests of the same namespace: containers and sidecars together, or a larger init container with the sidecars before it; replicas of Deployments, StatefulSets and bare pods. Quotas with scopes are left alone.`,
		message: (p) => {
			switch (p.reason) {
				case "missing":
					return `ResourceQuota ${p.quota} counts ${p.resource}, and this container has none: its pod is refused.`;
				case "pod":
					return `One pod needs ${formatBytes(p.needed)}, and ResourceQuota ${p.quota} allows ${formatBytes(p.hard)} of ${p.resource} in all: it is refused.`;
				case "sum":
					return `The workloads of the namespace need ${formatBytes(p.needed)} of ${p.resource} with all their replicas, and the quota is ${formatBytes(p.hard)}: the last pods are refused.`;
			}
		},
	},
	"lint/pdb-blocks": {
		title: "a PodDisruptionBudget that allows no eviction",
		about: `With no disruption allowed, the pods cannot be moved off a node that is short of memory or must be drained: \`kubectl drain\` waits for ever. (Evictions by the kubelet under memory pressure do not ask it.)`,
		message: (p) =>
			`${p.setting}${p.replicas === null ? "" : ` with ${p.replicas} replica${p.replicas === 1 ? "" : "s"}${p.target === null ? "" : ` of ${p.target}`}`} allows no eviction at all: a node cannot be drained. Allow at least one (maxUnavailable: 1), or run one replica more.`,
	},
	"lint/pdb-missing": {
		title: "a database of several replicas without a PodDisruptionBudget",
		about: `Replicas of a database, a broker or a cache guard against the loss of one. Without a PodDisruptionBudget, draining nodes (as is done when they are short of memory, or upgraded) may take all of them at once, and each then starts with an empty memory and loads its data again. Known by the image's name; a hint only, because the budget may lie in another repository.`,
		message: (p) =>
			`${p.replicas} replicas of ${p.image} and no PodDisruptionBudget for them among these manifests: a drain may take all at once. Add one with maxUnavailable: 1.`,
	},
	"lint/init-request-dominates": {
		title: "an init container reserves more than the pod needs",
		about: `The scheduler places a pod by its containers together or by its largest init container with the sidecars that start before it, whichever is more, and for as long as the pod lives. A migration or a download that asks for more than twice what the pod needs afterwards keeps that much of a node empty. Not told of jobs.`,
		message: (p) =>
			`This init container requests ${formatBytes(p.request)}, the containers that stay ${formatBytes(p.others)} together: the node keeps ${formatBytes(p.kept)} for the pod as long as it lives${p.kept > p.request ? ", as the sidecars that start before it count with it" : ""}. Move the step into a Job, or lower its request.`,
	},
	"lint/large-image": {
		title: "an image made for building",
		about: `The tag is one with compilers and package managers in it, by its name alone (official images, without a digest's help): ten times the size of its slim variant. Size is not memory, but it is what a node reads before the first request: page cache counted toward the container, a slow start after every OOM kill or eviction, and a full disk that evicts. Only of what serves; a job may compile.`,
		message: (p) =>
			`${p.image} ${p.reason === "build-tools" ? "carries the tools of a build" : "is a whole distribution with its compilers"}: each restart after an OOM kill or an eviction has to pull and read it. ${p.slim === null ? "Copy what was built into a small image (multi-stage build)." : `Use ${p.slim}.`}`,
	},
	"lint/leaky-image": {
		title: "a Java that does not see the memory limit",
		about: `A JVM that does not know its cgroup takes a quarter of the node's memory for its heap, whatever the container's limit, and is killed on the way there. Container support is on by default from 8u191 and 10; nodes with cgroup v2 are understood from 8u372, 11.0.16 and 15. Judged by the image's tag; the frozen images \`java\` and \`openjdk\` by what they were left at. Not told where -Xmx is set.`,
		message: (p) =>
			p.reason === "no-container-support"
				? `${p.image} holds Java ${p.version}, which takes the node's memory for its own: its heap grows past the container's limit. Use ${p.fixedIn} or later, or set -Xmx.`
				: `${p.image} holds Java ${p.version}, which does not see the limit on nodes with cgroup v2: its heap is sized by the node. Use ${p.fixedIn} or later, or set -Xmx.`,
	},
	"lint/probe-kills": {
		title: "a liveness probe that kills under memory pressure",
		about: `A container that is short of memory is slow before it is dead: its pages are being reclaimed, its collector runs. A liveness probe that allows a single miss, or that starts a whole runtime inside the container for each question and waits a second for it, ends it then, and the restart hides the cause.`,
		message: (p) =>
			p.reason === "heavy-exec"
				? `The liveness probe starts ${p.program ?? ""} in the container's own memory and waits ${p.timeoutSeconds} s: when memory is short it fails and the container is restarted. Raise timeoutSeconds to 10 or more, or ask over HTTP or TCP.`
				: `The liveness probe restarts the container after one miss of ${p.timeoutSeconds} s: a pause under memory pressure is enough. Set failureThreshold to 3 or more.`,
	},
};

/** In full: the slip lies in the digits that a unit would hide. */
function count(bytes: number): string {
	return `${bytes} byte${bytes === 1 ? "" : "s"}`;
}
