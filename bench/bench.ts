import { readdirSync } from "node:fs";

/** `npm run bench -- NAME`: each benchmark is a folder here with a main.ts. */
const names = readdirSync(import.meta.dirname, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map((entry) => entry.name)
	.sort();
const [name = "", ...rest] = process.argv.slice(2);
if (names.includes(name)) {
	process.argv.splice(2, process.argv.length, ...rest);
	await import(`./${name}/main.ts`);
} else {
	console.error(`npm run bench -- ${names.join(" | ")}`);
	process.exitCode = 2;
}
