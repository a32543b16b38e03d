import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { readAsset } from "../../reports/page-files.ts";
import { Refusal, sendBody } from "./respond.ts";

const TYPES: Readonly<Record<string, string>> = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
	".json": "application/json",
	".webmanifest": "application/manifest+json",
};

/** The page's files. Those below assets/ bear a hash of their content in their names, and may be kept for ever. */
export async function sendStatic(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
	const name = /^\/(?:assets\/[\w.-]+|[\w-]+\.(?:svg|webmanifest))$/.test(path) ? path.slice(1) : "index.html";
	const asset = await readAsset(name);
	// While replicas are replaced, a page of one version asks a server of another for its files: the page in their place would be kept for a year.
	if (asset === null && name !== "index.html") throw new Refusal("not-found");
	const body = asset ?? Buffer.from("the page is not built: npm run build\n");
	const type = asset === null ? "text/plain" : (TYPES[extname(name)] ?? "application/octet-stream");
	const kept = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
	await sendBody(request, response, type, body, { "cache-control": kept });
}
