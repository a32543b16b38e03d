import { existsSync } from "node:fs";
import { uptime } from "node:os";
import { expect, it } from "vitest";
import { kmsgLines, linesOf } from "./kmsg.ts";
import { readOomKills } from "./read.ts";

const BOOT = Date.parse("2026-11-21T10:00:00Z");

it.each<[string, string, string[]]>([
	[
		"a record",
		"6,91506,65105710,-;cni0: port 2 entered disabled state\n",
		["2026-11-21T10:01:05.105Z n kernel: [   65.105710] cni0: port 2 entered disabled state"],
	],
	[
		"with keys",
		"4,1,0,-;usb 1-1\n SUBSYSTEM=usb\n DEVICE=c1\n",
		["2026-11-21T10:00:00Z n kernel: [    0.000000] usb 1-1"],
	],
	[
		"bytes that do not print",
		"4,1,0,-;a\\x0ab\n",
		["2026-11-21T10:00:00Z n kernel: [    0.000000] a", "2026-11-21T10:00:00Z n kernel: [    0.000000] b"],
	],
	[
		"a name of other bytes, as dmesg has it",
		"4,1,0,-;Killed process 7 (\\xe4\\xbd\\xa0\\x5c)\n",
		["2026-11-21T10:00:00Z n kernel: [    0.000000] Killed process 7 (\\xe4\\xbd\\xa0\\)"],
	],
	["what systemd wrote into it", "30,1,0,-;systemd[1]: Killed process 1 (x)\n", []],
	[
		"what Talos wrote of its kill",
		'12,1,0,-;[talos] Sending SIGKILL to cgroup {"cgroup": "/sys/fs/cgroup/kubepods/x"}\n',
		[
			'2026-11-21T10:00:00Z n kernel: [    0.000000] [talos] Sending SIGKILL to cgroup {"cgroup": "/sys/fs/cgroup/kubepods/x"}',
		],
	],
	["nonsense", "x", []],
])("%s", (_, record, expected) => {
	expect(linesOf(record, "n", BOOT)).toEqual(expected);
});

it("is read as a kernel log of that node", async () => {
	async function* lines() {
		for (const text of [
			"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=node,pid=7,uid=0",
			"Memory cgroup out of memory: Killed process 7 (node) total-vm:90000kB, anon-rss:60000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:200kB oom_score_adj:900",
		])
			yield* linesOf(`3,5,60000000,-;${text}\n`, "node-1", BOOT);
	}
	const kills = await Array.fromAsync(readOomKills(lines(), { host: "", now: BOOT }));
	expect(kills).toEqual([expect.objectContaining({ at: BOOT + 60_000, host: "node-1", process: "node" })]);
});

const path = "/dev/kmsg";
it.skipIf(!existsSync(path))(
	"reads this machine's own ring to its end, where it may (needs Linux's /dev/kmsg)",
	async () => {
		const bootedAt = Date.now() - uptime() * 1000;
		try {
			const lines = await Array.fromAsync(kmsgLines({ path, host: "n", bootedAt }));
			for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+ n kernel: \[/);
		} catch (error) {
			// Where the kernel keeps its log from us (dmesg_restrict), that is an error of the system's, and no hang.
			expect((error as NodeJS.ErrnoException).code).toMatch(/EPERM|EACCES/);
		}
	},
);
