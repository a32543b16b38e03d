import type { OomKill } from "../../model/kernel.ts";
import type { Millis } from "../../model/time.ts";
import { UNCOUNTED } from "./oom-message.ts";
import { parsePrintk } from "./printk.ts";

const WORTH_READING = /TaskOOM event|Reason:OOMKilling|has been killed by the OOM killer/;
/** containerd (internal/cri/server/events.go): that the counter of kills in a container's cgroup has risen, whichever limit fired. */
const CONTAINERD =
	/^time="([^"\s]{20,40})" level=\w{4,7} msg="TaskOOM event (?:container_id:\\?"?|&TaskOOM\{ContainerID:)([\da-f]{64})\b/;
/** systemd of the scope that a runtime made for a container (core/unit.c, unit_log_success and its kin). */
const SCOPE =
	/^(?:cri-containerd-|crio-|docker-)([\da-f]{64})\.scope: A process of this unit has been killed by the OOM killer/;
const TAG = /(^|\s)(?:containerd|systemd|dockerd)\[\d{1,10}\]: /;
/** node-problem-detector (pkg/systemlogmonitor/log_monitor.go): Go's print of the events it makes of a kernel's lines; times in Go's own form. */
const DETECTOR =
	/Timestamp:(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ([+-]\d{4}) \S{1,8}(?: m=\S{1,30})? Reason:OOMKilling Message:([^\]}\n]{1,2000})\}/g;
const HOST = /^\S+(?: +\d{1,2} \d\d:\d\d:\d\d)? ([\w.-]{1,253}) \S{1,100}\[\d{1,10}\]: /;

/** Whether a line may be another program's of a kill by the kernel. */
export function mayBeNotice(line: string): boolean {
	return WORTH_READING.test(line);
}

/** That the kernel killed in this container: the line names neither the process nor the limit that fired. Null for another line. */
export function noticeIn(raw: string, host: string, now: Millis): OomKill | null {
	const line = parsePrintk(raw.replace(TAG, "$1kernel: "), now);
	if (line === null) return null;
	const ofRuntime = CONTAINERD.exec(line.text);
	const containerId = ofRuntime?.[2] ?? SCOPE.exec(line.text)?.[1];
	if (containerId === undefined) return null;
	const own = Date.parse(ofRuntime?.[1] ?? "");
	return {
		at: Number.isNaN(own) ? line.at : own,
		...(line.zoneless && Number.isNaN(own) ? { zoneless: true } : {}),
		secondsSinceBoot: line.secondsSinceBoot,
		host: line.host || host,
		constraint: "memcg",
		limitCgroup: "",
		limitLevel: "parent",
		victimCgroup: "",
		process: "",
		pid: 0,
		uid: null,
		...UNCOUNTED,
		usage: null,
		limit: null,
		stats: null,
		tasks: null,
		podUid: null,
		containerId,
		line: raw.slice(0, 1000),
	};
}

/** The kernel's lines that node-problem-detector repeats, as a log that names its zone would have them. */
export function quotedLines(raw: string): string[] {
	const host = HOST.exec(raw)?.[1] ?? "-";
	return [...raw.matchAll(DETECTOR)].map(
		([, day, time, fraction = "0", zone, message]) => `${day}T${time}.${fraction}${zone} ${host} kernel: ${message}`,
	);
}
