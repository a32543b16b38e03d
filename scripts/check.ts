import { breaches } from "./imports.ts";
import { inOrder, run } from "./run.ts";
import { unusedExports } from "./unused-exports.ts";

/** Types, lint, the house's import table, exports, and generated docs in step. */
process.exitCode = await inOrder([
	["types (tsc)", () => run("tsc", ["-p", "."])],
	["types of the page (tsc)", () => run("tsc", ["-p", "web"])],
	["lint and format (biome)", () => run("biome", ["check", "--error-on-warnings", "."])],
	["the import table", importTable],
	["exports that nobody imports", exportsInUse],
	["generated docs (npm run docs mends them)", () => run("node", ["scripts/docs.ts", "--check"])],
]);

async function exportsInUse(): Promise<number> {
	const found = await unusedExports(".");
	for (const { file, name } of found) console.error(`${file}: ${name} is exported and imported by no other file`);
	return found.length === 0 ? 0 : 1;
}

async function importTable(): Promise<number> {
	const found = await breaches(".");
	for (const { file, problem } of found) console.error(`${file}: ${problem}`);
	return found.length === 0 ? 0 : 1;
}
