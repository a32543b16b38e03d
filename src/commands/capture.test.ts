import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-capture-command-"));
/** Takes every question and answers none. */
const silent = createServer();
/** A cluster with nothing in it. */
const empty = createServer((_, response) => {
	response.setHeader("content-type", "application/json");
	response.end(JSON.stringify({ kind: "List", metadata: {}, items: [] }));
});
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
beforeAll(async () => {
	for (const server of [silent, empty]) {
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
	}
});
afterAll(() => {
	for (const server of [silent, empty]) {
		server.closeAllConnections();
		server.close();
	}
	rmSync(folder, { recursive: true, force: true });
});

test.each<[string, () => string[]]>([
	["the API server", () => ["--server", urlOf(silent)]],
	["the engine", () => ["--server", urlOf(empty), "--prometheus-url", urlOf(silent), "--since", "1d"]],
])("Ctrl-C while %s does not answer leaves nothing half written", async (_, flags) => {
	const abort = new AbortController();
	silent.once("request", () => setTimeout(() => abort.abort(), 50));
	const line = ["capture", "-A", "-o", join(folder, "cluster.tar.gz"), ...flags()];
	const { code, err } = await runMain(line, { signal: abort.signal });
	expect({ code, err, left: readdirSync(folder) }).toEqual({ code: 130, err: "", left: [] });
});
