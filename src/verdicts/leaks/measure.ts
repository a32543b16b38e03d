import { windowOf } from "./blocks.ts";
import type { Buckets } from "./buckets.ts";
import { quantile } from "./numbers.ts";
import { type Judged, type Shape, shapeOf } from "./shape.ts";
import { type Life, type Teeth, teethOf } from "./teeth.ts";

/** Fewer buckets say nothing. */
export const LEAST_BUCKETS = 16;

export interface Measured {
	/** What the score is made from. */
	values: Shape & Teeth & Limited;
	judged: Judged;
	lives: Life[];
	/** First buckets of all lives: what runs may be too young to be among those with a slope. */
	starts: readonly number[];
	/** First bucket of the window that was judged for a steady leak. */
	first: number;
	/** Bytes; what stands in for the limit where there is none. */
	scale: number;
}

interface Limited {
	/** Whether there is a limit, 1 or 0: without one nothing is known of how near to it the memory came. */
	limited: number;
	/** Logarithm of the hours judged, and of the samples in a bucket: in a morning, load that comes for the day is no different from a leak. */
	hours: number;
	density: number;
}

/** Without a limit, sizes are compared with one and a half times the memory in use: limits are set about so. */
const INSTEAD_OF_LIMIT = 1.5;

export function measure(buckets: Buckets): Measured {
	const n = buckets.t.length;
	const newest = buckets.lives.at(-1) ?? 0;
	const first = n - newest >= LEAST_BUCKETS ? newest : 0;
	const limit = buckets.capacity;
	const limited = Number.isNaN(limit) ? 0 : 1;
	const scale = limited === 0 ? Math.max(1, quantile(buckets.middle, 0.95) * INSTEAD_OF_LIMIT) : limit;
	const window = windowOf(buckets, first);
	const judged = shapeOf(window, scale);
	const { teeth, lives, starts } = teethOf(buckets, scale);
	const hours = Math.log(Math.max(window.span, 1) / 3600);
	const density = Math.log(Math.max(1, buckets.samples) / n);
	return { values: { ...judged.shape, ...teeth, limited, hours, density }, judged, lives, starts, first, scale };
}
