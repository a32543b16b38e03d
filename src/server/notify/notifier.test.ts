import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import { openClient } from "../../sources/kubernetes/client.ts";
import { resolveConnection } from "../../sources/kubernetes/kubeconfig.ts";
import { sendJson, sendStatus, startServer } from "../../sources/kubernetes/testing/server.ts";
import { SCENARIOS } from "../../verdicts/deaths/scenarios.fixture.ts";
import { words } from "../../words/en.ts";
import { kubernetesEvent, sendEvent } from "./events.ts";
import { type Lead, notify } from "./notifier.ts";
import { patienceOf } from "./post.ts";

const found = SCENARIOS.find(({ rule }) => rule === "death/container-limit")?.judge();
if (found == null) throw new Error("no finding");
const hostile = {
	...found,
	subject: { ...found.subject, name: "web <!channel> & <http://x|y>" },
	params: { ...found.params, at: Date.now() },
} as Finding;

const FOLLOWS: Lead = { leads: false, isAnothers: true, carry: () => {}, hurry: () => {} };

interface Got {
	path: string;
	body: unknown;
}
let servers: Server[] = [];
let abort = new AbortController();
afterEach(() => {
	abort.abort();
	abort = new AbortController();
	for (const server of servers) server.close();
	servers = [];
});

