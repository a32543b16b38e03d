import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";

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
