import { createReadStream, type Stats } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { asUtf8, type Budget, type Bytes, counted, gunzipped, isGzip, peek } from "./bytes.ts";
import { isTar, tarEntries } from "./tar.ts";
import { isZip, zipEntries } from "./zip.ts";

export interface FoundFile {
	/** The path inside the folder or archive; of a single file its own. */
	name: string;
	/** The first bytes, enough to tell what it is. */
	head: Buffer;
	/** UTF-8 where it is text at all. To be read to its end before the next file is asked for. */
	bytes: Bytes;
}

/** Something on the way could not be read; the walk goes on with the next file. */
type OnTrouble = (name: string, error: unknown) => void;

const HEAD = 1 << 16;
const CHUNK = 1 << 18;
/** A capture of a large cluster has some thousands; more is somebody's home directory. */
const MOST_FILES = 100_000;
const DEEPEST_FOLDER = 32;
/** gzip in tar in gzip, and once more for luck. */
const DEEPEST_ARCHIVE = 4;

/** Every file at `path`, unpacked: a folder's, an archive's, the file itself, or what `stdin` gives for `-`. Links in folders are not followed. */
export async function* filesAt(
	path: string,
	stdin: Bytes,
	budget: Budget,
	trouble: OnTrouble,
): AsyncGenerator<FoundFile> {
	if (path === "-") return yield* unpacked("-", stdin, budget, trouble, 0);
	const stats = await statOf(path);
	if (!stats.isDirectory()) return yield* unpacked(path, read(path), budget, trouble, 0);
	let count = 0;
	for await (const file of walk(path, trouble, 0)) {
		if (++count > MOST_FILES) {
			trouble(relative(path, file), new Error(said("more than {count} files", { count: MOST_FILES })));
			return;
		}
		const name = relative(path, file);
		try {
			yield* unpacked(name, read(file), budget, trouble, 0);
		} catch (error) {
			trouble(name, error);
		}
	}
}

async function statOf(path: string): Promise<Stats> {
	try {
		return await stat(path);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT" || code === "ENOTDIR") throw new Failure("archive-missing", { path }, error);
		throw new Failure("archive-unreadable", { path, detail: asDetail((error as Error).message) }, error);
	}
}

function read(path: string): Bytes {
	return createReadStream(path, { highWaterMark: CHUNK });
}

/** Files in the order of their names, so that the same folder reads the same way everywhere. */
async function* walk(folder: string, trouble: OnTrouble, depth: number): AsyncGenerator<string> {
	const files: string[] = [];
	const folders: string[] = [];
	try {
		for await (const entry of await opendir(folder)) {
			if (entry.isFile()) files.push(entry.name);
			else if (entry.isDirectory() && depth < DEEPEST_FOLDER) folders.push(entry.name);
			if (files.length + folders.length > MOST_FILES) break;
		}
	} catch (error) {
		trouble(folder, error);
	}
	for (const name of files.sort()) yield join(folder, name);
	for (const name of folders.sort()) yield* walk(join(folder, name), trouble, depth + 1);
}

/** What support tools pack with, and we have no unpacker for. */
function packerOf(head: Buffer): string | null {
	const begins = (text: string) => head.toString("latin1", 0, text.length) === text;
	if (begins("\xfd7zXZ\0")) return "xz";
	if (begins("BZh")) return "bzip2";
	if (begins("\x28\xb5\x2f\xfd")) return "zstd";
	return begins("7z\xbc\xaf\x27\x1c") ? "7-Zip" : null;
}

async function* unpacked(
	name: string,
	source: Bytes,
	budget: Budget,
	trouble: OnTrouble,
	depth: number,
): AsyncGenerator<FoundFile> {
	const bytes = depth === 0 ? counted(source, budget) : source;
	const { head, whole } = await peek(bytes, HEAD);
	if (depth < DEEPEST_ARCHIVE && isGzip(head)) {
		yield* unpacked(name.replace(/\.gz$/, ""), gunzipped(whole, budget), budget, trouble, depth + 1);
	} else if (depth < DEEPEST_ARCHIVE && isTar(head)) {
		for await (const entry of tarEntries(whole)) yield* unpacked(entry.name, entry.bytes, budget, trouble, depth + 1);
	} else if (depth < DEEPEST_ARCHIVE && isZip(head)) {
		for await (const entry of zipEntries(whole, budget)) {
			if (entry.bytes === null) trouble(entry.name, new Error(said("encrypted, or packed in a way that is not read")));
			else yield* unpacked(entry.name, entry.bytes, budget, trouble, depth + 1);
		}
	} else {
		const packer = packerOf(head);
		if (packer !== null)
			trouble(name, new Error(said("packed with {command}, which is not read: unpack it first", { command: packer })));
		// Copied: the head must not keep a large chunk alive, nor be changed under its reader.
		const start = Buffer.from(head);
		yield { name, head: start, bytes: asUtf8(start, whole) };
	}
}
