import { describe, expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { nothingLooked } from "../model/report.ts";
import { SCENARIOS } from "../verdicts/deaths/scenarios.fixture.ts";
import { words } from "../words/en.ts";
import { policyReports, policyReportsYaml } from "./policyreport.ts";

const AT = Date.parse("2026-11-21T12:00:00Z");
const FINDINGS = SCENARIOS.flatMap(({ judge }) => judge() ?? []);
const report = (findings: Finding[]) => ({ at: AT, findings, gaps: [], looked: nothingLooked("test") });

interface Shape {
	kind: string;
	metadata: { namespace?: string; annotations?: Record<string, string> };
	summary: { fail: number; warn: number };
	results: { policy: string; result: string; resources?: { kind: string }[]; properties: { resultID: string } }[];
}
const reports = (findings: Finding[]) => policyReports(report(findings), words) as Shape[];

describe("policy reports", () => {
	test("one a namespace, and one of the cluster for what has none", () => {
		const made = reports(FINDINGS);
		expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(["ClusterPolicyReport", "PolicyReport"]));
		for (const { kind, metadata } of made)
			expect(metadata.namespace === undefined).toBe(kind === "ClusterPolicyReport");
	});

	test("their sums are those of their results", () => {
		for (const { summary, results } of reports(FINDINGS)) {
			expect(summary.fail).toBe(results.filter(({ result }) => result === "fail").length);
			expect(summary.fail + summary.warn).toBe(results.length);
		}
	});

	test("the same findings make the same objects, and one finding keeps its id", () => {
		expect(reports(FINDINGS)).toEqual(reports(FINDINGS));
		const [first] = FINDINGS;
		if (first === undefined) throw new Error("no finding");
		const id = (finding: Finding) => reports([finding])[0]?.results[0]?.properties.resultID;
		expect(id({ ...first, confidence: 0.1 } as Finding)).toBe(id(first));
	});

	test("what its owner suppressed is not told; too many are cut, worst first, and it says so", () => {
		const [first] = FINDINGS;
		if (first === undefined) throw new Error("no finding");
		expect(reports([{ ...first, suppressed: "known" } as Finding])).toEqual([]);
		const [many] = reports(Array.from({ length: 600 }, () => first));
		expect([many?.results.length, many?.metadata.annotations]).toEqual([
			500,
			{ "plimsoll.dev/cut": "500 of 600 findings" },
		]);
	});

	test("what was looked at and has nothing has a report that says so, and the cluster's is its own", () => {
		const lookedAt = ["", "quiet", ...reports(FINDINGS).flatMap(({ metadata }) => metadata.namespace ?? [])];
		const made = policyReports(report(FINDINGS), words, lookedAt) as Shape[];
		expect(made.map(({ metadata }) => metadata.namespace ?? "").sort()).toEqual([...new Set(lookedAt)].sort());
		const quiet = made.find(({ metadata }) => metadata.namespace === "quiet");
		expect(quiet).toMatchObject({ kind: "PolicyReport", summary: { fail: 0, warn: 0 }, results: [] });
		expect(policyReports(report([]), words, [""])).toMatchObject([{ kind: "ClusterPolicyReport", results: [] }]);
	});

	test("as YAML documents", () => {
		const text = policyReportsYaml(report(FINDINGS), words);
		expect(text.match(/^---$/gm)?.length).toBe(reports(FINDINGS).length);
	});
});
