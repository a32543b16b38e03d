import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../model/failure.ts";
import { firstPositional, parse } from "./arguments.ts";
import { READ_FLAGS } from "./flags.ts";

const read = (...argv: string[]) => parse("plimsoll why", argv, READ_FLAGS);
const failureOf = (...argv: string[]) => {
	try {
		read(...argv);
	} catch (error) {
		if (error instanceof Failure) return { code: error.code, exit: error.exitCode, ...error.params };
	}
	return null;
};

describe("kubectl's ways to give a flag", () => {
	test.each([
		[["-o", "json", "web-0"]],
		[["web-0", "-ojson"]],
		[["-o=json", "web-0"]],
		[["--output=json", "web-0"]],
		[["--output", "json", "web-0"]],
		[["-o", "json", "--", "web-0"]],
	])("%j", (argv) => {
		const args = read(...argv);
		expect(args.value("output")).toBe("json");
		expect(args.positionals).toEqual(["web-0"]);
	});

	test("repeated flags keep their order; of others the last wins", () => {
		const args = read("-o", "json=a", "-o", "table", "-n", "one", "-n", "two", "--as-group", "x", "--as-group=y");
		expect(args.values("output")).toEqual(["json=a", "table"]);
		expect(args.value("namespace")).toBe("two");
		expect(args.values("as-group")).toEqual(["x", "y"]);
	});

	test("an empty value of kubectl's own flags is none", () => {
		const args = read("-n", "", "--context=", "--selector", "", "-n=shop", "-l=app=web");
		expect(args.value("namespace")).toBe("shop");
		expect(args.value("selector")).toBe("app=web");
		expect(args.given("context")).toBe(false);
	});

	test("switches, and switches turned off", () => {
		expect(read("-A").on("all-namespaces")).toBe(true);
		expect(read("-A", "--all-namespaces=false").on("all-namespaces")).toBe(false);
		expect(read("-A", "--all-namespaces=false").given("all-namespaces")).toBe(false);
		expect(read("--exit-zero=true").on("exit-zero")).toBe(true);
	});
});

test.each([
	[["--contxt", "x"], { code: "unknown-flag", flag: "--contxt", nearest: "--context", exit: 2 }],
	[["-z"], { code: "unknown-flag", flag: "-z", exit: 2 }],
	[["web-0", ""], { code: "extra-argument", argument: "", exit: 2 }],
	[["--from", ""], { code: "missing-value", flag: "--from", exit: 2 }],
	[["-o="], { code: "missing-value", flag: "-o", exit: 2 }],
	[["--namespace"], { code: "missing-value", flag: "--namespace", exit: 2 }],
	[["-A=maybe"], { code: "unknown-flag", exit: 2 }],
	[["--all-namespaces=maybe"], { code: "bad-value", value: "maybe", exit: 2 }],
])("%j is refused", (argv, expected) => {
	expect(failureOf(...argv)).toMatchObject(expected);
});

test.each([
	[["-n", "shop", "why", "web-0"], 2],
	[["--namespace=shop", "-A", "scan"], 2],
	[["-n", "shop"], -1],
	[["-o", "json", "-ntest", "why"], 3],
])("the command in %j is at %d", (argv, index) => {
	expect(firstPositional(argv)).toBe(index);
});

test("no command line makes it fail otherwise than by a usage failure", () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("-o", "-n", "--", "-A", "--output=", "-"))), (argv) => {
			try {
				read(...argv);
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
				expect((error as Failure).exitCode).toBe(2);
			}
		}),
	);
});
