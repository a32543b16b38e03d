import { expect, test } from "vitest";
import { Seal } from "./sealed.ts";

test("who shares the key opens what another has sealed; nobody else does, and no byte can be changed", () => {
	const value = { user: "anna", groups: ["dev"] };
	const sealed = new Seal("key").close(value);
	expect(new Seal("key").open(sealed)).toEqual(value);
	expect(new Seal("another").open(sealed)).toBeNull();
	for (const i of [0, 12, 28, sealed.length - 2]) {
		const other = sealed[i] === "A" ? "B" : "A";
		expect(new Seal("key").open(sealed.slice(0, i) + other + sealed.slice(i + 1))).toBeNull();
	}
	expect(new Seal("key").open("")).toBeNull();
	expect(new Seal("key").open("not a cookie of ours; ✗")).toBeNull();
});
