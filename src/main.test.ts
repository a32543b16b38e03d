import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "./commands/context.ts";
import { main } from "./main.ts";

/** Nothing but a pod: events, nodes and the kernel's log are missed, which hides no pod. */
const PODS_ALONE = new URL("./commands/testing/pod.yaml", import.meta.url).pathname;
const DEMO = new URL("../lab/recordings/demo.tar.gz", import.meta.url).pathname;
let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-main-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs one command line in a process of its own making. */
async function run(argv: readonly string[], change: Partial<Context> = {}) {
	let [stdout, stderr] = ["", ""];
	const context: Context = {
		env: { HOME: folder, LANG: "C" },
		stdout: { write: (text) => (stdout += text) },
		stderr: { write: (text) => (stderr += text) },
		stdin: Readable.from([]),
		now: () => Date.parse("2026-11-21T12:00:00Z"),
		program: "plimsoll",
		signal: new AbortController().signal,
		...change,
	};
	const code = await main(context, argv);
	return { code, stdout, stderr };
}

describe("exit codes and where the words go", () => {
	test.each<[string[], number, "stdout" | "stderr", RegExp]>([
		[["--version"], 0, "stdout", /^plimsoll \d+\.\d+\.\d+\n$/],
		[["--help"], 0, "stdout", /plimsoll why POD\|KIND\/NAME/],
		[["help", "why"], 0, "stdout", /--field-selector/],
		[["why", "--help", "--lang", "zh-CN"], 0, "stdout", /用法/],
		[[], 2, "stdout", /plimsoll scan/],
		[["-n", "shop"], 2, "stdout", /plimsoll scan/],
		[["scna"], 2, "stderr", /no command "scna".*scan/],
		[["fix"], 3, "stderr", /No cluster to ask/],
		[["fix", "--undo", "20261121-000000-abcd"], 2, "stderr", /No change with the number 20261121-000000-abcd/],
		[["fix", "--undo", "x", "--lang", "zh-CN"], 2, "stderr", /没有应用过编号为 x 的改动/],
		[
			["fix", "--dry-run=sever"],
			2,
			"stderr",
			/--dry-run cannot be "sever": give true \| false \| none \| client \| server/,
		],
		[["fix", "--yes", "--from", DEMO], 2, "stderr", /--yes and --from/],
		[["fix", "--dry-run=server", "--from", DEMO], 2, "stderr", /--dry-run and --from/],
		[["fix", "--risk", "none"], 2, "stderr", /--risk cannot be "none": give low \| medium \| high/],
		[["fix", "--rule", "death/none"], 2, "stderr", /--rule cannot be "death\/none"/],
		[["fix", "--from", DEMO], 1, "stdout", /there is only an archive/],
		[["lint", "x.yaml", "--dry-run=server"], 2, "stderr", /--dry-run cannot be "server": give none \| client/],
		[["why"], 2, "stderr", /needs POD \| KIND\/NAME/],
		[["why", "deployment", "cart", "--from", DEMO], 1, "stdout", /pod\/cart/],
		[["why", "a", "b"], 2, "stderr", /does not take "b"/],
		[["why", "a/b/c"], 2, "stderr", /KIND\/NAME/],
		[["scan", "--lang", "fr"], 2, "stderr", /--lang cannot be "fr": give en \| zh-CN/],
		[["mcp", "--lang", "fr"], 2, "stderr", /--lang cannot be "fr"/],
		[["rules", "--color", "sometimes"], 2, "stderr", /--color cannot be "sometimes": give auto \| always \| never/],
		[["scan", "-o", "json=", "--from", DEMO], 2, "stderr", /-o cannot be "json=": give json=FILE/],
		[["scan", "-o", "xml"], 2, "stderr", /-o cannot be "xml"/],
		[["scan", "-o", "json", "-o", "yaml"], 2, "stderr", /do not go together/],
		[["scan", "--fail-on", "often"], 2, "stderr", /--fail-on/],
		[["scan", "--at", "noon", "--from", "x"], 2, "stderr", /--at cannot be "noon"/],
		[["scan", "--from", "x", "--context", "y"], 2, "stderr", /--from and --context/],
		[["scan", "--watch", "--from", "x"], 2, "stderr", /--watch and --from/],
		[["nodes", "nope", "--from", DEMO], 3, "stderr", /^plimsoll: There is no node\/nope in \S+\. Check the name\.\n$/],
		[["leaks", "x.csv", "-n", "web"], 2, "stderr", /x\.csv and --namespace do not go together/],
		[["leaks", "x.csv", "-l", "a=b"], 2, "stderr", /x\.csv and --selector do not go together/],
		[["verify", "x.csv", "--since", "3d", "-n", "web"], 2, "stderr", /x\.csv and --namespace do not go together/],
		[["help", "scna"], 2, "stderr", /There is no command "scna"\. Did you mean scan\?/],
		[["help", "scan"], 0, "stdout", /^Looks at the pods of a namespace/],
		[["help", "--lang", "zh-CN"], 0, "stdout", /载重线/],
		[["rules", "death/containr-limit"], 2, "stderr", /no rule .* Did you mean death\/container-limit\?/],
		[
			["rules", "nope", "--lang", "zh-CN"],
			2,
			"stderr",
			/^plimsoll: 没有规则“nope”。用 plimsoll rules 查看全部规则。\n$/,
		],
		[["advisories", "nope", "--lang=zh-CN"], 2, "stderr", /已知缺陷。用 plimsoll advisories 查看全部。\n$/],
		[["scan", "-o", "json", "-o", "yaml", "--from", DEMO], 2, "stderr", /-o json and -o yaml do not go together/],
		[["scan", "--from", ""], 2, "stderr", /--from needs a value/],
		[["scan", "-n", "", "--from", DEMO], 1, "stdout", /pod\/cart/],
		[["scan", "-n=shop", "--from", DEMO], 1, "stdout", /pod\/cart/],
		[["fix", "--dry-run", "server"], 2, "stderr", /--dry-run cannot be "server": give --dry-run=server/],
		[["lint", DEMO, "--dry-run=client"], 3, "stderr", /as a manifest/],
		[["lint", ".", "--values", "prod.yaml"], 2, "stderr", /--values needs --helm-chart beside it/],
		[["advisories", "--key", "key.pem"], 2, "stderr", /--key needs update beside it/],
		[["serve", "--from", DEMO, "--deny"], 2, "stderr", /--deny needs --webhook beside it/],
		[["leaks", "--prometheus-insecure"], 2, "stderr", /--prometheus-insecure needs --prometheus-url beside it/],
		[["--bogus"], 2, "stderr", /^plimsoll: plimsoll has no flag --bogus\. plimsoll --help lists its flags\.\n$/],
		[["-h", "scan"], 0, "stdout", /^Looks at the pods of a namespace/],
		[["--help", "scna"], 2, "stderr", /Did you mean scan/],
		[["--lang", "zh-CN", "--help", "scan"], 0, "stdout", /用法/],
		[["scan", "-n", "shop", "-o", "name", "--from", DEMO], 1, "stdout", /^pod\/cart-\S+\ndeployment\/cart\n$/],
		[["scan", "-A", "-n", "no-such", "--from", DEMO], 1, "stdout", /pod\/cart/],
		[["lint", ".", "--config", "/no/such"], 2, "stderr", /the settings \/no\/such: no such file or folder\.\n$/],
		[["lint", ".", "--config", "/no/such", "--lang=zh-CN"], 2, "stderr", /：没有这个文件或目录。\n$/],
		[
			["rules", "-o", "json=/no/such/file"],
			3,
			"stderr",
			/^plimsoll: Cannot write \/no\/such\/file: no such file or folder\.\n$/,
		],
		[["leaks", "-"], 3, "stderr", /^plimsoll: standard input: there is no header/],
		[["leaks", DEMO], 3, "stderr", /it is no series file.* --from\.\n$/],
		[["scan", "--from", "-"], 3, "stderr", /^plimsoll: standard input holds nothing/],
		[["capture"], 2, "stderr", /needs -o FILE/],
		[["rules", "death/container-limt"], 2, "stderr", /death\/container-limit/],
		[["fix", "--rule", "leak/*", "--from", DEMO], 3, "stderr", /no memory series/],
		[["scan"], 3, "stderr", /No cluster to ask/],
		[["scan", "--from", "/no/such/place"], 3, "stderr", /nothing at \/no\/such\/place/],
		[["why", "no-such-pod", "--from", DEMO], 3, "stderr", /no no-such-pod in any namespace/],
		[["why", "no-such-pod", "--from", DEMO, "--lang=zh-CN"], 3, "stderr", /没有 no-such-pod/],
		[["why", "deploy/no-such", "-n", "shop", "--from", DEMO], 3, "stderr", /no deploy\/no-such in namespace shop/],
		[["why", "deploy/no-such", "--from", PODS_ALONE], 3, "stderr", /no deploy\/no-such in any namespace/],
		[["scan", "-n", "default", "--from", DEMO], 0, "stdout", /^Not known: no pod was seen there\./],
		[["scan", "-n", "no-such", "--from", DEMO], 3, "stderr", /There is no namespace\/no-such in /],
	])("%j ends with %d", async (argv, code, stream, words) => {
		const result = await run(argv);
		expect(result.code, result.stderr).toBe(code);
		expect(result[stream]).toMatch(words);
		const other = stream === "stdout" ? result.stderr : result.stdout;
		expect(other).toBe("");
		if (stream === "stderr") expect(result.stderr.split("\n")).toHaveLength(2);
	});
});

