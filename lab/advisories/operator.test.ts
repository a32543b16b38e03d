/** An operator of our own that leaks with every namespace: matched by an advisory, tied to its driver, mended by an upgrade, and proven so. */
import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../cluster.ts";
import { kubectl, labUp } from "../harness.ts";
import { makeImage } from "../images/images.ts";
import { REPOSITORY } from "../paths.ts";

const FOLDER = import.meta.dirname;
const PLIMSOLL = `${REPOSITORY}/bin/plimsoll`;
const NAMESPACE = "adv-operator";
const MIB = 2 ** 20;
/** As operator.js has it. */
const BYTES_PER_NAMESPACE = 3 * MIB;
/**
 * Namespaces are made as pipelines do, some quickly one after the other and then none for so many seconds: what the kubelet tells is some seconds old,
 * and an even pace could not be told from time. A driver is told by some twenty of the kubelet's measurements, which it takes every ten to fifteen seconds.
 * Long pauses are what parts it from time: memory stands still in them. It is looked for after each round from the fourth on.
 */
const PAUSES_BEFORE = [5, 70, 5, 80, 5, 60, 5, 70, 5];
const LEAST_BEFORE = 4;
/** A program that just began still settles: until its slope is known well enough, it is too early to tell, and that is what verify says. */
const PAUSES_AFTER = [15, 20, 15, 20, 25, 15, 20, 25];
const LEAST_AFTER = 2;
const STEPS = 8;
const EACH_STEP = 3;

type Told = {
	findings: { rule: string; severity: string; subject: Record<string, string>; params: Record<string, unknown> }[];
};

const must = async (args: string[], input?: string): Promise<string> => {
	const { code, stdout, stderr } = await kubectl(args, input);
	if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
	return stdout;
};

