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
/** Before the upgrade, and half of the time after it; the kubelet measures every five seconds. */
const SECONDS = 45;

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

	/** Namespaces are made in bursts, as pipelines do, and go at once: an even pace could not be told from time. */
	const churn = async (seconds: number): Promise<void> => {
		const end = Date.now() + seconds * 1000;
		for (let burst = 0; Date.now() < end; burst++) {
			const names = Array.from({ length: burst % 3 === 0 ? 6 : 1 }, () => `adv-churn-${made++}`);
			const list = names.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
			await must(["create", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: list }));
			await sleep(1000);
			await must(["delete", "namespace", "--wait=false", ...names]);
			await sleep(burst % 2 === 0 ? 1500 : 300);
		}
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
		await kubectl(["delete", "-f", join(FOLDER, "manifests.yaml"), "--ignore-not-found", "--wait=false"]);
		rmSync(folder, { recursive: true });
	});

	it("is matched, driven by namespaces, fixed by the upgrade, and proven so", async () => {
		takeAdvisory(folder, env);
		const recorder = spawn(PLIMSOLL, ["record", "--history", store, "--interval", "1s"], { env, stdio: "ignore" });
		try {
			await churn(SECONDS);
			const before = ruled(plimsoll(["scan", "-A"]), "advisory/lab-churn-operator");
			expect(before).toMatchObject({
				severity: "warning",
				params: { grade: "affected", version: "1.0.0", upgradeTo: "1.0.1" },
			});
			expect(before?.params.conditions).toEqual([{ requires: { churn: "namespaces" }, holds: true }]);

			await must([
				"-n",
				NAMESPACE,
				"set",
				"image",
				"deployment/churn-operator",
				"operator=plimsoll.dev/lab/churn-operator:1.0.1",
			]);
			await must(["-n", NAMESPACE, "rollout", "status", "deployment/churn-operator", "--timeout=60s"]);
			await churn(2 * SECONDS);
		} finally {
			recorder.kill("SIGTERM");
			await new Promise((resolve) => recorder.once("exit", resolve));
		}
		const target = ["deploy/churn-operator", "-n", NAMESPACE, "--history", store, "--since", "rollout"];
		const { findings } = plimsoll(["verify", ...target]);
		expect(findings).toMatchObject([{ rule: "verify/fixed", severity: "info", subject: { container: "operator" } }]);
		expect(ruled(plimsoll(["scan", "-A"]), "advisory/lab-churn-operator")).toBeUndefined();

		// The same version again: what was fixed is back.
		await must(["-n", NAMESPACE, "rollout", "undo", "deployment/churn-operator"]);
		await must(["-n", NAMESPACE, "rollout", "status", "deployment/churn-operator", "--timeout=60s"]);
		expect(ruled(plimsoll(["scan", "-A"]), "verify/reopened")).toMatchObject({
			params: { came: "advisory/lab-churn-operator" },
		});
	}, 300_000);
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
