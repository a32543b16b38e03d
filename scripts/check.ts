import { breaches } from "./imports.ts";
import { inOrder, run } from "./run.ts";

/** Types, lint, the house's import table, and generated docs in step. */
process.exitCode = await inOrder([
	["types (tsc)", () => run("tsc", ["-p", "."])],
	["types of the page (tsc)", () => run("tsc", ["-p", "web"])],
	["lint and format (biome)", () => run("biome", ["check", "--error-on-warnings", "."])],
	["the import table", importTable],
	["generated docs (npm run docs mends them)", () => run("node", ["scripts/docs.ts", "--check"])],
]);

async function importTable(): Promise<number> {
	const found = await breaches(".");
	for (const { file, problem } of found) console.error(`${file}: ${problem}`);
	return found.length === 0 ? 0 : 1;
}
