import { readFileSync } from "node:fs";

/** The oldest Node that package.json allows. */
const NEEDED = (JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } }).engines.node.replace(
	/^>=/,
	"",
);

/**
 * A program of the bundle. It keeps what Node compiled for the next start, in the user's own cache folder: a shared one could be tampered with. An older Node
 * is told of before anything is loaded that it does not know: its own words would be a trace, and its exit code would mean findings.
 */
export function entry(name: string): string {
	const [major, minor] = NEEDED.split(".");
	return `#!/usr/bin/env node
import module, { createRequire } from "node:module";
import { homedir } from "node:os";
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < ${major} || (major === ${major} && minor < ${minor})) {
	console.error(\`plimsoll: Node ${NEEDED} or later is needed, and \${process.execPath} is \${process.versions.node}: put a newer one first in PATH.\`);
	process.exit(3);
}
const { NODE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env;
module.enableCompileCache(NODE_COMPILE_CACHE ?? \`\${XDG_CACHE_HOME ?? \`\${homedir()}/.cache\`}/plimsoll/compiled\`);
process.env.PLIMSOLL_PROGRAM = "${name}";
createRequire(import.meta.url)("./bundle.cjs");
`;
}
