import { expect, it } from "vitest";
import { hasSysResource } from "./capability.ts";

it.each([
	["all capabilities", "Name:\tsh\nCapEff:\t000001ffffffffff\n", true],
	["all but CAP_SYS_RESOURCE", "Name:\tsh\nCapEff:\t000001fffeffffff\n", false],
	["none", "CapEff:\t0000000000000000\n", false],
	["an unknown file", "", false],
])("%s", (_, status, expected) => {
	expect(hasSysResource(status)).toBe(expected);
});
