import { describe, expect, it } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import type { KernelLogReach } from "./reach.ts";
import { readOomKills } from "./read.ts";

/** Kernel logs as what ships and stores them gives them out. */
const now = Date.parse("2026-11-21T11:00:00Z");
const CID = "178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a";
const SCOPE = `/kubepods/burstable/pod10d16a28-60ff-475f-a631-510d9792219f/${CID}`;
const REPORT = [
	"stress invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=872",
	"memory: usage 524288kB, limit 524288kB, failcnt 38",
	`Memory cgroup stats for ${SCOPE}:`,
	"anon 536870912",
	`oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${CID},mems_allowed=0,oom_memcg=${SCOPE},task_memcg=${SCOPE},task=stress,pid=68061,uid=1000`,
	"Memory cgroup out of memory: Killed process 68061 (stress) total-vm:4195088kB, anon-rss:2884696kB, file-rss:288kB, shmem-rss:0kB, UID:1000 pgtables:5696kB oom_score_adj:872",
];
const stamp = (i: number) => `2026-11-21T10:19:05.00000${i}Z`;

async function read(lines: readonly string[]): Promise<{ kills: OomKill[]; reach: KernelLogReach | null }> {
	async function* each() {
		yield* lines;
	}
	const kills: OomKill[] = [];
	let reach: KernelLogReach | null = null;
	const onReach = (found: KernelLogReach) => {
		reach = found;
	};
	for await (const kill of readOomKills(each(), { host: "", now, onReach })) kills.push(kill);
	return { kills, reach };
}

const journal = (text: string, i: number) => ({
	...{
		MESSAGE: text,
		PRIORITY: "3",
		SYSLOG_FACILITY: "0",
		SYSLOG_IDENTIFIER: "kernel",
		_BOOT_ID: "b",
		_HOSTNAME: "n1",
	},
	...{ _TRANSPORT: "kernel", _SOURCE_MONOTONIC_TIMESTAMP: `126936496${i}` },
});
const RESOURCE = { labels: { cluster_name: "prod", node_name: "n1" }, type: "k8s_node" };
type Form = (text: string, i: number) => string;
const FORMS: [string, Form][] = [
	[
		"Google Cloud Logging, the journal's fields",
		(text, i) => JSON.stringify({ jsonPayload: journal(text, i), resource: RESOURCE, timestamp: stamp(i) }),
	],
	[
		"Google Cloud Logging, from the Ops Agent",
		(text, i) =>
			JSON.stringify({
				jsonPayload: {
					...{ transport: "kernel", syslog_identifier: "kernel\u0001", message: `${text}\u0003`, hostname: "n1\u0002" },
					source_monotonic_timestamp: `126936496${i}`,
				},
				...{ resource: { type: "gce_instance", labels: { zone: "a" } }, timestamp: stamp(i) },
			}),
	],
	[
		"Google Cloud Logging, a serial port",
		(text, i) =>
			JSON.stringify({ textPayload: `[ 1269.36496${i}] ${text}\r`, resource: RESOURCE, timestamp: stamp(i) }),
	],
	[
		"Fluent Bit, from the journal",
		(text, i) =>
			JSON.stringify({
				date: 1795256345.00001,
				...journal(text, i),
				_SOURCE_REALTIME_TIMESTAMP: `179525634500000${i}`,
			}),
	],
	[
		"Fluent Bit, from kern.log",
		(text, i) => JSON.stringify({ log: `Nov 21 18:19:05 n1 kernel: [ 1269.36496${i}] ${text}\n`, time: stamp(i) }),
	],
	["Fluent Bit's file", (text, i) => `kernel.n1: [1795256345.00000${i}, ${JSON.stringify(journal(text, i))}]`],
	["Fluentd's file", (text, i) => `${stamp(i)}\tsystem.kernel\t${JSON.stringify(journal(text, i))}`],
	[
		"Fluentd's parser of syslog",
		(text, i) => JSON.stringify({ host: "n1", ident: "kernel", message: text, time: stamp(i) }),
	],
	["Filebeat", (text, i) => JSON.stringify({ "@timestamp": stamp(i), message: text, host: { name: "n1" } })],
	[
		"Elasticsearch, of Filebeat's",
		(text, i) =>
			JSON.stringify({ _index: "f", _source: { "@timestamp": stamp(i), message: text, host: { name: "n1" } } }),
	],
	[
		"CloudWatch",
		(text, i) =>
			JSON.stringify({ timestamp: 1795256345000 + i, message: `Nov 21 10:19:05 n1 kernel: [ 1269.36496${i}] ${text}` }),
	],
	["logcli", (text, i) => `${stamp(i)} {host="n1", job="systemd-journal"} ${text}`],
	["logcli of a syslog", (text, i) => `${stamp(i)} {job="kern"} Nov 21 05:19:05 n1 kernel: [ 1269.36496${i}] ${text}`],
	["logcli -o jsonl", (text, i) => JSON.stringify({ labels: { host: "n1" }, line: text, timestamp: stamp(i) })],
	["journalctl -o short-iso -r", (text, i) => `2026-11-21T10:19:05.00000${i}+0000 n1 kernel: ${text}`],
];