describe("an operator that leaks under churn", () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-operator-"));
	const store = join(folder, "history.db");
	const state = { XDG_DATA_HOME: join(folder, "data"), XDG_STATE_HOME: join(folder, "state") };
	let cluster: Cluster;
	let env: Record<string, string | undefined>;
	let made = 0;

	const plimsoll = (args: string[]): Told => {
		try {
			return JSON.parse(
				execFileSync(PLIMSOLL, [...args, "-o", "json"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
			) as Told;
		} catch (error) {
			// Findings are exit code 1, and the report is there all the same.
			const { stdout, stderr } = error as { stdout?: string; stderr?: string };
			if (stdout === undefined || stdout === "") throw new Error(stderr);
			return JSON.parse(stdout) as Told;
		}
	};
	const ruled = (told: Told, rule: string) =>
		told.findings.find((finding) => finding.rule === rule && finding.subject.name?.startsWith("churn-operator"));

	let old: string[] = [];
	/** What was made the last time goes when the next comes, so that comings are told from goings. */
	const churn = async (pause: number): Promise<void> => {
		if (old.length > 0) await must(["delete", "namespace", "--wait=false", ...old]);
		old = [];
		for (let step = 0; step < STEPS; step++) {
			const names = Array.from({ length: EACH_STEP }, () => `adv-churn-${made++}`);
			const list = names.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
			await must(["create", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: list }));
			old.push(...names);
			await sleep(1500);
		}
		await sleep(pause * 1000);
	};

	beforeAll(async () => {
		cluster = await labUp(console.log);
		env = { ...process.env, ...state, KUBECONFIG: cluster.kubeconfig };
		const images = [
			await makeImage("churn-operator-1.0.0", console.log),
			await makeImage("churn-operator-1.0.1", console.log),
		];
		await cluster.load(images);
		await must(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
		await must(["apply", "-f", join(FOLDER, "manifests.yaml")]);
		await must(["-n", NAMESPACE, "rollout", "status", "deployment/churn-operator", "--timeout=60s"]);
	}, 60 * 60_000);

	afterAll(async () => {
		if (old.length > 0) await kubectl(["delete", "namespace", "--wait=false", ...old]);
		await kubectl(["delete", "-f", join(FOLDER, "manifests.yaml"), "--ignore-not-found", "--wait=false"]);
		rmSync(folder, { recursive: true });
	});

	it("is matched, driven by namespaces, fixed by the upgrade, and proven so", async () => {
		takeAdvisory(folder, env);
		const target = ["deploy/churn-operator", "-n", NAMESPACE, "--history", store, "--since", "rollout"];
		let proof: Told["findings"] = [];
		const recorder = spawn(PLIMSOLL, ["record", "--history", store, "--interval", "1s"], { env, stdio: "ignore" });
		try {
			// Its first look at the cluster counts nothing.
			await sleep(8000);
			let [found, leak]: [Told, Told["findings"][number] | undefined] = [{ findings: [] }, undefined];
			for (const [i, pause] of PAUSES_BEFORE.entries()) {
				await churn(pause);
				if (i + 1 < LEAST_BEFORE) continue;
				found = plimsoll(["scan", "-A", "--history", store]);
				leak = ruled(found, "leak/driven");
				if (leak !== undefined) break;
			}
			expect(leak).toMatchObject({ subject: { container: "operator" }, params: { driver: "namespaces created" } });
			const { bytesPerEvent, bytesPerEventFrom, bytesPerEventTo } = (leak?.params ?? {}) as Record<string, number>;
			expect(Math.abs((bytesPerEvent ?? 0) / BYTES_PER_NAMESPACE - 1)).toBeLessThan(0.2);
			expect(bytesPerEventFrom).toBeLessThan(1.1 * BYTES_PER_NAMESPACE);
			expect(bytesPerEventTo).toBeGreaterThan(0.9 * BYTES_PER_NAMESPACE);

			const before = ruled(found, "advisory/lab-churn-operator");
			expect(before).toMatchObject({
				severity: "error",
				params: { grade: "showing", version: "1.0.0", upgradeTo: "1.0.1" },
			});
			expect(before?.params.conditions).toEqual([{ requires: { churn: "namespaces" }, holds: true }]);
			const busy = found.findings.find(({ rule }) => rule === "pressure/churn");
			expect(busy?.params.growing).toContain(`${NAMESPACE}/churn-operator`);

			await must([
				"-n",
				NAMESPACE,
				"set",
				"image",
				"deployment/churn-operator",
				"operator=plimsoll.dev/lab/churn-operator:1.0.1",
			]);
			await must(["-n", NAMESPACE, "rollout", "status", "deployment/churn-operator", "--timeout=60s"]);
			for (const [i, pause] of PAUSES_AFTER.entries()) {
				await churn(pause);
				if (i + 1 < LEAST_AFTER) continue;
				proof = plimsoll(["verify", ...target]).findings;
				if (proof[0]?.rule === "verify/fixed") break;
			}
		} finally {
			recorder.kill("SIGTERM");
			await new Promise((resolve) => recorder.once("exit", resolve));
		}
		expect(proof).toMatchObject([{ rule: "verify/fixed", severity: "info", subject: { container: "operator" } }]);
		expect(proof[0]?.params).toMatchObject({ before: { deaths: { kills: 0, evictions: 0 } } });
		// The load is told where the growth before is as clear as the driver was; if it is told, it is the right one.
		const load = proof[0]?.params.load as { counter: string } | null | undefined;
		expect(load?.counter ?? "namespaces created").toMatch(/^namespaces /);
		expect(ruled(plimsoll(["scan", "-A"]), "advisory/lab-churn-operator")).toBeUndefined();

		// The same version again: what was fixed is back.
		await must(["-n", NAMESPACE, "rollout", "undo", "deployment/churn-operator"]);
		await must(["-n", NAMESPACE, "rollout", "status", "deployment/churn-operator", "--timeout=60s"]);
		expect(ruled(plimsoll(["scan", "-A"]), "verify/reopened")).toMatchObject({
			params: { came: "advisory/lab-churn-operator" },
		});
	}, 900_000);
});

/** Signs a set with a key of this run and takes it, as a person would. */
function takeAdvisory(folder: string, env: Record<string, string | undefined>): void {
	const advisories = join(folder, "advisories");
	mkdirSync(advisories);
	cpSync(join(FOLDER, "lab-churn-operator.yaml"), join(advisories, "lab-churn-operator.yaml"));
	const { publicKey, privateKey } = generateKeyPairSync("ed25519");
	const [secret, open, set] = ["secret.pem", "open.pem", "set.json"].map((name) => join(folder, name));
	if (secret === undefined || open === undefined || set === undefined) return;
	writeFileSync(secret, privateKey.export({ type: "pkcs8", format: "pem" }));
	writeFileSync(open, publicKey.export({ type: "spki", format: "pem" }));
	const sign = [
		"scripts/sign-advisories.ts",
		"--key",
		secret,
		"--serial",
		"1000",
		"--days",
		"1",
		"--out",
		set,
		advisories,
	];
	execFileSync(process.execPath, sign, { cwd: REPOSITORY, stdio: "ignore" });
	execFileSync(PLIMSOLL, ["advisories", "update", set, "--key", open], { env, stdio: "ignore" });
	expect(readFileSync(set, "utf8")).toContain("AdvisorySet");
}
