import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { entry } from "./entry.ts";

const root = mkdtempSync(join(tmpdir(), "plimsoll-entry-"));
afterAll(() => rmSync(root, { recursive: true }));
writeFileSync(join(root, "plimsoll.mjs"), entry("plimsoll"));
writeFileSync(join(root, "bundle.cjs"), "console.log(process.env.PLIMSOLL_PROGRAM)");

/** Of an older Node what the entry may look at: its version, and a module of Node's without what came later. */
function started(version: string) {
	const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
	return spawnSync(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(old)}`, "plimsoll.mjs"], {
		cwd: root,
		encoding: "utf8",
		env: { ...process.env, NODE_COMPILE_CACHE: join(root, "cache") },
	});
}

test.each([["24.5.0"], ["24.21.0"], ["26.0.1"]])("Node %s starts it", (version) => {
	expect(started(version)).toMatchObject({ status: 0, stdout: "plimsoll\n", stderr: "" });
});

test.each([["24.4.9"], ["22.18.0"], ["20.20.2"]])(
	"Node %s is told that it is too old, and that is no finding",
	(version) => {
		const { status, stdout, stderr } = started(version);
		expect(stdout).toBe("");
		expect(stderr).toBe(
			`plimsoll: Node 24.5 or later is needed, and ${process.execPath} is ${version}: put a newer one first in PATH.\n`,
		);
		expect(status).toBe(3);
	},
);

test("nothing is imported by name that an older Node may lack: it would end before it is told", () => {
	expect(entry("plimsoll").match(/^import .*/gm)).toEqual([
		'import module, { createRequire } from "node:module";',
		'import { homedir } from "node:os";',
	]);
});
