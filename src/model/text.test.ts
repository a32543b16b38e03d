import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asDetail, oneLine, printable, withoutCredentials } from "./text.ts";

describe("oneLine", () => {
	test.each([
		["plain", "plain"],
		["two\nlines\r\n", "two lines"],
		["\u001b[31mred\u001b[0m", "red"],
		["\u001b]0;title\u0007x", "]0;title x"],
		["a\u009b31mb", "a 31mb"],
		["pod\u202Egnp.exe", "pod gnp.exe"],
		["内存\u2028不足", "内存 不足"],
		["pod\u061cgnp", "pod gnp"],
		["a\u200bb\u2060c", "a b c"],
		["see\u{e0068}\u{e0069}", "see"],
		["👩\u200d🔧 می\u200cخواهم", "👩\u200d🔧 می\u200cخواهم"],
		["", ""],
	])("%j becomes %j", (text, expected) => {
		expect(oneLine(text)).toBe(expected);
	});

	test("cuts what is too long", () => {
		expect(oneLine("x".repeat(1000), 10)).toBe("xxxxxxxxx…");
	});

	test("never leaves a control character or a second line", () => {
		fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/[\p{Cc}\u2028\u2029]/u.test(oneLine(text))));
	});
});

test("a name is shown whole, with what cannot be seen written out: two that differ in it look different", () => {
	expect(printable("redis\u200b")).toBe("redis\\x200b");
	expect(printable("x\u001b[31m\u202e\u061c")).toBe("x\\x1b[31m\\x202e\\x61c");
	expect(printable("ok\u{e0041}")).toBe("ok\\xe0041");
	expect(printable("内存 é 👩\u200d🔧")).toBe("内存 é 👩\u200d🔧");
});

describe("withoutCredentials", () => {
	test.each([
		["Authorization: Bearer abcdefghijkl", "Authorization: Bearer …"],
		["got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln here", "got … here"],
		["proxy http://me:hunter2@proxy:3128/ refused", "proxy http://…@proxy:3128/ refused"],
		["token=abc123 expired", "token=… expired"],
		['{"password":"hunter2","x":1}', '{"password":"…","x":1}'],
		["-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----", "…"],
		['pods is forbidden: User "jane" cannot list', 'pods is forbidden: User "jane" cannot list'],
	])("%j becomes %j", (text, expected) => {
		expect(withoutCredentials(text)).toBe(expected);
	});

	test("a secret that spans the cut stays out", () => {
		expect(asDetail(`${" ".repeat(390)}Bearer ${"s".repeat(5000)}`)).not.toContain("ss");
	});
});