describe("the recording of the lab", () => {
	const why = (target: string, namespace: string, ...more: string[]) =>
		run(["why", target, "-n", namespace, "--from", DEMO, "-o", "json", ...more]);

	test.each([
		["sts/redis-cluster-redis", "cache", "redis", 64],
		["deploy/cart", "shop", "app", 96],
	])("%s was killed at its limit, by the kernel's word", async (target, namespace, container, mebibytes) => {
		const { code, stdout } = await why(target, namespace);
		expect(code).toBe(1);
		const { findings, gaps } = JSON.parse(stdout);
		expect(findings).toHaveLength(1);
		expect(findings[0]).toMatchObject({
			rule: "death/container-limit",
			severity: "error",
			confidence: 0.99,
			subject: { kind: "Pod", namespace, container },
			params: { exitCode: 137, signal: 9, memoryLimit: mebibytes * 2 ** 20 },
		});
		const seen = findings[0].evidence.map(({ what }: { what: string }) => what);
		expect(seen).toEqual(expect.arrayContaining(["kernel-oom-kill", "cgroup-limit", "memory-limit", "restart-count"]));
		expect(gaps).toEqual([]);
	});

	test("the healthy one has no death", async () => {
		const { code, stdout } = await why("deploy/storefront", "web");
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ findings: [], looked: { pods: 1 } });
	});

	test("what --fail-on and --exit-zero say decides the exit code", async () => {
		expect((await why("deploy/cart", "shop", "--exit-zero")).code).toBe(0);
		expect((await why("deploy/cart", "shop", "--fail-on", "never")).code).toBe(0);
		expect((await why("deploy/cart", "shop", "--fail-on=warning")).code).toBe(1);
	});

	test("several outputs at once: files whole, one on standard output", async () => {
		const file = join(folder, "report.json");
		const { code, stdout } = await run(["scan", "--from", DEMO, "-o", `json=${file}`, "-o", "table"]);
		expect(code).toBe(1);
		expect(stdout).toContain("killed at its memory limit");
		expect(JSON.parse(await readFile(file, "utf8")).kind).toBe("Report");
	});

	test("a file that cannot be written is said, and nothing is left of it", async () => {
		const { code, stderr } = await run(["scan", "--from", DEMO, "-o", `json=${folder}/no/such/folder/x`]);
		expect(code).toBe(3);
		expect(stderr).toMatch(/Cannot write \S+: no such file or folder/);
	});

	test("what came after the moment of judgement is not told", async () => {
		const { stdout } = await run(["scan", "--from", DEMO, "--at", "2026-11-21T12:42:47Z"]);
		expect(stdout).not.toContain("12:42:48");
		expect(stdout).toContain("Redis maxmemory at the memory limit");
	});

	test("the same archive on standard input tells the same", async () => {
		const stdin = Readable.from([await readFile(DEMO)]);
		const piped = await run(["scan", "--from", "-", "-o", "json"], { stdin });
		const named = await run(["scan", "--from", DEMO, "-o", "json"]);
		const rules = ({ stdout }: { stdout: string }) =>
			JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
		expect(rules(piped)).toEqual(rules(named));
	});
});

