import { describe, expect, test } from "vitest";
import { cells } from "../reports/text.ts";
import { COMMANDS, type CommandName } from "./catalogue.ts";
import { helpText } from "./help.ts";
import { runMain } from "./testing/run.ts";

const TOPICS = [null, ...(Object.keys(COMMANDS) as CommandName[])];
/** A line that a person copies stays whole. */
const COPIED = /^(?: {2}(?!-)\S.*|\S+: .*\[.+\]|.*（?https?:\S+)$/;

describe.each(["en", "zh-CN"] as const)("%s", (language) => {
	test.each(TOPICS)("the help of %s fits its terminal and leaves nothing out", async (topic) => {
		const piped = await helpText("plimsoll", topic, language, null);
		for (const width of [80, 160]) {
			const shown = await helpText("plimsoll", topic, language, width);
			for (const line of shown.split("\n").filter((each) => !COPIED.test(each))) {
				expect(cells(line), line).toBeLessThanOrEqual(width);
			}
			expect(shown.replaceAll(/\s/g, "")).toBe(piped.replaceAll(/\s/g, ""));
		}
	});
});

const POD = new URL("./testing/pod.yaml", import.meta.url).pathname;
/** A line for each thing that has formats of its own. */
const WRITERS: readonly string[][] = [
	["scan", "--from", POD],
	["why", "pod/x", "--from", POD],
	["nodes", "--from", POD],
	["lint", POD],
	["leaks", POD],
	["size", POD],
	["fix", "--list"],
	["advisories"],
	["rules"],
	["review", "--from", POD],
	["verify", POD, "--since", "1d"],
	...["alerts", "dashboard", "datadog", "policies", "policyreport"].map((what) => ["export", what]),
];

test("the help of each command names the formats that it takes, and no others", async () => {
	const taken = new Map<string, Set<string>>();
	for (const [name = "", ...args] of WRITERS) {
		const { code, err } = await runMain([name, ...args, "-o", "bogus"]);
		expect(code, err).toBe(2);
		const [, formats = ""] = /-o cannot be "bogus": give (.*)\.\n$/.exec(err) ?? [];
		taken.set(name, new Set([...(taken.get(name) ?? []), ...formats.split(" | ")]));
	}
	const withOutput = TOPICS.filter((name) => name !== null && COMMANDS[name].flags.some((flag) => flag === "output"));
	expect(withOutput.toSorted()).toEqual([...taken.keys(), "capture"].toSorted());
	for (const [name, formats] of taken) {
		const help = await helpText("plimsoll", name as CommandName, "en", null);
		const [, named = ""] = /--output FORMAT\[=FILE\] +(.*); FORMAT=FILE/.exec(help) ?? [];
		expect([name, named.split(/, | or /).toSorted()]).toEqual([name, [...formats].toSorted()]);
	}
	expect(await helpText("plimsoll", "capture", "en", null)).toMatch(
		/--output FILE +the file to write; - is standard output\n/,
	);
});
