import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openEngine } from "../../src/sources/prometheus/direct.ts";
import { encodeRequest } from "../../src/sources/prometheus/remote-read.ts";
import { compress } from "../../src/sources/prometheus/snappy.ts";
import { hasPrometheus, startPrometheus } from "../../src/sources/prometheus/testing/server.ts";
import { bundle } from "../bundle.ts";
import { type Asked, askAgain, askedBy } from "./asked.ts";
import { containerOf, SPAN, STEP } from "./fleet.ts";
import { ingest } from "./ingest.ts";
import { KRR, type KrrObject, krrObjects } from "./krr.ts";

/**
 * The whole `plimsoll leaks` against a real Prometheus that holds so many containers for 14 days at 5 minutes, beside the time of
 * transferring their samples alone, beside that of asking all its questions again and throwing the answers away, and beside KRR's queries for the
 * same containers. Everything in one run on one machine, the
 * server included; rounds take turns, and the fastest of each counts, because whatever else runs on the machine only ever adds. The
 * processor time of both ends is told too: others' work distorts it less.
 *
 *     npm run bench -- history [CONTAINERS] [leaks]
 */
const { positionals } = parseArgs({ allowPositionals: true });
/** `history leaks`: without KRR's queries, which take a quarter of an hour. */
const [WITH_KRR, CONTAINERS] = [!positionals.includes("leaks"), Number(positionals.find(Number) ?? 2000)];
const ROUNDS = 7;
/** KRR's default (`--max-workers`). */
const KRR_AT_ONCE = 6;
const GOALS = { transfer: 1.5, krr: 30, rss: 300 };

interface Taken {
	seconds: number;
	/** Of the server, and of it and who asks it. */
	server: number;
	cpu: number;
}
const { POSITIVE_INFINITY } = Number;
const NEVER: Readonly<Taken> = { seconds: POSITIVE_INFINITY, server: POSITIVE_INFINITY, cpu: POSITIVE_INFINITY };

/** What `leaks` has under way at once while it reads samples (src/history/prometheus/prometheus.ts). */
const ASKED_AT_ONCE = 3;
/** Reaches back beyond the first sample: to it, every container has started within the time. */
const ROLLED_OUT = "20d";

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
	const questions = await askedBy(server.url, (url) => leaksOnce(program, url));
	const rolledOut = await askedBy(server.url, (url) => leaksOnce(program, url, ROLLED_OUT));
	const best = {
		"the working set's bytes alone": { ...NEVER },
		"all bytes that leaks asks for": { ...NEVER },
		"plimsoll leaks": { ...NEVER },
		"all bytes, everything rolled out": { ...NEVER },
		"plimsoll leaks, everything rolled out": { ...NEVER },
	};
	let [alone, all, allRolledOut, rss] = [0, 0, 0, 0];
	let found = "";
	for (let round = 0; round < ROUNDS; round++) {
		const again = (asked: readonly Asked[]) => askAgain(server.url, asked, ASKED_AT_ONCE);
		alone = await taken(best["the working set's bytes alone"], () => transfer("container_memory_working_set_bytes"));
		all = await taken(best["all bytes that leaks asks for"], () => again(questions));
		const leaks = await taken(best["plimsoll leaks"], () => leaksOnce(program, server.url));
		allRolledOut = await taken(best["all bytes, everything rolled out"], () => again(rolledOut));
		const young = await taken(best["plimsoll leaks, everything rolled out"], () =>
			leaksOnce(program, server.url, ROLLED_OUT),
		);
		rss = Math.max(rss, leaks.rss, young.rss);
		found = leaks.found;
	}
	tell(best);
	console.log(
		`${[alone, all, allRolledOut].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`).join(", ")}; ${questions.length} questions of leaks (${rolledOut.length} rolled out); ${found}`,
	);
	const leaks = best["plimsoll leaks"];
	for (const [what, one, against] of [
		["leaks / the working set's bytes alone", leaks, best["the working set's bytes alone"]],
		["leaks / all bytes that it asks for", leaks, best["all bytes that leaks asks for"]],
		[
			"rolled out: leaks / all bytes",
			best["plimsoll leaks, everything rolled out"],
			best["all bytes, everything rolled out"],
		],
	] as const) {
		const ratio = one.seconds / against.seconds;
		say(what, ratio.toFixed(2), `<= ${GOALS.transfer}`, ratio <= GOALS.transfer);
		sayCpu(what, one.cpu / against.cpu);
	}
	say("peak RSS of plimsoll leaks, MB", rss.toFixed(0), `< ${GOALS.rss}`, rss < GOALS.rss);
	if (WITH_KRR) await measureKrr(leaks);
}

async function measureKrr(leaks: Taken): Promise<void> {
	const [krr, krrCpu] = [{ ...NEVER }, { ...NEVER }];
	const asked = await taken(krr, () => krrShapes(KRR.memory));
	const more = await taken(krrCpu, () => krrShapes(KRR.cpu));
	const sum = (of: keyof Taken) => krr[of] + krrCpu[of];
	const whole = { seconds: sum("seconds"), server: sum("server"), cpu: sum("cpu") };
	tell({ "KRR, pods and memory": krr, "KRR, CPU as well, which it asks too": whole });
	for (const [what, against, queries] of [
		["KRR, pods and memory / leaks", krr, asked],
		["KRR, all its queries / leaks", whole, asked + more],
	] as const) {
		const faster = against.seconds / leaks.seconds;
		say(`${what} (${queries} queries)`, faster.toFixed(0), `>= ${GOALS.krr}`, faster >= GOALS.krr);
		sayCpu(what, against.cpu / leaks.cpu);
	}
}

function tell(measured: Readonly<Record<string, Taken>>): void {
	for (const [what, { seconds, server, cpu }] of Object.entries(measured))
		console.log(
			`${what.padEnd(37)} ${seconds.toFixed(2).padStart(6)} s; processor time of Prometheus ${server.toFixed(2)} s, of both ends ${cpu.toFixed(2)} s`,
		);
}

function say(what: string, value: string, goal: string, reached: boolean): void {
	console.log(`${what.padEnd(64)} ${value.padStart(9)}   goal ${goal}: ${reached ? "reached" : "MISSED"}`);
}

/** The same of the processor time of both ends, which is no goal but hardly changes with whatever else runs on the machine. */
function sayCpu(what: string, ratio: number): void {
	console.log(`${`${what}, processor time`.padEnd(64)} ${ratio.toFixed(2).padStart(9)}`);
}

/** Runs once and keeps the least of the time and of the processor time that it and the server took. */
async function taken<T>(best: Taken, run: () => Promise<T>): Promise<T> {
	const [began, own, servers] = [performance.now(), cpuSeconds("self"), cpuSeconds(server.pid)];
	const result = await run();
	const its = cpuSeconds(server.pid) - servers;
	best.seconds = Math.min(best.seconds, (performance.now() - began) / 1000);
	best.server = Math.min(best.server, its);
	best.cpu = Math.min(best.cpu, cpuSeconds("self") - own + its);
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
async function transfer(metric: string): Promise<number> {
	const selections = [[{ name: "__name__", op: "=", value: metric }]] as const;
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

async function leaksOnce(program: string, url: string, since = "14d"): Promise<{ rss: number; found: string }> {
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
			url,
			"--since",
			since,
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
