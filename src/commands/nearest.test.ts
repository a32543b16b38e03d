import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
	["whyy", "why"],
	["scna", "scan"],
	["captrue", "capture"],
	["kubectl", null],
	["", null],
	["x".repeat(1000), null],
])("%s is nearest to %s", (typed, word) => {
	expect(nearest(typed, ["scan", "why", "capture", "rules"])).toBe(word);
});
