import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { makeFleet } from "../web/fleet.ts";

/**
 * What the server takes to watch 10,000 pods: the bundle, with the environment of the image, against a simulated API server that lists, watches and answers
 * for 100 kubelets. Printed is its resident memory when it is ready, and the highest of the minute after, beside that of a bare Node.
 */
const TARGET_MIB = 100;
const MINUTE_MS = 60_000;
const READY_MS = 300_000;
/** What managed fields and annotations add to a pod as a cluster lists it. */
const MANAGED_BYTES = 4096;
const ROOT = join(import.meta.dirname, "../..");
const program = bundle();

const fleet = makeFleet({ workloads: 5000, podsPerWorkload: 2, nodes: 100 }, new Date().toISOString());
const managed = [{ manager: "kubelet", fieldsV1: { f: "x".repeat(MANAGED_BYTES) } }];
const pods = fleet.pods.map((pod) => {
	const { metadata, ...rest } = pod as { metadata: object };
	return { ...rest, metadata: { ...metadata, managedFields: managed } };
});
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
	const items = url.pathname === "/api/v1/pods" ? pods : url.pathname === "/api/v1/nodes" ? fleet.nodes : [];
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
const image = imageSettings();
const server = spawn(process.execPath, [...image.flags, program, "serve", "--server", `http://127.0.0.1:${port}`], {
	stdio: ["ignore", "pipe", "inherit"],
	env: { ...process.env, ...image.env, KUBECONFIG: "/dev/null" },
});
let origin = "";
try {
	await measured(server);
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
} finally {
	server.kill("SIGKILL");
	api.closeAllConnections();
	api.close();
}

/** @throws Error when the server ends or is not ready in time, in one sentence */
async function measured(child: ChildProcess): Promise<void> {
	const ended = once(child, "exit").then(([code, signal]) => {
		throw new Error(
			`the server ended (${signal ?? `exit code ${code}`}) before it was measured; what it said is above`,
		);
	});
	await Promise.race([ended, measure(child)]);
	ended.catch(() => {});
}

async function measure({ stdout }: ChildProcess): Promise<void> {
	if (stdout === null) throw new Error("the server has no standard output");
	const [line] = await once(stdout, "data");
	origin = /http:\/\/[\d.:]+/.exec(String(line))?.[0] ?? "";
	const started = performance.now();
	// A connection that breaks is either a busy machine or a server that ends, of which we are told.
	while (
		!(await fetch(`${origin}/readyz`).then(
			({ ok }) => ok,
			() => false,
		))
	) {
		if (performance.now() - started > READY_MS) throw new Error(`the server was not ready after ${READY_MS / 1000} s`);
		await sleep(200);
	}
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
}

/** What the image tells Node and the allocator. */
function imageSettings(): { flags: string[]; env: Record<string, string> } {
	const file = readFileSync(join(ROOT, "deploy/Containerfile"), "utf8");
	const pairs = [...file.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, name = "", value = ""]) => [name, value]);
	const entry = /^ENTRYPOINT (.*)$/m.exec(file)?.[1] ?? "[]";
	return { flags: [...entry.matchAll(/"(--[^"]+)"/g)].map(([, flag = ""]) => flag), env: Object.fromEntries(pairs) };
}

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
