const NEWLINE = 0x0a;
const FIRST_ROOM = 4096;

/**
 * Cuts a stream of bytes into lines at `\n`, in linear time whatever the chunks. A last line without `\n` counts. A line longer than
 * `bound` bytes is cut there and the rest of it dropped: memory stays bounded, and a reader of JSON sees a broken line.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, bound: number): AsyncGenerator<string> {
	let room = Buffer.allocUnsafe(FIRST_ROOM);
	let length = 0;
	/** Bytes of the present line, with those dropped. */
	let seen = 0;
	const keep = (part: Uint8Array): void => {
		seen += part.length;
		const fitting = part.subarray(0, bound - length);
		if (length + fitting.length > room.length) {
			// Doubling keeps the copying linear; holding views of the chunks instead would keep each alive for a few of its bytes.
			const larger = Buffer.allocUnsafe(Math.max(2 * room.length, length + fitting.length));
			room.copy(larger, 0, 0, length);
			room = larger;
		}
		room.set(fitting, length);
		length += fitting.length;
	};
	const take = (): string => {
		const line = room.toString("utf8", 0, length);
		if (room.length > 64 * FIRST_ROOM) room = Buffer.allocUnsafe(FIRST_ROOM);
		length = 0;
		seen = 0;
		return line;
	};
	for await (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
			keep(chunk.subarray(start, end));
			yield take();
			start = end + 1;
		}
		keep(chunk.subarray(start));
	}
	if (seen > 0) yield take();
}
