import { describe, expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { ReviewRecord } from "../model/review.ts";
import { SCENARIOS } from "../verdicts/deaths/scenarios.fixture.ts";
import { reviewOf } from "./review.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");
const base = SCENARIOS.find(({ rule }) => rule === "death/container-limit")?.judge();
if (base == null) throw new Error("no finding");
const death = (workload: string, daysAgo: number): Finding =>
	({
		...base,
		params: {
			...base.params,
			workload: { kind: "Deployment", namespace: "shop", name: workload },
			at: NOW - daysAgo * DAY,
		},
	}) as Finding;
const report = (at: number, ...findings: Finding[]): Report => ({
	at,
	findings,
	gaps: [],
	looked: { ...nothingLooked("prod"), nodes: 3 },
});
const review = (at: number, last: ReviewRecord | null, ...findings: Finding[]) =>
	reviewOf({ scan: report(at, ...findings), sizes: null, whole: true, leaksKnown: true, since: at - 30 * DAY, last });
const standings = ({ review: { matters, gone } }: ReturnType<typeof review>) => [
	Object.fromEntries(matters.map(({ key, standing, count }) => [key.split(" ").at(-1), `${standing} ${count}`])),
	gone.map(({ key }) => key.split(" ").at(-1)),
];

describe("a memory review", () => {
	test("counts a workload's deaths of one cause as one matter, and those of the period alone", () => {
		const made = review(NOW, null, death("web", 1), death("web", 2), death("api", 3), death("old", 40));
		expect(standings(made)).toEqual([{ web: "new 2", api: "new 1" }, []]);
		expect(made.review.sums.deaths).toBe(3);
	});

	test("against the reviews before: new, still, gone once, back", () => {
		const first = review(NOW, null, death("web", 1), death("api", 1));
		const second = review(NOW + 30 * DAY, first.record, death("web", -20));
		expect(standings(second)).toEqual([{ web: "still 1" }, ["api"]]);
		const third = review(NOW + 60 * DAY, second.record, death("web", -50), death("db", -50));
		expect(standings(third)).toEqual([{ web: "still 1", db: "new 1" }, []]);
		const fourth = review(NOW + 90 * DAY, third.record, death("api", -80));
		expect(standings(fourth)).toEqual([{ api: "back 1" }, ["web", "db"]]);
		expect(fourth.review.matters[0]?.firstAt).toBe(NOW);
		expect(fourth.review.previous?.sums.deaths).toBe(2);
	});

	test("what is gone for more than a year is forgotten", () => {
		const first = review(NOW, null, death("web", 1));
		const gone = review(NOW + DAY, first.record);
		expect(review(NOW + 500 * DAY, gone.record).record.known).toEqual([]);
	});

	test("what could not be looked at is not gone, and comes back as it was", () => {
		const leak = { ...death("web", 0), rule: "leak/steady" } as unknown as Finding;
		const state = { ...leak, params: {} } as Finding;
		const first = review(NOW, null, state);
		const second = reviewOf({
			scan: report(NOW + DAY),
			sizes: null,
			whole: true,
			leaksKnown: false,
			since: NOW,
			last: first.record,
		});
		expect(second.review.gone).toEqual([]);
		const third = review(NOW + 2 * DAY, second.record, state);
		expect(third.review.matters).toMatchObject([{ standing: "still", firstAt: NOW }]);
		expect(review(NOW + 2 * DAY, second.record).review.gone).toMatchObject([{ firstAt: NOW, goneAt: NOW + 2 * DAY }]);
	});

	test("what its owner suppressed is no matter; without a history leaks are not known", () => {
		const suppressed = { ...death("web", 1), suppressed: "known" } as Finding;
		const made = reviewOf({
			scan: report(NOW, suppressed),
			sizes: null,
			whole: true,
			leaksKnown: false,
			since: 0,
			last: null,
		});
		expect([made.review.matters, made.review.sums.leaks, made.review.sums.waste]).toEqual([[], null, null]);
	});

	const ofNode = { ...base, rule: "advisory/runc", subject: { kind: "Node", name: "n1", node: "n1" }, params: {} };
	const filled = { ...ofNode, rule: "pressure/no-reservation" };
	const unread: Gap = { source: "kubernetes", what: "pods", reason: "absent", detail: "" };
	const sumsOf = (made: ReturnType<typeof reviewOf>) => {
		const { deaths, leaks, advisories, pressure } = made.review.sums;
		return { deaths, leaks, advisories, pressure };
	};

	test("a node's known bug is not called gone, nor its pressure none, while nodes cannot be looked at", () => {
		const states = [ofNode, filled] as unknown as Finding[];
		const first = review(NOW, null, death("web", 1), ...states);
		expect(sumsOf(first)).toEqual({ deaths: 1, leaks: 0, advisories: 1, pressure: 1 });
		const scan = { ...report(NOW + DAY), looked: nothingLooked("prod") };
		const given = { sizes: null, leaksKnown: true, since: NOW, last: first.record };
		const second = reviewOf({ ...given, scan, whole: true });
		expect(second.review.gone.map(({ key }) => key.split(" ")[0])).toEqual(["death/container-limit"]);
		expect(sumsOf(second)).toEqual({ deaths: 0, leaks: 0, advisories: null, pressure: null });
		const third = review(NOW + 2 * DAY, second.record, ...states);
		expect(third.review.matters.map(({ standing }) => standing)).toEqual(["still", "still"]);
		// Nodes are no part of a namespace, but what is known of its own pods is.
		const part = reviewOf({ ...given, scan: report(NOW + DAY), whole: false });
		expect(sumsOf(part)).toEqual({ deaths: 0, leaks: 0, advisories: 0, pressure: null });
	});

	test("where nobody could look at pods, no death is not none", () => {
		const first = review(NOW, null, death("web", 1));
		const scan = { ...report(NOW + DAY), gaps: [unread] };
		const made = reviewOf({ scan, sizes: null, whole: true, leaksKnown: false, since: NOW, last: first.record });
		expect(made.review.gone).toEqual([]);
		expect(sumsOf(made)).toEqual({ deaths: null, leaks: null, advisories: null, pressure: 0 });
	});
});
