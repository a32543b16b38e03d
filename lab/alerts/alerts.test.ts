/** The exported alerts under Prometheus' own rule tests: each fires where it should, and nothing else does. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALERTS } from "../../src/exports/alerts.ts";
import { PANELS } from "../../src/exports/dashboard.ts";
import { ruleFile } from "../../src/exports/rules.ts";
import { loadExportsWords } from "../../src/words/index.ts";
import { build } from "../build.ts";
import { bin } from "../paths.ts";
import { CASES } from "./cases.ts";

const run = promisify(execFile);
const options = { runbooks: "https://example.com/alerts", namespace: "" };
let folder = "";

const promtool = async (...args: string[]): Promise<string> => {
	const { stdout, stderr } = await run(bin("promtool"), args, { cwd: folder }).catch((error) => error);
	return `${stdout}${stderr}`;
};

beforeAll(async () => {
	await build(() => undefined);
	folder = await mkdtemp(join(tmpdir(), "plimsoll-alerts-"));
	for (const language of ["en", "zh-CN"] as const) {
		await writeFile(join(folder, `${language}.yaml`), ruleFile(await loadExportsWords(language), options));
	}
}, 600_000);
afterAll(async () => await rm(folder, { recursive: true, force: true }));

test.each(["en", "zh-CN"])("the rules in %s are Prometheus'", async (language) => {
	expect(await promtool("check", "rules", `${language}.yaml`)).toMatch(/SUCCESS: \d+ rules found/);
});

test("so are the dashboard's queries", async () => {
	const rules = PANELS.flatMap(({ targets }) => targets).map(({ expr }, i) => ({
		record: `panel:${i}`,
		expr: expr.replaceAll("$__rate_interval", "5m").replaceAll("$namespace", ".*"),
	}));
	await writeFile(join(folder, "panels.yaml"), JSON.stringify({ groups: [{ name: "panels", rules }] }));
	expect(await promtool("check", "rules", "panels.yaml")).toContain(`SUCCESS: ${rules.length} rules found`);
});

test("every alert is fired by a case", () => {
	expect(new Set(CASES.flatMap(({ fires }) => fires))).toEqual(new Set(ALERTS.map(({ name }) => name)));
});

test.each(CASES.map((one) => [one.name, one] as const))("%s", async (_, { series, at, fires }) => {
	const input = Object.entries(series).map(([name, values]) => ({ series: name, values }));
	const expected = fires.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 }));
	const expr = 'count by (alertname) (ALERTS{alertstate="firing"})';
	const file = {
		rule_files: ["en.yaml"],
		evaluation_interval: "1m",
		tests: [
			{ interval: "1m", input_series: input, promql_expr_test: [{ expr, eval_time: at, exp_samples: expected }] },
		],
	};
	await writeFile(join(folder, "test.yaml"), JSON.stringify(file));
	expect(await promtool("test", "rules", "test.yaml")).toContain("SUCCESS");
});
