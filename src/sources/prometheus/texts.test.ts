import fc from "fast-check";
import { expect, test } from "vitest";
import { Texts } from "./texts.ts";

test("each text is its own, however often others take its place", () => {
	const texts = new Texts();
	fc.assert(
		fc.property(fc.array(fc.string({ unit: "binary", maxLength: 60 }), { maxLength: 12 }), (all) => {
			const bytes = Buffer.from(all.join(""), "utf8");
			let at = 0;
			for (const text of all) {
				const to = at + Buffer.byteLength(text);
				const expected = bytes.toString("utf8", at, to);
				expect(texts.of(bytes, at, to)).toBe(expected);
				expect(texts.of(bytes.subarray(at), 0, to - at)).toBe(expected);
				at = to;
			}
		}),
	);
});

test("a text is kept as it was when its buffer holds others", () => {
	const texts = new Texts();
	const bytes = Buffer.from("web-1");
	expect(texts.of(bytes, 0, 5)).toBe("web-1");
	bytes.write("web-2");
	expect(texts.of(bytes, 0, 5)).toBe("web-2");
	bytes.write("web-1");
	expect(texts.of(bytes, 0, 5)).toBe("web-1");
});
