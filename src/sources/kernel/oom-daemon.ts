import type { OomDaemon, OomKill } from "../../model/kernel.ts";
import { printable } from "../../model/text.ts";
import type { Millis } from "../../model/time.ts";
import { podOfCgroup } from "./cgroup-path.ts";
import { UNCOUNTED } from "./oom-message.ts";
import { parsePrintk } from "./printk.ts";

const WORTH_READING =
	/\[talos\] Sending SIGKILL to cgroup |systemd-oomd\[\d+\]: (?:Killed|Marked) \/|earlyoom\[\d+\]: sending SIG/;
/** internal/app/machined/pkg/controllers/runtime/oom.go, which logs into the kernel's ring. */
const TALOS = /^\[talos\] Sending SIGKILL to cgroup \{.{0,300}"cgroup": ?"\/sys\/fs\/cgroup(\/[^"]{1,1000})"/;
/** What it says next, of the processes it found there: none where the pod's were gone already, and then it has killed nothing. */
const TALOS_NONE = /\[talos\] victim processes: \{.{0,300}"processes": ?\[\]/;
/** src/oom/oomd-manager.c; `Marked … for killing` from 258 on. */
const SYSTEMD = /^(?:Killed|Marked) (\/\S{1,1000}) (?:for killing )?due to memory /;
/** kill.c of 1.2 to 1.8; what it says of the process at the end differs. */
const EARLYOOM = /^sending SIG(?:TERM|KILL) to process (\d{1,10})(?: uid (\d{1,10}))? "([^\n]{0,64}?)": /;
/** From 1.8 on; it may hold anything. */
const COMMAND = /, cmdline "[\s\S]*$/;
const TAG = /(systemd-oomd|earlyoom)\[\d{1,10}\]: /;

export function mayBeDaemonLine(line: string): boolean {
	return WORTH_READING.test(line);
}

export function tellsOfNoVictim(line: string): boolean {
	return TALOS_NONE.test(line);
}

/** A kill by a program of the node for want of memory, before the kernel has to; null for another line, or a cgroup that is no pod's. */
export function daemonKillIn(raw: string, host: string, now: Millis): OomKill | null {
	const called = TAG.exec(raw)?.[1];
	const line = parsePrintk(called === undefined ? raw : raw.replace(TAG, "kernel: "), now);
	const daemon: OomDaemon = called === "systemd-oomd" || called === "earlyoom" ? called : "talos";
	const one = daemon === "earlyoom" ? EARLYOOM.exec(line?.text ?? "") : null;
	const cgroup = one === null ? (daemon === "talos" ? TALOS : SYSTEMD).exec(line?.text ?? "")?.[1] : "";
	if (line === null || cgroup === undefined) return null;
	const { podUid, containerId } = podOfCgroup(cgroup);
	if (podUid === null && one === null) return null;
	return {
		at: line.at,
		...(line.zoneless ? { zoneless: true } : {}),
		secondsSinceBoot: line.secondsSinceBoot,
		host: line.host || host,
		daemon,
		constraint: "none",
		limitCgroup: "",
		limitLevel: "node",
		victimCgroup: cgroup,
		process: printable(one?.[3] ?? ""),
		pid: Number(one?.[1] ?? 0),
		uid: one?.[2] === undefined ? null : Number(one[2]),
		...UNCOUNTED,
		usage: null,
		limit: null,
		stats: null,
		tasks: null,
		podUid,
		containerId,
		line: raw.replace(COMMAND, "").slice(0, 1000),
	};
}
