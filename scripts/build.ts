import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { build, type Plugin } from "esbuild";
import { entry } from "./entry.ts";

/**
 * dist/web is the page; dist/bundle.cjs holds everything, dist/leaks-worker.cjs what its threads need of it; dist/plimsoll.mjs, dist/kubectl-plimsoll.mjs and dist/kubectl_complete-plimsoll.mjs are its entries.
 * dist/mcp-sdk.cjs is what one command needs: a bundle's source is held as one text, and a server's would be 0.4 MB longer. CommonJS, because there a module of
 * Node's is loaded when the code that wants it runs: an ES module would load all of them at the start, for --help too.
 */
await rm("dist", { recursive: true, force: true });
await import("./web.ts");
const SDK = ["server/index.js", "server/stdio.js", "types.js"].map((path) => `@modelcontextprotocol/sdk/${path}`);
const sdkApart: Plugin = {
	name: "mcp-sdk",
	setup: ({ onResolve }) =>
		onResolve({ filter: /^@modelcontextprotocol\/sdk\// }, ({ path }) => {
			if (!SDK.includes(path)) throw new Error(`${path} is not in dist/mcp-sdk.cjs`);
			return { path: "./mcp-sdk.cjs", external: true };
		}),
};
const made = {
	outdir: "dist",
	outExtension: { ".js": ".cjs" },
	bundle: true,
	platform: "node",
	target: "node24",
	format: "cjs",
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: "linked",
	define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
	metafile: true,
	logLevel: "warning",
} as const;
const result = await build({
	...made,
	entryPoints: { bundle: "src/plimsoll.ts", "leaks-worker": "src/survey/leaks-worker.ts" },
	plugins: [sdkApart],
});
await build({
	...made,
	stdin: { contents: SDK.map((path) => `export * from "${path}";`).join("\n"), resolveDir: "." },
	entryNames: "mcp-sdk",
});

await asciiAlone("dist/bundle.cjs");

for (const name of ["plimsoll", "kubectl-plimsoll", "kubectl_complete-plimsoll"]) {
	await writeFile(`dist/${name}.mjs`, entry(name));
	await chmod(`dist/${name}.mjs`, 0o755);
}
const bytes = result.metafile.outputs["dist/bundle.cjs"]?.bytes ?? 0;
console.log(`dist/bundle.cjs ${(bytes / 1024).toFixed(0)} KiB`);

/** esbuild leaves some letters in regular expressions as they are, and one of them makes V8 hold the whole source in two bytes a letter: 2 MiB more. */
async function asciiAlone(path: string): Promise<void> {
	const code = await readFile(path, "utf8");
	const escaped = code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
	await writeFile(path, escaped);
}
