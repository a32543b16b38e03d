import type { Gap, GapReason } from "../../model/gap.ts";
import type { Looked } from "../../model/report.ts";
import { formatBytes, shortDuration } from "../format.ts";
import type { ReportWords } from "../words.ts";
import { place } from "./place.ts";

const GAP: Record<GapReason, string> = {
	forbidden: "not allowed",
	"timed-out": "timed out",
	absent: "not there",
	failed: "failed",
	malformed: "not readable",
	truncated: "cut short",
	"too-short": "too few samples to judge",
};

export const report: ReportWords = {
	severity: { error: "error", warning: "warning", info: "info" },
	evidence: {
		started: "container started",
		termination: "container ended",
		"last-termination": "last end",
		"waiting-state": "waiting",
		"restart-count": "restarts",
		"pod-status": "pod status",
		"pod-condition": "pod condition",
		"node-condition": "node condition",
		"deletion-requested": "deletion asked for",
		"log-line": "log line",
		"clock-skew": "clock corrected by",
		setting: "setting",
		"rendered-line": "rendered line",
		version: "version",
		"memory-limit": "memory limit",
		"pod-memory-limit": "pod's memory limit",
		"volume-size-limit": "volume's size limit",
		"memory-request": "memory request",
		"working-set": "working set",
		rss: "RSS",
		"memory-stall": "time stalled on memory",
		"collection-pause": "time in collections",
		"kernel-task": "process on the node",
		"kernel-oom-kill": "kernel",
		event: "event",
		"cgroup-usage": "cgroup usage",
		"cgroup-limit": "cgroup limit",
		"counted-anon": "of it anonymous",
		"counted-file": "of it page cache",
		"counted-shmem": "of it shared memory",
		"counted-slab": "of it kernel objects",
		"counted-page-tables": "of it page tables",
		"counted-kernel-stacks": "of it threads' kernel stacks",
		"counted-sockets": "of it socket buffers",
		"node-capacity": "node capacity",
		"node-allocatable": "node allocatable",
		"node-available": "node available",
		"eviction-threshold": "eviction threshold",
	},
	missing: {
		"kernel-log": "the kernel log of the node (a file with --from, or read access to nodes/proxy)",
		events: "the events of the pod, within the hour they are kept",
		series: "a memory series around the moment (--prometheus-url)",
		"last-log-lines": "the last lines it wrote (kubectl logs --previous)",
	},
	remedy: {
		"lower-setting": ({ value }) => `Lower the setting to ${formatBytes(value)}, or raise the limit of the container.`,
		"raise-limit-for-setting": ({ value }) =>
			`Or raise the limit to ${formatBytes(value)}, which leaves room for the rest beside the setting as it is.`,
		"bound-redis-buffers": ({ value }) =>
			`Bound what is beside the data too: output buffers of replicas (${formatBytes(value)}), client buffers, and a backlog for the write rate. Write them into the configuration as well: a command lasts until the next start.`,
		"choose-eviction-policy": ({ value }) =>
			`And choose what happens when the data reaches ${formatBytes(value)}: volatile-lru evicts keys that have an expiry, allkeys-lru any key (for a cache), noeviction refuses writes (where nothing may be lost).`,
		"lower-count": ({ value }) => `Set it to ${value} at most.`,
		"write-quantity": ({ value }) => `Write what was most likely meant: ${formatBytes(value)}.`,
		"write-api-version": ({ change }) =>
			`Write ${change.type === "file-edit" ? change.to : "the version that is served"}: the fields are the same.`,
		"render-chart": () => "Render the chart and judge what comes out.",
		"raise-memory-limit": ({ value }) =>
			`Try a limit of ${formatBytes(value)} (1.2 times what was reached, at least 100Mi more). If the memory grows without end, this only delays the next kill.`,
		"make-pod-anew": ({ value }) =>
			`Try a limit of ${formatBytes(value)}. A pod with memory of its own is not resized while it runs before Kubernetes 1.36: make it anew, which ends it and loses what it keeps in emptyDir volumes. If the memory grows without end, this only delays the next kill.`,
		"raise-pod-memory-limit": ({ value }) =>
			`Try a limit of ${formatBytes(value)} for the whole pod. If the memory grows without end, this only delays the next kill.`,
		"raise-memory-request": ({ value }) =>
			`Request ${formatBytes(value)}, what was in use: the scheduler then keeps that much free, and both the kubelet and the kernel take others first.`,
		"raise-pod-memory-request": ({ value }) =>
			`Request ${formatBytes(value)} for the whole pod, what was in use: it is held to its own request, whatever its containers ask for.`,
		"bound-memory-volume": ({ value }) =>
			`Bound the volume at ${formatBytes(value)}, which leaves the processes what they used: a write beyond it then fails with "no space left", and nothing is killed.`,
		"raise-probe-timeout": ({ value }) => `Give the probe ${value} s to answer.`,
		"raise-startup-threshold": ({ value }) => `Let the startup probe fail ${value} times before it counts.`,
		"upgrade-image": () =>
			"Run the version that holds the fix; where a chart or an operator manages it, upgrade that instead.",
		"apply-stopgap": () => "Until the upgrade, the setting that keeps the bug from biting.",
		"restart-workload": () => "A restart gives the memory back for a while; it does not mend the bug.",
		"restart-service": () =>
			"A restart of the service gives the memory back for a while; it does not mend the bug. Containers go on without the kubelet and containerd; of other services look first at what they hold.",
		"roll-back": () => "Go back to what ran before and did not leak; where a chart or an operator manages it, there.",
		"raise-grace-period": ({ value }) =>
			`Allow ${value} s to stop, if the program needs that long; if it ignores SIGTERM, mend that instead.`,
	},
	risk: { low: "low risk", medium: "medium risk", high: "high risk" },
	label: {
		severity: "SEVERITY",
		rule: "RULE",
		namespace: "NAMESPACE",
		subject: "SUBJECT",
		container: "CONTAINER",
		node: "NODE",
		when: "WHEN",
		what: "WHAT",
		confidence: "CONFIDENCE",
		restarts: "RESTARTS",
		limit: "LIMIT",
		evidence: "Evidence",
		remedy: "Remedy",
		gaps: "Not seen",
		timeline: "Timeline",
		or: "or",
		file: "FILE",
	},
	looked: (l) =>
		l.files !== undefined
			? `Looked at ${count(l.files, "file")}, ${count(l.documents ?? 0, "document")}, ${count(l.templates ?? 0, "pod template")}, ${count(l.containers, "container")} in ${place(l.source)}.${leftOut(l)}`
			: l.pods === 0 && l.series !== undefined
				? `Looked at ${count(l.samples, "memory sample")} of ${l.series} series in ${place(l.source)}.`
				: `Looked at ${count(l.pods, "pod")}, ${count(l.containers, "container")}, ${count(l.nodes, "node")}, ${count(l.events, "event")}, ${count(l.kernelKills, "kernel OOM kill")}, ${count(l.samples, "memory sample")} in ${place(l.source)}.`,
	suppressed: (reason) => `Suppressed: ${reason}`,
	sourceOf: (source) => source,
	heading: (text) => `${text}:`,
	told: (head, text) => `${head}: ${text}`,
	aside: (text, note) => `${text} (${note})`,
	gapLine: (g: Gap) => `${g.source}: ${g.what}: ${GAP[g.reason]}${g.detail === "" ? "" : ` (${g.detail})`}`,
	noDeaths: (l) =>
		l.pods > 0
			? `No death seen in ${count(l.containers, "container")} of ${count(l.pods, "pod")}.`
			: l.series === undefined
				? "Not known: no pod that was asked about could be seen."
				: "Not known: there is no measurement to hold against another.",
	noFindings: (l) =>
		l.pods === 0 && l.files === undefined && l.series === undefined
			? "Not known: no pod was seen there."
			: "Nothing found.",
	bytes: formatBytes,
	duration: shortDuration,
	ago: (seconds) => `${shortDuration(seconds)} ago`,
	reading: (what) => `Reading ${what} …`,
	captured: (path, bytes, l, gaps) =>
		`Wrote ${path} (${formatBytes(bytes)}): ${count(l.pods, "pod")}, ${count(l.nodes, "node")}, ${count(l.events, "event")}, ${count(l.kernelKills, "kernel OOM kill")}, ${count(l.samples, "memory sample")}; ${count(gaps, "gap")}. Secrets are not in it; of environment values, only memory settings.`,
	webhookReady: (address, deny) =>
		`Answering admission reviews on ${address}: ${deny ? "errors are refused" : "/validate warns, /validate/deny refuses errors"}. Ctrl-C ends.`,
	notJudged: "plimsoll could not judge this object, and let it through; its log says why",
	fixed: (edits, files, dryRun) =>
		edits === 0
			? "Nothing that can safely be fixed."
			: `${dryRun ? "Would fix" : "Fixed"} ${count(edits, "place")} in ${count(files, "file")}.`,
	baselineWritten: (path, findings) =>
		`Wrote ${path}: ${count(findings, "finding")}, which --baseline ${path} leaves out from now on.`,
	watching: (source) => `Watching ${source}; Ctrl-C ends.`,
	watchLost: (detail) => `The API server is away (${detail}); trying again.`,
	watchBack: "The API server is back.",
	serving: (url) => `⦵ ${url}`,
};

function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** What settings and baseline leave out is not lost without a word. */
function leftOut({ ignored = 0, known = 0 }: Looked): string {
	return [
		ignored === 0 ? "" : ` ${count(ignored, "file")} left out by the settings.`,
		known === 0 ? "" : ` ${count(known, "finding")} known from the baseline.`,
	].join("");
}
