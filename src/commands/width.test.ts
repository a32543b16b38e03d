import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { cells } from "../reports/text.ts";
import { runMain } from "./testing/run.ts";

/** Seen from here: it is told of as it was given, and where a clone lies is nobody's width. */
const DEMO = relative(process.cwd(), new URL("../../lab/recordings/demo.tar.gz", import.meta.url).pathname);
const FROM = ["--from", DEMO];

/** What people read in a terminal. Commands to copy stand in one line each, however long; so do the lines of a diff. */
const LINES: readonly (readonly [string, ...string[]])[] = [
	["scan", ...FROM],
	["scan", "-o", "wide", ...FROM],
	["why", "sts/redis-cluster-redis", "-n", "cache", ...FROM],
	["why", "deploy/storefront", "-n", "web", ...FROM],
	["nodes", ...FROM],
	["size", "-A", ...FROM],
	["fix", "-A", ...FROM],
	["advisories", "keda"],
	["rules"],
	["rules", "death/container-limit"],
	["scan", "--help"],
	["verify", "--help"],
];
const COPIED = /^\s*(?:→ )?(?:kubectl|kbcli|echo|plimsoll) |^\s*https:|^ {2}[-+@]/;

describe.each(LINES)("%s %s", (...argv) => {
	test.each([
		[40, "en"],
		[60, "en"],
		[80, "en"],
		[40, "zh-CN"],
		[60, "zh-CN"],
	])("fits %d columns in %s", async (columns, lang) => {
		let out = "";
		const stdout = { write: (text: string) => (out += text), isTTY: true, columns };
		await runMain([...argv, "--lang", lang], { stdout });
		const wide = stripVTControlCharacters(out)
			.split("\n")
			.filter((line) => cells(line) > columns && !COPIED.test(line));
		expect(wide).toEqual([]);
	});
});
