const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const ITEMS = Buffer.from("items");
/** Where items stand: in an array in an object. */
const IN_ITEMS = 2;

/**
 * A page of a list, cut into its items on the bytes: as objects of JavaScript they would take several times their text, so each is parsed when
 * it is wanted. Give it the answer's pieces in turn, then read `items` and `shell`.
 */
export class ListPage {
	/** The text of each object in the top-level `items`, in the server's order. */
	readonly items: Buffer[] = [];
	readonly #shell: Buffer[] = [];
	#item: Buffer[] = [];
	#depth = 0;
	#inString = false;
	#escaped = false;
	/** How many letters of `items` the string at the top level begins with; -1 when it is another. */
	#letters = -1;
	#key = false;
	#inItems = false;

	push(chunk: Uint8Array): void {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
		let start = 0;
		for (let i = 0; i < bytes.length; i++) {
			const byte = bytes[i] ?? 0;
			if (this.#inString) {
				this.#string(byte);
				continue;
			}
			switch (byte) {
				case QUOTE:
					this.#inString = true;
					this.#letters = 0;
					break;
				case COLON:
					if (this.#depth === 1) this.#key = this.#letters === ITEMS.length;
					break;
				case COMMA:
					// What separates the items would be all that is left of them.
					if (this.#inItems && this.#depth === IN_ITEMS) {
						keep(this.#shell, bytes.subarray(start, i));
						start = i + 1;
					}
					break;
				case OPEN_BRACE:
					if (this.#inItems && this.#depth === IN_ITEMS) {
						keep(this.#shell, bytes.subarray(start, i));
						start = i;
					}
					this.#depth++;
					break;
				case OPEN_BRACKET:
					if (this.#depth === 1) this.#inItems = this.#key;
					this.#depth++;
					break;
				case CLOSE_BRACE:
				case CLOSE_BRACKET:
					this.#depth--;
					if (this.#depth <= 1) this.#inItems = false;
					else if (this.#inItems && this.#depth === IN_ITEMS && byte === CLOSE_BRACE) {
						keep(this.#item, bytes.subarray(start, i + 1));
						this.items.push(Buffer.concat(this.#item));
						this.#item = [];
						start = i + 1;
					}
			}
		}
		keep(this.#inItems && this.#depth > IN_ITEMS ? this.#item : this.#shell, bytes.subarray(start));
	}

	/** The text of the list without its items. */
	get shell(): string {
		return Buffer.concat(this.#shell).toString("utf8");
	}

	#string(byte: number): void {
		if (this.#escaped) this.#escaped = false;
		else if (byte === BACKSLASH) this.#escaped = true;
		else if (byte === QUOTE) {
			this.#inString = false;
			return;
		}
		this.#letters = this.#letters >= 0 && byte === ITEMS[this.#letters] ? this.#letters + 1 : -1;
	}
}

/** Copied: a stream may use its piece again, and a few bytes must not keep a large piece alive. */
function keep(to: Buffer[], piece: Buffer): void {
	if (piece.length > 0) to.push(Buffer.from(piece));
}
