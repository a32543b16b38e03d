/**
 * The rules people use today, for the replay beside our own and for the benchmark. Each stands as its authors publish it.
 */

/** KRR, `simple` strategy: the highest use of the history, 15 % above (robusta-dev/krr `strategies/simple.py`). */
export const KRR_BUFFER = 1.15;

/** VPA: the 90th percentile of daily peaks, 15 % above (kubernetes/autoscaler `pkg/recommender/logic/recommender.go`). */
export const VPA_BUFFER = 1.15;
const VPA_PERCENTILE = 0.9;
const DAY = 86_400;
/** A peak counts half as much a day later (`pkg/recommender/model/aggregations_config.go`, as is all below). */
const HALF_LIFE_DAYS = 1;
const FIRST_BUCKET = 1e7;
const BUCKET_GROWTH = 1.05;

/** VPA's estimate of memory: daily peaks in a decaying histogram of exponential buckets. */
export class DailyPeaks {
	private readonly from: number;
	private readonly peaks: number[] = [];
	private day = 0;
	private until: number;

	constructor(from: number) {
		this.from = from;
		this.until = from + DAY;
	}

	/** Times must not go back. */
	add(t: number, bytes: number): void {
		if (t >= this.until) {
			this.day = Math.floor((t - this.from) / DAY);
			this.until = this.from + (this.day + 1) * DAY;
		}
		if (!(bytes <= (this.peaks[this.day] ?? -1))) this.peaks[this.day] = bytes;
	}

	/** The upper edge of the bucket that holds the percentile: bytes. */
	estimate(): number {
		const last = this.peaks.length - 1;
		const weighted = Object.entries(this.peaks)
			.map(([day, peak]) => ({ peak, weight: 2 ** ((Number(day) - last) / HALF_LIFE_DAYS) }))
			.sort((a, b) => a.peak - b.peak);
		let rest = VPA_PERCENTILE * weighted.reduce((sum, { weight }) => sum + weight, 0);
		for (const { peak, weight } of weighted) {
			rest -= weight;
			if (rest <= 1e-12) return upperEdge(peak);
		}
		return upperEdge(weighted.at(-1)?.peak ?? 0);
	}
}

function upperEdge(bytes: number): number {
	const ratio = BUCKET_GROWTH - 1;
	const bucket = Math.floor(Math.log1p((bytes * ratio) / FIRST_BUCKET) / Math.log(BUCKET_GROWTH));
	return (FIRST_BUCKET * (BUCKET_GROWTH ** (bucket + 1) - 1)) / ratio;
}
