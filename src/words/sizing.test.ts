import { expect, test } from "vitest";
import type { FleetTotals } from "../model/recommendation.ts";
import { words as en } from "./en.ts";
import { words as zh } from "./zh-CN.ts";

const MI = 1 << 20;
const totals = (change: Partial<FleetTotals>): FleetTotals => ({
	...{ oomRisk: 0.01, containers: 1, replicas: false, freed: 0, needed: 0, requestsFreed: 0, requestsNeeded: 0 },
	...{ withCapacity: 1, now: MI, sized: MI, limits: MI, requests: MI, krr: MI, vpa: MI },
	...change,
});

test.each<[string, Partial<FleetTotals>, string, string]>([
	["requests alone change", { requestsFreed: MI }, "requests: 1Mi freed, 0 more needed", "请求可省 1Mi、需增加 0"],
	["limits stay", {}, "1Mi → 1Mi, as much.", "1Mi → 1Mi，不变。"],
	["limits fall", { now: 3 * MI, freed: 2 * MI }, "3Mi → 1Mi, 2Mi less.", "3Mi → 1Mi，减少 2Mi。"],
	["limits rise", { now: 0, needed: MI }, "0 → 1Mi, 1Mi more.", "0 → 1Mi，增加 1Mi。"],
])("sums of a fleet whose %s", (_, change, english, chinese) => {
	expect(en.sizing.fleet(totals(change)).join("\n")).toContain(english);
	expect(zh.sizing.fleet(totals(change)).join("\n")).toContain(chinese);
});
