import { randomBytes } from "node:crypto";
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { asDetail } from "../model/text.ts";

/** What a new file takes the place of. */
interface Replaced {
	/** Behind links: those stay links. */
	path: string;
	/** The permissions of what is there; null where nothing is. */
	mode: number | null;
}

/**
 * Where a file that is written aside is to be renamed to. Null where nothing can take the place of what is there: a device, a pipe or a descriptor of this
 * process (`/dev/stdout`, a shell's `>(…)`) is written through; renaming over `/dev/null` would take it away from the whole machine.
 */
export async function replacedBy(path: string): Promise<Replaced | null> {
	const there = await stat(path).catch(() => null);
	if (there === null) return { path, mode: null };
	if (!there.isFile() || /^\/(?:dev|proc)\//.test(resolve(path))) return null;
	return { path: await realpath(path), mode: there.mode };
}

/**
 * Writes a file whole or not at all; what is no file, such as a pipe, is written through.
 * @throws Failure output-unwritable
 */
export async function writeWhole(path: string, text: string): Promise<void> {
	let partial: string | null = null;
	try {
		const replaced = await replacedBy(path);
		if (replaced === null) return await writeFile(path, text, { flag: "a" });
		partial = `${replaced.path}.${randomBytes(4).toString("hex")}.partial`;
		await writeFile(partial, text);
		if (replaced.mode !== null) await chmod(partial, replaced.mode);
		await rename(partial, replaced.path);
	} catch (error) {
		if (partial !== null) await rm(partial, { force: true });
		throw unwritable(path, error);
	}
}

/**
 * The same of what is remembered from one run to the next: the folder it is kept in is made.
 * @throws Failure output-unwritable
 */
export async function writeKept(path: string, text: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
		throw unwritable(path, error);
	});
	await writeWhole(path, text);
}

function unwritable(path: string, error: unknown): Failure {
	const detail = asDetail(error instanceof Error ? error.message : String(error));
	return new Failure("output-unwritable", { path, detail }, error);
}
