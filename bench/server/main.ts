import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { makeFleet } from "../web/fleet.ts";

/**
 * What the server takes to watch 10,000 pods: the bundle against a simulated API server that lists, watches and answers for 100 kubelets. Printed is
 * its resident memory when it is ready, and the highest of the minute after, beside that of a bare Node.
 */
const TARGET_MIB = 100;
const MINUTE_MS = 60_000;
const program = bundle();

const fleet = makeFleet({ workloads: 5000, podsPerWorkload: 2, nodes: 100 }, new Date().toISOString());
const api = createServer((request, response) => {
	const url = new URL(request.url ?? "/", "http://api");
	const node = /^\/api\/v1\/nodes\/([^/]+)\/proxy\/stats\/summary$/.exec(url.pathname)?.[1];
	if (url.pathname === "/version") return send(response, { gitVersion: "v1.34.2" });
	if (node !== undefined) return send(response, fleet.summaries.get(node) ?? {});
	if (url.searchParams.get("watch") === "true") {
		// A quiet cluster: a watch that says nothing.
		response.writeHead(200, { "content-type": "application/json" });
		response.flushHeaders();
		return;
	}
	const items = url.pathname === "/api/v1/pods" ? fleet.pods : url.pathname === "/api/v1/nodes" ? fleet.nodes : [];
	const from = Number(url.searchParams.get("continue") ?? 0);
	const limit = Number(url.searchParams.get("limit") ?? 500);
	const next = from + limit < items.length ? String(from + limit) : "";
	const metadata = { resourceVersion: "1", ...(next === "" ? {} : { continue: next }) };
	send(response, { kind: "List", apiVersion: "v1", metadata, items: items.slice(from, from + limit) });
});
api.listen(0, "127.0.0.1");
await once(api, "listening");
const { port } = api.address() as AddressInfo;

const bare = spawn(process.execPath, ["-e", "console.log(process.memoryUsage().rss); "], {
	stdio: ["ignore", "pipe", "inherit"],
});
const [rss] = await once(bare.stdout, "data");
const flags = ["--max-old-space-size=192", "--max-semi-space-size=4"];
const server = spawn(process.execPath, [...flags, program, "serve", "--server", `http://127.0.0.1:${port}`], {
	stdio: ["ignore", "pipe", "inherit"],
	env: { ...process.env, KUBECONFIG: "/dev/null" },
});
const [line] = await once(server.stdout, "data");
const origin = /http:\/\/[\d.:]+/.exec(String(line))?.[0] ?? "";
const started = performance.now();
while (!(await fetch(`${origin}/readyz`)).ok) await sleep(200);
const ready = (performance.now() - started) / 1000;
const first = await figures();
let most = first.rss;
for (const end = performance.now() + MINUTE_MS; performance.now() < end; await sleep(1000))
	most = Math.max(most, (await figures()).rss);
const last = await figures();
console.log(`bare node: ${mib(Number(String(rss)))} MiB`);
console.log(
	`${last.pods} pods, ready after ${ready.toFixed(1)} s: ${mib(first.rss)} MiB resident, heap in use ${mib(last.heap)} MiB`,
);
console.log(
	`the minute after: at most ${mib(most)} MiB, at its end ${mib(last.rss)} MiB${most > TARGET_MIB * 2 ** 20 ? ` MISSES the target of ${TARGET_MIB} MiB` : ""}`,
);
server.kill("SIGINT");
api.closeAllConnections();
api.close();

async function figures(): Promise<{ rss: number; heap: number; pods: number }> {
	const text = await (await fetch(`${origin}/metrics`)).text();
	const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
	return {
		rss: value("process_resident_memory_bytes"),
		heap: value("plimsoll_heap_used_bytes"),
		pods: value("plimsoll_cluster_pods"),
	};
}

function send(response: ServerResponse, body: object): void {
	response.writeHead(200, { "content-type": "application/json" });
	response.end(JSON.stringify(body));
}

function mib(bytes: number): string {
	return (bytes / 2 ** 20).toFixed(0);
}
