import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const RECORDING = ["--from", "lab/recordings/demo.tar.gz"];

describe("a name that is not there", () => {
	test.each([
		["cart", "deployment/cart"],
		["deploy/crat", "deployment/cart"],
		["sts/cart", "deployment/cart"],
		["pod/cart", "deployment/cart"],
		["cart-7847d8f997-lrv49", "pod/cart-7847d8f997-lrv48"],
	])("%s is taken for a slip of %s", async (asked, meant) => {
		for (const command of ["why", "size", "fix"]) {
			const { code, err } = await runMain([command, asked, "-n", "shop", ...RECORDING]);
			expect([code, err]).toEqual([3, expect.stringContaining(`There is no ${asked} in namespace shop`)]);
			expect(err).toContain(`Did you mean ${meant}?`);
		}
		const { err } = await runMain(["why", asked, "-n", "shop", ...RECORDING, "--lang", "zh-CN"]);
		expect(err).toContain(`是否想输入 ${meant}？`);
	});
	test("unlike anything that is there: where to look", async () => {
		const { err } = await runMain(["why", "deploy/warehouse", "-n", "shop", ...RECORDING]);
		expect(err).toContain("Check the name, or give the namespace with -n.");
	});
});

test.each([
	["zh", true],
	["zh-CN", true],
	["zh_CN.UTF-8", true],
	["zh-Hans", true],
	["ZH", true],
	["en", false],
	["en-GB", false],
])("--lang %s", async (lang, isChinese) => {
	const { code, out } = await runMain(["scan", "-n", "shop", ...RECORDING, "--lang", lang]);
	expect([code, out.includes("触及内存限制而被杀")]).toEqual([1, isChinese]);
});

test.each(["zh-TW", "de", "english"])("--lang %s is not spoken", async (lang) => {
	expect((await runMain(["scan", ...RECORDING, "--lang", lang])).code).toBe(2);
});

test("leaks and verify name what was meant, too; what is there and was not measured is not taken for a slip", async () => {
	const folder = await mkdtemp(join(tmpdir(), "no-target-"));
	const pod = (name: string) => ({
		...{ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", uid: name } },
		spec: { containers: [{ name: "app" }] },
	});
	await writeFile(join(folder, "pods.json"), JSON.stringify({ kind: "List", items: [pod("web"), pod("api")] }));
	await writeFile(join(folder, "memory.csv"), "series,t,bytes,capacity\nshop/web/app,1795256345,1,\n");
	const asked = async (command: string, target: string) =>
		(
			await runMain([
				command,
				target,
				"-n",
				"shop",
				"--from",
				folder,
				...(command === "verify" ? ["--since", "1h"] : []),
			])
		).err;
	for (const command of ["leaks", "verify"]) {
		expect(await asked(command, "wbe")).toContain("Did you mean pod/web?");
		expect(await asked(command, "api")).toContain("Check the name");
	}
	await rm(folder, { recursive: true });
});
