import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { surveyManifests } from "./lint.ts";

const POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: b}]}\n";
const RANGE =
	"apiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\nspec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-lint-"));
	await mkdir(join(folder, "empty"));
	await mkdir(join(folder, "both"));
	await writeFile(join(folder, "pod.yaml"), POD);
	await writeFile(join(folder, "both/a.yaml"), POD);
	await writeFile(join(folder, "both/b.yaml"), RANGE);
	await writeFile(join(folder, "blank.yaml"), "# nothing\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lint = (paths: string[], stdin = "") => surveyManifests({ paths, stdin: Readable.from([stdin]), at: 0 });
const rules = async (paths: string[], stdin?: string) => (await lint(paths, stdin)).findings.map(({ rule }) => rule);

test("all files are judged together", async () => {
	expect(await rules([join(folder, "pod.yaml")])).toContain("lint/no-memory-limit");
	expect(await rules([join(folder, "both")])).toEqual([]);
	expect(await rules([join(folder, "pod.yaml"), "-"], RANGE)).toEqual([]);
});

test("how much was looked at", async () => {
	const { looked } = await lint([join(folder, "both"), "-"], `${POD}---\n${POD}`);
	expect(looked).toMatchObject({ files: 3, documents: 4, templates: 3, containers: 3 });
});

test("worst first, then from top to bottom", async () => {
	const text = `${POD}---\na: [\n---\n${POD}`;
	const found = (await lint(["-"], text)).findings.map(({ severity, subject }) => [
		severity,
		subject.file,
		subject.line,
	]);
	expect(found).toEqual([
		["error", "<stdin>", 6],
		["warning", "<stdin>", 3],
		["warning", "<stdin>", 4],
		["warning", "<stdin>", 4],
		["warning", "<stdin>", 10],
		["warning", "<stdin>", 11],
		["warning", "<stdin>", 11],
	]);
});

test.each([["empty"], ["blank.yaml"]])("%s holds no manifest, and that is said", async (name) => {
	await expect(lint([join(folder, name)])).rejects.toMatchObject({ code: "manifests-empty" });
});

test("an empty pipe is no success", async () => {
	await expect(lint(["-"], "")).rejects.toMatchObject({ code: "manifests-empty", exitCode: 3 });
});
