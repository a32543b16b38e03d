import { expect, test } from "vitest";
import { worthReading } from "./first-look.ts";

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
