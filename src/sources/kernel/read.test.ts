import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import { readOomKills } from "./read.ts";

const now = Date.parse("2026-11-21T11:00:00Z");

async function kills(log: string | string[], host = ""): Promise<OomKill[]> {
	async function* lines() {
		yield* typeof log === "string" ? log.split("\n") : log;
	}
	const found: OomKill[] = [];
	for await (const kill of readOomKills(lines(), { host, now })) found.push(kill);
	return found;
}

const real = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const POD = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod10d16a28_60ff_475f_a631_510d9792219f.slice";
const CID = "178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a";
const SCOPE = `${POD}/cri-containerd-${CID}.scope`;

const invoked = "stress invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=872";
const usage = "memory: usage 524288kB, limit 524288kB, failcnt 38";
const stats = `Memory cgroup stats for ${SCOPE}:`;
const chosen = `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=cri-containerd-${CID}.scope,mems_allowed=0,oom_memcg=${SCOPE},task_memcg=${SCOPE},task=stress,pid=68061,uid=1000`;
const killed =
	"Memory cgroup out of memory: Killed process 68061 (stress) total-vm:4195088kB, anon-rss:2884696kB, file-rss:288kB, shmem-rss:0kB, UID:1000 pgtables:5696kB oom_score_adj:872";
const whole = [
	invoked,
	"CPU: 1 PID: 68061 Comm: stress",
	usage,
	"swap: usage 0kB, limit 0kB, failcnt 0",
	stats,
	"anon 536870912",
	chosen,
	killed,
];

const wholeKill = {
	constraint: "memcg",
	limitCgroup: SCOPE,
	limitLevel: "container",
	victimCgroup: SCOPE,
	process: "stress",
	pid: 68061,
	uid: 1000,
	totalVm: 4195088 * 1024,
	anonRss: 2884696 * 1024,
	fileRss: 288 * 1024,
	shmemRss: 0,
	pageTables: 5696 * 1024,
	oomScoreAdj: 872,
	usage: 524288 * 1024,
	limit: 524288 * 1024,
	tasks: null,
	stats: {
		anon: 536870912,
		file: null,
		shmem: null,
		inactiveFile: null,
		slab: null,
		pageTables: null,
		kernelStack: null,
		sockets: null,
	},
	podUid: "10d16a28-60ff-475f-a631-510d9792219f",
	containerId: CID,
};

describe("reports of a real 6.18 kernel", () => {
	it.each(["real-dmesg.log", "real-dmesg-T.log", "real-dmesg-iso.log", "real-kmsg.log"])("%s", async (name) => {
		const pod = "/plimsoll-test-kernel/kubepods/burstable/pod0c5f8e2a-7d31-4e0b-9a54-3f1b6d2c8e90";
		const seen = (await kills(real(name))).map((k) => [
			k.process,
			k.pid,
			k.limitCgroup,
			k.limit,
			k.anonRss,
			k.containerId?.slice(0, 8),
		]);
		expect(seen).toEqual([
			[
				"python3",
				17242,
				`${pod}/3b1f0e6c8d7a49525f0d2c1b6a8e7f90123456789abcdef0123456789abcdef0`,
				64 << 20,
				66715648,
				"3b1f0e6c",
			],
			// The pod's limit fired, and the name reads like fields of the report.
			["a) b,pid=1 (x", 17286, pod, 48 << 20, 49807360, "c0ffee00"],
			// A name with an escape, a line break and a byte that is no text.
			["n\\x1b[31m\\x0a\\xe9z", 17327, pod, 48 << 20, 49938432, "c0ffee00"],
		]);
	});

	it.each(["real-dmesg.log", "real-kmsg.log"])("%s says what counted toward each limit", async (name) => {
		const seen = (await kills(real(name))).map(({ stats }) => [stats?.anon, stats?.file, stats?.inactiveFile]);
		expect(seen).toEqual([
			[66867200, 4096, 0],
			[49938432, 135168, 16384],
			[49975296, 65536, 32768],
		]);
	});

	// Printed by journalctl 252 from one journal.
	it.each(["short-iso", "json", "export", "verbose", "json-pretty"])("journalctl -o %s", async (form) => {
		const seen = (await kills(real(`real-journal.${form}`))).map((k) => [k.daemon ?? k.pid, k.host, k.anonRss]);
		expect(seen).toEqual([
			[17242, "node-a", 66715648],
			[17286, "node-a", 49807360],
			["systemd-oomd", "node-a", null],
			[99, "node-a", 10240],
		]);
	});

	it.each(["export", "verbose", "json-pretty"])("journalctl -o %s, with the line breaks of Windows", async (form) => {
		const pids = (await kills(real(`real-journal.${form}`).replaceAll("\n", "\r\n"))).map(({ pid }) => pid);
		expect(pids.slice(0, 3)).toEqual([17242, 17286, 0]);
	});

	it.each(["export", "verbose", "json-pretty"])("journalctl -o %s, cut anywhere", async (form) => {
		const text = real(`real-journal.${form}`);
		for (let end = 0; end < text.length; end += 97) {
			const pids = (await kills(text.slice(0, end))).map(({ pid }) => pid);
			expect([17242, 17286, 0, 99].slice(0, pids.length)).toEqual(pids);
		}
	});

	it("the same kills from all forms at once are told once", async () => {
		const all = ["real-dmesg.log", "real-dmesg-T.log", "real-kmsg.log", "real-dmesg-iso.log"].map(real).join("\n");
		expect((await kills(all)).map((k) => k.pid)).toEqual([17242, 17286, 17327]);
	});
});

