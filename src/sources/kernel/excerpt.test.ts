import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import { excerptOomReports } from "./excerpt.ts";
import { readOomKills } from "./read.ts";

async function* each(lines: string[]) {
	yield* lines;
}
async function excerpt(lines: string[]): Promise<string[]> {
	const kept: string[] = [];
	for await (const line of excerptOomReports(each(lines))) kept.push(line);
	return kept;
}
async function kills(lines: string[]): Promise<OomKill[]> {
	const found: OomKill[] = [];
	for await (const kill of readOomKills(each(lines), { host: "", now: 0 })) found.push(kill);
	return found;
}

describe("what a capture keeps of a kernel log", () => {
	const log = readFileSync(new URL("fixtures/real-kmsg.log", import.meta.url), "utf8").split("\n");

	it("gives the same kills as the whole log, without stacks and registers", async () => {
		const kept = await excerpt(log);
		expect(await kills(kept)).toEqual(await kills(log));
		expect(kept.filter((line) => /RIP|RSP|Call Trace|Code:|asm_/.test(line))).toEqual([]);
		expect(kept.filter((line) => line.includes("total_rss "))).toHaveLength(3);
	});

	it("keeps no line of another program, even inside a report", async () => {
		const mixed = log.flatMap((line) => [
			line,
			"Nov 21 10:19:05 n sudo[1]: PASSWORD=hunter2",
			"Nov 21 10:19:05 n kernel: audit: cmd=hunter2",
		]);
		expect(await excerpt(mixed)).toEqual(await excerpt(log));
	});

	it("keeps no line that only looks like the kernel's", async () => {
		expect(await excerpt(["[ 1.0] app: memory: usage is fine", "web: who invoked oom-killer?", "OOM victim"])).toEqual(
			[],
		);
	});

	it("keeps the largest of a large table, and the victim however small it is", async () => {
		const header = "[ 1.0] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name";
		const row = (pid: number, pages: number) => `[ 1.0] [ ${pid}] 0 ${pid} 9999 ${pages} 4096 0 0 p${pid}`;
		const rows = Array.from({ length: 3000 }, (_, i) => row(i + 1, (i * 7919) % 3000));
		const chosen =
			"[ 1.0] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),global_oom,task_memcg=/a,task=p1,pid=1,uid=0";
		const killed =
			"[ 1.0] Out of memory: Killed process 1 (p1) total-vm:9kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0";
		const invoked = "[ 1.0] x invoked oom-killer: gfp_mask=0x1, order=0, oom_score_adj=0";
		const small = rows.with(0, row(1, 1));
		const report = [invoked, header, ...small, chosen, killed];
		const kept = await excerpt(report);
		expect(kept).toHaveLength(205);
		const tasks = async (lines: string[]) => (await kills(lines)).map((kill) => kill.tasks?.map(({ pid }) => pid));
		expect(await tasks(kept)).toEqual(await tasks(report));
		expect(await tasks(kept)).toEqual([expect.arrayContaining([expect.any(Number)])]);
		const lost = report.toSpliced(9, 0, "** 12 printk messages dropped **");
		expect(await tasks(lost)).toEqual([undefined]);
		expect(await tasks(await excerpt(lost))).toEqual([undefined]);
	});

	it("bounds the table of processes", async () => {
		const rows = Array.from({ length: 5000 }, (_, i) => `[ 1.0] [ ${i}] 0 ${i} 1 1 1 1 1 1 0 0 x`);
		const report = ["[ 1.0] x invoked oom-killer: gfp_mask=0x1, order=0, oom_score_adj=0", ...rows];
		expect(await excerpt(report)).toHaveLength(201);
	});
});
