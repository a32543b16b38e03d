import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { podNamed, sendJson, sendStatus, startServer, type TestServer } from "../sources/kubernetes/testing/server.ts";
import { runMain } from "./testing/run.ts";

let server: TestServer;
let folder = "";
beforeAll(async () => {
	server = await startServer((_, response, { pathname }) => {
		if (pathname.endsWith("/pods")) sendJson(response, { kind: "PodList", items: [podNamed("web-0", {})] });
		else sendStatus(response, 404, "no");
	});
	folder = await mkdtemp(join(tmpdir(), "plimsoll-capture-"));
}, 120_000);
afterAll(async () => {
	await server.stop();
	await rm(folder, { recursive: true });
});

// It was written to a file called "-".
test("capture -o - gives the archive to standard output, and nothing else", async () => {
	const main = join(import.meta.dirname, "../plimsoll.ts");
	const asked = [main, "capture", "-A", "-o", "-", "--server", server.url, "--kubeconfig", join(folder, "none")];
	await writeFile(join(folder, "none"), "");
	const options = { cwd: folder, encoding: "buffer", env: { ...process.env, LANG: "C" } } as const;
	const { stdout } = await promisify(execFile)(process.execPath, asked, options);
	expect(gunzipSync(stdout).toString()).toContain('"name":"web-0"');
	expect(await readdir(folder)).toEqual(["none"]);
});

test("but no terminal", async () => {
	const { code, err } = await runMain(["capture", "-o", "-"], { stdout: { write: () => {}, isTTY: true } });
	expect([code, err]).toEqual([2, expect.stringContaining("standard output is a terminal")]);
});

test("-o json=- is standard output too", async () => {
	const file = join(folder, "kern.log");
	await writeFile(file, "[ 1.500000] eth0: up\n");
	const { out } = await runMain(["scan", "--from", file, "-o", "json=-"]);
	expect(JSON.parse(out).kind).toBe("Report");
});
