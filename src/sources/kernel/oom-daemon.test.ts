import { describe, expect, it } from "vitest";
import { excerptOomReports } from "./excerpt.ts";
import { readOomKills } from "./read.ts";

const now = Date.parse("2026-11-21T11:00:00Z");
const UID = "10d16a28-60ff-475f-a631-510d9792219f";
const CID = "178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a";
const POD = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID.replaceAll("-", "_")}.slice`;
const SCOPE = `${POD}/cri-containerd-${CID}.scope`;

async function* each(lines: string[]) {
	yield* lines;
}
const kills = (...lines: string[]) => Array.fromAsync(readOomKills(each(lines), { host: "", now }));
const talos = (cgroup: string) =>
	`[talos] Sending SIGKILL to cgroup {"component": "controller-runtime", "controller": "runtime.OOMController", "cgroup": "/sys/fs/cgroup${cgroup}"}`;
const at = (seconds: string) => Date.parse(`2026-11-21T10:19:${seconds}Z`);

describe("a daemon's word of its kill", () => {
	it.each<[string, string, object | null]>([
		[
			"talosctl dmesg",
			`10.0.0.7: user: warning: [2026-11-21T10:19:05.500000000Z]: ${talos(`/kubepods/besteffort/pod${UID}`)}`,
			{ daemon: "talos", host: "10.0.0.7", at: at("05.500"), podUid: UID, containerId: null },
		],
		["dmesg", `[ 12.5] ${talos(`/kubepods/pod${UID}`)}`, { daemon: "talos", at: null, secondsSinceBoot: 12.5 }],
		["of a service of the node's", `[ 12.5] ${talos("/system/udevd")}`, null],
		["of nothing", "[ 12.5] [talos] Sending SIGKILL to cgroup {}", null],
		[
			"systemd-oomd, for pressure",
			`Nov 21 10:19:05 n1 systemd-oomd[944]: Killed ${SCOPE} due to memory pressure for /kubepods.slice being 72.98% > 50.00% for > 20s with reclaim activity`,
			{ daemon: "systemd-oomd", host: "n1", at: at("05"), podUid: UID, containerId: CID },
		],
		[
			"systemd-oomd, for swap, as newer ones say it",
			`2026-11-21T10:19:05+0000 n1 systemd-oomd[944]: Marked ${POD} for killing due to memory used (7.1G) / total (7.7G) and swap used (3.9G) / total (4.0G) being more than 90.00%`,
			{ daemon: "systemd-oomd", host: "n1", at: at("05"), podUid: UID, containerId: null },
		],
		[
			"of a user's session",
			"Nov 21 10:19:05 n1 systemd-oomd[944]: Killed /user.slice/a.scope due to memory pressure for /user.slice",
			null,
		],
		[
			"earlyoom, of a process",
			'Nov 21 10:19:05 n1 earlyoom[944]: sending SIGKILL to process 2345 uid 1000 "java": badness 800, VmRSS 3000 MiB',
			{ daemon: "earlyoom", host: "n1", at: at("05"), podUid: null, process: "java", pid: 2345, uid: 1000 },
		],
		[
			"earlyoom, as newer ones say it, without what may be secret",
			'2026-11-21T10:19:05+0000 n1 earlyoom[944]: sending SIGTERM to process 7 uid 0 "a"b": oom_score 9, oom_score_adj 0, VmRSS 3 MiB, cmdline "a --key=y"',
			{
				...{ daemon: "earlyoom", process: 'a"b', pid: 7 },
				line: '2026-11-21T10:19:05+0000 n1 earlyoom[944]: sending SIGTERM to process 7 uid 0 "a"b": oom_score 9, oom_score_adj 0, VmRSS 3 MiB',
			},
		],
		["earlyoom, of what it would do", "Nov 21 10:19:05 n1 earlyoom[944]: sending SIGTERM when mem <= 10.00%", null],
		[
			"earlyoom, quoted by another program",
			'Nov 21 10:19:05 n1 app[7]: earlyoom[944]: sending SIGKILL to process 2345 uid 0 "x": badness 8',
			null,
		],
		["quoted by another program", `Nov 21 10:19:05 n1 app[7]: ${talos(`/kubepods/pod${UID}`)}`, null],
	])("%s", async (_, line, expected) => {
		expect(await kills(line)).toEqual(
			expected === null ? [] : [expect.objectContaining({ ...expected, constraint: "none" })],
		);
	});

	it("is news each time, and once in two copies of one log", async () => {
		const line = (seconds: string) => `user: warning: [2026-11-21T10:19:${seconds}Z]: ${talos(`/kubepods/pod${UID}`)}`;
		expect((await kills(line("05"), line("06"), line("05"))).map((kill) => kill.at)).toEqual([at("05"), at("06")]);
	});

	it("is none where Talos found nobody there, in a capture too", async () => {
		const aims = (uid: string) => `[ 12.5] ${talos(`/kubepods/pod${uid}`)}`;
		const found = (processes: string) =>
			`[ 12.6] [talos] victim processes: {"component": "controller-runtime", "processes": [${processes}]}`;
		const other = UID.replace("1", "2");
		const log = [aims(other), found(""), aims(UID), "[ 12.5] eth0: up", found('"x"'), aims(other), found("")];
		for (const lines of [log, await Array.fromAsync(excerptOomReports(each(log)))])
			expect((await kills(...lines)).map(({ podUid }) => podUid)).toEqual([UID]);
	});

	it("is kept in a capture, what stands around it not", async () => {
		const line = `[ 12.5] ${talos(`/kubepods/pod${UID}`)}`;
		const log = [
			"[ 12.4] [talos] OOM controller triggered {}",
			line,
			'[ 12.6] [talos] victim processes: {"processes": ["x --key=y"]}',
		];
		expect(await Array.fromAsync(excerptOomReports(each(log)))).toEqual([line]);
	});
});
