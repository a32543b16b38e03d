/** Random numbers that are the same in every run: mulberry32 (Tommy Ettinger, public domain), 32 bits of state. */
export class Random {
	private state: number;

	constructor(seed: string) {
		this.state = hashOf(seed);
	}

	/** Uniform in [0, 1). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let z = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
		return ((z ^ (z >>> 14)) >>> 0) / 4_294_967_296;
	}

	between(low: number, high: number): number {
		return low + (high - low) * this.next();
	}

	/** Even on a logarithmic scale: sizes and durations of which small ones are as likely as large ones. */
	logBetween(low: number, high: number): number {
		return low * (high / low) ** this.next();
	}

	integer(low: number, high: number): number {
		return Math.floor(this.between(low, high + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(from: readonly T[]): T {
		return from[Math.floor(this.next() * from.length)] as T;
	}

	/** Standard normal, by Box and Muller. */
	normal(): number {
		return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
	}
}

/** FNV-1a with a final mix, so that names that differ in one digit part ways. */
export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}
