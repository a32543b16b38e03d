import { expect, test } from "vitest";
import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";
import { syntheticCases } from "./cases.ts";

test("a leak that restarts hide is told, also where its newest life grows faster than the others and along no line", () => {
	const [one] = [...syntheticCases(582, 583, " third")];
	if (one === undefined) throw new Error("the case is not made");
	expect([one.kind, one.leak !== null]).toEqual(["scheduled-restarts", true]);
	expect(judgeSeries(one.series, Number.POSITIVE_INFINITY).finding?.rule).toBe("leak/restart-masked");
});
