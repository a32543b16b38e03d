import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { Failure } from "../../model/failure.ts";
import type { Gap } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";

/** One file is not larger, and all together neither: real ones are kilobytes, and everything is in memory while it is judged. */
export const FILE_BOUND = 32 * 1024 * 1024;
const TOTAL_BOUND = 256 * 1024 * 1024;
const NAMES = /\.(?:ya?ml|json)$/i;
const SKIPPED = new Set([".git", "node_modules", ".plimsoll.yaml"]);

export interface ManifestFile {
	/** As a person would write it: below the path that was given. */
	path: string;
	text: string;
}

/**
 * The manifests at a path: the file itself whatever its name, or every .yaml, .yml and .json below a folder, in the order of their names.
 * Files are read one at a time as the generator is walked; those that `skips` are not. A file of a folder that cannot be read becomes a gap; the path itself throws
 * `manifest-missing`, `manifest-unreadable` or `manifest-too-large`.
 */
export async function* manifestFiles(
	path: string,
	gaps: Gap[],
	skips: (path: string) => boolean = () => false,
): AsyncGenerator<ManifestFile> {
	const kind = kindOf(path);
	if (kind === "stream") {
		// Process substitution hands over a named pipe; a device has no size and perhaps no end.
		yield { path, text: await boundedText(path, createReadStream(path)) };
		return;
	}
	if (kind === "file") {
		if (!skips(path)) yield { path, text: readText(path) };
		return;
	}
	let total = 0;
	for (const file of below(path, gaps)) {
		if (skips(file)) continue;
		const text = readInFolder(file, gaps);
		if (text === null) continue;
		total += text.length;
		if (total > TOTAL_BOUND) {
			gaps.push({ source: "manifests", what: path, reason: "truncated", detail: file });
			return;
		}
		yield { path: file, text };
	}
}

/** Text from standard input, under the same bound. */
export async function manifestFromStream(stream: AsyncIterable<string | Uint8Array>): Promise<ManifestFile> {
	return { path: "<stdin>", text: await boundedText("-", stream) };
}

async function boundedText(path: string, stream: AsyncIterable<string | Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of stream) {
			const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
			size += bytes.length;
			if (size > FILE_BOUND) throw new Failure("manifest-too-large", { path, limit: FILE_BOUND });
			chunks.push(bytes);
		}
	} catch (error) {
		throw error instanceof Failure ? error : unreadable(path, error);
	}
	return decode(path, Buffer.concat(chunks));
}

function kindOf(path: string): "file" | "folder" | "stream" {
	try {
		const stats = statSync(path);
		return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "stream";
	} catch (error) {
		throw unreadable(path, error);
	}
}

function* below(folder: string, gaps: Gap[]): Generator<string> {
	let entries: ReturnType<typeof list>;
	try {
		entries = list(folder);
	} catch (error) {
		gaps.push(gapOf(folder, error));
		return;
	}
	for (const entry of entries) {
		const path = folder === "." ? entry.name : `${folder.replace(/\/+$/, "")}/${entry.name}`;
		// Links are not followed: they may lead out of the folder, or back into it.
		if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* below(path, gaps);
		else if (entry.isFile() && NAMES.test(entry.name) && !SKIPPED.has(entry.name)) yield path;
	}
}

function list(folder: string) {
	return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readInFolder(path: string, gaps: Gap[]): string | null {
	try {
		return readText(path);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		gaps.push(gapOf(path, error.cause ?? error));
		return null;
	}
}

function readText(path: string): string {
	let bytes: Buffer;
	try {
		const { size } = statSync(path);
		if (size > FILE_BOUND) throw new Failure("manifest-too-large", { path, limit: FILE_BOUND });
		bytes = readFileSync(path);
	} catch (error) {
		throw error instanceof Failure ? error : unreadable(path, error);
	}
	return decode(path, bytes);
}

/** UTF-8, or UTF-16 by its byte order mark; what holds zero bytes otherwise is no text. */
function decode(path: string, bytes: Buffer): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
	if (bytes.subarray(0, 8192).includes(0)) throw new Failure("manifest-unreadable", { path, detail: said("binary") });
	return bytes.toString("utf8");
}

function gapOf(path: string, error: unknown): Gap {
	const detail =
		error instanceof Failure && error.code === "manifest-too-large"
			? `> ${FILE_BOUND / 1024 / 1024} MiB`
			: error instanceof Failure && error.code === "manifest-unreadable"
				? said("binary")
				: asDetail(error instanceof Error ? error.message : String(error));
	const forbidden = error instanceof Error && "code" in error && error.code === "EACCES";
	return { source: "manifests", what: path, reason: forbidden ? "forbidden" : "failed", detail };
}

function unreadable(path: string, error: unknown): Failure {
	if (error instanceof Error && "code" in error && error.code === "ENOENT") {
		return new Failure("manifest-missing", { path }, error);
	}
	return new Failure(
		"manifest-unreadable",
		{ path, detail: asDetail(error instanceof Error ? error.message : String(error)) },
		error,
	);
}
