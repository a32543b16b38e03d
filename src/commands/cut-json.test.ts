import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cutJson } from "./cut-json.ts";

const LIST = JSON.stringify({ findings: [{ rule: "a", at: [1, 2] }, { rule: "b}," }, { rule: "c" }], gaps: [] });

test.each<[string, string, unknown]>([
	[
		"between two findings",
		LIST.slice(0, LIST.indexOf('{"rule":"c') + 5),
		{ findings: [{ rule: "a", at: [1, 2] }, { rule: "b}," }] },
	],
	[
		"within a string that holds a bracket",
		LIST.slice(0, LIST.indexOf("b},") + 3),
		{ findings: [{ rule: "a", at: [1, 2] }] },
	],
	["within an escape", '{"a":["x","y\\', { a: ["x"] }],
	[
		"within the first finding",
		'{"findings":[{"rule":"a","says":"a long sentence that never',
		{ findings: [{ rule: "a" }] },
	],
	["before anything", "", null],
	["nothing: it is whole", `${LIST}\n`, JSON.parse(LIST)],
	["within an escape of a text with commas", '{"a":[1,", ,\\', { a: [1] }],
])("cut %s", (_, beginning, left) => {
	expect(JSON.parse(cutJson(beginning))).toEqual(left);
});

/** Whether `part` is `whole` without some of the last items. */
function isBeginningOf(part: unknown, whole: unknown): boolean {
	if (Array.isArray(part) && Array.isArray(whole)) return part.every((item, i) => isBeginningOf(item, whole[i]));
	if (part !== null && whole !== null && typeof part === "object" && typeof whole === "object") {
		return Object.entries(part).every(([key, item]) => isBeginningOf(item, (whole as Record<string, unknown>)[key]));
	}
	return Object.is(part, whole);
}

describe("of any document, wherever it is cut", () => {
	it("is JSON, no longer than its closing, and holds nothing that was not there", () => {
		const document = fc.jsonValue({ maxDepth: 5 }).filter((value) => value !== null && typeof value === "object");
		fc.assert(
			fc.property(document, fc.nat(), fc.constantFrom(0, 2), (value, at, indent) => {
				const text = JSON.stringify(value, null, indent);
				const beginning = text.slice(0, at % text.length);
				const left = JSON.parse(cutJson(beginning));
				expect(left === null || isBeginningOf(left, JSON.parse(text))).toBe(true);
			}),
		);
	});
});
