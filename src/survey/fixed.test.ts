import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding, Subject } from "../model/finding.ts";
import { type FixedEntry, fixedPath, readFixed, remember, reopened, writeFixed } from "./fixed.ts";

const AT = Date.parse("2026-11-21T12:00:00Z");
const ENTRY: FixedEntry = {
	source: "prod",
	kind: "Deployment",
	namespace: "rook-ceph",
	name: "rook-ceph-operator",
	container: "operator",
	since: AT - 86_400_000,
	fixedAt: AT,
};

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-fixed-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("what is written is read, one entry a container, and nothing else is left in the folder", async () => {
	const path = fixedPath({ XDG_STATE_HOME: join(folder, "state") }, "/nowhere");
	expect(await readFixed(path)).toEqual({ entries: [], gaps: [] });
	const other = { ...ENTRY, container: "sidecar" };
	const entries = remember(remember([ENTRY, other], ENTRY), { ...ENTRY, fixedAt: AT + 1000 });
	await writeFixed(path, entries);
	expect((await readFixed(path)).entries).toEqual([{ ...ENTRY, fixedAt: AT + 1000 }, other]);
});

test.each(["", "{", "null", "[]", '{"fixed":3}'])("a file that holds %j is a gap", async (text) => {
	const path = join(folder, "broken.json");
	await writeFile(path, text);
	expect(await readFixed(path)).toMatchObject({ entries: [], gaps: [{ source: "state", reason: "malformed" }] });
	expect(await readFile(path, "utf8")).toBe(text);
});

test("entries that make no sense are left out", async () => {
	const path = join(folder, "odd.json");
	await writeFile(path, JSON.stringify({ fixed: [1, null, {}, { name: "x", since: "soon" }] }));
	expect(await readFixed(path)).toEqual({ entries: [], gaps: [] });
});

describe("what is back", () => {
	const of = (rule: string, subject: Subject, params: object = {}, severity = "warning") =>
		({ rule, severity, confidence: 0.9, subject, params, evidence: [], remedies: [] }) as unknown as Finding;
	const DAY = 86_400_000;
	/** Hours of memory: a MiB each, or only until the fix, a day before AT. */
	const rising = Array.from({ length: 24 }, (_, i) => i * 2 ** 20);
	const mended = Array.from({ length: 24 }, (_, i) => (i < 12 ? i * 2 ** 20 : 5e6 + (i % 2) * 1000));
	const leak = (lastAt: number, curve: number[], days = 4) => ({
		...{ lastAt, curve, spanSeconds: (days * DAY) / 1000 },
		bytesPerHour: (24 * 2 ** 20) / (days * 24),
	});
	const workload = { kind: "Deployment", namespace: "rook-ceph", name: "rook-ceph-operator", container: "operator" };
	const pod = { kind: "Pod", namespace: "rook-ceph", name: "rook-ceph-operator-7d4f8-abcde", container: "operator" };
	test.each<[string, Finding, boolean]>([
		["it leaks", of("leak/steady", workload), true],
		["its pod leaks", of("leak/steady", pod), true],
		["it leaks, and was measured since", of("leak/steady", workload, leak(AT + DAY, rising)), true],
		["it leaked before, and rises no more", of("leak/restart-masked", workload, leak(AT + DAY, mended)), false],
		["too little was measured since", of("leak/steady", workload, leak(AT + 1, rising, 24)), false],
		["a pod of before the fix leaked", of("leak/steady", pod, leak(AT - DAY, rising)), false],
		["what was measured when the fix was proven", of("leak/driven", workload, leak(AT, rising)), false],
		["its ReplicaSet leaks", of("leak/steady", { ...pod, kind: "ReplicaSet", name: "rook-ceph-operator-7d4f8" }), true],
		[
			"a pod whose name only begins alike",
			of("leak/steady", { ...pod, name: "rook-ceph-operator-web-7d4f8-abcde" }),
			false,
		],
		["a pod of a set beside it", of("leak/steady", { ...pod, name: "rook-ceph-operator-0" }), false],
		["its version has the bug again", of("advisory/rook-operator-cm-polling", workload), true],
		["it possibly has", of("advisory/rook-operator-cm-polling", workload, {}, "info"), false],
		["killed since", of("death/container-limit", pod, { at: AT + 1 }), true],
		["killed before", of("death/container-limit", pod, { at: AT - 1 }), false],
		["crashed since", of("death/crashed", pod, { at: AT + 1 }), false],
		["another container", of("leak/steady", { ...workload, container: "sidecar" }), false],
		["another namespace", of("leak/steady", { ...workload, namespace: "other" }), false],
		["another workload", of("leak/steady", { ...workload, name: "rook-ceph-mgr" }), false],
	])("%s: %s", (_, finding, back) => {
		const found = reopened([finding], [ENTRY], "prod");
		expect(found.map(({ rule }) => rule)).toEqual(back ? ["verify/reopened"] : []);
		expect(reopened([finding], [ENTRY], "another cluster")).toEqual([]);
	});
});
