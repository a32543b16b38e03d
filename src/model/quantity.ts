/**
 * Kubernetes quantities, by the grammar of k8s.io/apimachinery pkg/api/resource/quantity.go:
 * sign, digits with an optional point, and one of a binary suffix, a decimal suffix or a decimal exponent.
 * As there, what is finer than a nano-unit rounds away from zero, and the magnitude is capped at 2^63 − 1.
 */
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,18})?$/;

const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

const NANO_DIGITS = 9;
const NANOS = 10n ** BigInt(NANO_DIGITS);
const CAP = (2n ** 63n - 1n) * NANOS;
/** Beyond these powers of ten every number is over the cap or below a nano-unit: nothing need be computed with them. */
const POWER_BOUND = 60;
/** More digits than this change nothing but the time taken: 2^63 has 19, and nano-units 9 more behind the point. */
const DIGITS_BOUND = 400;

/** A quantity in nano-units (10⁻⁹), or null when the text is not a quantity. */
export function parseQuantity(text: string): bigint | null {
	if (text === "" || text.length > DIGITS_BOUND) return null;
	const match = GRAMMAR.exec(text);
	if (match === null) return null;
	const [, sign, whole = "", fraction = "", suffix = ""] = match;
	const digits = BigInt(`0${whole}${fraction}`);
	const nanos = digits === 0n ? 0n : scale(digits, -fraction.length, suffix);
	const capped = nanos > CAP ? CAP : nanos;
	return sign === "-" ? -capped : capped;
}

function scale(digits: bigint, exponent: number, suffix: string): bigint {
	const binary = BINARY[suffix];
	if (binary !== undefined) return timesPowerOfTen(digits << binary, exponent + NANO_DIGITS);
	const power = DECIMAL[suffix] ?? (suffix === "" ? 0 : Number(suffix.slice(1)));
	return timesPowerOfTen(digits, power + exponent + NANO_DIGITS);
}

/** value × 10^power, rounded up. */
function timesPowerOfTen(value: bigint, power: number): bigint {
	if (power >= 0) return power > POWER_BOUND ? CAP : value * 10n ** BigInt(power);
	if (power < -DIGITS_BOUND - POWER_BOUND) return 1n;
	return divideUp(value, 10n ** BigInt(-power));
}

function divideUp(value: bigint, by: bigint): bigint {
	return (value + by - 1n) / by;
}

/**
 * A memory quantity in bytes, rounded up as Quantity.Value() does; null when it is none or negative.
 * Takes a number too: YAML and JSON allow `memory: 134217728`.
 */
export function parseBytes(quantity: unknown): number | null {
	if (typeof quantity !== "string" && typeof quantity !== "number") return null;
	const nanos = parseQuantity(String(quantity));
	return nanos === null || nanos < 0n ? null : Number(divideUp(nanos, NANOS));
}

const UNITS = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Bytes for people, as Kubernetes writes them: `64Mi`, `1.5Gi`; three significant digits, so not always a round trip. */
export function formatBytes(bytes: number): string {
	if (!Number.isFinite(bytes)) return String(bytes);
	let unit = 0;
	let amount = Math.abs(bytes);
	while (amount >= 1024 && unit < UNITS.length - 1) {
		amount /= 1024;
		unit++;
	}
	// 1023.7 would print as 1.02e+3 with three digits.
	const digits = amount >= 100 ? amount.toFixed(0) : String(Number(amount.toPrecision(3)));
	return `${bytes < 0 ? "-" : ""}${digits}${UNITS[unit]}`;
}
