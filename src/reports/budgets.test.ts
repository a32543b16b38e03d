import { expect, test } from "vitest";
import type { Budget } from "../model/budget.ts";
import { words } from "../words/en.ts";
import { budgetPictures, picture } from "./budgets.ts";

const MI = 1024 ** 2;
const style = { color: false, width: null, wide: true, now: 0 };

const budget: Budget = {
	subject: { kind: "StatefulSet", namespace: "cache", name: "redis", container: "server" },
	runtime: "redis",
	name: "Redis",
	limit: 64 * MI,
	parts: [
		{ part: "data-set", bytes: 64 * MI, low: 64 * MI, high: 64 * MI, basis: "set", settings: ["maxmemory 64mb"] },
		{ part: "fork-copy", bytes: 32 * MI, low: 0, high: 64 * MI, basis: "reckoned", settings: [] },
	],
	worst: { bytes: 96 * MI, low: 64 * MI, high: 128 * MI },
	margin: -32 * MI,
};

test("parts side by side, the limit across them", () => {
	expect(picture(budget, words, style).join("\n")).toMatchInlineSnapshot(`
		"cache statefulset/redis (server): Redis, limit 64Mi
		  █████████████████████████████████████┃▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓
		  █ data set                    64Mi          set · maxmemory 64mb
		  ▓ pages copied during a fork  32Mi  0–64Mi  reckoned
		  together 96Mi (64Mi to 128Mi); 32Mi more than the limit"
	`);
});

test("room, no limit, no bound", () => {
	expect(picture({ ...budget, limit: 192 * MI, margin: 96 * MI }, words, style).join("\n")).toContain(
		"with 96Mi to spare",
	);
	expect(picture({ ...budget, limit: null, margin: null }, words, style).join("\n")).toContain("no limit");
	const [first] = budget.parts;
	if (first === undefined) return;
	const open = { ...budget, parts: [{ ...first, bytes: null, low: null, high: null }], margin: null };
	expect(picture(open, words, style).join("\n")).toContain("unbounded");
});

test("what fits least comes first, and hostile names stay on their line", () => {
	const fits = { ...budget, margin: 10 * MI, subject: { ...budget.subject, name: "fits\u001b[2J\nx" } };
	const text = budgetPictures([fits, budget], words, style).join("\n");
	expect(text.indexOf("redis")).toBeLessThan(text.indexOf("fits"));
	expect(text).not.toContain("\u001b");
	expect(budgetPictures([], words, style)).toEqual([]);
});
