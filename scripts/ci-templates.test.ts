import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The lines that GitHub and GitLab run, run here as they would be. */
const root = join(import.meta.dirname, "..");
const POD = (memory: string) =>
	`apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: b, resources: {limits: {memory: ${memory}}}}]}\n`;

let work = "";
beforeAll(() => {
	work = mkdtempSync(join(tmpdir(), "plimsoll-ci-"));
	mkdirSync(join(work, "one"));
	mkdirSync(join(work, "two"));
	writeFileSync(join(work, "one/a.yaml"), POD("512m"));
	writeFileSync(join(work, "two/b.yaml"), POD("512Mi"));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const sh = (script: string, env: Record<string, string>) => {
	const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", script], {
		cwd: work,
		encoding: "utf8",
		env: { PATH: process.env.PATH, HOME: work, LANG: "C", ...env },
	});
	return { status, stdout, stderr };
};
const read = (name: string) => readFileSync(join(work, name), "utf8");

describe("the GitHub Action", () => {
	interface Action {
		inputs: Record<string, { default: string }>;
		runs: { steps: { env?: Record<string, string>; run: string }[] };
	}
	const action = load(readFileSync(join(root, "deploy/github-action/action.yml"), "utf8")) as Action;
	const lint = (inputs: Record<string, string>) => {
		const step = action.runs.steps.at(-1);
		const values = {
			...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default])),
			...inputs,
		};
		const env = Object.entries(step?.env ?? {}).map(([name, expression]) => [
			name,
			expression.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: keyof typeof values) => {
				const value = values[input];
				if (value === undefined) throw new Error(`no input ${input}`);
				return value;
			}),
		]);
		return sh(step?.run ?? "", {
			...Object.fromEntries(env),
			GITHUB_ACTION_PATH: join(root, "deploy/github-action"),
			GITHUB_STEP_SUMMARY: join(work, "summary.md"),
		});
	};

	test("annotates, fails, and writes SARIF and the summary", () => {
		writeFileSync(join(work, "summary.md"), "before\n");
		const { status, stdout } = lint({ paths: "one two" });
		expect(status).toBe(1);
		expect(stdout).toContain("::error file=one/a.yaml,line=4,");
		expect(JSON.parse(read("plimsoll.sarif")).runs[0].results).toHaveLength(1);
		expect(read("summary.md")).toMatch(/^before\n[\s\S]*lint\/suspicious-unit/);
	});

	test.each<[Record<string, string>, number]>([
		[{ paths: "two" }, 0],
		[{ paths: "one", "fail-on": "never" }, 0],
		[{ paths: "nowhere" }, 3],
		[{ paths: "one; touch hacked $(touch hacked)" }, 3],
		[{ paths: "--fix" }, 3],
		[{ paths: "one", config: "nowhere.yaml" }, 2],
		[{ paths: "one", "fail-on": "bogus" }, 2],
	])("%j ends with %d", (inputs, status) => {
		expect(lint(inputs).status).toBe(status);
		expect(read("one/a.yaml")).toBe(POD("512m"));
		expect(() => read("hacked")).toThrow();
	});
});

describe("the GitLab template", () => {
	const job = (
		load(readFileSync(join(root, "deploy/gitlab/plimsoll.gitlab-ci.yml"), "utf8")) as Record<
			string,
			{ variables: Record<string, string>; script: string[]; artifacts: { reports: Record<string, string> } }
		>
	)[".plimsoll-lint"];
	if (job === undefined) throw new Error("the template has no job");
	const lint = (variables: Record<string, string>) =>
		sh(job.script.join("\n"), { ...job.variables, PLIMSOLL: join(root, "bin/plimsoll"), ...variables });

	test("fails, and writes the reports it names", () => {
		const { status, stdout } = lint({ PLIMSOLL_PATHS: "one two" });
		expect(status).toBe(1);
		expect(stdout).toContain("lint/suspicious-unit");
		expect(JSON.parse(read(job.artifacts.reports.codequality ?? ""))).toHaveLength(1);
		expect(read(job.artifacts.reports.junit ?? "")).toContain("lint/suspicious-unit");
	});

	test.each<[Record<string, string>, number]>([
		[{ PLIMSOLL_PATHS: "two" }, 0],
		[{ PLIMSOLL_PATHS: "one", PLIMSOLL_FAIL_ON: "never" }, 0],
		[{ PLIMSOLL_PATHS: "one", PLIMSOLL_FLAGS: "--lang zh-CN --exit-zero" }, 0],
	])("%j ends with %d", (variables, status) => {
		expect(lint(variables).status).toBe(status);
	});
});

test("our own manifests have nothing to be found", () => {
	const { status, stdout } = spawnSync(
		join(root, "bin/plimsoll"),
		["lint", join(root, "deploy/webhook.yaml"), "--fail-on", "info"],
		{ encoding: "utf8" },
	);
	expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("Nothing found") });
});
