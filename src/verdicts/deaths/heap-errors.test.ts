import { expect, it } from "vitest";
import { tellingLines } from "./heap-errors.ts";
import { judgeDeath } from "./index.ts";
import { SCENARIOS } from "./scenarios.fixture.ts";

it.each<[string, string[], string[]]>([
	["nothing", [], []],
	["the last line, of whatever", ["a", "b", "", " "], ["b"]],
	[
		"a runtime's error, wherever it stands",
		["x", "fatal error: runtime: out of memory", "goroutine 1 [running]:", "\tmain.go:7"],
		["fatal error: runtime: out of memory", "\tmain.go:7"],
	],
	["an author's own words", ["worker: cannot allocate buffer", "bye"], ["worker: cannot allocate buffer", "bye"]],
	[
		"V8's collections",
		["[1:0x1] 9 ms: Mark-Compact 254.1 (261.0) -> 253.9 (261.3) MB", "y", "z"],
		["[1:0x1] 9 ms: Mark-Compact 254.1 (261.0) -> 253.9 (261.3) MB", "z"],
	],
])("of a log it keeps %s", (_, lines, kept) => {
	expect(tellingLines(lines)).toEqual(kept);
});

it("what it keeps gives the same verdict as the whole log", () => {
	for (const { facts } of SCENARIOS) {
		if (facts === null) continue;
		const noise = Array.from({ length: 30 }, (_, i) => `request ${i} served`);
		const whole = { ...facts, lastLines: facts.lastLines.length === 0 ? [] : [...noise, ...facts.lastLines] };
		const told = judgeDeath(whole);
		expect(judgeDeath({ ...whole, lastLines: tellingLines(whole.lastLines) })).toEqual(told);
	}
});
