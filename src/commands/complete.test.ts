import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const DEMO = "lab/recordings/demo.tar.gz";
const folder = mkdtempSync(join(tmpdir(), "plimsoll-complete-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kubeconfig = join(folder, "config");
writeFileSync(
	kubeconfig,
	`apiVersion: v1
kind: Config
clusters: [{name: east, cluster: {server: "http://127.0.0.1:1"}}]
users: [{name: jane, user: {}}]
contexts: [{name: prod, context: {cluster: east, user: jane}}, {name: "$(reboot)", context: {cluster: east, user: jane}}]
current-context: prod
`,
);
const env = { LANG: "C", HOME: folder, KUBECONFIG: kubeconfig };

/** The words that may stand there, and whether files may. */
async function offered(words: readonly string[], language = "C") {
	const { code, out, err } = await runMain(["__complete", ...words], { env: { ...env, LANG: language } });
	expect([code, err]).toEqual([0, ""]);
	const lines = out.trimEnd().split("\n");
	expect([":0", ":4"]).toContain(lines.at(-1));
	return { words: lines.slice(0, -1).map((line) => line.split("\t")[0]), files: lines.at(-1) === ":0", lines };
}

test.each<[string, string[], string[], boolean]>([
	["a command", ["wh"], ["why"], false],
	["a command to be helped with", ["help", "wh"], ["why"], false],
	["nothing behind a command that is none", ["whz", ""], [], false],
	["a flag of the command", ["scan", "--al"], ["--all-namespaces"], false],
	["no flag of another", ["scan", "--oom"], [], false],
	["flags of all", ["--"], ["--help", "--version"], false],
	["a value", ["scan", "--color", ""], ["auto", "always", "never"], false],
	["a value behind =", ["scan", "--color=al"], ["--color=always"], false],
	["no value of another's flag", ["scan", "--qos", ""], [], false],
	["a switch's value", ["fix", "--dry-run=s"], ["--dry-run=server"], false],
	["no value of a switch, but the next word", ["scan", "-A", "--lang", "z"], ["zh-CN"], false],
	["a format", ["size", "-o", "ku"], ["kustomize"], true],
	["a file alone", ["capture", "-o", ""], [], true],
	["a file for a flag", ["scan", "--kubeconfig", ""], [], true],
	["no file for a duration", ["leaks", "--since", ""], [], false],
	["a rule", ["rules", "death/container-l"], ["death/container-limit"], false],
	["a rule of a known bug", ["fix", "--rule", "advisory/k3s-agent"], ["advisory/k3s-agent-oom-servers-down"], false],
	["a known bug", ["advisories", "k3s-agent"], ["k3s-agent-oom-servers-down"], false],
	["a file behind update", ["advisories", "update", ""], [], true],
	["what is exported", ["export", "da"], ["dashboard", "datadog"], false],
	["a shell", ["completion", ""], ["bash", "zsh", "fish"], false],
	["a context, but none that a shell would run", ["scan", "--context", ""], ["prod"], false],
	["a cluster and a user", ["scan", "--cluster", "e"], ["east"], false],
	["a namespace", ["why", "--from", DEMO, "-n", "s"], ["shop"], false],
	["a namespace behind =", ["why", `--from=${DEMO}`, "--namespace=s"], ["--namespace=shop"], false],
	["a node", ["nodes", "--from", DEMO, ""], ["plimsoll-lab"], false],
	["a pod", ["why", "--from", DEMO, "-n", "shop", "c"], ["cart-7847d8f997-lrv48"], false],
	["a workload by its short kind", ["why", "--from", DEMO, "deploy/c"], ["deploy/cart"], false],
	["a pod by its kind", ["why", "--from", DEMO, "po/c"], ["po/cart-7847d8f997-lrv48"], false],
	["a workload or a file", ["size", "--from", DEMO, "statefulset"], ["statefulset/redis-cluster-redis"], true],
	["a flag before the command", ["--from", DEMO, "why", "deployment/c"], ["deployment/cart"], false],
	["nothing behind the one target", ["why", "--from", DEMO, "deploy/cart", ""], [], false],
	["nothing of a cluster that is away", ["why", ""], [], false],
	["nothing of an archive that is none", ["why", "--from", "/no/such", ""], [], false],
	["nothing of standard input", ["why", "--from", "-", ""], [], false],
])("offers %s: %j", async (_, words, expected, files) => {
	expect(await offered(words)).toMatchObject({ words: expected, files });
});

test("says in the shell's language what each is", async () => {
	expect((await offered(["wh"])).lines[0]).toBe("why\twhy a container died, with the evidence");
	expect((await offered(["wh"], "zh_CN.UTF-8")).lines[0]).toMatch(/^why\t.*\p{Script=Han}/u);
});

test("kubectl's name for it completes", () => {
	const out = execFileSync("./bin/kubectl_complete-plimsoll", ["rules", "death/container-l"], { encoding: "utf8" });
	expect(out).toBe("death/container-limit\n:4\n");
});

describe("bash", () => {
	/** What bash puts in place of the word before the cursor. @param word as readline cuts it, at "=" and ":" too */
	const replies = async (line: string, word: string) => {
		const { out: script } = await runMain(["completion", "bash"]);
		const press = `COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}; _plimsoll ./bin/plimsoll ${JSON.stringify(word)} x; printf '%s\\n' "\${COMPREPLY[@]}"`;
		const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
		return execFileSync("bash", ["--norc", "-c", `${script}\n${press}`], options)
			.split("\n")
			.slice(0, -1);
	};
	test.each<[string, string, string[]]>([
		["plimsoll wh", "wh", ["why"]],
		["plimsoll scan --color ", "", ["auto", "always", "never"]],
		["plimsoll scan --color=al", "al", ["always"]],
		["plimsoll scan --color=", "", ["auto", "always", "never"]],
		[`plimsoll why --from ${DEMO} -n shop deploy/`, "deploy/", ["deploy/cart"]],
		["plimsoll nonsense ", "", [""]],
	])("%s", async (line, word, expected) => {
		expect(await replies(line, word)).toEqual(expected);
	});
});

test.each(["zsh", "fish"])("%s has a script that asks the same", async (shell) => {
	const { code, out } = await runMain(["completion", shell]);
	expect([code, out]).toEqual([0, expect.stringContaining("__complete")]);
});

test("a shell that is none", async () => {
	const { code, err } = await runMain(["completion", "tcsh"]);
	expect([code, err]).toEqual([2, expect.stringContaining("bash | zsh | fish")]);
});
