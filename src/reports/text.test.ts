import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cells, fill, table, wrap } from "./text.ts";

test.each([
	["web", 3],
	["内存", 4],
	["⦵", 1],
	["", 0],
])("%s takes %d cells", (text, width) => {
	expect(cells(text)).toBe(width);
});

test("what is filled fits, whatever the script, and nothing of it is lost", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 8, max: 40 }), (text, width) => {
			const lines = fill(text, width);
			for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width);
			expect(lines.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
		}),
	);
	expect(fill("内存限制", 5)).toEqual(["内存", "限制"]);
	expect(fill("pod/web-0 at its limit", 5)).toEqual(["pod/w", "eb-0", "at", "its", "limit"]);
});

test("a wrapped text keeps its words and its width", () => {
	const lines = wrap("The kernel killed its process redis-server at the memory limit of 64Mi, 62Mi resident.", 30);
	expect(lines.join(" ")).toBe(
		"The kernel killed its process redis-server at the memory limit of 64Mi, 62Mi resident.",
	);
	for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(31);
	for (const line of wrap("内核在内存限制处杀掉了该容器的进程，退出码为一百三十七。".repeat(4), 24)) {
		expect(cells(line)).toBeLessThanOrEqual(24);
	}
	for (let width = 8; width < 40; width++) {
		for (const line of wrap("内核（见 kernel log）在“内存限制”处杀掉了它。”、退出码为一百三十七。".repeat(4), width)) {
			expect(line).not.toMatch(/^[，。；：、）》”！？]/);
			expect(cells(line), line).toBeLessThanOrEqual(width);
		}
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
});

describe("a table on a narrow terminal", () => {
	const HEAD = ["SUBJECT", "LIMIT", "WHAT"];
	test.each<[string, string[][], number, string[]]>([
		["fits", [["pod/web-0", "1Gi", "killed"]], 40, ["pod/web-0  1Gi    killed"]],
		[
			"folds what does not fit",
			[["pod/web-0-long", "1Gi", "killed at its limit"]],
			30,
			["pod/web-0-long  1Gi\n    killed at its limit"],
		],
		["leaves out empty lines", [["pod/web-0-long", "1Gi", ""]], 22, ["pod/web-0-long  1Gi"]],
		[
			"wraps the last column where there is room for prose",
			[["pod/web-0", "1Gi", "killed because the node ran out of memory"]],
			52,
			["pod/web-0  1Gi    killed because the node ran out of\n                  memory"],
		],
		[
			"breaks a name that is wider than all",
			[["pod/".padEnd(30, "x"), "1Gi", "killed"]],
			20,
			["pod/xxxxxxxxxxxxxxxx\nxxxxxxxxxx\n    1Gi    killed"],
		],
	])("%s", (_, rows, width, lines) => {
		expect(table([HEAD, ...rows], width).slice(1)).toEqual(lines);
	});
	test("no line is wider than the terminal, no cell of it is lost where it can be shown", () => {
		const word = fc.stringMatching(/^[a-z内存]{1,12}$/u);
		fc.assert(
			fc.property(
				fc.array(fc.tuple(word, word, word, fc.array(word, { maxLength: 12 })), { minLength: 1 }),
				fc.integer({ min: 40, max: 120 }),
				(rows, width) => {
					const texts = table(
						rows.map(([a, b, c, prose]) => [a, b, c, prose.join(" ")]),
						width,
					);
					for (const [i, text] of texts.entries()) {
						for (const line of text.split("\n")) expect(cells(line)).toBeLessThanOrEqual(width);
						for (const cell of rows[i]?.flat() ?? []) expect(text.replaceAll(/\s/g, "")).toContain(cell);
					}
				},
			),
		);
	});
});
