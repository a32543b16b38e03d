import { describe, expect, test } from "vitest";
import { RULE_IDS } from "./evidence.ts";
import { CONTAINER_RULES } from "./index.ts";
import { SCENARIOS } from "./scenarios.fixture.ts";

describe.each(RULE_IDS)("%s", (id) => {
	const own = SCENARIOS.filter(({ rule }) => rule === id);
	test.each(own.map((scenario) => [scenario.name, scenario] as const))("%s", (_, { judge, confidence, params }) => {
		expect(judge()).toMatchObject({ rule: id, confidence, params });
	});
	test("has scenarios", () => {
		expect(own.length).toBeGreaterThan(1);
	});
});

test("no scenario is of a rule that nobody asks", () => {
	expect([...new Set(SCENARIOS.map(({ rule }) => rule))].toSorted()).toEqual(RULE_IDS.toSorted());
});

test.each(
	SCENARIOS.filter(({ facts }) => facts !== null).map(
		(scenario) => [`${scenario.rule}: ${scenario.name}`, scenario] as const,
	),
)("no two rules claim %s", (_, { rule, facts }) => {
	if (facts === null) return;
	const claims = CONTAINER_RULES.flatMap((each) => each.judge(facts)?.rule ?? []);
	expect(claims.filter((id) => id !== "death/unknown")).toEqual(rule === "death/unknown" ? [] : [rule]);
});
