/** Buckets a doubling: each is 1.1 % wide, so that a count above a limit is off by that much at most. */
const PER_DOUBLING = 64;

/** How often which use was measured: logarithmic buckets, a few kilobytes a series. */
export class Histogram {
	counts = new Uint32Array(256);
	/** The bucket that counts[0] stands for. */
	base = Number.NaN;
	total = 0;

	/** The same again from its bare data. */
	static of({ counts, base, total }: Pick<Histogram, "counts" | "base" | "total">): Histogram {
		return Object.assign(new Histogram(), { counts, base, total });
	}

	add(bytes: number): void {
		this.count(bucketOf(bytes));
	}

	/** A sample whose bucket is known; one that counts for more than one, in whole numbers. */
	count(bucket: number, times = 1): void {
		this.total += times;
		if (Number.isNaN(this.base)) this.base = bucket - 128;
		let index = bucket - this.base;
		if (index < 0 || index >= this.counts.length) {
			this.grow(bucket);
			index = bucket - this.base;
		}
		this.counts[index] = (this.counts[index] as number) + times;
	}

	/** Samples above so many bytes; those of the bucket that holds the limit count as below. */
	above(bytes: number): number {
		if (this.total === 0) return 0;
		let below = 0;
		const upTo = Math.min(this.counts.length - 1, bucketOf(bytes) - this.base);
		for (let i = 0; i <= upTo; i++) below += this.counts[i] as number;
		return this.total - below;
	}

	/** The upper edge of the bucket below which this share of the samples lies; 0 without samples. */
	percentile(share: number): number {
		let rest = share * this.total;
		for (let i = 0; i < this.counts.length; i++) {
			rest -= this.counts[i] as number;
			if (rest <= 0 && this.total > 0) return this.base + i === 0 ? 0 : 2 ** ((this.base + i + 1) / PER_DOUBLING);
		}
		return 0;
	}

	private grow(bucket: number): void {
		const low = Math.min(this.base, bucket - 64);
		const high = Math.max(this.base + this.counts.length, bucket + 65);
		const wider = new Uint32Array(high - low);
		wider.set(this.counts, this.base - low);
		this.counts = wider;
		this.base = low;
	}
}

/** Everything below one byte is one bucket. */
export function bucketOf(bytes: number): number {
	return bytes < 1 ? 0 : Math.floor(Math.log2(bytes) * PER_DOUBLING);
}
