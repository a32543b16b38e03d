import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEngine } from "../../src/sources/prometheus/direct.ts";
import { encodeRequest } from "../../src/sources/prometheus/remote-read.ts";
import { compress } from "../../src/sources/prometheus/snappy.ts";
import { hasPrometheus, startPrometheus } from "../../src/sources/prometheus/testing/server.ts";
import { containerOf, SPAN } from "./fleet.ts";
import { ingest } from "./ingest.ts";

/**
 * The whole `plimsoll leaks` against a real Prometheus that holds so many containers for 14 days at 5 minutes, beside the time of
 * transferring the same bytes alone and beside KRR's queries for the same containers. Everything in one run on one machine, the server
 * included; rounds take turns, and the fastest of each counts, because whatever else runs on the machine only ever adds.
 */
const CONTAINERS = Number(process.argv[2] ?? 2000);
const ROUNDS = 5;
const KRR_AT_ONCE = 10;
const GOALS = { transfer: 1.5, krr: 30, rss: 300 };

if (!hasPrometheus()) {
	console.error("No Prometheus: npm run lab -- build makes one.");
	process.exit(2);
}
const root = join(import.meta.dirname, "../..");
const cache = join(
	process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
	"plimsoll",
	"bench",
	`history-${CONTAINERS}`,
);
mkdirSync(cache, { recursive: true });
const from = await filled();
const server = await startPrometheus(cache);
try {
	await measure();
} finally {
	await server.stop();
}

/** The store is filled once and kept. Returns its first moment. */
async function filled(): Promise<number> {
	const stamp = join(cache, "from");
	if (existsSync(stamp)) return Number(readFileSync(stamp, "utf8"));
	const begin = Math.floor((Date.now() / 1000 - SPAN) / 7200) * 7200;
	const server = await startPrometheus(cache);
	try {
		await ingest(server.url, CONTAINERS, begin, (share) =>
			process.stderr.write(`\rfilling: ${(share * 100).toFixed(0)} %`),
		);
		process.stderr.write("\n");
		// The head becomes blocks every minute or so, as it would have long ago.
		await compacted(server.url);
	} finally {
		await server.stop();
	}
	writeFileSync(stamp, String(begin));
	return begin;
}

async function compacted(url: string): Promise<void> {
	for (let i = 0; i < 40; i++) {
		const text = await (await fetch(`${url}/metrics`)).text();
		const of = (name: string) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
		if (of("prometheus_tsdb_head_max_time") - of("prometheus_tsdb_head_min_time") < 4 * 3600 * 1000) return;
		await sleep(5000);
	}
}

async function measure(): Promise<void> {
	const samples = CONTAINERS * (SPAN / 300);
	console.log(
		`${CONTAINERS} containers, 14 days at 5 minutes: ${(samples / 1e6).toFixed(1)} million samples of working set, as many of limits and start times`,
	);
	const program = existsSync(join(root, "dist/plimsoll.mjs")) ? "dist/plimsoll.mjs" : "src/plimsoll.ts";
	const best = { transfer: Number.POSITIVE_INFINITY, leaks: Number.POSITIVE_INFINITY };
	let bytes = 0;
	let rss = 0;
	let found = "";
	for (let round = 0; round < ROUNDS; round++) {
		const transfer = await transferAlone();
		bytes = transfer.bytes;
		best.transfer = Math.min(best.transfer, transfer.seconds);
		const leaks = await leaksOnce(program);
		best.leaks = Math.min(best.leaks, leaks.seconds);
		rss = Math.max(rss, leaks.rss);
		found = leaks.found;
	}
	const krr = await krrShapes();
	const say = (what: string, value: string, goal: string, reached: boolean) =>
		console.log(`${what.padEnd(64)} ${value.padStart(9)}   goal ${goal}: ${reached ? "reached" : "MISSED"}`);
	console.log(
		`transfer alone ${best.transfer.toFixed(2)} s (${(bytes / 1e6).toFixed(1)} MB); ${program} leaks ${best.leaks.toFixed(2)} s; KRR's shapes ${krr.toFixed(1)} s; ${found}`,
	);
	const [ratio, faster] = [best.leaks / best.transfer, krr / best.leaks];
	say(
		"plimsoll leaks / transferring the same bytes alone",
		ratio.toFixed(2),
		`<= ${GOALS.transfer}`,
		ratio <= GOALS.transfer,
	);
	say("KRR's query shapes / plimsoll leaks", faster.toFixed(0), `>= ${GOALS.krr}`, faster >= GOALS.krr);
	say("peak RSS of plimsoll leaks, MB", rss.toFixed(0), `< ${GOALS.rss}`, rss < GOALS.rss);
}

