/** Longer ones are ids, which hardly ever come again. */
const MOST_LENGTH = 40;
const PLACES = 1024;

interface Kept {
	bytes: Uint8Array;
	text: string;
}

/** Texts that come again and again, as the labels of a fleet's series do: each is made once, unless another has taken its place since. */
export class Texts {
	private readonly kept: (Kept | null)[] = new Array<Kept | null>(PLACES).fill(null);
	private last: Buffer = Buffer.alloc(0);

	/** Of UTF-8. */
	of(bytes: Uint8Array, from: number, to: number): string {
		if (to - from > MOST_LENGTH) return this.made(bytes, from, to);
		let hash = 0;
		for (let at = from; at < to; at++) hash = Math.imul(hash, 31) + (bytes[at] as number);
		const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
		const known = this.kept[place] as Kept | null;
		if (known !== null && isAt(known.bytes, bytes, from, to)) return known.text;
		const text = this.made(bytes, from, to);
		this.kept[place] = { bytes: bytes.slice(from, to), text };
		return text;
	}

	private made(bytes: Uint8Array, from: number, to: number): string {
		// A Buffer for each of thousands of texts would cost as much as the text.
		if (
			this.last.buffer !== bytes.buffer ||
			this.last.byteOffset !== bytes.byteOffset ||
			this.last.length !== bytes.length
		)
			this.last = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
		return this.last.toString("utf8", from, to);
	}
}

function isAt(one: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
	if (one.length !== to - from) return false;
	for (let i = 0; i < one.length; i++) if (one[i] !== bytes[from + i]) return false;
	return true;
}
