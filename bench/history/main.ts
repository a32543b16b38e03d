import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEngine } from "../../src/sources/prometheus/direct.ts";
import { encodeRequest } from "../../src/sources/prometheus/remote-read.ts";
import { compress } from "../../src/sources/prometheus/snappy.ts";
import { hasPrometheus, startPrometheus } from "../../src/sources/prometheus/testing/server.ts";
import { bundle } from "../bundle.ts";
import { containerOf, SPAN, STEP } from "./fleet.ts";
import { ingest } from "./ingest.ts";
import { KRR, type KrrObject, krrObjects } from "./krr.ts";

/**
 * The whole `plimsoll leaks` against a real Prometheus that holds so many containers for 14 days at 5 minutes, beside the time of
 * transferring their samples alone and beside KRR's queries for the same containers. Everything in one run on one machine, the
 * server included; rounds take turns, and the fastest of each counts, because whatever else runs on the machine only ever adds. The
 * processor time of both ends is told too: others' work distorts it less.
 */
const CONTAINERS = Number(process.argv[2] ?? 2000);
const ROUNDS = 5;
/** KRR's default (`--max-workers`). */
const KRR_AT_ONCE = 6;
const GOALS = { transfer: 1.5, krr: 30, rss: 300 };

interface Taken {
	seconds: number;
	/** Of the server and of who asks it. */
	cpu: number;
}
const NEVER: Readonly<Taken> = { seconds: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };

const ALL_METRICS = [
	"container_memory_working_set_bytes",
	"container_start_time_seconds",
	"kube_pod_container_resource_limits",
];

if (!hasPrometheus()) {
	console.error("No Prometheus: npm run lab -- up builds one.");
	process.exit(2);
}
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "plimsoll", "bench", `fleet-${CONTAINERS}`);
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
	const program = bundle();
	const best = {
		"the working set's bytes alone": { ...NEVER },
		"these, limits' and start times'": { ...NEVER },
		"plimsoll leaks": { ...NEVER },
	};
	let [alone, all] = [0, 0];
	let rss = 0;
	let found = "";
	for (let round = 0; round < ROUNDS; round++) {
		alone = await taken(best["the working set's bytes alone"], () => transfer(["container_memory_working_set_bytes"]));
		all = await taken(best["these, limits' and start times'"], () => transfer(ALL_METRICS));
		const leaks = await taken(best["plimsoll leaks"], () => leaksOnce(program));
		rss = Math.max(rss, leaks.rss);
		found = leaks.found;
	}
	const [krr, krrCpu] = [{ ...NEVER }, { ...NEVER }];
	const queries = await taken(krr, () => krrShapes(KRR.memory));
	const more = await taken(krrCpu, () => krrShapes(KRR.cpu));
	for (const [what, { seconds, cpu }] of Object.entries({
		...best,
		"KRR, pods and memory": krr,
		"KRR, CPU as well, which it asks too": { seconds: krr.seconds + krrCpu.seconds, cpu: krr.cpu + krrCpu.cpu },
	}))
		console.log(
			`${what.padEnd(36)} ${seconds.toFixed(2).padStart(6)} s, processor time of both ends ${cpu.toFixed(2)} s`,
		);
	console.log(
		`${(alone / 1e6).toFixed(1)} MB and ${(all / 1e6).toFixed(1)} MB; ${queries} + ${more} queries of KRR; ${found}`,
	);
	const leaks = best["plimsoll leaks"];
	const say = (what: string, value: string, goal: string, reached: boolean) =>
		console.log(`${what.padEnd(64)} ${value.padStart(9)}   goal ${goal}: ${reached ? "reached" : "MISSED"}`);
	for (const [what, against] of Object.entries(best)) {
		if (against === leaks) continue;
		const ratio = leaks.seconds / against.seconds;
		say(`plimsoll leaks / transferring ${what}`, ratio.toFixed(2), `<= ${GOALS.transfer}`, ratio <= GOALS.transfer);
	}
	const faster = krr.seconds / leaks.seconds;
	say("KRR, pods and memory / plimsoll leaks", faster.toFixed(0), `>= ${GOALS.krr}`, faster >= GOALS.krr);
	const whole = (krr.seconds + krrCpu.seconds) / leaks.seconds;
	say("KRR, all its queries / plimsoll leaks", whole.toFixed(0), `>= ${GOALS.krr}`, whole >= GOALS.krr);
	say("peak RSS of plimsoll leaks, MB", rss.toFixed(0), `< ${GOALS.rss}`, rss < GOALS.rss);
}

/** Runs once and keeps the least of the time and of the processor time that it and the server took. */
async function taken<T>(best: Taken, run: () => Promise<T>): Promise<T> {
	const [began, cpu] = [performance.now(), cpuSeconds("self") + cpuSeconds(server.pid)];
	const result = await run();
	best.seconds = Math.min(best.seconds, (performance.now() - began) / 1000);
	best.cpu = Math.min(best.cpu, cpuSeconds("self") + cpuSeconds(server.pid) - cpu);
	return result;
}

/** User and system time of a process and of its ended children (proc(5), fields 14 to 17, in hundredths). */
function cpuSeconds(pid: number | "self"): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
		.replace(/^.*\) /s, "")
		.split(" ");
	return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** One remote read; the answer is counted and thrown away. Returns its bytes. */
async function transfer(metrics: readonly string[]): Promise<number> {
	const selections = metrics.map((value) => [{ name: "__name__", op: "=", value }] as const);
	const body = compress(encodeRequest(selections, from, from + SPAN));
	const engine = await openEngine({ url: server.url, environment: {} });
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
	return bytes;
}

async function leaksOnce(program: string): Promise<{ rss: number; found: string }> {
	const child = spawn(
		"/usr/bin/env",
		[
			"time",
			"-f",
			"%M",
			process.execPath,
			program,
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
	return { rss: Number(stderr.trim().split("\n").at(-1)) / 1024, found };
}

/** Each container's queries one after the other, as many containers at once as KRR has workers. Returns how many queries there were. */
async function krrShapes(queriesOf: (of: KrrObject) => string[]): Promise<number> {
	const fleet = Array.from({ length: CONTAINERS }, (_, i) => containerOf(i, from));
	const objects = krrObjects(fleet);
	let [next, asked] = [0, 0];
	const worker = async (): Promise<void> => {
		for (let i = next++; i < objects.length; i = next++) {
			for (const query of queriesOf(objects[i] as KrrObject)) {
				const answer = await fetch(`${server.url}/api/v1/query`, {
					method: "POST",
					body: new URLSearchParams({ query, time: String(from + SPAN - STEP) }),
				});
				if (!answer.ok) throw new Error(await answer.text());
				await answer.arrayBuffer();
				asked++;
			}
		}
	};
	await Promise.all(Array.from({ length: KRR_AT_ONCE }, worker));
	return asked;
}