/** One remote read of all three metrics; the answer is counted and thrown away. */
async function transferAlone(): Promise<{ seconds: number; bytes: number }> {
	const names = [
		"container_memory_working_set_bytes",
		"container_start_time_seconds",
		"kube_pod_container_resource_limits",
	];
	const body = compress(
		encodeRequest(
			names.map((value) => [{ name: "__name__", op: "=", value }]),
			from,
			from + SPAN,
		),
	);
	const engine = await openEngine({ url: server.url, environment: {} });
	const began = performance.now();
	const answer = await engine.send("/api/v1/read", {
		body,
		headers: {
			"content-type": "application/x-protobuf",
			"content-encoding": "snappy",
			"x-prometheus-remote-read-version": "0.1.0",
		},
	});
	let bytes = 0;
	for await (const piece of answer.body) bytes += piece.length;
	engine.close();
	return { seconds: (performance.now() - began) / 1000, bytes };
}

async function leaksOnce(program: string): Promise<{ seconds: number; rss: number; found: string }> {
	const began = performance.now();
	const child = spawn(
		"/usr/bin/env",
		[
			"time",
			"-f",
			"%M",
			process.execPath,
			join(root, program),
			"leaks",
			"--prometheus-url",
			server.url,
			"--at",
			String(from + SPAN),
			"--exit-zero",
			"-o",
			"json",
		],
		{ stdio: ["ignore", "pipe", "pipe"] },
	);
	const [out, err]: [Buffer[], Buffer[]] = [[], []];
	child.stdout.on("data", (piece: Buffer) => out.push(piece));
	child.stderr.on("data", (piece: Buffer) => err.push(piece));
	const code = await new Promise((resolve) => child.once("close", resolve));
	const seconds = (performance.now() - began) / 1000;
	const stderr = Buffer.concat(err).toString();
	if (code !== 0) throw new Error(stderr);
	const report = JSON.parse(Buffer.concat(out).toString()) as {
		findings: unknown[];
		looked: { containers: number; samples: number };
	};
	const { containers, samples } = report.looked;
	const leaking = new Set(
		Array.from({ length: CONTAINERS }, (_, i) => i).filter((i) => i % 4 === 0 && (i / 4) % 20 === 0),
	).size;
	const found = `${report.findings.length} findings (${leaking} workloads were made to leak) in ${containers} containers, ${(samples / 1e6).toFixed(1)} million samples`;
	return { seconds, rss: Number(stderr.trim().split("\n").at(-1)) / 1024, found };
}

/** What KRR asks for memory of each container (robusta-dev/krr, core/integrations/prometheus/metrics/memory.py): the maximum and the count, by subqueries. */
async function krrShapes(): Promise<number> {
	const queries = Array.from({ length: CONTAINERS }, (_, i) => containerOf(i, from)).flatMap(
		({ namespace, pod, container }) =>
			["max_over_time", "count_over_time"].map(
				(fn) =>
					`${fn}(max(container_memory_working_set_bytes{namespace="${namespace}",pod=~"${pod}",container="${container}"}) by (container,pod,job)[14d:75s])`,
			),
	);
	const began = performance.now();
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let i = next++; i < queries.length; i = next++) {
			const answer = await fetch(`${server.url}/api/v1/query`, {
				method: "POST",
				body: new URLSearchParams({ query: queries[i] ?? "", time: String(from + SPAN) }),
			});
			if (!answer.ok) throw new Error(await answer.text());
			await answer.arrayBuffer();
		}
	};
	await Promise.all(Array.from({ length: KRR_AT_ONCE }, worker));
	return (performance.now() - began) / 1000;
}