test("a kubeconfig that is a folder, broken, or points nowhere: one sentence", async () => {
	const broken = join(folder, "broken");
	await writeFile(broken, "clusters: [");
	const nowhere = join(folder, "nowhere");
	await writeFile(
		nowhere,
		`{"clusters":[{"name":"c","cluster":{"server":"http://127.0.0.1:1"}}],"users":[{"name":"u","user":{}}],"contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}],"current-context":"x"}`,
	);
	for (const [path, words] of [
		[folder, /is a folder/],
		[broken, /is not valid/],
		[nowhere, /Cannot reach the API server http:\/\/127\.0\.0\.1:1/],
	] as const) {
		const { code, stderr } = await run(["scan", "--kubeconfig", path]);
		expect(code).toBe(3);
		expect(stderr).toMatch(words);
		expect(stderr.split("\n")).toHaveLength(2);
	}
});

test.each(["scan", "why"])(
	"%s where no pod may be read ends with 3, and what could not be seen is told",
	async (command) => {
		const server = createServer((_, response) => {
			response.writeHead(403, { "content-type": "application/json" });
			response.end(
				JSON.stringify({ kind: "Status", status: "Failure", reason: "Forbidden", message: "no", code: 403 }),
			);
		}).listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		try {
			const target = command === "why" ? ["deploy/web"] : [];
			const { code, stdout } = await run([command, ...target, "-s", `http://127.0.0.1:${port}`, "--token", "t"]);
			expect(stdout).toMatch(/Not known:[\s\S]*kubernetes: pods in namespace default: not allowed/);
			expect(code).toBe(3);
		} finally {
			server.close();
		}
	},
);

describe.skipIf(!existsSync("/dev/full"))("standard output on a full disk", () => {
	test.each([["rules"], ["lint", PODS_ALONE, "-o", "json"]])("is told, and ends with 3: %j", async (...argv) => {
		const full = openSync("/dev/full", "w");
		const program = new URL("./plimsoll.ts", import.meta.url).pathname;
		const child = spawnSync(process.execPath, [program, ...argv], {
			stdio: ["ignore", full, "pipe"],
			env: { ...process.env, LC_ALL: "C" },
			encoding: "utf8",
		});
		closeSync(full);
		expect(child.stderr).toMatch(/^plimsoll: Cannot write \/dev\/stdout: no space left on the device\.\n$/);
		expect(child.status).toBe(3);
	});
});
