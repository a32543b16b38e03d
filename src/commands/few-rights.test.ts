import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { podNamed, sendJson, sendStatus, startServer, type TestServer } from "../sources/kubernetes/testing/server.ts";
import { runMain } from "./testing/run.ts";

/** What a user with few rights is told, and what the exit code says of it. */
let server: TestServer;
let folder = "";
beforeAll(async () => {
	server = await startServer((_, response) => sendStatus(response, 403, "no"));
	folder = await mkdtemp(join(tmpdir(), "plimsoll-few-rights-"));
	const cluster = { name: "c", cluster: { server: server.url } };
	const kubeconfig = {
		"current-context": "c",
		clusters: [cluster],
		contexts: [{ name: "c", context: { cluster: "c", user: "u", namespace: "web" } }],
		users: [{ name: "u", user: { token: "t" } }],
	};
	await writeFile(join(folder, "config"), JSON.stringify(kubeconfig));
}, 120_000);
afterAll(async () => {
	await server.stop();
	await rm(folder, { recursive: true });
});
const run = (...argv: readonly string[]) =>
	runMain([...argv, "--kubeconfig", join(folder, "config")], { env: { LANG: "C", XDG_STATE_HOME: folder } });

describe("where no pod may be read, finding nothing is no clean bill", () => {
	test.each([["scan"], ["why", "web"], ["nodes"], ["size"], ["capture", "-o", "FILE"]])("%s", async (...argv) => {
		const given = argv.map((word) => (word === "FILE" ? join(folder, "capture.tar.gz") : word));
		const { code, out, err } = await run(...given);
		expect(`${out}${err}`).toContain("not allowed");
		expect(code).toBe(3);
	});
});

describe("a namespace that is not there", () => {
	const answers = (namespace: 200 | 403 | 404) => {
		server.handler = (_, response, { pathname }) => {
			if (/^\/api\/v1\/namespaces\/[^/]+$/.test(pathname)) {
				if (namespace === 200) sendJson(response, { kind: "Namespace", metadata: { name: "shp" } });
				else sendStatus(response, namespace, "no");
			} else if (/\/(?:pods|events|nodes)$/.test(pathname)) sendJson(response, { metadata: {}, items: [] });
			else sendStatus(response, 404, "no");
		};
	};
	const file = () => join(folder, "capture.tar.gz");
	test.each([["scan"], ["why", "web"], ["size"], ["fix"], ["capture", "-o", "FILE"]])("%s says so", async (...argv) => {
		answers(404);
		const { code, err } = await run(...argv.map((word) => (word === "FILE" ? file() : word)), "-n", "shp");
		expect(err).toContain("There is no namespace/shp in c (");
		expect(code).toBe(3);
	});
	test.each([["scan"], ["why", "web"], ["size"], ["fix"]])("of a capture %s says so", async (...argv) => {
		const from = "lab/recordings/demo.tar.gz";
		const { code, err } = await runMain([...argv, "--from", from, "-n", "shp"]);
		expect(err).toContain(`There is no namespace/shp in ${from}.`);
		expect(code).toBe(3);
	});
	test.each([200, 403] as const)("an empty one, or one that may not be asked for (%d), is clean", async (status) => {
		answers(status);
		expect(await run("scan", "-n", "shp")).toMatchObject({ code: 0 });
	});
});

/** A capture that lost its end on the way, and its pods with it. */
describe("where what is left of an archive holds no pod", () => {
	test.each([
		["why", "deploy/web"],
		["size", "deploy/web"],
	])("%s %s", async (...argv) => {
		const cut = join(folder, "cut.tar.gz");
		await writeFile(cut, (await readFile("lab/recordings/demo.tar.gz")).subarray(0, 7000));
		const { code, out, err } = await runMain([...argv, "--from", cut]);
		expect(err).not.toContain("There is no deploy/web");
		expect(`${out}${err}`).toContain("cut short");
		expect(code).toBe(3);
	});
});

test("what a node's kubelet refuses is told once", async () => {
	server.handler = (_, response, { pathname }) => {
		const pod = podNamed("web", {
			spec: { nodeName: "node-1", containers: [{ name: "app" }] },
			status: {
				containerStatuses: [
					{
						name: "app",
						state: { terminated: { exitCode: 137, reason: "Error", finishedAt: "2026-11-20T12:00:00Z" } },
					},
				],
			},
		});
		if (pathname.endsWith("/web/pods")) sendJson(response, { kind: "PodList", items: [pod] });
		else sendStatus(response, 403, "no");
	};
	const { gaps } = JSON.parse((await run("scan", "-o", "json")).out) as { gaps: { what: string }[] };
	const whats = gaps.map(({ what }) => what);
	expect(whats).toContain("kernel log of node-1");
	expect(whats).toHaveLength(new Set(whats).size);
});
