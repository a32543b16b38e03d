import { expect, test } from "vitest";
import { KNOCKS, type KnownBy } from "./knocks.ts";

/** A kubelet's caches, by its default configuration, seconds: an entry holds from when it was made, not from when it was last of use. */
const [ALLOWED, KNOWN] = [300, 120];
const HOURS = 4 * 3600;

/** For how long after each second of some hours a kubelet lets us in, if the API server goes then; seconds. */
function windows(by: KnownBy, later = 0): number[] {
	const { everyMs, ways } = KNOCKS[by];
	const allowed = new Map<string, number>();
	let [knownUntil, turn] = [by === "token" ? 0 : Number.POSITIVE_INFINITY, 0];
	const found: number[] = [];
	for (let t = 0; t < HOURS; t++) {
		if (t >= later + (turn * everyMs) / 1000) {
			const way = ways[turn++ % ways.length] ?? "metrics";
			if (knownUntil <= t) knownUntil = t + KNOWN;
			if ((allowed.get(way) ?? 0) <= t) allowed.set(way, t + ALLOWED);
		}
		found.push(Math.max(0, Math.min(knownUntil, Math.max(0, ...allowed.values())) - t));
	}
	return found;
}

const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;

test("a client certificate is let in for two and a half minutes at the least, five at the best", () => {
	const found = windows("certificate").slice(300);
	expect(Math.min(...found)).toBeGreaterThanOrEqual(145);
	expect(Math.max(...found)).toBeLessThanOrEqual(300);
});

test("a token is let in for a minute on average, two at the best, and hardly ever not at all", () => {
	const found = windows("token");
	expect(Math.max(...found)).toBe(120);
	expect(mean(found)).toBeGreaterThan(57);
	expect(found.filter((seconds) => seconds === 0).length / found.length).toBeLessThan(0.03);
});

test("of two tokens that are knocked with in turn one is let in for a minute at the least", () => {
	const [one, other] = [windows("token"), windows("token", KNOCKS.token.everyMs / 2000)];
	const both = one.map((seconds, t) => Math.max(seconds, other[t] ?? 0)).slice(120);
	expect(Math.min(...both)).toBeGreaterThanOrEqual(57);
	expect(mean(both)).toBeGreaterThan(85);
});
