import { clamp, Place } from "./numbers.ts";
import { centre, correlationOf, dot, takeOut, takeOutOfLater, unwound } from "./regression.ts";

export const DAY = 86_400;
const RADIANS = (2 * Math.PI) / DAY;
/** So many rows tell of waves as much as all buckets do. */
export const ROWS = 128;
const WAVES = 2;
const BUCKETS_A_WAVE = 4;

/** How many waves a day has that can be seen: two, one where buckets are too coarse for half a day's, none where fewer than two days were seen. */
export function wavesIn(t: Float64Array): number {
	const n = t.length;
	const span = (t[n - 1] as number) - (t[0] as number);
	return span < 2 * DAY ? 0 : Math.min(WAVES, Math.floor((n * DAY) / span / BUCKETS_A_WAVE));
}

/**
 * Waves of a day, and of half a day: a sine and a cosine of each.
 * @param memory where they are written: four times as long as `t`
 */
export function rhythmOf(
	t: Float64Array,
	memory: Float64Array = new Float64Array(4 * t.length),
	waves = wavesIn(t),
): Float64Array[] {
	const n = t.length;
	const column = (i: number) => memory.subarray(i * n, (i + 1) * n);
	const [sin, cos, sin2, cos2] = [column(0), column(1), column(2), column(3)];
	if (waves < 1) return [];
	for (let i = 0; i < n; i++) {
		// The sine of a small angle and a root are had sooner than two of a large one.
		const angle = ((t[i] as number) % DAY) * RADIANS;
		const s = Math.sin(angle);
		const c = Math.sqrt(1 - s * s) * (angle > Math.PI / 2 && angle < 1.5 * Math.PI ? -1 : 1);
		sin[i] = s;
		cos[i] = c;
		sin2[i] = 2 * s * c;
		cos2[i] = 2 * c * c - 1;
	}
	return [sin, cos, sin2, cos2].slice(0, 2 * waves);
}

interface BesideRhythm {
	/** Of the first regressor alone, against its standard error, and the share that it explains of what the waves leave. */
	slope: number;
	certainty: number;
	explained: number;
	/** Of both together, and of the waves beside them. */
	first: number;
	second: number;
	waves: readonly number[];
}

/** Waves of such coefficients together. */
export function wavesOf(t: Float64Array, coefficients: readonly number[]): Float64Array {
	const sum = new Float64Array(t.length);
	for (const [k, wave] of rhythmOf(t, MEMORY.of(4 * t.length), coefficients.length / 2).entries()) {
		const coefficient = coefficients[k] as number;
		for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + coefficient * (wave[i] as number);
	}
	return sum;
}

const MEMORY = new Place();
/** Below this share of what it was, nothing but rounding is left of a column. */
const NOTHING = 1e-9;

/**
 * What two regressors say of `y` beside the waves of a day: least squares (by Gram and Schmidt), with an error that is larger where what is left over is alike in neighbouring rows (Bayley
 * and Hammersley 1946). Null where they cannot be told from the waves. All columns but `t` are overwritten.
 * @param t unix seconds
 * @param groups first rows of what has a level of its own; begins with 0
 * @param known how many waves there are
 */
export function besideRhythm(
	t: Float64Array,
	{ y, first, second }: Record<"y" | "first" | "second", Float64Array>,
	groups: readonly number[],
	known = wavesIn(t),
): BesideRhythm | null {
	const waves = rhythmOf(t, MEMORY.of(4 * t.length), known);
	const columns = [...waves, first, second, y];
	for (const column of columns) centre(column, groups);
	const whole = dot(first, first);
	const taken = waves.map((_, i) => takeOutOfLater(columns, i));
	const degrees = y.length - groups.length - waves.length - 1;
	const squares = dot(first, first);
	if (degrees < 3 || !(squares > NOTHING * whole)) return null;
	const before = dot(y, y);
	const slope = takeOut(y, first, squares);
	const left = dot(y, y);
	const rho = correlationOf(y, groups);
	const error = Math.sqrt((left / degrees / squares) * ((1 + rho) / (1 - rho)));
	const own = dot(second, second);
	const shared = takeOut(second, first, squares);
	const rest = dot(second, second);
	const more = rest > NOTHING * own ? takeOut(y, second, rest) : 0;
	const early = slope - shared * more;
	return {
		slope,
		certainty: clamp(slope / (error || 1e-9), -50, 50),
		explained: before > 0 ? 1 - left / before : 0,
		first: early,
		second: more,
		waves: unwound(taken, [early, more]),
	};
}
