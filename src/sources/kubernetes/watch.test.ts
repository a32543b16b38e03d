import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KubeClient } from "./client.ts";
import type { Selection } from "./resources.ts";
import { clientTo } from "./testing/client.ts";
import { podNamed, sendJson, sendStatus, startServer, type TestServer } from "./testing/server.ts";
import { type WatchEvent, watchObjects } from "./watch.ts";

const PODS: Selection = { resource: "pods", namespace: "web", labelSelector: "", fieldSelector: "" };

let server: TestServer;
let client: KubeClient;
let abort: AbortController;
/** What each watch request is answered with, in order; the last one stays open. */
let watches: ((response: ServerResponse, url: URL) => void)[];
/** What each list is answered with, in order. */
let lists: { names: string[]; version: string }[];
let states: string[];

beforeEach(async () => {
	abort = new AbortController();
	watches = [];
	lists = [{ names: ["a"], version: "10" }];
	states = [];
	server = await startServer((_, response, url) => {
		if (url.searchParams.get("watch") === "true") {
			const answer = watches.shift();
			if (answer === undefined) response.writeHead(200).flushHeaders();
			else answer(response, url);
			return;
		}
		const { names, version } = (lists.length > 1 ? lists.shift() : lists[0]) ?? { names: [], version: "0" };
		sendJson(response, { metadata: { resourceVersion: version }, items: names.map((name) => podNamed(name)) });
	});
	client = await clientTo(server.url);
});
afterEach(async () => {
	abort.abort();
	client.close();
	await server.stop();
});

const line = (type: string, name: string, version: string): string =>
	`${JSON.stringify({ type, object: { metadata: { name, resourceVersion: version } } })}\n`;
const lines =
	(...all: string[]) =>
	(response: ServerResponse): void =>
		void response.writeHead(200).end(all.join(""));

const start = (stall = 100, refused = 60_000): AsyncGenerator<WatchEvent> =>
	watchObjects(client, PODS, {
		signal: abort.signal,
		onState: (state, detail) => states.push(detail === "" ? state : `${state}: ${detail}`),
		stall,
		refused,
		firstBackOff: 1,
		mostBackOff: 5,
	});

/** Events until one is as wanted, as short texts. */
async function until(events: AsyncGenerator<WatchEvent>, last: string): Promise<string[]> {
	const seen: string[] = [];
	for (;;) {
		const { value } = await events.next();
		if (!value) throw new Error(`ended after ${seen}`);
		const { name = "", resourceVersion } = ((value.object as { metadata?: object } | null)?.metadata ?? {}) as Record<
			string,
			string
		>;
		seen.push(value.type === "resync" ? "resync" : `${value.type} ${name}@${resourceVersion}`);
		if (seen.at(-1) === last) return seen;
	}
}

const versionsWatched = (): (string | null)[] =>
	server.requests
		.map(({ url }) => new URL(url ?? "", "http://x").searchParams)
		.filter((query) => query.has("watch"))
		.map((query) => query.get("resourceVersion"));

const LISTED = ["resync", "added a@1", "bookmark @10"];

