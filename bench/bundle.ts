import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
/** What the bundle and its page are made from. */
const SOURCES = ["src", "web", "scripts/build.ts", "scripts/web.ts", "package-lock.json"];

/**
 * The installed program, `dist/plimsoll.mjs`, built anew when it is missing or older than its sources: a measurement of yesterday's program
 * would mislead.
 */
export function bundle(): string {
	const program = join(root, "dist/plimsoll.mjs");
	const made = existsSync(program) ? statSync(program).mtimeMs : 0;
	if (SOURCES.some((path) => newest(join(root, path)) > made)) {
		console.error(made === 0 ? "building dist" : "dist is older than its sources: building it");
		execFileSync(process.execPath, [join(root, "scripts/build.ts")], {
			cwd: root,
			stdio: ["ignore", "ignore", "inherit"],
		});
	}
	return program;
}

/** Milliseconds since 1970 of the youngest file at or below a path. */
function newest(path: string): number {
	const found = statSync(path);
	if (!found.isDirectory()) return found.mtimeMs;
	return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