/** A receiver that answers with these statuses in turn, the last one for ever. */
async function receiver(statuses: number[]): Promise<{ url: string; got: Got[] }> {
	const got: Got[] = [];
	const server = createServer(async (request, response) => {
		const chunks = await Array.fromAsync(request);
		got.push({ path: request.url ?? "", body: JSON.parse(Buffer.concat(chunks).toString()) });
		response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end();
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

/** @param patience milliseconds after which it gives a receiver up: a machine that is busy needs more than the test */
function start(
	sinks: { slack?: string; webhook?: string; alertmanager?: string },
	lead: Lead | null = null,
	patience = 30_000,
) {
	const lost: string[] = [];
	let findings: Finding[] = [];
	const { signal } = abort;
	const ended = notify({
		findings: () => findings,
		lead,
		cluster: "prod",
		words,
		slack: sinks.slack ?? null,
		webhook: sinks.webhook ?? null,
		alertmanager: sinks.alertmanager ?? null,
		events: null,
		signal,
		now: Date.now,
		onLost: (name, why) => void lost.push(`${name}: ${why}`),
		every: 10,
		pace: { wait: 20, repeat: 3_600_000, fresh: 300_000, settle: 60_000 },
		backOff: { first: 5, most: 20, patience },
	});
	const find = (next: Finding[]): void => {
		findings = next;
	};
	return { lost, find, ended };
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
const quiet = () => new Promise((resolve) => setTimeout(resolve, 120));

test("Slack gets one message, in which nothing of the cluster is a link or a mention", async () => {
	const { url, got } = await receiver([200]);
	const { find } = start({ slack: url });
	find([hostile]);
	await until(() => got.length > 0);
	await quiet();
	expect(got).toHaveLength(1);
	const { blocks } = (got[0]?.body ?? { blocks: [] }) as { blocks: { type: string }[] };
	const text = JSON.stringify(blocks.filter(({ type }) => type === "section"));
	expect(text).toContain("&lt;!channel&gt;");
	expect(text).not.toContain("<!channel>");
});

test("a receiver that is away is asked again, and gets it once", async () => {
	const { url, got } = await receiver([503, 429, 200]);
	const { find, lost } = start({ webhook: url });
	find([hostile]);
	await until(() => got.length >= 3);
	await quiet();
	expect([got.length, lost]).toEqual([3, []]);
	expect(got[2]?.body).toMatchObject({
		kind: "Notification",
		cluster: "prod",
		count: 1,
		findings: [{ rule: "death/container-limit" }],
	});
});

test("one that refuses is not asked again; what is lost names no address", async () => {
	const { url, got } = await receiver([404]);
	const { find, lost } = start({ slack: `${url}/services/SECRET` });
	find([hostile]);
	await until(() => lost.length > 0);
	expect([got.length, lost]).toEqual([1, ["slack: HTTP 404"]]);
});

test("one that never comes back is given up after its time", async () => {
	const { find, lost } = start({ slack: "http://127.0.0.1:9/SECRET" }, null, 200);
	find([hostile]);
	await until(() => lost.length > 0);
	expect(lost.join()).not.toContain("SECRET");
});

test("Alertmanager is told what holds, under labels that do not change", async () => {
	const { url, got } = await receiver([200]);
	const { find } = start({ alertmanager: `${url}/` });
	find([hostile, { ...hostile, params: { ...hostile.params, at: Date.now() + 1 } } as Finding]);
	await until(() => got.length > 0);
	expect(got[0]?.path).toBe("/api/v2/alerts");
	expect(got.at(-1)?.body).toEqual(expect.any(Array));
});

test.each<[string | null, number | null]>([
	[null, null],
	["", null],
	["7", 7000],
	["0", 0],
	["-5", 0],
	["Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
	["Sat, 21 Nov 2026 11:00:00 GMT", 0],
	["soon", null],
	["1e999", null],
])("Retry-After: %s asks for %s ms", (header, milliseconds) => {
	expect(patienceOf(header, Date.parse("2026-11-21T12:00:00Z"))).toBe(milliseconds);
});

test("who leads no more as nobody can be asked goes on telling Alertmanager what holds, and nobody else", async () => {
	const { url, got } = await receiver([200]);
	const lead = { ...FOLLOWS, leads: true, isAnothers: false };
	const { find } = start({ slack: `${url}/slack`, alertmanager: url }, lead);
	await until(() => got.length > 0);
	lead.leads = false;
	find([hostile]);
	await quiet();
	expect(got.filter(({ path }) => path === "/slack")).toEqual([]);
	lead.leads = true;
	await until(() => got.some(({ path }) => path === "/slack"));
});

test("who does not lead tells nothing", async () => {
	const { url, got } = await receiver([200]);
	const { find } = start({ slack: url, alertmanager: url }, FOLLOWS);
	find([hostile]);
	await quiet();
	expect(got).toEqual([]);
});

test("an Event stands on the workload, and one death has one name", () => {
	const notice = { key: "", severity: "error" as const, findings: [found], count: 1, at: Date.now() };
	const made = kubernetesEvent(notice, words);
	expect(made?.event).toMatchObject({
		involvedObject: { kind: "Deployment", apiVersion: "apps/v1" },
		type: "Warning",
		reason: "DeathContainerLimit",
	});
	const again = kubernetesEvent({ ...notice, at: notice.at + 5000 }, words);
	expect(again?.event).toHaveProperty("metadata", {
		name: expect.stringMatching(/^plimsoll\.[0-9a-f]{16}$/),
		namespace: "shop",
	});
	const nameOf = (event: typeof made): unknown => (event === null ? null : Reflect.get(event.event, "metadata"));
	expect(nameOf(again)).toEqual(nameOf(made));
});

test.each<[string, number, string | undefined]>([
	["is about the very object, as kubectl describe asks for it", 200, "uid-of-web"],
	["is written all the same where the object may not be listed", 403, undefined],
])("an Event %s", async (_, status, uid) => {
	const written: { involvedObject: object }[] = [];
	const listed: string[] = [];
	const api = await startServer(async (request, response, url) => {
		if (request.method !== "POST") {
			listed.push(`${url.pathname}${url.search}`);
			if (status !== 200) return sendStatus(response, status, "no");
			return sendJson(response, { items: [{ metadata: { name: "web", uid: "uid-of-web" } }] });
		}
		written.push(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()));
		sendJson(response, {});
	});
	const options = { server: api.url, environment: {}, home: "/", version: "test" };
	const client = await openClient(await resolveConnection(options), options);
	try {
		await sendEvent(client, { key: "", severity: "error", findings: [found], count: 1, at: Date.now() }, words);
	} finally {
		client.close();
		await api.stop();
	}
	expect(listed).toEqual(["/apis/apps/v1/namespaces/shop/deployments?fieldSelector=metadata.name%3Dweb"]);
	expect(written.map(({ involvedObject }) => Reflect.get(involvedObject, "uid"))).toEqual([uid]);
});

test.each<[string, number, string | null]>([
	["it was told already", 409, null],
	["its namespace is gone", 404, null],
	["nobody may write Events", 403, "no"],
	["the server is overloaded", 503, "no"],
])("an Event where %s", async (_, status, said) => {
	const api = await startServer(async (request, response) => {
		if (request.method !== "POST") return sendJson(response, { items: [] });
		await Array.fromAsync(request);
		sendStatus(response, status, "no");
	});
	const options = { server: api.url, environment: {}, home: "/", version: "test" };
	const client = await openClient(await resolveConnection(options), options);
	const notice = { key: "", severity: "error" as const, findings: [found], count: 1, at: Date.now() };
	try {
		const sent = sendEvent(client, notice, words);
		if (said === null) await sent;
		else await expect(sent).rejects.toThrow(said);
	} finally {
		client.close();
		await api.stop();
	}
});

test("what is being sent when the end comes arrives, and is written down before it has ended", async () => {
	let answer = () => {};
	const got: string[] = [];
	const server = createServer(async (request, response) => {
		got.push(Buffer.concat(await Array.fromAsync(request)).toString());
		answer = () => void response.writeHead(200).end();
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const written: string[] = [];
	let write = () => "";
	const lead: Lead = {
		...{ leads: true, isAnothers: false, hurry: () => written.push(write()) },
		carry: (ledger) => {
			write = () => ledger.write();
		},
	};
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { find, ended, lost } = start({ webhook: address }, lead);
	find([hostile]);
	await until(() => got.length === 1);
	abort.abort();
	await quiet();
	expect(written).toEqual([]);
	answer();
	await ended;
	expect([got.length, lost]).toEqual([1, []]);
	expect(JSON.parse(written[0] ?? "{}").findings).toHaveLength(1);
	server.closeAllConnections();
});
