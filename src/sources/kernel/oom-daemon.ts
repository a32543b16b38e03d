import type { OomDaemon, OomKill } from "../../model/kernel.ts";
import type { Millis } from "../../model/time.ts";
import { podOfCgroup } from "./cgroup-path.ts";
import { UNCOUNTED } from "./oom-message.ts";
import { parsePrintk } from "./printk.ts";

const WORTH_READING = /\[talos\] Sending SIGKILL to cgroup |systemd-oomd\[\d+\]: (?:Killed|Marked) \//;
/** internal/app/machined/pkg/controllers/runtime/oom.go, which logs into the kernel's ring. */
const TALOS = /^\[talos\] Sending SIGKILL to cgroup \{.{0,300}"cgroup": ?"\/sys\/fs\/cgroup(\/[^"]{1,1000})"/;
/** src/oom/oomd-manager.c; `Marked … for killing` from 258 on. */
const SYSTEMD = /^(?:Killed|Marked) (\/\S{1,1000}) (?:for killing )?due to memory /;
const TAG = /systemd-oomd\[\d{1,10}\]: /;

export function mayBeDaemonLine(line: string): boolean {
	return WORTH_READING.test(line);
}

/** A kill by a program of the node that ends whole cgroups for want of memory, before the kernel has to; null for another line, or a cgroup that is no pod's. */
export function daemonKillIn(raw: string, host: string, now: Millis): OomKill | null {
	const systemd = TAG.test(raw);
	const line = parsePrintk(systemd ? raw.replace(TAG, "kernel: ") : raw, now);
	const daemon: OomDaemon = systemd ? "systemd-oomd" : "talos";
	const cgroup = (systemd ? SYSTEMD : TALOS).exec(line?.text ?? "")?.[1];
	if (line === null || cgroup === undefined) return null;
	const { podUid, containerId } = podOfCgroup(cgroup);
	if (podUid === null) return null;
	return {
		at: line.at,
		secondsSinceBoot: line.secondsSinceBoot,
		host: line.host || host,
		daemon,
		constraint: "none",
		limitCgroup: "",
		limitLevel: "node",
		victimCgroup: cgroup,
		process: "",
		pid: 0,
		uid: null,
		...UNCOUNTED,
		usage: null,
		limit: null,
		stats: null,
		tasks: null,
		podUid,
		containerId,
		line: raw.slice(0, 1000),
	};
}
