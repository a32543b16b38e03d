import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import schema from "../../docs/schema/report.v1.json" with { type: "json" };
import { runMain } from "./testing/run.ts";

const MIB = 2 ** 20;
const DAY = 86_400;
const NOW = Date.UTC(2026, 10, 21);
const BEGIN = NOW / 1000 - 8 * DAY;

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "verify-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function plimsoll(...argv: string[]) {
	return await runMain(argv, { env: { XDG_STATE_HOME: folder, HOME: folder } });
}

/** Eight days at ten minutes of one series, MiB an hour before and after the middle; a process a side. */
async function file(before: number, after: number, days = 8): Promise<string> {
	const rows = Array.from({ length: days * 144 }, (_, i) => {
		const half = i < 4 * 144 ? 0 : 1;
		const age = (i - half * 4 * 144) / 6;
		const bytes = Math.round((200 + (half === 0 ? before : after) * age) * MIB) + ((i * 7919) % MIB);
		return `shop/web,${BEGIN + i * 600},${bytes},,${BEGIN + half * 4 * DAY}`;
	});
	const path = join(folder, `memory-${before}-${after}-${days}.csv`);
	await writeFile(path, `series,t,bytes,capacity,start\n${rows.join("\n")}\n`);
	return path;
}

describe("what it says of a file, and with which exit code", () => {
	test.each<[string, number, number, number, string, number]>([
		["the leak is gone", 3, 0, 8, "verify/fixed", 0],
		["half of it", 3, 1.2, 8, "verify/improved", 0],
		["all of it", 3, 3, 8, "verify/unchanged", 0],
		["more of it", 3, 8, 8, "verify/worse", 1],
		["nothing measured since", 3, 3, 4, "verify/too-early", 0],
	])("%s", async (_, before, after, days, rule, expected) => {
		const { code, out, err } = await plimsoll(
			"verify",
			await file(before, after, days),
			"--since",
			"2026-11-17",
			"-o",
			"json",
		);
		expect([code, err]).toEqual([expected, ""]);
		const report = JSON.parse(out);
		const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
		expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
		expect(report.findings).toMatchObject([{ rule, subject: { series: "shop/web" } }]);
	});

	test.each([
		["en", "there is no measurement to hold against another", "Looked at 0 memory samples of 0 series"],
		["zh-CN", "没有可供比较的测量值", "查看了 0 条时间序列的 0 个内存样本"],
	])("a file without a measurement is not known, and speaks of no pods (%s)", async (lang, verdict, looked) => {
		const path = join(folder, "nothing.csv");
		await writeFile(path, `series,t,bytes,capacity\na,${BEGIN},NaN,\n`);
		const { code, out } = await plimsoll("verify", path, "--since", "1h", "--lang", lang);
		expect([code, out]).toEqual([0, expect.stringContaining(verdict)]);
		expect(out).toContain(looked);
	});

	test("warnings count when they are asked to", async () => {
		expect((await plimsoll("verify", await file(3, 3), "--since", "4d", "--fail-on", "warning")).code).toBe(1);
		expect((await plimsoll("verify", await file(3, 8), "--since", "4d", "--exit-zero")).code).toBe(0);
	});

	test.each([
		["2026-11-17T00:00:00Z", "2026-11-17T00:00:00Z"],
		["2026-11-17", "2026-11-17T00:00:00Z"],
		[String(NOW / 1000 - 4 * DAY), "2026-11-17T00:00:00Z"],
		// Before the newest sample, ten minutes ago.
		["4d", "2026-11-16T23:50:00Z"],
		["3d24h", "2026-11-16T23:50:00Z"],
	])("--since %s is %s", async (since, moment) => {
		const { out } = await plimsoll("verify", await file(3, 0), "--since", since, "-o", "json");
		expect(JSON.parse(out)).toMatchObject({ at: "2026-11-20T23:50:00Z", findings: [{ params: { since: moment } }] });
	});

	test("a person reads slopes, peaks and ends of both sides with their intervals, in both languages", async () => {
		const english = await plimsoll("verify", await file(3, 0), "--since", "4d");
		expect(english.out).toMatch(
			/it is fixed\. Before: 3(?:\.\d+)?Mi an hour \([\s\S]+ to [\s\S]+\), peak \d+Mi, usually \d+Mi to \d+Mi, 0 restarts \(0 to 0\.\d+ a day\)/,
		);
		expect(english.out).toMatch(/After: /);
		const chinese = await plimsoll("verify", await file(3, 0), "--since", "4d", "--lang", "zh-CN");
		expect(chinese.out).toMatch(/已修复。之前：每小时 [\s\S]+峰值 [\s\S]+重启 0 次（每天 0 至 0\.\d+ 次）/);
	});
});

