import { defineConfig } from "vite";

/** The page: hashed files below dist/web, and nothing inline, as the server's Content-Security-Policy demands. */
export default defineConfig({
	root: import.meta.dirname,
	base: "/",
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	build: {
		outDir: "../dist/web",
		emptyOutDir: true,
		target: "es2024",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
	},
});
