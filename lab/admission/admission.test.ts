import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump, loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POLICY_RULES, policies } from "../../src/exports/policies.ts";
import { lintText } from "../../src/survey/lint.fixture.ts";
import { words } from "../../src/words/en.ts";
import { kubectl, labUp } from "../harness.ts";
import { newAuthority, newCertificate } from "../machine/certificate.ts";
import { labProcesses } from "../machine/cgroup.ts";
import { REPOSITORY } from "../paths.ts";
import { TABLE } from "./table.ts";

const [WARNED, DENIED, JUDGED] = ["lint-warned", "lint-denied", "lint-judged"];
const PORT = 28443;
const SLIP = TABLE.milli ?? "";

/** Everything here is asked as people ask, and nothing is kept: a server-side dry run passes through admission. */
const apply = (namespace: string, manifest: string, ...more: string[]) =>
	kubectl(["apply", "-n", namespace, "-f", "-", ...more], manifest);
const dryRun = (namespace: string, manifest: string) => apply(namespace, manifest, "--dry-run=server");
const objects = (text: string) => loadAll(text).filter((one) => one !== null) as Record<string, never>[];

beforeAll(async () => {
	await labUp();
	const namespaces = [WARNED, DENIED, JUDGED].map((name) => ({
		apiVersion: "v1",
		kind: "Namespace",
		metadata: { name, labels: name === DENIED ? { "plimsoll.dev/admission": "deny" } : {} },
	}));
	const { stderr, code } = await kubectl(["apply", "-f", "-"], namespaces.map((one) => dump(one)).join("---\n"));
	expect(code, stderr).toBe(0);
});
afterAll(async () => {
	await kubectl(["delete", "namespace", WARNED, DENIED, JUDGED, "--ignore-not-found", "--wait=false"]);
});

describe("policies", () => {
	/** As exported, but for one namespace of a shared cluster, and failing closed: an error of CEL must be seen. */
	const installed = policies(words).map((object) => {
		const { kind, spec } = object as { kind: string; spec: { matchConstraints: object } };
		if (kind !== "ValidatingAdmissionPolicy") return object;
		const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": JUDGED } };
		return {
			...object,
			spec: { ...spec, failurePolicy: "Fail", matchConstraints: { ...spec.matchConstraints, namespaceSelector } },
		};
	});
	const all = installed.map((object) => dump(object, { noRefs: true })).join("---\n");
	beforeAll(async () => {
		const { code, stderr } = await kubectl(["apply", "-f", "-"], all);
		expect(code, stderr).toBe(0);
	});
	afterAll(async () => {
		await kubectl(["delete", "--ignore-not-found", "-f", "-"], all);
	});

	/** What lint says of the same text, without hints on init containers, which no policy gives. */
	const byLint = (text: string) => [
		...new Set(
			lintText(text)
				.filter(({ rule, suppressed }) => suppressed === undefined && POLICY_RULES.some((known) => known === rule))
				.map(({ rule }) => rule as string),
		),
	];
	const byPolicies = async (text: string) => {
		const { stderr, code } = await dryRun(JUDGED, text);
		expect(code, stderr).toBe(0);
		return [
			...new Set(
				[...stderr.matchAll(/^Warning: .*?'plimsoll-[^']+' with binding '[^']+': ([a-z]+\/[a-z-]+)/gm)].map(
					(match) => match[1],
				),
			),
		];
	};

	// The API server takes policies up within a second or so: what is to be found is waited for, and then the rest must be silent.
	const cases = Object.entries(TABLE).sort(([, a], [, b]) => byLint(b).length - byLint(a).length);
	test("judge the table as lint does", async () => {
		const wrong: string[] = [];
		const [found, silent] = [
			cases.filter(([, text]) => byLint(text).length > 0),
			cases.filter(([, text]) => byLint(text).length === 0),
		];
		for (const group of [found, silent]) {
			await Promise.all(
				group.map(async ([name, text]) => {
					const wanted = byLint(text).sort().join(" ");
					for (let tries = 0; ; tries++) {
						const got = (await byPolicies(text)).sort().join(" ");
						if (got === wanted) return;
						if (tries === 8 || group === silent) {
							wrong.push(`${name}: lint says "${wanted}", the policies "${got}"`);
							return;
						}
						await new Promise((resolve) => setTimeout(resolve, 700));
					}
				}),
			);
		}
		expect(wrong).toEqual([]);
		expect(found.length).toBeGreaterThan(12);
	});

	test("refuse where the namespace asks for it", async () => {
		await kubectl(["label", "namespace", JUDGED, "plimsoll.dev/admission=deny"]);
		await expect.poll(async () => (await dryRun(JUDGED, SLIP)).code).not.toBe(0);
		expect((await dryRun(JUDGED, SLIP)).stderr).toMatch(/denied request: lint\/suspicious-unit: app/);
		expect((await dryRun(JUDGED, TABLE["nothing set"] ?? "")).code).toBe(0);
	});
});

