import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeManifests } from "../../verdicts/lint/index.ts";
import { noManifests, readManifests } from "./manifests.ts";

const folder = join(import.meta.dirname, "../../../bench/lint/corpus/broken");
const texts = readdirSync(folder)
	.filter((name) => !name.endsWith(".expect"))
	.map((name) => readFileSync(join(folder, name), "utf8"));

/** What typing does to a file: something taken out, something put in. */
const damage = fc.record({
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	remove: fc.nat({ max: 40 }),
	insert: fc.constantFrom(
		"",
		" ",
		"\t",
		"\n",
		"\r\n",
		"- ",
		": ",
		"{",
		"}",
		"[",
		"&a ",
		"*a",
		"<<: ",
		'"',
		"|\n",
		"{{ .Values.x }}",
		"---\n",
		"null",
		"0",
		"\0",
		"é😀",
		"\u2028",
	),
});

test("whatever is done to a manifest, it is judged, and every finding stands inside the file", () => {
	fc.assert(
		fc.property(fc.constantFrom(...texts), fc.array(damage, { maxLength: 4 }), (text, damages) => {
			const damaged = damages.reduce((rest, { at, remove, insert }) => {
				const i = Math.floor(at * rest.length);
				return rest.slice(0, i) + insert + rest.slice(i + remove);
			}, text);
			const manifests = noManifests();
			readManifests("f.yaml", damaged, manifests);
			const lines = damaged.split(/\r\n?|\n/);
			for (const { subject } of judgeManifests(manifests)) {
				const { line = 0, column = 0, endLine = 0, endColumn = 0 } = subject;
				expect(line).toBeGreaterThanOrEqual(1);
				expect(endLine).toBeLessThanOrEqual(lines.length);
				expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
				expect(endLine > line || endColumn >= column).toBe(true);
			}
		}),
		{ numRuns: 2000 },
	);
});

test("manifests are judged alike whatever the order of their documents", () => {
	const documents = texts.filter(
		(text) => text.startsWith("apiVersion") && !text.includes("\n---") && !text.includes("\r"),
	);
	const judge = (order: readonly string[]) => {
		const manifests = noManifests();
		for (const [i, text] of order.entries()) readManifests(`${i}.yaml`, text, manifests);
		return judgeManifests(manifests).length;
	};
	expect(judge(documents.toReversed())).toBe(judge(documents));
});
