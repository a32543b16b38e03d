import { randomBytes } from "node:crypto";
import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { Failure } from "../model/failure.ts";
import { replacedBy } from "../sources/archive/replaced.ts";

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
		const detail = error instanceof Error ? error.message : String(error);
		throw new Failure("output-unwritable", { path, detail }, error);
	}
}
