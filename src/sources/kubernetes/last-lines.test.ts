import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openClient } from "./client.ts";
import { resolveConnection } from "./kubeconfig.ts";
import { lastLinesOf } from "./last-lines.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
let close: () => void = () => {};
afterEach(() => close());

/** A server that holds the logs of a container's present and previous instance. */
async function ask(logs: { present: string; previous: string }, previous: boolean): Promise<string[]> {
	const server = createServer((request, response) => {
		const query = new URL(request.url ?? "/", "http://x").searchParams;
		expect(query.get("timestamps")).toBe("true");
		response.end(query.get("previous") === "true" ? logs.previous : logs.present);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const options = {
		server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		environment: {},
		home: "/nonexistent",
		version: "test",
	};
	const client = await openClient(await resolveConnection(options), options);
	close = () => {
		client.close();
		server.closeAllConnections();
		server.close();
	};
	const request = {
		namespace: "shop",
		pod: "web",
		container: "app",
		previous,
		startedAt: NOON - 9000,
		finishedAt: NOON,
	};
	return lastLinesOf(client, request, new AbortController().signal);
}

const DYING = "2026-11-21T11:59:59.123456789Z Traceback:\n2026-11-21T12:00:00.9Z MemoryError\n";
const STARTING = "2026-11-21T12:00:12.5Z starting\n";

test.each([
	["the present instance has ended", { present: DYING, previous: "" }, false, ["Traceback:", "MemoryError"]],
	[
		"it has been restarted since its status was read",
		{ present: STARTING, previous: DYING },
		false,
		["Traceback:", "MemoryError"],
	],
	["the previous instance", { present: STARTING, previous: DYING }, true, ["Traceback:", "MemoryError"]],
	["restarted twice since: the log is another's", { present: STARTING, previous: STARTING }, true, []],
	["an offset in place of Z", { present: "2026-11-21T14:00:00.1+02:00 bye\n", previous: "" }, false, ["bye"]],
	["a kubelet that stamps nothing", { present: "bye\n", previous: "" }, false, ["bye"]],
	[
		"the log went with its container: the kubelet's word for that is none of the program's",
		{ present: STARTING, previous: "unable to retrieve container logs for containerd://e3e576247fe5" },
		true,
		[],
	],
	[
		"it went while the status was read: the previous one has become the present one's",
		{ present: "Unable to retrieve container logs for containerd://e3e576247fe5", previous: DYING },
		false,
		["Traceback:", "MemoryError"],
	],
	[
		"a program that writes as a kubelet does",
		{ present: "2026-11-21T12:00:00Z unable to retrieve container logs for web\n", previous: "" },
		false,
		["unable to retrieve container logs for web"],
	],
])("%s", async (_, logs, previous, lines) => {
	expect(await ask(logs, previous)).toEqual(lines);
});
