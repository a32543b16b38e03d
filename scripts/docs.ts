import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pages } from "./pages.ts";

/**
 * Writes the generated pages, or with --check fails when one on disk differs, is missing, or has no source any more.
 */
const check = process.argv.includes("--check");
const wanted = await pages();
let stale = 0;

for (const [path, text] of wanted) {
	const there = await readFile(path, "utf8").catch(() => null);
	if (there === text) continue;
	stale++;
	if (check) console.error(`${path} is ${there === null ? "missing" : "out of step"}`);
	else {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	}
}
for (const entry of await readdir("docs/rules", { recursive: true, withFileTypes: true }).catch(() => [])) {
	const path = `${entry.parentPath}/${entry.name}`;
	if (entry.isFile() && !wanted.has(path)) {
		stale++;
		console.error(`${path} has no rule`);
	}
}
if (check && stale > 0) process.exitCode = 1;
