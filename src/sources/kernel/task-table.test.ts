import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KernelTask } from "../../model/kernel.ts";
import { readOomKills } from "./read.ts";

const POD = "/kubepods/besteffort/pod0c5f8e2a-7d31-4e0b-9a54-3f1b6d2c8e90";
const INVOKED =
	"stress invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=1000";
const STATE = "Tasks state (memory values in pages):";
const NEW =
	"[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name";
const MIDDLE = "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name";
const OLD = "[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name";
const ROWS = [
	"[    312]     0   312     5000      400      200      200         0    61440        0         -1000 systemd-udevd",
	"[   3441]   999  3441  9000000   800000   799000     1000         0  7340032        0          -997 mysqld",
	"[   4242]     0  4242   100000    50000    49000     1000         0   512000        0          1000 stress",
	"[   5000]  1000  5000   200000   100000    99000     1000         0   900000        0           937 java -x [1] 7",
];
const CHOSEN = `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=x,mems_allowed=0,global_oom,task_memcg=${POD},task=stress,pid=4242,uid=0`;
const KILLED =
	"Out of memory: Killed process 4242 (stress) total-vm:400000kB, anon-rss:196000kB, file-rss:4000kB, shmem-rss:0kB, UID:0 pgtables:500kB oom_score_adj:1000";
const shorter = (rows: string[]) => rows.map((row) => row.replace(/^(\[ *\d+\](?: +\d+){4})(?: +\d+){3}/, "$1"));

async function tasksIn(lines: readonly string[]): Promise<(KernelTask[] | null)[]> {
	async function* stamped() {
		for (const line of lines) yield line.startsWith("**") ? line : `[ 100.000000] ${line}`;
	}
	const found: (KernelTask[] | null)[] = [];
	for await (const { tasks } of readOomKills(stamped(), { host: "n", now: 0 })) found.push(tasks);
	return found;
}

const task = (pid: number, process: string, rss: number, oomScoreAdj: number): KernelTask => {
	return { pid, process, rss, oomScoreAdj, pod: null };
};
const page = (size: number) => [
	task(3441, "mysqld", 800_000 * size, -997),
	task(5000, "java -x [1] 7", 100_000 * size, 937),
	task(4242, "stress", 50_000 * size, 1000),
	task(312, "systemd-udevd", 400 * size, -1000),
];

describe("the largest processes of a node that ran out", () => {
	it.each<[string, string[]]>([
		["6.x", [INVOKED, STATE, NEW, ...ROWS, CHOSEN, KILLED]],
		["5.x", [INVOKED, STATE, MIDDLE, ...shorter(ROWS), CHOSEN, KILLED]],
		[
			"3.10",
			[
				INVOKED,
				OLD,
				...shorter(ROWS),
				"Out of memory: Kill process 4242 (stress) score 987 or sacrifice child",
				KILLED,
			],
		],
		[
			"with other lines of the kernel between",
			[INVOKED, NEW, ...ROWS.flatMap((row) => [row, "usb 1-1: new"]), CHOSEN, KILLED],
		],
	])("%s", async (_, lines) => {
		expect(await tasksIn(lines)).toEqual([page(4096)]);
	});

	it("pages of 64 KiB are told by the victim, whose memory is told in kB too", async () => {
		const killed = KILLED.replace("196000kB", "3136000kB").replace("4000kB, shmem", "64000kB, shmem");
		expect(await tasksIn([INVOKED, NEW, ...ROWS, CHOSEN, killed])).toEqual([page(65_536)]);
	});

	it.each<[string, string[]]>([
		["the table is not there", [INVOKED, CHOSEN, KILLED]],
		["its head is cut off", [...ROWS, CHOSEN, KILLED]],
		["the victim's row is missing", [INVOKED, NEW, ...ROWS.slice(0, 2), CHOSEN, KILLED]],
		[
			"the kernel says that lines were lost",
			[INVOKED, NEW, ...ROWS.slice(0, 3), "** 40 printk messages dropped **", CHOSEN, KILLED],
		],
		["a row is cut", [INVOKED, NEW, ...ROWS, "[   6000]  1000  6000   200", CHOSEN, KILLED]],
		["the report ends before the victim's memory", [INVOKED, NEW, ...ROWS, CHOSEN]],
		[
			"pages of no known size",
			[INVOKED, NEW, ...ROWS, CHOSEN, KILLED.replace("196000kB", "19kB").replace("file-rss:4000kB", "file-rss:0kB")],
		],
	])("is not known where %s", async (_, lines) => {
		expect(await tasksIn(lines)).toEqual([null]);
	});

	it("of two reports each has its own", async () => {
		const one = [INVOKED, NEW, ...ROWS, CHOSEN, KILLED];
		const other = [INVOKED, CHOSEN, KILLED].map((line) => line.replaceAll("4242", "777"));
		expect(await tasksIn([...one, ...other])).toEqual([page(4096), null]);
	});

	it("a kill at a limit of its own says nothing of the node", async () => {
		const chosen = CHOSEN.replace("CONSTRAINT_NONE", "CONSTRAINT_MEMCG").replace("global_oom", `oom_memcg=${POD}`);
		expect(
			await tasksIn([INVOKED, NEW, ...ROWS, chosen, KILLED.replace("Out of memory", "Memory cgroup out of memory")]),
		).toEqual([null]);
	});

	it("whatever the rows hold, reading them neither fails nor invents a process", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.string({ maxLength: 60 }), { maxLength: 20 }), async (rows) => {
				const [tasks = null] = await tasksIn([
					INVOKED,
					NEW,
					...rows.map((row) => `[ 12] ${row.replaceAll("\n", " ")}`),
					CHOSEN,
					KILLED,
				]);
				expect(tasks).toBeNull();
			}),
		);
	});
});
