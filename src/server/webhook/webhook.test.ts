import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultLintSettings, type LintSettings } from "../../model/lint-settings.ts";
import { type Certificates, makeCertificates, type Pair } from "../../sources/kubernetes/testing/certificates.ts";
import { loadWords } from "../../words/index.ts";
import { review } from "./review.ts";
import { startWebhook, type Webhook, type WebhookOptions } from "./webhook.ts";

const words = await loadWords("en");
const options = { words, settings: defaultLintSettings("."), failOn: "error" as const };

type Resources = { limits?: object; requests?: object };
const container = (resources: Resources = {}, name = "app") => ({ name, image: "a", resources });
const deployment = (containers: object[], metadata: object = {}) => ({
	apiVersion: "apps/v1",
	kind: "Deployment",
	metadata: { name: "web", namespace: "shop", ...metadata },
	spec: { template: { metadata: { labels: { app: "web" } }, spec: { containers } } },
});
const SOUND = container({ requests: { memory: "64Mi" }, limits: { memory: "128Mi" } });
const SLIP = container({ limits: { memory: "512m" } });
const asked = (object: unknown, more: object = {}) => ({
	apiVersion: "admission.k8s.io/v1",
	kind: "AdmissionReview",
	request: { uid: "u1", operation: "CREATE", object, ...more },
});
const answer = (body: unknown, deny = false, more: Partial<typeof options> = {}) =>
	review(body, deny, { ...options, ...more }).response;
const rules = (lines: string[] = []) => lines.map((line) => line.split(/[: ]/)[0]);

describe("an answer", () => {
	test("to what is sound has no warnings", () => {
		expect(answer(asked(deployment([SOUND])), true)).toEqual({ uid: "u1", allowed: true });
	});

	test("warns, worst first, and names the container", () => {
		const { allowed, warnings } = answer(asked(deployment([SLIP, container({}, "side")])));
		expect(allowed).toBe(true);
		expect(warnings?.[0]).toMatch(/^lint\/suspicious-unit \(app\): "512m"/);
		expect(rules(warnings)).toContain("lint/no-memory-limit");
	});

	test("says once what a limit and a request have alike", () => {
		const both = container({ requests: { memory: "512m" }, limits: { memory: "512m" } });
		expect(rules(answer(asked(deployment([both]))).warnings)).toEqual(["lint/suspicious-unit"]);
	});

	test("refuses where that is asked for: errors alone, the rest stays a warning", () => {
		const { allowed, status, warnings } = answer(asked(deployment([SLIP, container({}, "side")])), true);
		expect({ allowed, code: status?.code }).toEqual({ allowed: false, code: 403 });
		expect(status?.message).toContain("lint/suspicious-unit");
		expect(rules(warnings)).not.toContain("lint/suspicious-unit");
		expect(answer(asked(deployment([container()])), true).allowed).toBe(true);
		expect(answer(asked(deployment([container()])), true, { failOn: "info" as never }).allowed).toBe(false);
	});

	test.each<[string, object, boolean]>([
		["what was so before", { operation: "UPDATE", oldObject: deployment([SLIP]) }, true],
		["what an update brings in", { operation: "UPDATE", oldObject: deployment([SOUND]) }, false],
		["what another container had", { operation: "UPDATE", oldObject: deployment([{ ...SLIP, name: "b" }]) }, false],
		["a deletion", { operation: "DELETE", object: null, oldObject: deployment([SLIP]) }, true],
	])("to %s", (_, more, allowed) => {
		expect(answer(asked(deployment([SLIP]), more), true).allowed).toBe(allowed);
	});

	test("to a pod of a controller is silent: its workload was judged", () => {
		const pod = {
			apiVersion: "v1",
			kind: "Pod",
			metadata: { ownerReferences: [{ kind: "ReplicaSet", controller: true }] },
			spec: { containers: [SLIP] },
		};
		expect(answer(asked(pod), true)).toEqual({ uid: "u1", allowed: true });
		expect(answer(asked({ ...pod, metadata: {} }), true).allowed).toBe(false);
	});

	test("heeds suppressions and settings", () => {
		const annotations = { "plimsoll.dev/ignore": "lint/suspicious-unit: a test" };
		expect(answer(asked(deployment([SLIP], { annotations })), true).allowed).toBe(true);
		const off: LintSettings = { ...options.settings, rules: new Map([["*", "off"]]) };
		expect(answer(asked(deployment([SLIP])), true, { settings: off })).toEqual({ uid: "u1", allowed: true });
	});

	test("is not longer than the API server passes on", () => {
		const many = Array.from({ length: 40 }, (_, i) => container({}, `c${i}-${"x".repeat(300)}`));
		const { warnings = [] } = answer(asked(deployment(many)));
		expect(warnings.length).toBeLessThanOrEqual(13);
		expect(Math.max(...warnings.map(({ length }) => length))).toBeLessThanOrEqual(250);
	});

	test("has no line breaks or escape codes of a hostile name", () => {
		const { warnings = [] } = answer(asked(deployment([container({}, "a\nb\u001b[31m")])));
		expect(warnings.join("")).not.toMatch(/\p{Cc}/u);
	});

	test.each([[{}], [null], [[]], ["x"], [0], [{ spec: { template: { spec: { containers: "x" } } } }]])(
		"to an odd object (%j) is yes",
		(object) => {
			expect(answer(asked(object), true).allowed).toBe(true);
		},
	);

	test.each([
		[null],
		[{}],
		[{ apiVersion: "admission.k8s.io/v1beta1", kind: "AdmissionReview", request: { uid: "x" } }],
		[asked({}, { uid: 1 })],
	])("to %j is none", (body) => {
		expect(() => review(body, false, options)).toThrow("AdmissionReview");
	});
});

