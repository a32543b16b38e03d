import { defineConfig } from "vite";

/** The same components as one script and one style, to be put into one file: `report.js` and `report.css`. */
export default defineConfig({
	root: import.meta.dirname,
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	publicDir: false,
	define: { "import.meta": "({})" },
	build: {
		outDir: "../dist/web",
		emptyOutDir: false,
		target: "es2024",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		cssCodeSplit: false,
		rolldownOptions: {
			input: "src/report.tsx",
			output: {
				format: "iife",
				entryFileNames: "report.js",
				assetFileNames: "report.[ext]",
				codeSplitting: false,
			},
		},
	},
});
