import { expect, test } from "vitest";
import { isSameLimit } from "./kernel.ts";

const MI = 1024 ** 2;
test.each<[string, number | null, number | null, boolean]>([
	["the same", 64 * MI, 64 * MI, true],
	["cut to whole pages of 4 KiB", 99_999_744, 100_000_000, true],
	["cut to whole pages of 64 KiB", 64 * MI, 64 * MI + 65_535, true],
	["a page of 64 KiB apart", 64 * MI, 64 * MI + 65_536, false],
	["a MiB apart", 65 * MI, 64 * MI, false],
	["none that fired", null, 64 * MI, false],
	["none that was asked for", 1000, null, false],
	["neither", null, null, false],
])("limits that are one and the same: %s", (_, fired, asked, same) => {
	expect(isSameLimit(fired, asked)).toBe(same);
});
