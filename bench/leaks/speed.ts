import type { Series } from "../../src/model/series.ts";
import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";
import { BENIGN } from "./benign.ts";
import { blank, DAY } from "./canvas.ts";
import { Random } from "./random.ts";

const SERIES = 100;
const ROUNDS = 20;

/**
 * Samples judged per second of one core's time, for two weeks at thirty seconds, a minute and five minutes. The time is the thread's own, and of
 * the fastest round: what else runs on the machine, and takes the caches, only ever adds.
 */
export function speedLines(): string[] {
	return [30, 60, 300].map((step) => {
		const all = Array.from({ length: SERIES }, (_, i) => twoWeeks(i, step));
		const samples = all.reduce((sum, { t }) => sum + t.length, 0);
		const round = () => {
			for (const series of all) judgeSeries(series, Number.POSITIVE_INFINITY);
		};
		let seconds = Number.POSITIVE_INFINITY;
		for (let i = 0; i < ROUNDS; i++) {
			const began = threadSeconds();
			round();
			seconds = Math.min(seconds, threadSeconds() - began);
		}
		return `Speed, 14 days at ${step} s: ${(samples / seconds / 1e6).toFixed(1)} million samples a second on one core`;
	});
}

function twoWeeks(i: number, step: number): Series {
	const random = new Random(`speed ${i}`);
	const canvas = blank(`speed ${i}`, random, 14 * DAY, step);
	random.pick(Object.values(BENIGN))(canvas, random);
	return canvas.series;
}

function threadSeconds(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1e6;
}
