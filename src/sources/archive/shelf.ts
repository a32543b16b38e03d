/** 1 MiB: few buffers for many facts, little wasted at the end of each. */
const SLAB = 1 << 20;

interface Row {
	slab: number;
	offset: number;
	length: number;
	version: string;
}

/**
 * Facts as JSON text outside the JavaScript heap. Fifty thousand pods are a hundred megabytes of live objects that every garbage collection walks;
 * as text they are half of that, and cost it nothing. They are read a few times each, one at a time.
 */
export class Shelf<T extends object> {
	readonly #slabs: Buffer[] = [];
	readonly #rows = new Map<string, Row>();
	#used = 0;

	get size(): number {
		return this.#rows.size;
	}

	/** Keeps a fact under its key. Of several with one key the one with the higher resource version stays, else the first. */
	put(key: string, version: string, fact: T): void {
		const known = this.#rows.get(key);
		if (known !== undefined && !isNewer(version, known.version)) return;
		const text = JSON.stringify(fact);
		const length = Buffer.byteLength(text);
		let slab = this.#slabs.at(-1);
		if (slab === undefined || this.#used + length > slab.length) {
			slab = Buffer.allocUnsafeSlow(Math.max(SLAB, length));
			this.#slabs.push(slab);
			this.#used = 0;
		}
		slab.write(text, this.#used, "utf8");
		this.#rows.set(key, { slab: this.#slabs.length - 1, offset: this.#used, length, version });
		this.#used += length;
	}

	/** The facts in the order of their keys' first sight, each a new object. */
	*[Symbol.iterator](): Generator<T> {
		for (const { slab, offset, length } of this.#rows.values()) {
			yield JSON.parse(this.#slabs[slab]?.toString("utf8", offset, offset + length) ?? "null") as T;
		}
	}
}

/** Resource versions are whole numbers of any length that grow; one that is none says nothing. */
function isNewer(version: string, than: string): boolean {
	if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return false;
	const [a, b] = [version.replace(/^0+/, ""), than.replace(/^0+/, "")];
	return a.length === b.length ? a > b : a.length > b.length;
}
