import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-series-file-"));
const file = join(folder, "memory.csv");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const rows = Array.from({ length: 600 }, (_, i) => `a,${1795000000 + i * 600},${1_000_000 + (i % 7)},10000000`);
writeFileSync(file, `series,t,bytes,capacity\n${rows.join("\n")}\n`);

/** What judges a file, with what it needs beside it. */
const COMMANDS: readonly (readonly [string, ...string[]])[] = [["leaks"], ["size"], ["verify", "--since", "1d"]];

describe.each(COMMANDS)("%s of a file", (command, ...rest) => {
	test.each<[string, ...string[]]>([
		["--from", folder],
		["--namespace", "shop"],
		["--history", "other.db"],
		["--kubeconfig", "/nonexistent"],
		["--context", "production"],
		["--prometheus-url", "http://localhost:9090"],
		["--prometheus-match", "cluster=east"],
	])("refuses %s, which it would pass over", async (flag, ...value) => {
		const { code, out, err } = await runMain([command, file, ...rest, flag, ...value]);
		expect({ code, out, err }).toEqual({
			code: 2,
			out: "",
			err: `plimsoll: ${file} and ${flag} do not go together: leave one out.\n`,
		});
	});
});

test.each(["1w", "1.5d", "1d12h", "4w2d"])("verify takes %s, as other durations are taken", async (since) => {
	const { code, err } = await runMain(["verify", file, "--since", since]);
	expect({ code, err }).toEqual({ code: 0, err: "" });
});

test.each(["999999999d", "1y", "-1h", "0x", ""])("verify refuses %j", async (since) => {
	expect((await runMain(["verify", file, "--since", since])).code).toBe(2);
});

const BROKEN = join(folder, "broken.csv");
writeFileSync(BROKEN, "series,t,bytes,capacity\nshop/web-0/app,soon,5,\n");

test.each<[string, ...string[]]>([
	["leaks"],
	["size"],
	["scan"],
	["review"],
	["verify", "deploy/web", "--since", "1d"],
])("%s --from a series file that is broken names the line and has failed, in either language", async (...argv) => {
	const told = await runMain([...argv, "--from", BROKEN]);
	expect([told.code, told.out + told.err]).toEqual([3, expect.stringMatching(/broken\.csv.*line 2: soon/)]);
	expect(told.err).not.toContain("--prometheus-url");
	const { out, err } = await runMain([...argv, "--from", BROKEN, "--lang", "zh-CN"]);
	expect(out + err).toMatch(/broken\.csv.*第 2 行：soon/);
});

test("leaks of which no series could be read are not known to a review", async () => {
	const { out } = await runMain(["review", "--from", BROKEN, "-o", "json"]);
	expect(JSON.parse(out).sums.leaks).toBeNull();
});