describe("one kill from its report", () => {
	it("has every fact, whatever the kernel's clock", async () => {
		const [kill, ...rest] = await kills(
			whole.map((text, i) => `Jun 24 18:49:43 aks-1 kernel: [ 8341.85687${i}] ${text}`),
		);
		expect(rest).toEqual([]);
		expect(kill).toEqual({
			...wholeKill,
			at: Date.parse("2026-06-24T18:49:43Z"),
			zoneless: true,
			secondsSinceBoot: 8341.856877,
			host: "aks-1",
			line: `Jun 24 18:49:43 aks-1 kernel: [ 8341.856877] ${killed}`,
		});
	});

	it.each<[string, string[], Partial<OomKill>[]]>([
		["all lines", whole, [wholeKill as Partial<OomKill>]],
		[
			"cut off after the kernel named its victim",
			whole.slice(0, -1),
			[{ pid: 68061, uid: 1000, totalVm: null, limitCgroup: SCOPE, containerId: CID }],
		],
		[
			"what the kernel itself held, as cgroup v2 counts it",
			whole.flatMap((line) =>
				line === "anon 536870912"
					? [
							"anon 4096",
							"kernel_stack 1",
							"pagetables 2",
							"sock 3",
							"slab_reclaimable 4",
							"slab_unreclaimable 5",
							"slab 9",
						]
					: [line],
			),
			[{ stats: { ...wholeKill.stats, anon: 4096, kernelStack: 1, pageTables: 2, sockets: 3, slab: 9 } }],
		],
		["cut off before", whole.slice(0, -2), []],
		["its beginning lost", whole.slice(-2), [{ pid: 68061, limitCgroup: SCOPE, limit: null, containerId: CID }]],
		[
			"the victim's cgroup lost",
			whole.filter((l) => l !== chosen),
			[{ pid: 68061, limitCgroup: SCOPE, victimCgroup: "", containerId: null, limit: 524288 * 1024 }],
		],
		[
			"only the kill, as when the kernel holds repeats back",
			[killed],
			[{ pid: 68061, constraint: "memcg", limitCgroup: "", victimCgroup: "", limit: null }],
		],
		[
			"a kill of another process after the report",
			[...whole, killed.replaceAll("68061", "7")],
			[{ pid: 68061 }, { pid: 7, victimCgroup: "", limitCgroup: "", usage: null }],
		],
		[
			"the kill of another process in place of the named one's",
			[chosen, killed.replaceAll("68061", "7")],
			[
				{ pid: 68061, containerId: CID },
				{ pid: 7, containerId: null },
			],
		],
		[
			"a victim already exiting",
			[invoked, chosen, "OOM victim 68061 (stress) is already exiting. Skip killing the task"],
			[],
		],
		[
			"memory.oom.group: the first victim is printed twice",
			[
				invoked,
				usage,
				chosen,
				killed,
				`Tasks in ${SCOPE} are going to be killed due to memory.oom.group set`,
				killed.replaceAll("68061", "68001"),
				killed,
			],
			[{ pid: 68061 }, { pid: 68001, victimCgroup: SCOPE, limitCgroup: SCOPE, containerId: CID, limit: 524288 * 1024 }],
		],
		[
			"a limit above the pods",
			[chosen.replace(`oom_memcg=${SCOPE}`, "oom_memcg=/kubepods.slice"), killed],
			[{ limitCgroup: "/kubepods.slice", limitLevel: "parent", victimCgroup: SCOPE, containerId: CID }],
		],
		[
			"the node out of memory",
			[
				`oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=${SCOPE},task=ndm,pid=17658,uid=0`,
				"Out of memory: Killed process 17658 (ndm) total-vm:5443852kB, anon-rss:4024844kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:8000kB oom_score_adj:1000",
			],
			[
				{
					constraint: "none",
					limitCgroup: "",
					victimCgroup: SCOPE,
					containerId: CID,
					process: "ndm",
					oomScoreAdj: 1000,
					limit: null,
				},
			],
		],
		[
			"CPUSET and MEMORY_POLICY, nodes with commas",
			[
				`oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=0-1,3,cpuset=x,mems_allowed=0-1,3,global_oom,task_memcg=/a,task=x,pid=1,uid=0`,
				`oom-kill:constraint=CONSTRAINT_MEMORY_POLICY,nodemask=1,cpuset=x,mems_allowed=0,global_oom,task_memcg=/a,task=x,pid=2,uid=0`,
			],
			[
				{ constraint: "cpuset", victimCgroup: "/a" },
				{ constraint: "memory-policy", victimCgroup: "/a" },
			],
		],
		[
			"4.18 and older: no oom-kill line, a child sacrificed",
			[
				"bash invoked oom-killer: gfp_mask=0x6000c0(GFP_KERNEL), nodemask=(null), order=0, oom_score_adj=-998",
				"Task in /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2/024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9 killed as a result of limit of /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2",
				"memory: usage 524288kB, limit 524288kB, failcnt 0",
				"memory+swap: usage 524288kB, limit 524288kB, failcnt 38",
				"Memory cgroup stats for /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2: cache:507072KB rss:448KB rss_huge:0KB shmem:400000KB mapped_file:0KB",
				"Memory cgroup stats for /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2/024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9: cache:100KB rss:1024KB rss_huge:0KB shmem:0KB mapped_file:0KB",
				"Memory cgroup out of memory: Kill process 62685 (bash) score 0 or sacrifice child",
				"Killed process 62769 (cp) total-vm:17528kB, anon-rss:120kB, file-rss:1524kB, shmem-rss:0kB",
			],
			[
				{
					constraint: "memcg",
					process: "cp",
					pid: 62769,
					uid: null,
					pageTables: null,
					limitCgroup: "/kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2",
					podUid: "951f6bc5-c5a5-11ea-8707-80e455f266a2",
					containerId: "024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9",
					limit: 524288 * 1024,
					// Each line counts what is charged to that cgroup alone.
					stats: expect.objectContaining({ anon: 1472 * 1024, file: 507172 * 1024, shmem: 400_000 * 1024 }),
				},
			],
		],
		[
			"cut off after an older kernel named its victim, or a child of it",
			[
				"Task in /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2/024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9 killed as a result of limit of /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2",
				"memory: usage 524288kB, limit 524288kB, failcnt 0",
				"Memory cgroup out of memory: Kill process 62685 (bash) score 0 or sacrifice child",
			],
			[
				{
					constraint: "memcg",
					process: "bash",
					pid: 62685,
					totalVm: null,
					limit: 524288 * 1024,
					containerId: "024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9",
				},
			],
		],
		[
			"an older kernel's lines of the cgroups below lost",
			[
				"Task in /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2/024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9 killed as a result of limit of /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2",
				"memory: usage 524288kB, limit 524288kB, failcnt 0",
				"Memory cgroup stats for /kubepods/pod951f6bc5-c5a5-11ea-8707-80e455f266a2: cache:0KB rss:0KB rss_huge:0KB",
				"Memory cgroup out of memory: Kill process 62685 (bash) score 0 or sacrifice child",
				"Killed process 62685 (bash) total-vm:17528kB, anon-rss:120kB, file-rss:1524kB, shmem-rss:0kB",
			],
			[{ pid: 62685, stats: null }],
		],
		[
			"memory and swap together reach their limit, memory alone does not",
			[
				"Task in /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a2 killed as a result of limit of /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a2",
				"memory: usage 524220kB, limit 1048576kB, failcnt 0",
				"memory+swap: usage 1048576kB, limit 1048576kB, failcnt 99",
				"Memory cgroup out of memory: Kill process 62685 (bash) score 0 or sacrifice child",
				"Killed process 62769 (cp) total-vm:17528kB, anon-rss:120kB, file-rss:1524kB, shmem-rss:0kB",
			],
			[{ pid: 62769, usage: 1048576 * 1024, limit: 1048576 * 1024 }],
		],
		[
			"what grep for killed leaves of the reports of an older kernel",
			[
				"Task in /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a2/024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9 killed as a result of limit of /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a2",
				"Task in /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a3/124952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9 killed as a result of limit of /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a3",
				"Task in /mem2 killed as a result of limit of /mem2",
			],
			[
				{
					constraint: "memcg",
					process: "",
					limitLevel: "pod",
					podUid: "951f6bc5-c5a5-11ea-8707-80e455f266a2",
					containerId: "024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9",
				},
				{ podUid: "951f6bc5-c5a5-11ea-8707-80e455f266a3" },
			],
		],
		[
			"a line that a pager cut, and the group that is killed with the victim",
			[
				`${chosen.slice(0, chosen.indexOf("task_memcg=") + 30)}>`,
				killed,
				"Tasks in /kubepods/burstable/pod951f6bc5-c5a5-11ea-8707-80e455f266a2/024952d653ef1cd852f875a61bd27cf45cb1fd6cab3659ca7e5f12f037d99aa9 are going to be killed due to memory.oom.group set",
				killed,
			],
			[{ process: "stress", pid: 68061, podUid: "951f6bc5-c5a5-11ea-8707-80e455f266a2" }],
		],
		[
			"what grep leaves of an older kernel's reports",
			[
				"Memory cgroup out of memory: Kill process 7 (bash) score 0 or sacrifice child",
				"Out of memory: Kill process 8 (cp) score 968 or sacrifice child",
			],
			[
				{ constraint: "memcg", process: "bash", pid: 7, victimCgroup: "" },
				{ constraint: "none", process: "cp", pid: 8 },
			],
		],
		[
			"3.10 of RHEL 7: the UID before the figures, no shmem",
			[
				"Out of memory: Kill process 24984 (palo_be) score 968 or sacrifice child",
				"Killed process 18177 (palo_be), UID 12, total-vm:70347780kB, anon-rss:45563572kB, file-rss:0kB",
			],
			[{ constraint: "none", pid: 18177, uid: 12, shmemRss: null, totalVm: 70347780 * 1024 }],
		],
		[
			"3.10 of RHEL 7: the victim's score stands in the table alone",
			[
				"[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name",
				"[18170]     0 18170  1587445   512000    1661        0          -998 palo_fe",
				"[18177]    12 18177 17586945 11390893   34000        0           968 palo_be",
				"Out of memory: Kill process 18177 (palo_be) score 1668 or sacrifice child",
				"Killed process 18177 (palo_be) total-vm:70347780kB, anon-rss:45563572kB, file-rss:0kB",
			],
			[{ constraint: "none", pid: 18177, oomScoreAdj: 968, victimCgroup: "" }],
		],
		[
			"a kill that says neither kind nor cgroup",
			["Killed process 18177 (x) total-vm:7kB, anon-rss:4kB, file-rss:0kB"],
			[],
		],
		[
			"page tables in bytes that call themselves kB",
			[killed.replace("pgtables:5696kB", "pgtables:5832704kB")],
			[{ pageTables: 5696 * 1024 }],
		],
		[
			"no limit",
			[usage.replace("limit 524288kB", "limit 9007199254740988kB"), chosen, killed],
			[{ limit: null, usage: 524288 * 1024 }],
		],
		[
			"no limit, with pages of 64 KiB",
			[usage.replace("limit 524288kB", "limit 9007199254740928kB"), chosen, killed],
			[{ limit: null }],
		],
		[
			"two reports",
			[...whole, ...whole.map((l) => l.replaceAll("68061", "9"))],
			[
				{ pid: 68061, limit: 524288 * 1024 },
				{ pid: 9, limit: 524288 * 1024 },
			],
		],
		[
			"the figures of one report do not go to the next",
			[...whole, invoked, killed.replaceAll("68061", "9")],
			[{ pid: 68061 }, { pid: 9, limit: null, limitCgroup: "" }],
		],
	])("%s", async (_, lines, expected) => {
		const found = await kills(lines.map((text, i) => `[ 8341.85687${i}] ${text}`));
		expect(found).toEqual(expected.map((kill) => expect.objectContaining(kill)));
	});

	it("lines that only quote the kernel are not the kernel's", async () => {
		const quoting = [
			`Jun 24 18:49:43 aks-1 node-problem-detector[6018]: I0624 18:49:43.98 Message:${killed}`,
			`Jun 24 18:49:43 aks-1 kubelet[812]: ${killed}`,
			`E0624 log.go:1] "${chosen}"`,
			JSON.stringify({ SYSLOG_IDENTIFIER: "kubelet", _TRANSPORT: "journal", MESSAGE: killed }),
		];
		expect(await kills(quoting)).toEqual([]);
	});

	it("a journal record whose message is bytes", async () => {
		const record = {
			__REALTIME_TIMESTAMP: "1795256345123456",
			_HOSTNAME: "n",
			MESSAGE: [...Buffer.from(killed.replace("stress", "s\u001b[2Js"))],
		};
		expect(await kills([JSON.stringify(record)])).toEqual([
			expect.objectContaining({ host: "n", process: "s\\x1b[2Js" }),
		]);
	});

	it("a journal record is quoted by its message", async () => {
		const record = { _HOSTNAME: "n", MESSAGE: killed, _TRANSPORT: "kernel" };
		expect((await kills([JSON.stringify(record)])).map(({ line }) => line)).toEqual([killed]);
	});

	it("reports of several hosts in one file stay apart", async () => {
		const a = whole.map((text) => `Jun 24 18:49:43 a kernel: ${text}`);
		const b = whole.map(
			(text) => `Jun 24 18:49:43 b kernel: ${text.replaceAll("68061", "9").replaceAll("524288kB", "4kB")}`,
		);
		const mixed = a.flatMap((line, i) => [line, b[i] ?? ""]);
		expect((await kills(mixed)).map((k) => [k.host, k.pid, k.limit])).toEqual([
			["a", 68061, 524288 * 1024],
			["b", 9, 4096],
		]);
	});

	it("the host given stands where the lines name none", async () => {
		expect((await kills([`[ 1.5] ${killed}`], "node-7"))[0]?.host).toBe("node-7");
	});

	it("the same pid an hour later is another kill; the same moment by another clock is not", async () => {
		const at = (time: string) => `2026-06-24T${time}Z n kernel: ${killed}`;
		expect(await kills([at("10:00:00"), at("11:00:00")])).toHaveLength(2);
		expect(await kills([at("10:00:00"), `[ 8341.8] ${killed}`, at("10:00:03")])).toHaveLength(1);
	});
});