describe("watchObjects", () => {
	test("lists, then follows", async () => {
		watches = [
			lines(
				line("ADDED", "b", "11"),
				line("MODIFIED", "b", "12"),
				line("DELETED", "b", "13"),
				line("BOOKMARK", "", "14"),
			),
		];
		expect(await until(start(), "bookmark @14")).toEqual([
			...LISTED,
			"added b@11",
			"modified b@12",
			"deleted b@13",
			"bookmark @14",
		]);
		const query = new URL(server.requests[1]?.url ?? "", "http://x").searchParams;
		expect(query.get("allowWatchBookmarks")).toBe("true");
		expect(Number(query.get("timeoutSeconds"))).toBeGreaterThanOrEqual(300);
		expect(states).toEqual(["connected"]);
	});

	test("a closed connection goes on where it ended, bookmarks counted, and is no disturbance", async () => {
		watches = [lines(line("ADDED", "b", "11"), line("BOOKMARK", "", "20")), lines(line("ADDED", "c", "21"))];
		expect(await until(start(), "added c@21")).toEqual([...LISTED, "added b@11", "bookmark @20", "added c@21"]);
		expect(versionsWatched()).toEqual(["10", "20"]);
		expect(states).toEqual(["connected"]);
	});

	test.each<[string, (response: ServerResponse) => void]>([
		["as a status", (response) => sendStatus(response, 410, "too old")],
		[
			"as an event",
			lines(`${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old" } })}\n`),
		],
	])("a forgotten version, %s, is a resync", async (_, answer) => {
		lists = [
			{ names: ["a"], version: "10" },
			{ names: ["z"], version: "50" },
		];
		watches = [answer, lines(line("ADDED", "y", "51"))];
		expect(await until(start(), "added y@51")).toEqual([
			...LISTED,
			"resync",
			"added z@1",
			"bookmark @50",
			"added y@51",
		]);
		expect(versionsWatched()).toEqual(["10", "50"]);
	});

	test("half a line is dropped and the rest asked for again", async () => {
		watches = [lines(line("ADDED", "b", "11"), line("ADDED", "c", "12").slice(0, 20)), lines(line("ADDED", "c", "12"))];
		expect(await until(start(), "added c@12")).toEqual([...LISTED, "added b@11", "added c@12"]);
		expect(versionsWatched()).toEqual(["10", "11"]);
		expect(states).toEqual(["connected", "reconnecting: a broken line", "connected"]);
	});

	test("a place that stays broken is listed over", async () => {
		lists = [
			{ names: ["a"], version: "10" },
			{ names: ["a"], version: "30" },
		];
		watches = [...Array(3).fill(lines("nonsense\n")), lines(line("ADDED", "c", "31"))];
		const seen = await until(start(), "added c@31");
		expect(seen).toEqual([...LISTED, "resync", "added a@1", "bookmark @30", "added c@31"]);
	});

	test("a silent server is left and asked again", async () => {
		watches = [(response) => response.writeHead(200).write(line("ADDED", "b", "11")), lines(line("ADDED", "c", "12"))];
		expect(await until(start(), "added c@12")).toEqual([...LISTED, "added b@11", "added c@12"]);
		expect(states[1]).toContain("no answer within 100 ms");
	});

	test("a server that is away is waited for", async () => {
		const events = start();
		watches = [(response) => response.writeHead(200).write(line("ADDED", "b", "11"))];
		expect(await until(events, "added b@11")).toEqual([...LISTED, "added b@11"]);
		await server.stop();
		const next = until(events, "added c@12");
		while (
			!states.some(
				(state) => state.includes("ECONNREFUSED") || state.includes("ECONNRESET") || state.startsWith("reconnecting"),
			)
		) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		watches = [lines(line("ADDED", "c", "12"))];
		await server.start();
		expect(await next).toEqual(["added c@12"]);
		expect(states.at(-1)).toBe("connected");
	});

	test("a server that is away from the start is waited for", async () => {
		await server.stop();
		const events = start();
		const next = until(events, "bookmark @10");
		await new Promise((resolve) => setTimeout(resolve, 30));
		await server.start();
		expect(await next).toEqual(LISTED);
	});

	test("an error of the server's is asked again", async () => {
		watches = [(response) => sendStatus(response, 500, "etcd is away"), lines(line("ADDED", "c", "12"))];
		expect(await until(start(), "added c@12")).toEqual([...LISTED, "added c@12"]);
		expect(states).toEqual(["connected", "reconnecting: etcd is away", "connected"]);
	});

	test("a server that refuses for a moment, as one that has just started, is asked again", async () => {
		lists = [
			{ names: ["a"], version: "10" },
			{ names: ["a", "b"], version: "20" },
		];
		let refusals = 0;
		const answer = server.handler;
		watches = [(response) => sendStatus(response, 410, "too old")];
		const events = start();
		expect(await until(events, "bookmark @10")).toEqual(LISTED);
		server.handler = (request, response, url) => {
			if (refusals++ < 5) sendStatus(response, 403, "forbidden: not yet");
			else answer(request, response, url);
		};
		expect(await until(events, "bookmark @20")).toEqual(["resync", "added a@1", "added b@1", "bookmark @20"]);
		expect(states.some((state) => state.includes("not yet"))).toBe(true);
	});

	test("one that goes on refusing is believed", async () => {
		const events = start(100, 50);
		await until(events, "bookmark @10");
		server.handler = (_, response) => sendStatus(response, 403, "no pods any more");
		const asked = (async () => {
			for await (const _ of events);
		})();
		await expect(asked).rejects.toMatchObject({ code: "cluster-forbidden" });
	});

	test("what is forbidden ends it", async () => {
		server.handler = (_, response) => sendStatus(response, 403, "no pods for you");
		await expect(start().next()).rejects.toMatchObject({
			code: "cluster-forbidden",
			params: { detail: "no pods for you" },
		});
	});

	test("aborting ends it quietly, also while it waits", async () => {
		const events = start();
		await until(events, "bookmark @10");
		const end = events.next();
		abort.abort();
		expect(await end).toEqual({ done: true, value: undefined });
		expect(await start().next()).toEqual({ done: true, value: undefined });
	});

	test("a reader who stops reading stops the server", async () => {
		let sent = 0;
		watches = [
			(response) => {
				response.writeHead(200);
				const more = (): void => {
					while (
						!response.destroyed &&
						sent < 200_000 &&
						response.write(line("MODIFIED", "b".repeat(1000), String(11 + sent++)))
					);
				};
				response.on("drain", more);
				more();
			},
		];
		// A full TCP window opens again with a delay.
		const events = start(10_000);
		await until(events, `modified ${"b".repeat(1000)}@11`);
		await new Promise((resolve) => setTimeout(resolve, 300));
		// Some megabytes fill the sockets' buffers; 200 MB do not.
		expect(sent).toBeLessThan(100_000);
		await until(events, `modified ${"b".repeat(1000)}@9000`);
	});
});
