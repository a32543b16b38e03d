import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-capture-command-"));
/** Takes every question and answers none. */
const silent = createServer();
afterAll(() => {
	silent.closeAllConnections();
	silent.close();
	rmSync(folder, { recursive: true, force: true });
});

test("Ctrl-C while the API server does not answer leaves nothing half written", async () => {
	silent.listen(0, "127.0.0.1");
	await once(silent, "listening");
	const { port } = silent.address() as AddressInfo;
	const abort = new AbortController();
	silent.once("request", () => setTimeout(() => abort.abort(), 50));
	const line = ["capture", "-A", "-o", join(folder, "cluster.tar.gz"), "--server", `http://127.0.0.1:${port}`];
	const { code, err } = await runMain(line, { signal: abort.signal });
	expect({ code, err, left: readdirSync(folder) }).toEqual({ code: 130, err: "", left: [] });
});
