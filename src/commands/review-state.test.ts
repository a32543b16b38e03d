import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readRecord } from "./review-state.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-review-"));
const path = join(folder, "last.json");
afterAll(() => rmSync(folder, { recursive: true }));

const SUMS = { deaths: 3, leaks: null, advisories: 0, pressure: 1, waste: 5, missing: 0 };
const KNOWN = { key: "leak/steady shop Deployment api", firstAt: 1, goneAt: null };

test("what a review left is read back, and what it does not say is not known", async () => {
	const record = { at: 7, sums: SUMS, known: [KNOWN, { ...KNOWN, goneAt: 5 }] };
	writeFileSync(path, JSON.stringify({ kind: "Review", record }));
	expect(await readRecord("--against", path)).toEqual(record);
	writeFileSync(path, JSON.stringify({ kind: "Review", record: { ...record, sums: { deaths: "<b>", waste: "5" } } }));
	const nothing = { deaths: null, leaks: null, advisories: null, pressure: null, waste: null, missing: null };
	expect((await readRecord("--against", path))?.sums).toEqual(nothing);
});

test.each([
	"",
	"[]",
	'{"kind":"Review"}',
	'{"kind":"Review","record":null}',
	'{"kind":"Review","record":{"at":1,"sums":{},"known":[null]}}',
	'{"kind":"Review","record":{"at":1,"sums":{},"known":[{"key":5,"firstAt":1,"goneAt":null}]}}',
	'{"kind":"Review","record":{"at":1,"sums":{},"known":[{"key":"x","firstAt":1}]}}',
	'{"kind":"Review","record":{"at":1,"sums":{},"known":[{"key":"x","firstAt":1e300,"goneAt":null}]}}',
	'{"kind":"Review","record":{"at":1e300,"sums":{},"known":[]}}',
])("%s is no record of a review, and said to be none", async (text) => {
	writeFileSync(path, text);
	await expect(readRecord("--against", path)).rejects.toMatchObject({
		code: "file-unreadable",
		params: { detail: "no record of a review" },
	});
});
