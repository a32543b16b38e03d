import { afterEach, beforeEach, expect, test } from "vitest";
import { openClient } from "../../sources/kubernetes/client.ts";
import { resolveConnection } from "../../sources/kubernetes/kubeconfig.ts";
import { Folder, kubeconfigFor, optionsIn } from "../../sources/kubernetes/testing/options.ts";
import { sendStatus, startServer, type TestServer } from "../../sources/kubernetes/testing/server.ts";
import { lookBy, WAYS, type Way } from "./look.ts";

/** Where each way asks, and what is answered there. */
const PATHS: Record<Way, string> = { metrics: "/metrics/cadvisor", stats: "/stats/summary" };
let server: TestServer;
let folder: Folder;
let refused: Way = "metrics";

beforeEach(async () => {
	folder = new Folder();
	server = await startServer((request, response) => {
		if (request.url?.startsWith(PATHS[refused])) return sendStatus(response, 403, "no");
		response.end(refused === "stats" ? "" : JSON.stringify({ node: { nodeName: "n1" }, pods: [] }));
	});
});
afterEach(async () => {
	await server.stop();
	folder[Symbol.dispose]();
});

test.each(WAYS)("a kubelet that refuses %s has answered the other way", async (way) => {
	refused = way;
	const options = optionsIn(folder, { kubeconfig: folder.write("config", kubeconfigFor(server.url)) });
	const client = await openClient(await resolveConnection(options), options);
	const { answered } = await lookBy(WAYS, { client, prefix: "", patience: 5000 }, new AbortController().signal);
	expect(answered).toEqual(WAYS.filter((other) => other !== way));
	client.close();
});
