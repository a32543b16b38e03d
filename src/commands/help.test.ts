import { describe, expect, test } from "vitest";
import { cells } from "../reports/text.ts";
import { COMMANDS, type CommandName } from "./catalogue.ts";
import { helpText } from "./help.ts";

const TOPICS = [null, ...(Object.keys(COMMANDS) as CommandName[])];
/** A line that a person copies stays whole. */
const COPIED = /^(?: {2}(?!-)\S.*|\S+: .*\[.+\]|.*（?https?:\S+)$/;

describe.each(["en", "zh-CN"] as const)("%s", (language) => {
	test.each(TOPICS)("the help of %s fits its terminal and leaves nothing out", async (topic) => {
		const piped = await helpText("plimsoll", topic, language, null);
		for (const width of [80, 160]) {
			const shown = await helpText("plimsoll", topic, language, width);
			for (const line of shown.split("\n").filter((each) => !COPIED.test(each))) {
				expect(cells(line), line).toBeLessThanOrEqual(width + 2);
			}
			expect(shown.replaceAll(/\s/g, "")).toBe(piped.replaceAll(/\s/g, ""));
		}
	});
});