describe("over TLS", () => {
	let folder = "";
	let certificates: Certificates;
	let webhook: Webhook;
	const defects: unknown[] = [];
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const files = () => ({ certFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") });
	const show = ({ cert, key }: Pair) => {
		writeFileSync(files().certFile, cert);
		writeFileSync(files().keyFile, key);
	};
	const start = (more: Partial<WebhookOptions> = {}) =>
		startWebhook({
			...options,
			...files(),
			host: "127.0.0.1",
			port: 0,
			deny: false,
			reloadMs: 20,
			onDefect: (error) => defects.push(error),
			...more,
		});
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "plimsoll-webhook-"));
		certificates = makeCertificates();
		show(certificates.server);
		webhook = await start();
	});
	afterAll(async () => {
		agent.destroy();
		await webhook.close();
		rmSync(folder, { recursive: true, force: true });
	});

	function call(path: string, body: string | Buffer, more: { method?: string; agent?: Agent; port?: number } = {}) {
		return new Promise<{ status: number; text: string; serial: string }>((resolve, reject) => {
			const call = request(
				{
					host: "127.0.0.1",
					port: more.port ?? webhook.port,
					path,
					method: more.method ?? "POST",
					agent: more.agent ?? false,
					ca: certificates.authority,
				},
				(response) => {
					const serial = (response.socket as TLSSocket).getPeerCertificate()?.serialNumber ?? "";
					let text = "";
					response.setEncoding("utf8").on("data", (piece) => {
						text += piece;
					});
					response.once("end", () => resolve({ status: response.statusCode ?? 0, text, serial }));
				},
			);
			call.once("error", reject);
			call.end(body);
		});
	}

	test.each<[string, string, string, number]>([
		["a review", "/validate", JSON.stringify(asked(deployment([SLIP]))), 200],
		["with the time-out that the API server adds", "/validate?timeout=5s", JSON.stringify(asked({})), 200],
		["no JSON", "/validate", "{", 400],
		["another JSON", "/validate", "{}", 400],
		["nothing", "/validate", "", 400],
		["another path", "/", "{}", 404],
	])("%s", async (_, path, body, status) => {
		expect((await call(path, body)).status).toBe(status);
	});

	test("warns on one path and refuses on the other", async () => {
		const body = JSON.stringify(asked(deployment([SLIP])));
		expect(JSON.parse((await call("/validate", body)).text).response.allowed).toBe(true);
		expect(JSON.parse((await call("/validate/deny", body)).text).response.allowed).toBe(false);
	});

	test("says that it lives; GET asks for no review", async () => {
		expect(await call("/healthz", "", { method: "GET" })).toMatchObject({ status: 200, text: "ok\n" });
		expect((await call("/validate", "", { method: "GET" })).status).toBe(405);
	});

	test("a body of 9 MiB is refused, and the next is answered", async () => {
		await expect(call("/validate", Buffer.alloc(9 * 1024 * 1024, 32)).then(({ status }) => status)).resolves.toBe(413);
		expect((await call("/validate", JSON.stringify(asked({})))).status).toBe(200);
	});

	test("an error of its own lets the request through, and is told", async () => {
		const failing = await start({
			words: {
				...words,
				rules: new Proxy(words.rules, {
					get: () => {
						throw new Error("defect");
					},
				}),
			},
		});
		try {
			const body = JSON.stringify(asked(deployment([SLIP])));
			const { text } = await call("/validate/deny", body, { port: failing.port });
			expect(JSON.parse(text).response).toMatchObject({ allowed: true, warnings: [words.report.notJudged] });
			expect(defects.splice(0).map(String)).toEqual(["Error: defect"]);
		} finally {
			await failing.close();
		}
	});

	test("a new certificate is shown to new connections, and no request is lost", async () => {
		const body = JSON.stringify(asked(deployment([SLIP])));
		const { serial: before } = await call("/validate", body, { agent });
		const fresh = makeCertificates();
		// Half a rotation, and a broken one: the old pair is shown on.
		writeFileSync(files().certFile, fresh.server.cert);
		await expect.poll(() => defects.length).toBe(1);
		expect((await call("/validate", body)).serial).toBe(before);
		writeFileSync(files().keyFile, fresh.server.key);
		const both = Buffer.concat([certificates.authority, fresh.authority]);
		certificates = { ...certificates, authority: both };
		let [lost, serial] = [0, before];
		await expect
			.poll(async () => {
				const kept = await call("/validate", body, { agent }).catch(() => null);
				const opened = await call("/validate", body).catch(() => null);
				if (kept?.status !== 200 || opened?.status !== 200) lost++;
				serial = opened?.serial ?? serial;
				return serial;
			})
			.not.toBe(before);
		expect(lost).toBe(0);
		expect(defects.splice(0)).toHaveLength(1);
	});

	test("a certificate that cannot be used is said at once", async () => {
		await expect(start({ certFile: join(folder, "nowhere") })).rejects.toMatchObject({ code: "certificate-unusable" });
		await expect(start({ port: webhook.port })).rejects.toMatchObject({ code: "listen-failed" });
	});
});
