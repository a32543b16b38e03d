/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Below this an integer and ten times it plus nine are exact in a double. */
const EXACT = Math.floor((Number.MAX_SAFE_INTEGER - 9) / 10);

const [PLUS, MINUS, DOT, ZERO, NINE, UPPER_E, LOWER_E, SPACE, TAB] = [43, 45, 46, 48, 57, 69, 101, 32, 9];

/**
 * Reads bytes `from` to `to` as a decimal number without making a string; spaces around it are allowed. Written NaN, Inf and
 * Infinity (any case, as Prometheus and pandas print them) are read as such and nothing at all as NaN; other text is undefined.
 * Exact where at most 2^53 digits meet a power of ten up to 22 (Clinger 1990, the fast path); the rest goes to `Number`.
 */
export function readNumber(buffer: Uint8Array, from: number, to: number): number | undefined {
	let [start, end] = [from, to];
	while (start < end && isSpace(buffer[start])) start++;
	while (end > start && isSpace(buffer[end - 1])) end--;
	if (start === end) return Number.NaN;
	let at = start;
	const negative = buffer[at] === MINUS;
	if (negative || buffer[at] === PLUS) at++;
	let mantissa = 0;
	let digits = 0;
	let scale = 0;
	let dotted = false;
	for (; at < end; at++) {
		const byte = buffer[at] as number;
		if (byte >= ZERO && byte <= NINE) {
			if (mantissa > EXACT) return slowNumber(buffer, start, end);
			mantissa = mantissa * 10 + (byte - ZERO);
			digits++;
			if (dotted) scale--;
		} else if (byte === DOT && !dotted) dotted = true;
		else break;
	}
	if (digits === 0) return slowNumber(buffer, start, end);
	if (at < end) {
		if (buffer[at] !== LOWER_E && buffer[at] !== UPPER_E) return undefined;
		return slowNumber(buffer, start, end);
	}
	if (scale < -22) return slowNumber(buffer, start, end);
	const value = scale === 0 ? mantissa : mantissa / (POWERS[-scale] as number);
	return negative ? -value : value;
}

/** Seconds reach this in the year 5138; in milliseconds it is 1973, and so on a thousand times finer each. */
const FINER_FROM = 1e11;
const DIVISORS = [1, 1e3, 1e6, 1e9] as const;

/**
 * A unix time in seconds, whichever it is written in: OpenMetrics has seconds, Prometheus' older text and many scripts milliseconds, InfluxDB and Loki
 * nanoseconds. NaN for what is no time in any of them.
 */
export function inSeconds(time: number): number {
	for (const divisor of DIVISORS) if (Math.abs(time) < FINER_FROM * divisor) return time / divisor;
	return Number.NaN;
}

function isSpace(byte: number | undefined): boolean {
	return byte === SPACE || byte === TAB;
}

function slowNumber(buffer: Uint8Array, start: number, end: number): number | undefined {
	if (end - start > 400) return undefined;
	const text = String.fromCharCode(...buffer.subarray(start, end));
	if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
	if (/^[+-]?nan$/i.test(text)) return Number.NaN;
	const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
	if (infinite === null) return undefined;
	return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
