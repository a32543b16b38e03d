import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FixRecord } from "../model/fix.ts";
import { dropRecord, newId, pruneRecords, readRecords, recordsPath, writeRecord } from "./records.ts";

let folder = "";
beforeEach(() => {
	folder = join(mkdtempSync(join(tmpdir(), "plimsoll-records-")), "fixes");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const AT = Date.UTC(2026, 10, 21, 23, 50, 12);
const record = (more: Partial<FixRecord> = {}): FixRecord => ({
	id: "20261121-235012-3fa9",
	at: AT,
	server: "https://127.0.0.1:6443",
	context: "lab",
	target: { kind: "Deployment", namespace: "shop", name: "web" },
	subresource: "",
	uid: "u",
	rule: "death/container-limit",
	edits: [{ path: ["spec", { name: "app" }, "memory"], before: null, after: "1Gi" }],
	state: "begun",
	...more,
});

test("written for the owner alone, read back as it was, replaced and forgotten", () => {
	writeRecord(folder, record());
	expect(statSync(folder).mode & 0o777).toBe(0o700);
	expect(statSync(join(folder, "20261121-235012-3fa9.json")).mode & 0o777).toBe(0o600);
	expect(readRecords(folder)).toEqual({ records: [record()], gaps: [] });
	writeRecord(folder, record({ state: "applied" }));
	expect(readRecords(folder).records).toEqual([record({ state: "applied" })]);
	dropRecord(folder, record());
	expect(readdirSync(folder)).toEqual([]);
});

test("the newest first; what a crash left behind is no record", () => {
	writeRecord(folder, record());
	const later = record({ id: newId(AT + 60_000), at: AT + 60_000 });
	writeRecord(folder, later);
	writeFileSync(join(folder, `${later.id}.json.abcd.partial`), "{");
	expect(readRecords(folder).records.map(({ id }) => id)).toEqual([later.id, "20261121-235012-3fa9"]);
});

test.each([
	["cut short", '{"apiVersion": "plim'],
	["another's", "[]"],
	["no edits", JSON.stringify({ ...record(), at: "2026-11-21T23:50:12Z", edits: [] })],
	["a path of numbers", JSON.stringify({ ...record(), at: "2026-11-21T23:50:12Z", edits: [{ path: [1], before: 1 }] })],
	["another name inside", JSON.stringify({ ...record(), at: "2026-11-21T23:50:12Z", id: "x" })],
])("a file that is no record is a gap: %s", (_, text) => {
	writeRecord(folder, record({ id: "20261121-000000-0000" }));
	writeFileSync(join(folder, "20261121-235012-3fa9.json"), text);
	const { records, gaps } = readRecords(folder);
	expect(records.map(({ id }) => id)).toEqual(["20261121-000000-0000"]);
	expect(gaps).toMatchObject([{ source: "state", reason: "malformed" }]);
});

describe("which records are forgotten", () => {
	const DAY = 86_400_000;
	const write = (ages: readonly number[]) => {
		mkdirSync(folder, { recursive: true });
		for (const [i, days] of ages.entries())
			writeFileSync(join(folder, `${newId(AT - days * DAY).slice(0, 15)}-${(i + 4096).toString(16)}.json`), "{}");
	};
	test.each<[string, number[], number]>([
		["none of the newest 50, however old", Array.from({ length: 50 }, (_, i) => 200 + i), 50],
		["older than 90 days, beyond the newest 50", Array.from({ length: 80 }, (_, i) => 60 + i), 50],
		["none within 90 days", Array.from({ length: 90 }, (_, i) => i), 90],
		["those older than 90 days where more are newer", Array.from({ length: 120 }, (_, i) => i), 91],
		["all beyond the newest 1000", Array.from({ length: 1100 }, (_, i) => i / 2000), 1000],
	])("%s", (_, ages, left) => {
		write(ages);
		const newest = readdirSync(folder).sort().at(-1);
		pruneRecords(folder, AT);
		expect(readdirSync(folder)).toHaveLength(left);
		expect(readdirSync(folder)).toContain(newest);
	});

	test("other files stay, what a crash left behind long ago goes", () => {
		write(Array.from({ length: 60 }, () => 300));
		const id = newId(AT - 300 * DAY);
		for (const name of [
			"notes.txt",
			"backup.json",
			`${id}.json.0a1b2c3d.partial`,
			`${newId(AT)}.json.0a1b2c3d.partial`,
		])
			writeFileSync(join(folder, name), "");
		pruneRecords(folder, AT);
		const names = readdirSync(folder);
		expect(names).toEqual(
			expect.arrayContaining(["notes.txt", "backup.json", `${names.find((one) => one.endsWith(".partial"))}`]),
		);
		expect(names).toHaveLength(53);
		expect(names).not.toContain(`${id}.json.0a1b2c3d.partial`);
	});

	test("a folder that is not there is no reason to fail", () => {
		expect(() => pruneRecords(join(folder, "none"), AT)).not.toThrow();
	});
});

test("no folder is no record; one that cannot be made is a Failure", () => {
	expect(readRecords(join(folder, "none"))).toEqual({ records: [], gaps: [] });
	writeFileSync(join(folder, "..", "file"), "");
	expect(() => writeRecord(join(folder, "..", "file", "fixes"), record())).toThrow(/output-unwritable/);
});

test.each([
	[{ XDG_STATE_HOME: "/s", HOME: "/h" }, "/s/plimsoll/fixes"],
	[{ HOME: "/h" }, "/h/.local/state/plimsoll/fixes"],
	[{}, "/root/.local/state/plimsoll/fixes"],
])("%j", (environment, wanted) => {
	expect(recordsPath(environment, "/root")).toBe(wanted);
});
