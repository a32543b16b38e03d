import { describe, expect, test } from "vitest";
import type { DrivenLeakParams } from "../../model/rules-leaks.ts";
import { DAY, daily, HOUR, MIB } from "./series.fixture.ts";
import { counter, judged, rulesOf, track } from "./track.fixture.ts";

const SPAN = 8 * DAY;
/** What is done in working hours, on some days more than on others. */
const PER_DAY = [300, 340, 120, 280, 310, 40, 20, 300];
function worked(s: number): number {
	const day = Math.floor(s / DAY);
	const share = Math.min(1, Math.max(0, ((s % DAY) - 9 * HOUR) / (9 * HOUR)));
	return PER_DAY.slice(0, day).reduce((sum, n) => sum + n, 0) + (PER_DAY[day] ?? 0) * share;
}
const MIB_EACH = 0.2;
/** Memory that swings by 60 MiB with the day whatever is counted. */
const swing = (s: number) => 60 * daily(s - 2 * HOUR);

describe("what is done by day, and memory that swings by day", () => {
	test("do not explain one another", () => {
		const tracks = [track({ span: SPAN, limit: 2048 * MIB, mib: (s) => 300 + (s / DAY) * 40 + swing(s) })];
		expect(rulesOf(judged({ tracks, counters: [counter("requests", SPAN, worked)] }))).toEqual(["leak/steady"]);
	});

	test.each([0, 3 * DAY, 5 * DAY])("leave the bytes of each event as they are, restarted at %i s", (restart) => {
		const since = (s: number) => worked(s) - (s < restart ? 0 : worked(restart));
		const tracks = [
			track({
				span: SPAN,
				limit: 2048 * MIB,
				mib: (s) => 300 + MIB_EACH * since(s) + swing(s),
				start: (s) => (s < restart ? 0 : restart),
			}),
		];
		const { findings } = judged({ tracks, counters: [counter("requests", SPAN, worked)] });
		expect(findings.map(({ rule }) => rule)).toEqual(["leak/driven"]);
		const params = findings[0]?.params as DrivenLeakParams;
		expect(params.bytesPerEventFrom).toBeLessThanOrEqual(MIB_EACH * MIB);
		expect(params.bytesPerEventTo).toBeGreaterThanOrEqual(MIB_EACH * MIB);
		expect(Math.abs(params.bytesPerEvent / MIB / MIB_EACH - 1)).toBeLessThan(0.05);
	});

	test("restarts: what was counted and what it cost in all agree", () => {
		const since = (s: number) => worked(s) - worked(s - (s % (2 * DAY)));
		const tracks = [
			track({ span: SPAN, limit: 400 * MIB, mib: (s) => 200 + MIB_EACH * since(s), start: (s) => s - (s % (2 * DAY)) }),
		];
		const { findings } = judged({ tracks, counters: [counter("requests", SPAN, worked)] });
		const params = findings[0]?.params as DrivenLeakParams;
		expect(params.leakedBytes / (params.events * params.bytesPerEvent)).toBeCloseTo(1, 2);
	});
});