describe("bad input: one sentence", () => {
	test.each<[string, string[], number, RegExp]>([
		["nothing to look at", [], 2, /KIND\/NAME/],
		["no moment", ["deploy/web"], 2, /--since/],
		["a moment that is none", ["deploy/web", "--since", "yesterday"], 2, /--since cannot be "yesterday": give rollout/],
		["half a moment", ["deploy/web", "--since", "3dx"], 2, /3dx/],
		["a moment too long ago to be one", ["deploy/web", "--since", "9".repeat(40)], 2, /--since/],
		["one too many", ["deploy/web", "api", "--since", "3d"], 2, /api/],
		["a target that is none", ["deploy/a/b", "--since", "3d"], 2, /deploy\/a\/b/],
		["a format there is not", ["deploy/web", "--since", "3d", "-o", "png"], 2, /png/],
		["no such file", ["none.csv", "--since", "3d"], 3, /none\.csv/],
		["no such history", ["deploy/web", "--since", "3d", "--history", "/nonexistent.db"], 3, /nonexistent\.db/],
	])("%s", async (_, argv, expected, said) => {
		const { code, out, err } = await plimsoll("verify", ...argv);
		expect([code, out]).toEqual([expected, ""]);
		expect(err).toMatch(said);
		expect(err.trimEnd().split("\n")).toHaveLength(1);
		expect(err).not.toMatch(/Error:|\n\s+at /);
	});

	test.each<[string, string, RegExp]>([
		["a file's roll-out is not known", "rollout", /--since cannot be "rollout"/],
		["nor its revisions", "3", /--since cannot be "3"/],
	])("%s", async (_, since, said) => {
		const { code, err } = await plimsoll("verify", await file(3, 0), "--since", since);
		expect(code).toBe(2);
		expect(err).toMatch(said);
	});

	test("a folder, and a file that is no series", async () => {
		await mkdir(join(folder, "a.csv"), { recursive: true });
		await writeFile(join(folder, "b.csv"), "hello\n");
		for (const name of ["a.csv", "b.csv"]) {
			const { code, err } = await plimsoll("verify", join(folder, name), "--since", "4d");
			expect(code).toBe(3);
			expect(err).toContain(name);
			expect(err).not.toMatch(/Error:/);
		}
	});
});

test("what is fixed in a file is nobody's workload: nothing is remembered", async () => {
	await plimsoll("verify", await file(3, 0), "--since", "4d");
	await expect(readFile(join(folder, "plimsoll", "fixed.json"), "utf8")).rejects.toThrow(/ENOENT/);
});