describe("any log", () => {
	const piece = fc.oneof(
		fc.string({ unit: "binary", maxLength: 60 }),
		fc.constantFrom(
			...whole,
			"oom-kill:",
			"[ 1.0] ",
			"Nov 21 10:19:05 ",
			"{",
			"Killed process 1 (",
			") total-vm:1kB, anon-rss:1kB",
			"\n",
			"4,1,1,-;",
			"Tasks in ",
			"\\x0a",
		),
	);
	it("never throws", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.array(piece, { maxLength: 6 }).map((parts) => parts.join("")),
					{ maxLength: 20 },
				),
				async (lines) => {
					await kills(lines);
				},
			),
		);
	});

	it("gives the same kills however other programs' lines lie between", async () => {
		const report = whole.map((text, i) => `Jun 24 18:49:43 n kernel: [ 8341.85687${i}] ${text}`);
		const alone = await kills(report);
		const other = fc.oneof(
			fc.string({ unit: "binary", maxLength: 80 }).map((text) => `Jun 24 18:49:43 n app[1]: ${text}`),
			fc.string({ maxLength: 40 }).map((text) => `Jun 24 18:49:43 n kernel: [ 8341.9] eth0: ${text}`),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(other, { maxLength: 3 }), { minLength: report.length, maxLength: report.length }),
				async (between) => {
					const mixed = report.flatMap((line, i) => [...(between[i] ?? []), line]);
					expect(await kills(mixed)).toEqual(alone);
				},
			),
		);
	});

	it.each([
		["brackets", `Killed process 1 (${") ".repeat(30_000)}`],
		["spaces", `[${" ".repeat(60_000)}1.0 ${killed}`],
		["prefixes", `${"<4>".repeat(20_000)}${killed}`],
		["commas", `oom-kill:${",pid=".repeat(12_000)}`],
		["cgroups", `Memory cgroup stats for ${":a".repeat(30_000)}`],
		["a line too long to be the kernel's", `${killed}${"x".repeat(100_000)}`],
	])("takes a hostile line in stride: %s", async (_, line) => {
		// Quadratic work on these would outlast the test's time limit many times over.
		expect(await kills(Array.from({ length: 200 }, () => line))).toEqual([]);
	});
});
