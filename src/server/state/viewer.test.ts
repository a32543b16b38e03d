import { describe, expect, it, test } from "vitest";
import { policyReports } from "../../exports/policyreport.ts";
import type { Finding } from "../../model/finding.ts";
import { nothingLooked } from "../../model/report.ts";
import { facts, kill, termination } from "../../verdicts/deaths/death.fixture.ts";
import { judgeDeath } from "../../verdicts/deaths/index.ts";
import { words } from "../../words/en.ts";
import { kubernetesEvent } from "../notify/events.ts";
import { everything, gapsFor, readable, type Viewer } from "./viewer.ts";

const only = (...namespaces: string[]): Viewer => ({
	user: "jane",
	namespaces: new Set(namespaces),
	nodes: false,
	logs: null,
});
const TASKS = [
	{ pid: 3441, process: "mysqld", rss: 3 << 30, oomScoreAdj: -997, pod: "bank/ledger-0" },
	{ pid: 4242, process: "node", rss: 200 << 20, oomScoreAdj: 1000, pod: "shop/web-5d9c7-x2x1v" },
];
const OF_NODE = { limitLevel: "node", constraint: "none", limitCgroup: "", limit: null, usage: null } as const;
const death = judgeDeath(facts({ kills: [kill({ ...OF_NODE, tasks: TASKS })] })) as Finding;

describe("the other processes of a node that ran out", () => {
	it("are shown to who may see all namespaces", () => {
		expect(readable(everything("root"), [death])).toEqual([death]);
		expect(JSON.stringify(death)).toContain("bank/ledger-0");
	});

	it("are no business of who may see the pod's namespace only: the death itself is", () => {
		const [seen, ...others] = readable(only("shop"), [death]);
		expect(others).toEqual([]);
		expect(seen).toMatchObject({ rule: "death/node-out-of-memory", params: { holders: null } });
		expect(JSON.stringify(seen)).not.toMatch(/mysqld|ledger/);
		expect(readable(only("bank"), [death])).toEqual([]);
	});

	it("stay out of what is written into the namespace", () => {
		const report = { at: 0, findings: [death], gaps: [], looked: nothingLooked("lab") };
		const notice = { findings: [death], at: 0, severity: "error", count: 1 } as unknown as Parameters<
			typeof kubernetesEvent
		>[0];
		for (const written of [policyReports(report, words), kubernetesEvent(notice, words)]) {
			expect(JSON.stringify(written)).toContain("ran out of memory");
			expect(JSON.stringify(written)).not.toMatch(/mysqld|ledger|Who held/);
		}
	});
});

describe("what a container wrote before its end", () => {
	const crashed = { termination: termination({ reason: "Error", exitCode: 1 }), lastLines: ["password is hunter2"] };
	const inLog = judgeDeath(facts(crashed)) as Finding;
	const inStatus = judgeDeath(
		facts({ ...crashed, termination: termination({ reason: "Error", exitCode: 1, message: "password is hunter2" }) }),
	) as Finding;

	it.each([
		["is shown to who may read logs there", inLog, new Set(["shop"]), true],
		["is shown to who may read all logs", inLog, null, true],
		["is not shown to who may read those of another namespace", inLog, new Set(["bank"]), false],
		["is shown to who may list pods, where it stands in the pod's status", inStatus, new Set<string>(), true],
	])("%s", (_, finding, logs, shown) => {
		for (const viewer of [only("shop"), everything("root")]) {
			const [seen] = readable({ ...viewer, logs }, [finding]);
			expect(seen).toMatchObject({ rule: "death/crashed", params: { line: shown ? "password is hunter2" : "" } });
			expect(JSON.stringify(seen).includes("hunter2")).toBe(shown);
		}
	});
});

test.each([
	["pods", true],
	["kernel log", true],
	["pods in namespace bank", false],
	["memory of bank/ledger-0", false],
	["kernel log of n1", false],
	["services", true],
])("a gap of %s is told to who may see some namespaces: %s", (what, told) => {
	const gap = { source: "kubernetes", what, reason: "forbidden", detail: "secret" } as const;
	expect(gapsFor(only("shop"), [gap])).toEqual(told ? [{ ...gap, detail: "" }] : []);
});

test.each<[string, Finding["subject"], { nodes: boolean }, boolean]>([
	["a node, to who may not list nodes", { node: "n1" }, { nodes: false }, false],
	["a node, to who may", { node: "n1" }, { nodes: true }, true],
	[
		"a pod on a node, to who may not list nodes",
		{ namespace: "shop", name: "web", node: "n1" },
		{ nodes: false },
		true,
	],
	["what is of neither", { kind: "Cluster", name: "x" }, { nodes: false }, true],
])("to who may see all namespaces is shown %s: %o, %o, %s", (_, subject, { nodes }, shown) => {
	const finding = { ...death, subject } as Finding;
	expect(readable({ ...everything("jane"), nodes }, [finding])).toEqual(shown ? [finding] : []);
});