describe("a folder of objects and series", () => {
	const [OLD, NEW] = ["web-5d9c7b6f4", "web-7c8d9b5f6"];
	const HALF = BEGIN + 4 * DAY;
	const time = (t: number) => new Date(t * 1000).toISOString();
	const meta = (name: string, t: number, owner: [string, string], more: object = {}) => ({
		...{ name, namespace: "shop", uid: name, creationTimestamp: time(t), ...more },
		ownerReferences: [{ apiVersion: "apps/v1", kind: owner[0], name: owner[1], uid: owner[1], controller: true }],
	});
	const set = (name: string, revision: number, t: number) => ({
		...{ apiVersion: "apps/v1", kind: "ReplicaSet" },
		metadata: meta(name, t, ["Deployment", "web"], {
			annotations: { "deployment.kubernetes.io/revision": String(revision) },
		}),
		spec: { template: { spec: { containers: [{ name: "main", image: `web:${revision}` }] } } },
	});
	const pod = {
		...{ apiVersion: "v1", kind: "Pod" },
		metadata: meta(`${NEW}-bcdfg`, HALF, ["ReplicaSet", NEW], { labels: { "pod-template-hash": NEW.slice(4) } }),
		spec: { containers: [{ name: "main", image: "web:2" }] },
		status: { phase: "Running" },
	};
	/** Four days of the old revision and four, or more, of the new one, in a folder of its own. */
	async function dump(name: string, after: number, days = 8): Promise<string> {
		const path = join(folder, name);
		await mkdir(path, { recursive: true });
		const items = [set(OLD, 1, BEGIN), set(NEW, 2, HALF), pod];
		await writeFile(join(path, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		const rows = Array.from({ length: days * 144 }, (_, i) => {
			const old = i < 4 * 144;
			const bytes = (200 + ((old ? 3 : after) * (i - (old ? 0 : 4 * 144))) / 6) * MIB + ((i * 7919) % MIB);
			return `shop/${old ? OLD : NEW}-bcdfg/main,${BEGIN + i * 600},${Math.round(bytes)},,${old ? BEGIN : HALF}`;
		});
		await writeFile(join(path, "memory.csv"), `series,t,bytes,capacity,start\n${rows.join("\n")}\n`);
		return path;
	}
	const state = () => join(folder, "plimsoll", "fixed.json");
	const verify = (path: string, ...more: string[]) =>
		plimsoll("verify", "deploy/web", "-n", "shop", "--from", path, "-o", "json", ...more);
	const rulesOf = ({ out }: { out: string }) => JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);

	test.each(["rollout", "2"])("--since %s is when its ReplicaSet was made", async (since) => {
		const { findings } = JSON.parse((await verify(await dump("of-rollout", 0), "--since", since, "--no-memory")).out);
		expect(findings).toMatchObject([{ rule: "verify/fixed", params: { since: "2026-11-17T00:00:00Z" } }]);
	});

	test("a scan of the same says nothing of it; when it leaks again it is reopened", async () => {
		const path = await dump("of-scan", 0);
		expect(rulesOf(await verify(path, "--since", "rollout"))).toEqual(["verify/fixed"]);
		expect(rulesOf(await plimsoll("scan", "--from", path, "-o", "json"))).not.toContain("verify/reopened");
		await dump("of-scan", 3, 10);
		const back = await plimsoll("scan", "--from", path, "-o", "json");
		expect([back.code, rulesOf(back)[0]]).toEqual([1, "verify/reopened"]);
		expect(rulesOf(await plimsoll("scan", "--from", path, "--no-memory", "-o", "json"))).not.toContain(
			"verify/reopened",
		);
	});

	test.each<[string, number, number, string]>([
		["half the growth under half the load is no improvement", 1.5, 5, "verify/unchanged"],
		["under the same load it is one", 1.5, 10, "verify/improved"],
		["twice the growth under twice the load is none the worse", 6, 20, "verify/unchanged"],
	])("%s", async (_, after, load, rule) => {
		const path = await dump(`of-load-${after}-${load}`, after);
		let count = 0;
		const rows = Array.from({ length: 8 * 24 }, (__, i) => {
			count += i < 4 * 24 ? 10 : load;
			return `counter/namespaces created,${BEGIN + i * 3600},${count},`;
		});
		await writeFile(join(path, "counters.csv"), `series,t,bytes,capacity\n${rows.join("\n")}\n`);
		const { findings } = JSON.parse((await verify(path, "--since", "rollout", "--no-memory")).out);
		expect(findings).toMatchObject([{ rule, params: { load: { counter: "namespaces created" } } }]);
	});

	test("a memory that was damaged is told of, and begins anew", async () => {
		await writeFile(state(), '{"fixed":[');
		const { gaps } = JSON.parse((await verify(await dump("of-state", 0), "--since", "rollout")).out);
		expect(gaps).toContainEqual(expect.objectContaining({ source: "state", what: state(), reason: "malformed" }));
		expect(JSON.parse(await readFile(state(), "utf8")).fixed).toHaveLength(1);
	});

	test.each(["2026-11-30", "1999999999"])("--since %s lies ahead: a usage error", async (since) => {
		const { code, err } = await verify(await dump("of-future", 0), "--since", since);
		expect(code).toBe(2);
		expect(err).toMatch(/--since cannot be .*: give < 2026-11-2/);
	});
});
