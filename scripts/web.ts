import { join } from "node:path";
import { build } from "vite";

/** dist/web: the page as the server sends it, and as one file with everything in it for `-o html`. */
const root = join(import.meta.dirname, "..");
for (const config of ["vite.config.ts", "report.config.ts"]) {
	await build({ configFile: join(root, "web", config), logLevel: "error" });
}
