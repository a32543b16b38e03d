import { expect, test } from "vitest";
import type { RuleParams } from "../model/rules.ts";
import { words as en } from "./en.ts";
import { words as zh } from "./zh-CN.ts";

const MI = 1024 * 1024;
const params: RuleParams["death/child-killed"] = {
	...{ workload: { kind: "Pod", namespace: "a", name: "b" }, role: "main", at: null, memoryLimit: 64 * MI },
	...{ level: "container", victim: "worker", victimRss: null, kernelKills: 1, restartCount: 0 },
	graph: { workingSet: null, age: null, share: null, limit: 64 * MI, growth: null, counted: null, reasons: [] },
};

test.each([
	[64 * MI, 64 * MI, "in it at the container's limit of 64Mi.", "在容器的内存限制 64Mi 处杀掉"],
	[
		16 * MI,
		64 * MI,
		"at a limit of 16Mi (the container's own is 64Mi now).",
		"在内存限制 16Mi（容器自身的限制现为 64Mi）处杀掉",
	],
	[16 * MI, null, "at a limit of 16Mi (the container has none).", "在内存限制 16Mi（容器自身没有限制）处杀掉"],
])("a kill at %s in a container with a limit of %s", (limit, memoryLimit, english, chinese) => {
	const killed = { ...params, memoryLimit, graph: { ...params.graph, limit } };
	expect(en.rules["death/child-killed"].message(killed)).toContain(english);
	expect(zh.rules["death/child-killed"].message(killed)).toContain(chinese);
});
