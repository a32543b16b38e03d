import { expect, test } from "vitest";
import { FIRST_LOOK_STRETCHES, lookAt, worthReading } from "./first-look.ts";

const MIB = 2 ** 20;
const days = (mib: (day: number) => number, count = 14) => Array.from({ length: count }, (_, day) => mib(day) * MIB);
const none = Number.NaN;

test.each<[string, boolean, number[], { now?: number; restarted?: boolean | null; limit?: number }]>([
	["level", false, days(() => 300), {}],
	["falling", false, days((day) => 400 - day * 5), {}],
	["up and down", false, days((day) => 350 - (day % 2) * 50), {}],
	["a leak of four per cent in all", true, days((day) => 300 + day * 3), {}],
	["a leak of the last two days", true, days((day) => 300 + Math.max(0, day - 11) * 40), {}],
	["a leak of the last hours", true, days(() => 300), { now: 420 * MIB }],
	["noise in the last hour", false, days(() => 300), { now: 320 * MIB }],
	["restarted", true, days(() => 300), { restarted: true }],
	["start times not known", true, days(() => 300), { restarted: null }],
	["seen for a week's days alone", true, days(() => 300, 7), {}],
	["gone on some days", false, days((day) => (day % 3 === 0 ? none : 300)), {}],
	["without a limit, level", false, days(() => 300), { limit: none }],
	["without a limit, growing", true, days((day) => 300 + day * 3), { limit: none }],
])("%s: %s", (_, expected, floors, { now = none, restarted = false, limit = 1024 * MIB }) => {
	const pod = { namespace: "n", pod: "p", container: "c", owner: null };
	expect(worthReading({ ...pod, floors: Float64Array.from(floors), now, restarted, limit })).toBe(expected);
});

const DAY = 86_400;
/** Two weeks at ten minutes that start at 0, and rise within each day. */
function series(start: (t: number) => number, until = 14 * DAY) {
	const t = Float64Array.from({ length: until / 600 }, (_, i) => (i + 1) * 600);
	const bytes = t.map((at) => Math.floor((at - 1) / DAY) * 1000 + (at % DAY) / DAY);
	return { name: "s", t, bytes, capacity: t.map(() => 5e9), start: t.map(start) };
}

test("samples are looked at as an engine would: the end of each day, the last hour, the newest start and limit", () => {
	const look = lookAt(
		series(() => -60),
		0,
		14 * DAY,
	);
	// 22:10 is the first moment of the last two hours; midnight itself is the least, as it begins anew.
	expect([...look.floors]).toEqual(Array.from({ length: FIRST_LOOK_STRETCHES }, (_, day) => day * 1000));
	expect(look).toMatchObject({ now: 13_000, restarted: false, limit: 5e9 });
});

test("who started within the time has restarted; of who is gone it is not known", () => {
	const restarted = (one: ReturnType<typeof series>) => lookAt(one, 0, 14 * DAY).restarted;
	expect(restarted(series((t) => (t > 5 * DAY ? 5 * DAY : -60)))).toBe(true);
	expect(restarted(series(() => -60, 13 * DAY))).toBeNull();
	expect(restarted(series(() => none))).toBeNull();
});
