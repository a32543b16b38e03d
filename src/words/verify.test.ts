import { expect, test } from "vitest";
import type { VerifyParams, VerifySide } from "../model/rules-verify.ts";
import { words } from "./en.ts";

const side = (restarts: number, kills: number, evictions: number): VerifySide => ({
	...{ seconds: 3600, lives: 1, bytesPerHour: null, peak: 1024, peaks: null, endsPerHour: null, image: "" },
	...{ restarts, deaths: { kills, evictions, others: 0 } },
});

test("one is one, and more are more", () => {
	const params: VerifyParams = {
		...{ since: 0, until: 1, load: null, tellAt: null },
		...{ before: side(1, 1, 1), after: side(2, 2, 2) },
	};
	const told = words.rules["verify/unchanged"].message(params);
	expect(told).toContain("1 restart (1 known OOM kill), 1 eviction for memory in 1h");
	expect(told).toContain("2 restarts (2 known OOM kills), 2 evictions for memory in 1h");
});

test.each<[string, Partial<VerifyParams>, string]>([
	[
		"with a time",
		{ tellAt: 3_600_000 },
		"too early to tell what 1970-01-01 00:00:00Z has changed; about 1970-01-01 01:00:00Z",
	],
	["where nothing before can be compared", {}, "Too little was measured before 1970-01-01 00:00:00Z"],
	["without load", { load: { counter: "pods", before: 1, after: 0 } }, "without load it cannot be told"],
])("what is too early %s", (_, change, text) => {
	const known = { ...{ since: 0, until: 1, load: null, tellAt: null }, before: side(0, 0, 0), after: side(0, 0, 0) };
	expect(words.rules["verify/too-early"].message({ ...known, ...change })).toContain(text);
});
