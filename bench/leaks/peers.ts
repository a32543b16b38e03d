import type { Series } from "../../src/model/series.ts";
import { DAY, HOUR } from "./canvas.ts";

/** Rules in use elsewhere, each a yes or no for a series. */
export const PEERS: Record<string, (series: Series) => boolean> = {
	"Mann-Kendall, p < 0.05": mannKendallRises,
	"line fit, R² > 0.8": (series) => {
		const fit = lineFit(series, 0);
		return fit.slope > 0 && fit.r2 > 0.8;
	},
	"predict_linear, limit in 4 days": (series) =>
		reachesLimit(series, lineFit(series, rowAtOrAfter(series, 6 * HOUR)), 4 * DAY),
	"Precog: R² ≥ 0.88, limit in 7 days": precogRule,
};

/** Mann 1945, Kendall 1975: the sign of all pairs, one-sided, on the medians of 200 stretches (all pairs of all samples would not end). */
function mannKendallRises(series: Series): boolean {
	const values = means(series, 200);
	const n = values.length;
	if (n < 8) return false;
	let s = 0;
	for (let i = 0; i < n; i++)
		for (let j = i + 1; j < n; j++) s += Math.sign((values[j] as number) - (values[i] as number));
	const z = (s - Math.sign(s)) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
	return z > 1.645;
}

interface Line {
	slope: number;
	r2: number;
	/** Value at the last sample. */
	end: number;
}

/** Least squares on the samples from row `from`. */
function lineFit({ t, bytes }: Series, from: number): Line {
	const n = t.length - from;
	if (n < 3) return { slope: 0, r2: 0, end: 0 };
	const t0 = t[from] as number;
	let [sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0];
	for (let row = from; row < t.length; row++) {
		const [x, y] = [(t[row] as number) - t0, bytes[row] as number];
		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
		syy += y * y;
	}
	const [vx, vy, cov] = [sxx - (sx * sx) / n, syy - (sy * sy) / n, sxy - (sx * sy) / n];
	if (vx <= 0 || vy <= 0) return { slope: 0, r2: 0, end: sy / n };
	const slope = cov / vx;
	return { slope, r2: (cov * cov) / (vx * vy), end: sy / n + slope * ((t.at(-1) as number) - t0 - sx / n) };
}

function reachesLimit({ capacity }: Series, line: Line, seconds: number): boolean {
	const limit = capacity.at(-1) ?? Number.NaN;
	return line.slope > 0 && line.end + line.slope * seconds >= limit;
}

/** Jindal et al. 2021, "Online memory leak detection in the cloud-based infrastructures": the best fit over windows that end now. */
function precogRule(series: Series): boolean {
	for (const share of [0, 0.25, 0.5, 0.75]) {
		const fit = lineFit(series, Math.floor(series.t.length * share));
		if (fit.r2 >= 0.88 && reachesLimit(series, fit, 7 * DAY)) return true;
	}
	return false;
}

function rowAtOrAfter({ t }: Series, secondsBeforeEnd: number): number {
	const from = (t.at(-1) ?? 0) - secondsBeforeEnd;
	const row = t.findIndex((time) => time >= from);
	return Math.max(0, row);
}

function means({ t, bytes }: Series, count: number): number[] {
	const each = Math.max(1, Math.floor(t.length / count));
	const values: number[] = [];
	for (let row = 0; row + each <= t.length; row += each) {
		let sum = 0;
		for (let i = row; i < row + each; i++) sum += bytes[i] as number;
		values.push(sum / each);
	}
	return values;
}
