import { describe, expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import { SCENARIOS } from "../../verdicts/deaths/scenarios.fixture.ts";
import { Groups } from "./groups.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const PACE = { wait: 30_000, repeat: 3_600_000, fresh: 300_000, settle: 60_000 };
const base = SCENARIOS.find(({ rule }) => rule === "death/container-limit")?.judge();
if (base == null) throw new Error("no finding");

/** A death of a pod of one Deployment, some seconds after now. */
const death = (pod: string, seconds: number, change: Partial<Finding> = {}): Finding =>
	({
		...base,
		...change,
		subject: { ...base.subject, name: pod },
		params: { ...base.params, at: NOW + seconds * 1000 },
	}) as Finding;

const swap = {
	rule: "pressure/no-reservation",
	severity: "warning",
	confidence: 1,
	params: {},
	evidence: [],
	remedies: [],
};
/** A state of a node that lasts. */
const state = (node: string): Finding => ({ ...swap, subject: { node } }) as unknown as Finding;

interface Step {
	at: number;
	findings: Finding[];
	/** How many findings each notice tells. */
	told: number[];
}

describe("what is told, and when", () => {
	test.each<[string, Step[]]>([
		[
			"nothing of what was there before the start",
			[
				{ at: 0, findings: [death("a", -3600)], told: [] },
				{ at: 60, findings: [death("a", -3600)], told: [] },
			],
		],
		[
			"what happened just before the start",
			[
				{ at: 0, findings: [death("a", -60)], told: [] },
				{ at: 30, findings: [death("a", -60)], told: [1] },
			],
		],
		[
			"nothing that happened long before the start, whenever it is found",
			[
				{ at: 0, findings: [], told: [] },
				{ at: 40, findings: [death("a", -9999)], told: [] },
				{ at: 90, findings: [death("a", -9999)], told: [] },
			],
		],
		[
			"of lasting states those that come after the first looks",
			[
				{ at: 20, findings: [state("n1")], told: [] },
				{ at: 70, findings: [state("n1"), state("n2")], told: [] },
				{ at: 100, findings: [state("n1"), state("n2")], told: [1] },
			],
		],
		[
			"the pods of one Deployment together",
			[
				{ at: 0, findings: [], told: [] },
				{ at: 10, findings: [death("a", 8)], told: [] },
				{ at: 20, findings: [death("a", 8), death("b", 15)], told: [] },
				{ at: 40, findings: [death("a", 8), death("b", 15)], told: [2] },
			],
		],
		[
			"once, and a crash loop not again before its time, with all that came meanwhile",
			[
				{ at: 0, findings: [], told: [] },
				{ at: 10, findings: [death("a", 8)], told: [] },
				{ at: 40, findings: [death("a", 8)], told: [1] },
				{ at: 100, findings: [death("a", 90)], told: [] },
				{ at: 200, findings: [death("a", 190)], told: [] },
				{ at: 3600, findings: [death("a", 190)], told: [] },
				{ at: 3640, findings: [death("a", 190)], told: [2] },
				{ at: 9999, findings: [death("a", 190)], told: [] },
			],
		],
		[
			"sooner when it gets worse",
			[
				{ at: 0, findings: [], told: [] },
				{ at: 10, findings: [death("a", 8, { severity: "warning" })], told: [] },
				{ at: 40, findings: [death("a", 8, { severity: "warning" })], told: [1] },
				{ at: 50, findings: [death("b", 45, { severity: "error" })], told: [] },
				{ at: 80, findings: [death("b", 45, { severity: "error" })], told: [1] },
			],
		],
		[
			"nothing its owner suppressed",
			[
				{ at: 0, findings: [], told: [] },
				{ at: 99, findings: [death("a", 1, { suppressed: "known" })], told: [] },
			],
		],
	])("%s", (_, steps) => {
		const groups = new Groups(NOW, PACE);
		for (const { at, findings, told } of steps) {
			const notices = groups.take(findings, NOW + at * 1000);
			expect([at, notices.map(({ count }) => count)]).toEqual([at, told]);
		}
	});

	test("of very many ten are shown and all are counted", () => {
		const groups = new Groups(NOW, PACE);
		groups.take([], NOW);
		const many = Array.from({ length: 50 }, (_, i) => death(`p-${i}`, i));
		groups.take(many, NOW);
		const [notice] = groups.take(many, NOW + 30_000);
		expect([notice?.findings.length, notice?.count, notice?.findings[0]?.subject.name]).toEqual([10, 50, "p-49"]);
	});
});

describe("who leads after another", () => {
	const at = (seconds: number) => NOW + seconds * 1000;
	/** One that told of `a` at 40 s and had `b` waiting when it was killed at 50 s. */
	const ledgerOfOne = (): string => {
		const groups = new Groups(NOW, PACE);
		groups.take([], at(0));
		groups.take([death("a", 8)], at(10));
		for (const notice of groups.take([death("a", 8)], at(40))) groups.arrived(notice, at(41));
		groups.take([death("a", 8), other("b", 45)], at(50));
		return groups.ledger(at(50));
	};
	/** A death of another workload. */
	const other = (pod: string, seconds: number): Finding => {
		const finding = death(pod, seconds);
		return {
			...finding,
			params: { ...finding.params, workload: { kind: "Job", namespace: "shop", name: pod } },
		} as Finding;
	};
	const counts = (groups: Groups, findings: Finding[], seconds: number) =>
		groups.take(findings, at(seconds)).map(({ findings: [first] }) => first?.subject.name);

	test("tells nothing twice and leaves nothing out, where it had been looking on", () => {
		const groups = new Groups(NOW, PACE);
		groups.see([], at(0));
		groups.see([death("a", 8)], at(12));
		groups.see([death("a", 8), other("b", 45)], at(48));
		groups.learn(ledgerOfOne());
		expect(counts(groups, [death("a", 8), other("b", 45)], 70)).toEqual([]);
		expect(counts(groups, [death("a", 8), other("b", 45)], 79)).toEqual(["b"]);
	});

	test("nor where it starts then", () => {
		const groups = new Groups(at(90), PACE);
		groups.learn(ledgerOfOne());
		expect(counts(groups, [death("a", 8), other("b", 45)], 100)).toEqual([]);
		expect(counts(groups, [death("a", 8), other("b", 45)], 131)).toEqual(["b"]);
	});

	test("keeps the pace of a group", () => {
		const groups = new Groups(at(90), PACE);
		groups.learn(ledgerOfOne());
		counts(groups, [death("a", 8), death("c", 95)], 100);
		expect(counts(groups, [death("a", 8), death("c", 95)], 200)).toEqual([]);
		expect(counts(groups, [death("a", 8), death("c", 95)], 3641)).toEqual(["c"]);
	});

	test("tells what came while nobody led, however long that was", () => {
		const groups = new Groups(at(2000), PACE);
		groups.learn(ledgerOfOne());
		counts(groups, [death("a", 8), other("b", 45), other("c", 1000)], 2010);
		expect(counts(groups, [death("a", 8), other("b", 45), other("c", 1000)], 2041)).toEqual(["b", "c"]);
	});

	test("tells what did not arrive", () => {
		const first = new Groups(NOW, PACE);
		first.take([death("a", 8)], at(10));
		expect(first.take([death("a", 8)], at(40))).toHaveLength(1);
		const ledger = first.ledger(at(2000));
		const groups = new Groups(at(2000), PACE);
		groups.learn(ledger);
		counts(groups, [death("a", 8)], 2010);
		expect(counts(groups, [death("a", 8)], 2041)).toEqual(["a"]);
	});

	test.each([
		"",
		"null",
		"[]",
		"{",
		'{"since":"x","findings":[[1,2],["short",1]],"matters":[["12345678901",1e999,0],5]}',
	])("makes nothing of a ledger that is none: %s", (text) => {
		const groups = new Groups(NOW, PACE);
		groups.learn(text);
		counts(groups, [death("a", -60)], 0);
		expect(counts(groups, [death("a", -60)], 30)).toEqual(["a"]);
	});

	test("a ledger is small whatever befell the cluster, and names nothing", () => {
		const groups = new Groups(NOW, PACE);
		const many = Array.from({ length: 5000 }, (_, i) => other(`secret-name-${i}`, i / 1000));
		groups.take(many, at(10));
		for (const notice of groups.take(many, at(40))) groups.arrived(notice, at(41));
		const ledger = groups.ledger(at(50));
		expect(ledger.length).toBeLessThan(64 * 1024);
		expect(ledger).not.toContain("secret");
	});
});
