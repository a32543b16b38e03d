import { describe, expect, test } from "vitest";
import type { DisconnectedLeakParams } from "../../model/rules-leaks.ts";
import { DAY, daily, HOUR, MIB } from "./series.fixture.ts";
import { judged, rulesOf, track } from "./track.fixture.ts";

const SPAN = DAY;
/** An hour each; what memory does with the day goes on meanwhile. */
const AWAY = [5 * HOUR, 9 * HOUR, 20 * HOUR];
const MIB_AN_HOUR = 90;

function memory(grown: (seconds: number) => number, step: number) {
	const mib = (s: number) => 200 + 8 * daily(s) + 2 * Math.sin(s / 700) + grown(s);
	const disconnected = AWAY.map((from) => [from, from + HOUR] as const);
	return judged({ tracks: [track({ span: SPAN, step, mib, noise: 0.5 })], disconnected });
}

const since = (s: number, from: number) => Math.min(HOUR, Math.max(0, s - from)) / HOUR;

describe.each([15, 60])("a step of %i s", (step) => {
	test.each<[string, (seconds: number) => number]>([
		["kept", (s) => MIB_AN_HOUR * AWAY.reduce((sum, from) => sum + since(s, from), 0)],
		[
			"given back as soon as it is over",
			(s) => MIB_AN_HOUR * AWAY.reduce((sum, from) => sum + (s < from + HOUR ? since(s, from) : 0), 0),
		],
	])("growth that is %s: so many bytes an hour", (_, grown) => {
		const found = memory(grown, step).findings.find(({ rule }) => rule === "leak/while-disconnected");
		const params = found?.params as DisconnectedLeakParams;
		expect(params.bytesPerHour / MIB / MIB_AN_HOUR).toBeCloseTo(1, 1);
		expect(params.bytesPerHourFrom).toBeLessThan(MIB_AN_HOUR * MIB);
		expect(params.bytesPerHourTo).toBeGreaterThan(MIB_AN_HOUR * MIB);
		expect(params.leakedBytes / MIB / (3 * MIB_AN_HOUR)).toBeCloseTo(1, 1);
	});

	test("no more than memory does anyway in as much time is none", () => {
		// Rises for an hour now and then, and by chance so while the API server is away.
		const bumps = [1, 5, 7, 9, 12, 15, 17, 20].map((hour) => hour * HOUR);
		const bump = (s: number, from: number) =>
			s < from ? 0 : s < from + HOUR ? since(s, from) : Math.max(0, 1 - (s - from - HOUR) / HOUR);
		expect(rulesOf(memory((s) => bumps.reduce((sum, from) => sum + 12 * bump(s, from), 0), step))).toEqual([]);
	});
});
