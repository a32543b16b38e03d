import { expect, test } from "vitest";
import type { RuleParams } from "../model/rules.ts";
import { words as en } from "./en.ts";
import { words as zh } from "./zh-CN.ts";

type Params = RuleParams["death/node-out-of-memory"];
const params: Params = {
	...{
		workload: { kind: "Pod", namespace: "a", name: "b" },
		role: "main",
		at: null,
		reason: "OOMKilled",
		exitCode: 137,
		signal: 9,
	},
	...{
		livedSeconds: null,
		restartCount: 0,
		backingOff: false,
		backOffSeconds: null,
		jobGaveUp: false,
		disagreements: [],
	},
	...{ memoryLimit: null, memoryRequest: null, lastWorkingSet: null, lastWorkingSetAge: null },
	...{ victim: "java", victimRss: null, kernelKills: 1, constraint: "none", oomScoreAdj: 999, nodeMemory: null },
	...{ holders: null, reported: false },
	graph: { workingSet: null, age: null, share: null, limit: null, growth: null, counted: null, reasons: [] },
};

test.each<[Partial<Params>, string, string]>([
	[{}, "The node ran out of memory and the kernel killed", "节点内存耗尽，内核杀掉了"],
	[
		{ constraint: "cpuset" },
		"no memory left on the NUMA nodes that the cpuset allows",
		"cpuset 所允许的 NUMA 节点内存耗尽",
	],
	[
		{ constraint: "memory-policy" },
		"on the NUMA nodes that the memory policy allows",
		"内存策略所允许的 NUMA 节点内存耗尽",
	],
	[{}, "It has no limit of its own.", "容器自身没有设置限制。"],
])("of %j is said %s", (change, english, chinese) => {
	expect(en.rules["death/node-out-of-memory"].message({ ...params, ...change })).toContain(english);
	expect(zh.rules["death/node-out-of-memory"].message({ ...params, ...change })).toContain(chinese);
});

test("of a pod that is gone nobody knows whether it had a limit", () => {
	const gone = { ...params, exitCode: null, signal: null };
	expect(en.rules["death/node-out-of-memory"].message(gone)).not.toContain("no limit");
	expect(zh.rules["death/node-out-of-memory"].message(gone)).not.toContain("没有设置限制");
});
