import type { Series } from "../../src/model/series.ts";
import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";
import { BENIGN } from "./benign.ts";
import { blank, DAY } from "./canvas.ts";
import { Random } from "./random.ts";

const SERIES = 100;
const ROUNDS = 8;

/** Samples judged per second on one core, for two weeks at five minutes and at thirty seconds: the best of some rounds. */
export function speedLines(): string[] {
	return [300, 30].map((step) => {
		const all = Array.from({ length: SERIES }, (_, i) => twoWeeks(i, step));
		const samples = all.reduce((sum, { t }) => sum + t.length, 0);
		let best = Number.POSITIVE_INFINITY;
		for (let round = 0; round < ROUNDS; round++) {
			const began = performance.now();
			for (const series of all) judgeSeries(series, Number.POSITIVE_INFINITY);
			best = Math.min(best, performance.now() - began);
		}
		return `Speed, 14 days at ${step} s: ${(samples / best / 1000).toFixed(1)} million samples a second on one core`;
	});
}

function twoWeeks(i: number, step: number): Series {
	const random = new Random(`speed ${i}`);
	const canvas = blank(`speed ${i}`, random, 14 * DAY, step);
	random.pick(Object.values(BENIGN))(canvas, random);
	return canvas.series;
}
