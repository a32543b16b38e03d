import { chmod, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

/** One bundled file and two entries: dist/plimsoll.mjs holds all, dist/kubectl-plimsoll.mjs names itself and loads it. */
await rm("dist", { recursive: true, force: true });
const result = await build({
	entryPoints: { plimsoll: "src/plimsoll.ts" },
	outdir: "dist",
	outExtension: { ".js": ".mjs" },
	bundle: true,
	platform: "node",
	target: "node24",
	format: "esm",
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: "linked",
	metafile: true,
	// Libraries in CommonJS ask for require.
	banner: {
		js: '#!/usr/bin/env node\nimport { createRequire as plimsollRequire } from "node:module"; const require = plimsollRequire(import.meta.url);',
	},
	logLevel: "warning",
});
await writeFile(
	"dist/kubectl-plimsoll.mjs",
	'#!/usr/bin/env node\nprocess.env.PLIMSOLL_PROGRAM = "kubectl-plimsoll";\nawait import("./plimsoll.mjs");\n',
);
for (const name of ["plimsoll", "kubectl-plimsoll"]) await chmod(`dist/${name}.mjs`, 0o755);
const bytes = Object.entries(result.metafile.outputs).find(([path]) => path.endsWith("plimsoll.mjs"))?.[1].bytes ?? 0;
console.log(`dist/plimsoll.mjs ${(bytes / 1024).toFixed(0)} KiB`);
