import { describe, expect, it } from "vitest";
import type { KernelTask } from "../../model/kernel.ts";
import { words as en } from "../../words/en.ts";
import { words as zh } from "../../words/zh-CN.ts";
import { facts, kill, MI, NOON } from "./death.fixture.ts";
import { judgeDeath, judgeServiceKill } from "./index.ts";

const ofNode = { limitLevel: "node", constraint: "none", limitCgroup: "", limit: null, usage: null } as const;
const task = (
	pid: number,
	process: string,
	rss: number,
	oomScoreAdj: number,
	pod: string | null = null,
): KernelTask => {
	return { pid, process, rss, oomScoreAdj, pod };
};
const TASKS = [
	task(3441, "mysqld", 3125 * MI, -997, "shop/db-0"),
	task(5000, "java", 390 * MI, 937),
	task(4242, "node", 195 * MI, 1000, "shop/web-5d9c7-x2x1v"),
	task(312, "systemd-udevd", 2 * MI, -1000),
];

describe("who held the memory of a node that ran out", () => {
	it("is named from the kernel's table, with a row of evidence each", () => {
		const finding = judgeDeath(facts({ kills: [kill({ ...ofNode, tasks: TASKS })] }));
		if (finding?.rule !== "death/node-out-of-memory") expect.unreachable();
		else {
			expect(finding.params).toMatchObject({ reported: true, holders: TASKS.slice(0, 3) });
			expect(finding.evidence.filter(({ what }) => what === "kernel-task")).toEqual([
				{
					source: "kernel log of node-1",
					at: NOON - 300,
					what: "kernel-task",
					value: "3441 (mysqld) rss:3200000kB oom_score_adj:-997 shop/db-0",
				},
				{
					source: "kernel log of node-1",
					at: NOON - 300,
					what: "kernel-task",
					value: "5000 (java) rss:399360kB oom_score_adj:937",
				},
				{
					source: "kernel log of node-1",
					at: NOON - 300,
					what: "kernel-task",
					value: "4242 (node) rss:199680kB oom_score_adj:1000 shop/web-5d9c7-x2x1v",
				},
			]);
			const [english, chinese] = [en, zh].map(({ rules }) => rules["death/node-out-of-memory"].message(finding.params));
			expect(english).toContain("mysqld (3.05Gi resident, pid 3441, oom_score_adj -997, pod shop/db-0), java (");
			expect(chinese).toContain("mysqld（常驻 3.05Gi，pid 3441，oom_score_adj -997，Pod shop/db-0）、java（");
		}
	});

	it("is not known where the table was not seen whole, and is not missed where nobody reported the kill", () => {
		const reported = judgeDeath(facts({ kills: [kill(ofNode)] }));
		expect(reported?.params).toMatchObject({ holders: null, reported: true });
		const told = facts({ pod: facts().pod });
		const limitless = { ...told.container, memoryLimit: null };
		const guessed = judgeDeath({ ...told, container: limitless, pod: { ...told.pod, containers: [limitless] } });
		expect(guessed).toMatchObject({ rule: "death/node-out-of-memory", params: { holders: null, reported: false } });
		for (const [finding, says] of [
			[reported, true],
			[guessed, false],
		] as const) {
			if (finding?.rule !== "death/node-out-of-memory") expect.unreachable();
			else
				expect(en.rules[finding.rule].message(finding.params).includes("Who held the memory is not known")).toBe(says);
		}
	});

	it("is named for a killed service too, not where its own limit fired", () => {
		const service = {
			victimCgroup: "/system.slice/k3s.service",
			process: "k3s-server",
			podUid: null,
			containerId: null,
		};
		const judged = (change: Parameters<typeof kill>[0]) =>
			judgeServiceKill({ node: "n1", kills: [kill({ ...service, tasks: TASKS, ...change })], nodeEvents: [] });
		expect(judged(ofNode)?.params).toMatchObject({ reported: true, holders: TASKS.slice(0, 3) });
		expect(judged({ limitLevel: "parent" })?.params).toMatchObject({ reported: false, holders: null });
	});
});