describe("webhook", () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-lab-webhook-"));
	let webhook: ChildProcess | undefined;
	let authority = newAuthority("first");

	/** A new authority and a certificate by it, in the files of the secret: nothing of the old pair would do for it. */
	const newPair = () => {
		authority = newAuthority(`authority ${Date.now()}`);
		const pair = newCertificate(authority, { commonName: "webhook", names: ["127.0.0.1"] });
		writeFileSync(join(folder, "tls.crt"), pair.certificate);
		writeFileSync(join(folder, "tls.key"), pair.key);
	};
	/** deploy/webhook.yaml with an address of this machine in place of the Service, for the namespaces of this test alone. */
	const register = async () => {
		const { kind, metadata, ...rest } = objects(readFileSync(join(REPOSITORY, "deploy/webhook.yaml"), "utf8")).find(
			(object) => object.kind === "ValidatingWebhookConfiguration",
		) as unknown as { kind: string; metadata: object; webhooks: Record<string, unknown>[] };
		const webhooks = rest.webhooks.map((one) => {
			const { service } = one.clientConfig as { service: { path: string } };
			const selector = one.namespaceSelector as { matchExpressions: object[] };
			return {
				...one,
				clientConfig: {
					url: `https://127.0.0.1:${PORT}${service.path}`,
					caBundle: Buffer.from(authority.certificate).toString("base64"),
				},
				namespaceSelector: {
					matchExpressions: [
						...selector.matchExpressions,
						{ key: "kubernetes.io/metadata.name", operator: "In", values: [WARNED, DENIED] },
					],
				},
			};
		});
		const { code, stderr } = await kubectl(
			["apply", "-f", "-"],
			dump({ ...rest, kind, metadata, webhooks }, { noRefs: true }),
		);
		expect(code, stderr).toBe(0);
	};
	/** Where the API server's 127.0.0.1 is: the lab has a network of its own. */
	const networkOf = (): string => {
		const pid = labProcesses().find((one) => readFileSync(`/proc/${one}/comm`, "utf8").trim() === "kube-apiserver");
		if (pid === undefined)
			throw new Error("the webhook can only be reached by the API server of the lab's own cluster");
		return String(pid);
	};
	const warnings = async () =>
		[...(await dryRun(WARNED, SLIP)).stderr.matchAll(/^Warning: (lint\/\S+)/gm)].map((match) => match[1]);

	beforeAll(async () => {
		newPair();
		const serve = [join(REPOSITORY, "bin/plimsoll"), "serve", "--webhook", "--listen", `127.0.0.1:${PORT}`];
		const files = ["--tls-cert", join(folder, "tls.crt"), "--tls-key", join(folder, "tls.key")];
		webhook = spawn("nsenter", ["-t", networkOf(), "-n", ...serve, ...files], { stdio: ["ignore", "ignore", "pipe"] });
		await new Promise<void>((resolve, reject) => {
			webhook?.stderr?.setEncoding("utf8").on("data", (text: string) => {
				if (text.includes("/validate")) resolve();
				else reject(new Error(text));
			});
			webhook?.once("exit", () => reject(new Error("the webhook ended")));
		});
		await register();
	});
	afterAll(async () => {
		webhook?.kill("SIGKILL");
		await kubectl(["delete", "validatingwebhookconfiguration", "plimsoll", "--ignore-not-found"]);
		rmSync(folder, { recursive: true, force: true });
	});

	test("warns through kubectl, and lets pass", async () => {
		await expect.poll(warnings).toContain("lint/suspicious-unit");
		const { code, stdout, stderr } = await apply(WARNED, SLIP.replace("spec:\n", "spec:\n  replicas: 0\n"));
		expect({ code, stdout }).toEqual({ code: 0, stdout: "deployment.apps/table created\n" });
		expect(stderr).toContain('Warning: lint/suspicious-unit (app): "512m" ends in a thousandth');
	});

	test("refuses in a namespace that asks for it, and what is sound passes without a word", async () => {
		const { code, stderr } = await apply(DENIED, SLIP);
		expect(code).not.toBe(0);
		expect(stderr).toMatch(/admission webhook "deny\.plimsoll\.dev" denied the request: lint\/suspicious-unit \(app\)/);
		expect(await dryRun(DENIED, TABLE.sound ?? "")).toMatchObject({ code: 0, stderr: "" });
	});

	test("shows a new certificate without a restart, by an authority that knows nothing of the old one", async () => {
		newPair();
		await register();
		await expect.poll(warnings, { interval: 500 }).toContain("lint/suspicious-unit");
	});

	test("holds nothing up when it is away", async () => {
		const ended = webhook === undefined ? null : once(webhook, "exit");
		webhook?.kill("SIGKILL");
		await ended;
		await expect.poll(warnings).toEqual([]);
		expect(await dryRun(DENIED, SLIP)).toMatchObject({ code: 0, stdout: expect.stringContaining("created") });
	});
});
