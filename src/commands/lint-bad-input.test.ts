import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-bad-input-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POD = (name: string, memory = "512m") =>
	`apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: ${name}, image: a, resources: {limits: {memory: ${memory}}}}]}\n`;

async function lint(text: string | Buffer) {
	const path = join(folder, "input.yaml");
	writeFileSync(path, text);
	const { code, out, err } = await runMain(["lint", path, "-o", "json"]);
	const findings: { rule: string; subject: { line: number; container?: string } }[] =
		out === "" ? [] : JSON.parse(out).findings;
	return { code, stderr: err, found: findings.map(({ rule, subject }) => `${subject.line} ${rule}`) };
}

const bomb = (depth: number) =>
	Array.from({ length: depth }, (_, i) => `a${i}: &a${i} [${Array(9).fill(i === 0 ? "x" : `*a${i - 1}`)}]`).join("\n");

/** Each kind of bad input, and what is found: of what is sound in it as well as of what is not. */
const TABLE: Readonly<Record<string, [text: string | Buffer, found: string[]]>> = {
	"a Helm template": [
		`${POD("a")}---\n${POD("{{ .Values.name }}")}`,
		["4 lint/suspicious-unit", "8 lint/unrendered-template"],
	],
	"another engine's template": [`{% if x %}\n${POD("a")}`, ["1 lint/unrendered-template"]],
	"more documents than a cluster has": [`${"---\na: 1\n".repeat(20_000)}---\n${POD("a")}`, ["40001 lint/malformed"]],
	"a tab": [`${POD("a")}---\na:\n\tb: 1\n`, ["4 lint/suspicious-unit", "7 lint/malformed"]],
	"duplicate keys": [
		POD("a").replace("kind: Pod", "kind: Pod\nkind: Pod"),
		["3 lint/malformed", "5 lint/suspicious-unit"],
	],
	"merge keys": [
		`apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx: &x {limits: {memory: 512m}}\nspec: {containers: [{name: a, image: a, resources: {<<: *x}}]}\n`,
		["4 lint/suspicious-unit"],
	],
	"an anchor's value, told where it is written": [
		`apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {m: &m 512m}}\nspec: {containers: [{name: a, image: a, resources: {limits: {memory: *m}}}]}\n`,
		["3 lint/suspicious-unit"],
	],
	"a bomb of aliases": [`${bomb(60)}\n---\n${POD("a")}`, ["65 lint/suspicious-unit"]],
	"a bomb of aliases in an object": [POD("a").replace("spec:", `${bomb(60)}\nspec:`), ["64 lint/suspicious-unit"]],
	"Windows line ends": [POD("a").replaceAll("\n", "\r\n"), ["4 lint/suspicious-unit"]],
	"line ends of old": [POD("a").replaceAll("\n", "\r"), ["4 lint/suspicious-unit"]],
	"a byte order mark": [`\ufeff${POD("a")}`, ["4 lint/suspicious-unit"]],
	"UTF-16": [Buffer.from(`\ufeff${POD("a")}`, "utf16le"), ["4 lint/suspicious-unit"]],
	"an error in the middle": [
		`${POD("a")}---\na: [1\n---\n${POD("b")}`,
		["4 lint/suspicious-unit", "6 lint/malformed", "11 lint/suspicious-unit"],
	],
	"three errors": [
		`a: [1\n---\n${POD("a")}---\nb: {\n---\nc: "\n`,
		["1 lint/malformed", "6 lint/suspicious-unit", "8 lint/malformed", "10 lint/malformed"],
	],
	"an unknown kind": [`apiVersion: example.com/v1\nkind: Teapot\nmetadata: {name: t}\nspec: {short: true}\n`, []],
	"a custom resource with a pod template in it": [
		`apiVersion: example.com/v1\nkind: Fleet\nmetadata: {name: f}\nspec: {ships: [{template: {spec: {containers: [{name: a, image: a, resources: {limits: {memory: 512m}}}]}}}]}\n`,
		["4 lint/suspicious-unit"],
	],
	"a definition of custom resources": [
		`apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: fleets.example.com}\nspec: {versions: [{schema: {openAPIV3Schema: {properties: {containers: {items: {properties: {image: {type: string}}}}}}}}]}\n`,
		[],
	],
	"wrong types everywhere": [`apiVersion: v1\nkind: Pod\nmetadata: []\nspec: {containers: {a: b}, volumes: 3}\n`, []],
	"a name with escape codes": [`${POD("a").replace("{name: a}", '{name: "a\\e[31m"}')}`, ["4 lint/suspicious-unit"]],
	"a nesting of a thousand": [
		`a: ${"[".repeat(1000)}\n---\n${POD("a")}`,
		["1 lint/malformed", "6 lint/suspicious-unit"],
	],
	"two million values": [
		`a: [${"1,".repeat(2_000_000)}1]\n---\n${POD("a")}`,
		["1 lint/malformed", "6 lint/suspicious-unit"],
	],
	"a key of a megabyte": [`${"k".repeat(1024 * 1024)}: 1\n---\n${POD("a")}`, ["6 lint/suspicious-unit"]],
};

