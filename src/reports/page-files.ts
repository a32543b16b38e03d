import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Beside the bundle; in a clone where the build puts them. */
function folders(): { page: string; clone: string | null } {
	const here = import.meta.dirname;
	if (existsSync(join(here, "web"))) return { page: join(here, "web"), clone: null };
	const clone = join(here, "../..");
	return { page: join(clone, "dist/web"), clone };
}

let folder: string | null = null;

/** Where the page's files are. In a clone they are built first when they are older than what they are made from, which takes seconds. */
function pageFolder(): string {
	if (folder !== null) return folder;
	const { page, clone } = folders();
	const script = clone === null ? "" : join(clone, "scripts/web.ts");
	if (clone !== null && existsSync(script) && isStale(join(page, "index.html"), clone)) {
		spawnSync(process.execPath, [script], { cwd: clone, stdio: ["ignore", "ignore", "inherit"] });
	}
	folder = page;
	return page;
}

const MADE_FROM = ["web", "src/words", "src/model", "src/server/api", "src/reports"];

function isStale(built: string, clone: string): boolean {
	if (!existsSync(built)) return true;
	const since = statSync(built).mtimeMs;
	return MADE_FROM.some((name) =>
		readdirSync(join(clone, name), { recursive: true, withFileTypes: true }).some(
			(entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > since,
		),
	);
}

const kept = new Map<string, Buffer>();

/** One of the page's files by its name in the folder; null when there is none. */
export async function readAsset(name: string): Promise<Buffer | null> {
	const known = kept.get(name);
	if (known !== undefined) return known;
	const bytes = await readFile(join(pageFolder(), name)).catch(() => null);
	if (bytes !== null) kept.set(name, bytes);
	return bytes;
}
