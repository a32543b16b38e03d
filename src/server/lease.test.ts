import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type KubeClient, openClient } from "../sources/kubernetes/client.ts";
import { resolveConnection } from "../sources/kubernetes/kubeconfig.ts";
import { sendJson, sendStatus, startServer, type TestServer } from "../sources/kubernetes/testing/server.ts";
import { Leadership } from "./lease.ts";

/** The leases of an API server: one object, with its versions and their conflicts. */
async function leases(): Promise<TestServer> {
	let lease: { metadata: { resourceVersion: string }; spec: { holderIdentity: string } } | null = null;
	return await startServer((request, response) => {
		let body = "";
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => {
			if (request.method === "GET")
				return lease === null ? sendStatus(response, 404, "none") : sendJson(response, lease);
			const given = JSON.parse(body);
			if (request.method === "PUT" && given.metadata.resourceVersion !== lease?.metadata.resourceVersion)
				return sendStatus(response, 409, "changed meanwhile");
			if (request.method === "POST" && lease !== null) return sendStatus(response, 409, "exists");
			const version = String(Number(lease?.metadata.resourceVersion ?? 0) + 1);
			lease = { ...given, metadata: { ...given.metadata, resourceVersion: version } };
			sendJson(response, lease);
		});
	});
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

async function replica(client: KubeClient, identity: string) {
	const abort = new AbortController();
	const options = { client, namespace: "a", name: "b", identity, signal: abort.signal, leaseSeconds: 1, retryMs: 50 };
	const election = new Leadership(options);
	const running = election.run();
	const stop = async () => {
		abort.abort();
		await running;
	};
	ends.push(stop);
	return { election, stop };
}

const eventually = (is: () => boolean) => expect.poll(is).toBe(true);

test("one of two leads; when it goes the other does; when the API server is away nobody claims to", async () => {
	const api = await leases();
	ends.push(() => api.stop());
	const options = { server: api.url, environment: {}, home: homedir(), kubeconfig: "/dev/null", version: "test" };
	const client = await openClient(await resolveConnection(options), options);
	ends.push(() => client.close());
	const one = await replica(client, "one");
	await eventually(() => one.election.leads);
	const two = await replica(client, "two");
	await sleep(300);
	expect(two.election.leads).toBe(false);
	await one.stop();
	await eventually(() => two.election.leads);
	await api.stop();
	await eventually(() => !two.election.leads);
	await api.start();
	await eventually(() => two.election.leads);
});

test("what the leader leaves on the lease is read by the others, at once and after it is gone", async () => {
	const api = await leases();
	ends.push(() => api.stop());
	const options = { server: api.url, environment: {}, home: homedir(), kubeconfig: "/dev/null", version: "test" };
	const client = await openClient(await resolveConnection(options), options);
	ends.push(() => client.close());
	const ledger = (written: string) => {
		const read: string[] = [];
		return { read: (text: string) => void read.push(text), write: () => written, got: read };
	};
	const [first, second, third] = [ledger("by one"), ledger("by two"), ledger("by three")];
	const one = await replica(client, "one");
	one.election.carry(first);
	await eventually(() => one.election.leads);
	expect(one.election.isAnothers).toBe(false);
	const two = await replica(client, "two");
	two.election.carry(second);
	await eventually(() => second.got.includes("by one"));
	expect(two.election.isAnothers).toBe(true);
	await one.stop();
	await eventually(() => two.election.leads);
	await two.stop();
	const three = await replica(client, "three");
	await eventually(() => three.election.leads);
	// Who asks late what was there is told.
	three.election.carry(third);
	expect(third.got).toEqual(["by two"]);
	// Its own word is no news to it.
	await eventually(() => three.election.leads);
	expect([first.got, three.election.isAnothers]).toEqual([[], false]);
});