describe("what is sound in bad input is judged", () => {
	test.each(Object.entries(TABLE))("%s", async (_, [text, found]) => {
		const ended = await lint(text);
		expect(ended.found.filter((line) => /malformed|suspicious|unrendered/.test(line)).sort()).toEqual(found.toSorted());
		expect(ended.stderr).toBe("");
	});
});

test.each<[string, string | Buffer, string]>([
	["a binary file", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), "binary"],
	["nothing", "", "holds no manifest"],
])("%s is one clear sentence", async (_, text, said) => {
	const { code, stderr } = await lint(text);
	expect(code).toBe(3);
	expect(stderr.trim().split("\n")).toHaveLength(1);
	expect(stderr).toContain(said);
});

test("a device without an end is refused at the bound", async () => {
	const { code, err } = await runMain(["lint", "/dev/zero"]);
	expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining("/dev/zero is larger than 32Mi") });
});

test.each(["lint", "leaks", "scan --from"])(
	"plimsoll %s of a pipe that nobody writes to ends by Ctrl-C",
	async (command) => {
		const pipe = join(folder, "pipe");
		rmSync(pipe, { force: true });
		execFileSync("mkfifo", [pipe]);
		const child = spawn(process.execPath, ["src/plimsoll.ts", ...command.split(" "), pipe], {
			stdio: "ignore",
			env: { PATH: process.env.PATH, HOME: folder },
		});
		// Before it has started the first one ends it as any program; after that it must end though a thread waits for the pipe.
		const again = setInterval(() => child.kill("SIGINT"), 700);
		const [code, signal] = await once(child, "close");
		clearInterval(again);
		expect(signal ?? code).toBe(signal === null ? 130 : "SIGINT");
	},
);

// It was told at once, and then waited a minute for a program that had never been started.
test("a chart without helm to render it ends as soon as it is told", () => {
	const { status, stderr } = spawnSync(process.execPath, ["src/plimsoll.ts", "lint", "--helm-chart", "chart"], {
		env: { PATH: "/nowhere", HOME: folder },
		encoding: "utf8",
		timeout: 25_000,
	});
	expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining("helm is not here") });
});

describe("a file of 100 MB", () => {
	/** Bare Node takes 45 MiB, and what is read before the bound is seen 32 more. */
	const BOUND_MIB = 250;
	const PIECE = Buffer.from(`${POD("a")}---\n`.repeat(8000));
	const SIZE = 100 * 1024 * 1024;

	async function run(args: string[], input?: () => Generator<Buffer>) {
		const peak = 'data:text/javascript,process.on("exit",()=>console.error("peak "+process.resourceUsage().maxRSS))';
		const child = spawn(process.execPath, ["--import", peak, "src/plimsoll.ts", "lint", ...args], {
			stdio: ["pipe", "pipe", "pipe"],
			env: { PATH: process.env.PATH, LANG: "C" },
		});
		let [stdout, stderr] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text) => {
			stderr += text;
		});
		// Whoever reads no more closes the pipe.
		child.stdin.on("error", () => undefined);
		if (input === undefined) child.stdin.end();
		else
			Readable.from(input())
				.on("error", () => undefined)
				.pipe(child.stdin);
		const [code] = await once(child, "close");
		const mib = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
		return { code, stdout, stderr: stderr.replace(/peak \d+\n/, ""), mib };
	}

	function write(): string {
		const path = join(folder, "large.yaml");
		const file = openSync(path, "w");
		for (let size = 0; size < SIZE; size += PIECE.length) writeSync(file, PIECE);
		closeSync(file);
		return path;
	}

	test("by name: refused, in flat memory", async () => {
		const { code, stdout, stderr, mib } = await run([write()]);
		expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
		expect(stderr).toMatch(/large\.yaml is larger than 32Mi/);
		expect(mib).toBeLessThan(BOUND_MIB);
	});

	test("in a folder: the others are judged, and it is listed as not seen", async () => {
		write();
		writeFileSync(join(folder, "input.yaml"), POD("a"));
		const { code, stdout, mib } = await run([folder, "-o", "json"]);
		expect(code).toBe(1);
		expect(JSON.parse(stdout).gaps).toEqual([expect.objectContaining({ reason: "failed", detail: "> 32 MiB" })]);
		expect(mib).toBeLessThan(BOUND_MIB);
	});

	test("through a pipe: left after the bound", async () => {
		let given = 0;
		const { code, stderr, mib } = await run(["-"], function* () {
			while (given < SIZE) {
				given += PIECE.length;
				yield PIECE;
			}
		});
		expect(code).toBe(3);
		expect(stderr).toContain("larger than 32Mi");
		expect(mib).toBeLessThan(BOUND_MIB);
	});
});
