import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const root = mkdtempSync(join(tmpdir(), "plimsoll-export-"));
afterAll(() => rmSync(root, { recursive: true }));

test("an export goes into files as any report does, in several forms at once", async () => {
	const [yaml, plain] = [join(root, "rule.yaml"), join(root, "rules.yaml")];
	const both = await runMain(["export", "alerts", "-o", `yaml=${yaml}`, "-o", `rules=${plain}`]);
	expect(both).toEqual({ code: 0, out: "", err: "" });
	expect(readFileSync(yaml, "utf8")).toMatch(/^apiVersion: monitoring\.coreos\.com\/v1\nkind: PrometheusRule\n/);
	expect(readFileSync(plain, "utf8")).toBe((await runMain(["export", "alerts", "-o", "rules"])).out);
	expect(readFileSync(yaml, "utf8")).toBe((await runMain(["export", "alerts"])).out);
});

test.each([
	["alerts", "wide", /give yaml \| rules\./],
	["dashboard", "yaml", /give json\./],
	["policyreport", "json=x", /give yaml\./],
])("%s is not written as %s", async (what, format, told) => {
	const { code, err } = await runMain(["export", what, "-o", format]);
	expect(code).toBe(2);
	expect(err).toMatch(told);
});

test("no finding makes it fail, so that flags which say from when on one would are none of its", async () => {
	const { code, err } = await runMain(["export", "policyreport", "--fail-on", "warning"]);
	expect(code).toBe(2);
	expect(err).toContain("--fail-on");
});

test("reports are of the moment that --at names", async () => {
	const from = ["export", "policyreport", "--from", join(import.meta.dirname, "testing/pod.yaml")];
	const { code, out } = await runMain([...from, "--at", "2026-11-20T00:10:00Z"]);
	expect(code).toBe(0);
	expect(out).toContain(`seconds: ${Date.parse("2026-11-20T00:10:00Z") / 1000}\n`);
	expect(await runMain([...from, "--at", "soon"])).toMatchObject({ code: 2 });
});

// One line of flags for all commands, as a pipeline or a kubectl alias has it, must not break those that need none of it.
test.each([
	["dashboard", "--context", "prod"],
	["policies", "-A"],
	["datadog", "-n", "web"],
	["alerts", "--from", "x", "--at", "2026-11-20T00:10:00Z"],
])("the flags that all commands share are taken, though nothing of it depends on them: %s %s", async (...argv) => {
	const plain = await runMain(["export", argv[0] as string]);
	expect(await runMain(["export", ...argv])).toEqual(plain);
	expect(plain.code).toBe(0);
});
