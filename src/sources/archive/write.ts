import { chmod, open, rename, rm } from "node:fs/promises";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";
import type { Millis } from "../../model/time.ts";
import { replacedBy } from "../whole-file.ts";
import { TAR_END, tarFile } from "./tar.ts";

/** One file of a capture. tar writes its size before it, so it is held whole: the functions in entries.ts cut long ones. */
export interface CaptureEntry {
	name: string;
	body: AsyncIterable<Buffer | string>;
}

/** Twice what entries.ts makes. */
const ENTRY_LIMIT = 16 << 20;

/**
 * Writes a capture: a .tar.gz that holds the entries, the same bytes for the same entries. To a path it is written as PATH.partial, readable by its
 * owner alone, and renamed when whole; to a device or a pipe it is written through. Holds one entry at a time.
 * @throws Failure output-unwritable; whatever the entries throw
 */
export async function writeCapture(
	out: string | Writable,
	entries: AsyncIterable<CaptureEntry>,
	at: Millis,
): Promise<void> {
	const source = Readable.from(tarOf(entries, Math.floor(at / 1000)));
	if (typeof out !== "string") return await pipeline(source, createGzip(), out);
	const replaced = await replacedBy(out);
	if (replaced === null) return await through(out, source);
	const partial = `${replaced.path}.partial`;
	try {
		await rm(partial, { force: true });
		// `wx`: never through a link that somebody put there.
		const file = await open(partial, "wx", 0o600);
		await pipeline(source, createGzip(), file.createWriteStream());
		await chmod(partial, 0o600);
		await rename(partial, replaced.path);
	} catch (error) {
		await rm(partial, { force: true }).catch(() => {});
		throw unwritable(out, error);
	}
}

async function through(path: string, source: Readable): Promise<void> {
	try {
		const file = await open(path, "a");
		await pipeline(source, createGzip(), file.createWriteStream());
	} catch (error) {
		throw unwritable(path, error);
	}
}

/** What the file system says, as a Failure; anything else as it is. */
function unwritable(path: string, error: unknown): unknown {
	const { code, syscall } = error as NodeJS.ErrnoException;
	if (error instanceof Failure || code === undefined || syscall === undefined) return error;
	return new Failure("output-unwritable", { path, detail: asDetail((error as Error).message) }, error);
}

async function* tarOf(entries: AsyncIterable<CaptureEntry>, mtimeSeconds: number): AsyncGenerator<Buffer> {
	for await (const { name, body } of entries) {
		const parts: Buffer[] = [];
		let length = 0;
		for await (const part of body) {
			const bytes = Buffer.from(part);
			parts.push(bytes);
			length += bytes.length;
			if (length > ENTRY_LIMIT) throw new RangeError(`capture entry over ${ENTRY_LIMIT} bytes: ${name}`);
		}
		yield tarFile(name, Buffer.concat(parts), mtimeSeconds);
	}
	yield TAR_END;
}
