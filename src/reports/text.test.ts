import fc from "fast-check";
import { expect, test } from "vitest";
import { cells, cut, table, wrap } from "./text.ts";

test.each([
	["web", 3],
	["内存", 4],
	["⦵", 1],
	["", 0],
])("%s takes %d cells", (text, width) => {
	expect(cells(text)).toBe(width);
});

test("what is cut fits, whatever the script", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 40 }), (text, width) => {
			expect(cells(cut(text, width))).toBeLessThanOrEqual(width);
		}),
	);
	expect(cut("内存限制", 5)).toBe("内存…");
});

test("a wrapped text keeps its words and its width", () => {
	const lines = wrap("The kernel killed its process redis-server at the memory limit of 64Mi, 62Mi resident.", 30);
	expect(lines.join(" ")).toBe(
		"The kernel killed its process redis-server at the memory limit of 64Mi, 62Mi resident.",
	);
	for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(31);
	for (const line of wrap("内核在内存限制处杀掉了该容器的进程，退出码为一百三十七。".repeat(4), 24)) {
		// A closing mark may hang over the edge, as Chinese typesetting does.
		expect(cells(line)).toBeLessThanOrEqual(26);
	}
});

test("columns line up by cells", () => {
	expect(
		table(
			[
				["级别", "x"],
				["error", "y"],
			],
			null,
		),
	).toEqual(["级别   x", "error  y"]);
	expect(table([["a", "long text"]], 6)).toEqual(["a  lo…"]);
});
