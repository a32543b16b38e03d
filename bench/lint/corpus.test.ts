import { describe, expect, test } from "vitest";
import { LINT_RULES } from "../../src/verdicts/lint/index.ts";
import { judgeCorpus } from "./corpus.ts";

const broken = judgeCorpus("broken");

test("is large enough to say something", () => {
	expect(broken.length).toBeGreaterThanOrEqual(60);
	expect(broken.every(({ expected }) => expected.length > 0)).toBe(true);
});

test("has every rule", () => {
	const covered = new Set(broken.flatMap(({ expected }) => expected.map((line) => line.split(" ")[1])));
	expect(LINT_RULES.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});

describe.each(["broken", "sound"] as const)("%s", (folder) => {
	test.each(judgeCorpus(folder))("$file", ({ expected, found }) => {
		expect(found.toSorted()).toEqual(expected.toSorted());
	});
});