const EXPECTED = [
	{
		...{ process: "stress", pid: 68061, host: "n1", limit: 524288 * 1024, containerId: CID, limitLevel: "container" },
		...{ at: Date.parse("2026-11-21T10:19:05Z"), stats: { anon: 536870912 } },
	},
];

describe.each(FORMS)("a report by %s", (_, form) => {
	const earlier = form("eth0: link up", 0)
		.replaceAll(/(10|18|05):19:05/g, "$1:09:05")
		.replaceAll("1795256345", "1795255745");
	const lines = [earlier, ...REPORT.map((text, i) => form(text, i + 1))];
	it("is one kill, in a zone that is known", async () => {
		const { kills } = await read(lines);
		expect(kills).toMatchObject(EXPECTED);
		expect(kills[0]).not.toHaveProperty("zoneless");
	});
	it("is the same newest first, and where it is all there is", async () => {
		expect((await read(lines.toReversed())).kills).toMatchObject(EXPECTED);
		expect((await read(lines.slice(1).toReversed())).kills).toMatchObject(EXPECTED);
		expect((await read(lines.slice(1))).kills).toMatchObject(EXPECTED);
	});
});

describe("what others say of the kernel's kills", () => {
	const NPD = (message: string, pid = 4208) =>
		`May 19 18:14:43 n1 node-problem-detector-startup.sh[${pid}]: I0519 18:14:43.767687    4208 log_monitor.go:159] New status generated: &{Source:kernel-monitor Events:[{Severity:warn Timestamp:2025-05-19 18:14:42.700333489 +0000 UTC m=+98.358875828 Reason:OOMKilling Message:${message}}] Conditions:[{Type:KernelDeadlock Status:False Transition:2025-05-19 18:13:04.519479174 +0000 UTC m=+0.178021503 Reason:KernelHasNoDeadlock Message:kernel has no deadlock}]}`;
	const KILLED =
		"Memory cgroup out of memory: Killed process 7788 (bash) total-vm:7169492kB, anon-rss:7165824kB, file-rss:956kB, shmem-rss:0kB, UID:0 pgtables:14076kB oom_score_adj:1000";
	const ID = "9192cb33411ff69d015a3577db136757f5b145064a1703efea3d0e12e8a64987";
	const at = Date.parse("2025-05-19T18:14:42.700Z");
	const named = { podUid: null, containerId: ID, limitCgroup: "", process: "", host: "n1" };

	it.each<[string, string, object]>([
		[
			"node-problem-detector",
			NPD(KILLED),
			{ at, pid: 7788, process: "bash", host: "n1", constraint: "memcg", containerId: null },
		],
		[
			"node-problem-detector, in its own log and zone",
			NPD(KILLED)
				.replace(/^.*?: I/, "I")
				.replace("18:14:42.700333489 +0000 UTC", "02:14:42.700333489 +0800 CST")
				.replace("2025-05-19 02", "2025-05-20 02"),
			{ at, pid: 7788, host: "" },
		],
		[
			"containerd",
			`May 19 18:14:43 n1 containerd[2723]: time="2025-05-19T18:14:43.578084676Z" level=info msg="TaskOOM event container_id:\\"${ID}\\""`,
			{ ...named, at: Date.parse("2025-05-19T18:14:43.578Z") },
		],
		[
			"containerd before 1.7",
			`time="2025-05-19T18:14:43.578084676Z" level=info msg="TaskOOM event &TaskOOM{ContainerID:${ID},XXX_unrecognized:[],}"`,
			{ ...named, host: "" },
		],
		[
			"containerd, in a record",
			JSON.stringify({
				...{ MESSAGE: `time="2025-05-19T18:14:43.578084676Z" level=info msg="TaskOOM event container_id:\\"${ID}\\""` },
				...{
					SYSLOG_IDENTIFIER: "containerd",
					_HOSTNAME: "n1",
					_TRANSPORT: "stdout",
					__REALTIME_TIMESTAMP: "1747678483578084",
				},
			}),
			named,
		],
		[
			"systemd",
			`2025-05-19T18:14:43+00:00 n1 systemd[1]: cri-containerd-${ID}.scope: A process of this unit has been killed by the OOM killer.`,
			{ ...named, at: Date.parse("2025-05-19T18:14:43Z") },
		],
	])("%s", async (_, line, expected) => {
		const { kills } = await read([line]);
		expect(kills).toMatchObject([expected]);
	});

	it("is the same kill where the kernel's own lines are there", async () => {
		const kernel = `2025-05-19T18:14:42.700Z n1 kernel: ${KILLED}`;
		expect((await read([kernel, NPD(KILLED)])).kills).toHaveLength(1);
	});
	it("does not break a report that is being printed", async () => {
		const lines = REPORT.map((text) => `2025-05-19T18:14:44Z n1 kernel: ${text}`);
		const { kills } = await read([...lines.slice(0, 5), NPD(KILLED), ...lines.slice(5)]);
		expect(kills.map(({ pid, anonRss }) => [pid, anonRss])).toEqual([
			[7788, 7165824 * 1024],
			[68061, 2884696 * 1024],
		]);
	});
	it("is no log of the kernel's whose silence says something", async () => {
		const { reach } = await read([NPD("no kill at all").replace("OOMKilling", "TaskHung"), NPD(KILLED)]);
		expect(reach).toMatchObject({ stretches: [] });
	});
});
