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
