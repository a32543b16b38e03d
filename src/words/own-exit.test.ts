import { expect, test } from "vitest";
import type { RuleParams } from "../model/rules.ts";
import { facts, termination } from "../verdicts/deaths/death.fixture.ts";
import { judgeDeath } from "../verdicts/deaths/index.ts";
import { words as en } from "./en.ts";
import { words as zh } from "./zh-CN.ts";

test.each([
	[{ exitCode: 137 }, "The kernel killed it at", "杀掉了该容器，"],
	[{ exitCode: 3 }, "The kernel killed a process in it at", "杀掉了容器里的一个进程，"],
])("by the status alone, what ended with %j", (change, english, chinese) => {
	const params = judgeDeath(facts({ termination: termination(change) }))?.params as RuleParams["death/container-limit"];
	expect(en.rules["death/container-limit"].message(params)).toContain(english);
	expect(zh.rules["death/container-limit"].message(params)).toContain(chinese);
});
