/** What Plimsoll records while the API server is away and namespaces come and go, and what its own detector says of its own memory. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { History } from "../src/history/history.ts";
import { openHistory } from "../src/history/open.ts";
import type { Series } from "../src/model/series.ts";
import { judgeSeries } from "../src/verdicts/leaks/judge.ts";
import { Api } from "./api.ts";
import type { component } from "./harness.ts";
import type { Log } from "./log.ts";
import { REPOSITORY } from "./paths.ts";

export interface SoakPlan {
	kubeconfig: string;
	/** The history's file. */
	path: string;
	/** Seconds between two looks. */
	interval: number;
	/** Namespaces in all; a part of them before, and a part after the time without API server. */
	namespaces: number;
	/** Seconds without API server, and how often. */
	away: number;
	times: number;
	/** Seconds of quiet in front of and behind each. */
	quiet: number;
	/** Namespaces that must be gone at the end, and the seconds that this, and the watch's own return, may take. */
	gone: number;
	patience: number;
	server: ReturnType<typeof component>;
	/** What comes before the recorder's own command, and flags after it. */
	where?: { before: string[]; flags: string[] };
	log: Log;
}

export interface SoakResult {
	exitCode: number | null;
	said: string;
	counts: Map<string, number>;
	/** Absences of the API server as they were recorded. */
	gaps: string[];
	/** Containers whose samples lie on both sides of the last absence. */
	across: string[];
	own: Series;
	/** What its own detector says of it: `leak/…`, or why it is none. */
	verdict: string;
	/** Bytes it calls leaked; 0 where it finds no leak. */
	leaked: number;
}

/** Records while the API server stops again and again. The times at which it was away are those of the plan, within seconds. */
export async function soak(plan: SoakPlan): Promise<SoakResult> {
	const { path, interval, away, times, quiet, log } = plan;
	const { before, flags } = plan.where ?? { before: [], flags: [] };
	const [program = "", ...arguments_] = [...before, join(REPOSITORY, "bin/plimsoll"), "record", ...flags];
	const recorder = spawn(program, [...arguments_, "--history", path, "--interval", `${interval}s`], {
		env: { ...process.env, KUBECONFIG: plan.kubeconfig, LC_ALL: "C" },
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	recorder.stderr.setEncoding("utf8").on("data", (text: string) => {
		said += text;
	});
	try {
		await sleep(quiet * 1000);
		let last = 0;
		for (let time = 0; time < times; time++) {
			await churn(Math.ceil(plan.namespaces / (times + 1)), `before-${time}`);
			await plan.server.stop();
			last = Date.now() / 1000;
			log(`the API server is away, ${time + 1} of ${times}`);
			await sleep(away * 1000);
			await plan.server.start();
			log("it is back");
			await sleep(quiet * 1000);
		}
		await churn(Math.ceil(plan.namespaces / (times + 1)), "after");
		// A watch asks a server that was away again after half a minute at the latest; nothing is lost by it.
		const counted = ({ counts }: { counts: Map<string, number> }) =>
			(counts.get("namespaces created") ?? 0) >= plan.namespaces &&
			(counts.get("namespaces deleted") ?? 0) >= plan.gone;
		for (const end = Date.now() + plan.patience * 1000; Date.now() < end; await sleep(1000))
			if (counted({ counts: await read(path, (history) => countsOf(history)) })) break;
		await end(recorder);
		const result = await read(path, (history) => resultOf(history, last));
		return { ...result, exitCode: recorder.exitCode, said };
	} finally {
		recorder.kill("SIGKILL");
	}
}

async function end(recorder: ChildProcess): Promise<void> {
	recorder.kill("SIGTERM");
	if (recorder.exitCode === null) await once(recorder, "exit");
}

/** Namespaces that are made and deleted at once; the server takes its time to be rid of them. */
async function churn(count: number, name: string): Promise<void> {
	const api = new Api();
	const one = async (i: number): Promise<void> => {
		const metadata = { name: `churn-${name}-${i}` };
		await api.send("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
		await api.send("DELETE", `/api/v1/namespaces/${metadata.name}`);
	};
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let i = next++; i < count; i = next++) await one(i);
	};
	await Promise.all(Array.from({ length: 20 }, worker));
	api.close();
}

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER, namespaces: null, wanted: null };

async function read<T>(path: string, ask: (history: History) => Promise<T>): Promise<T> {
	const history = await openHistory({ path });
	if (history === null) throw new Error("no history");
	try {
		return await ask(history);
	} finally {
		await history.close();
	}
}

async function countsOf(history: History): Promise<Map<string, number>> {
	const counters = await Array.fromAsync(history.counters(ALL));
	return new Map(counters.map(({ name, bytes }) => [name, bytes.at(-1) ?? 0]));
}

async function resultOf(history: History, lastAway: number) {
	const across: string[] = [];
	for await (const { series } of history.containers(ALL)) {
		const [first = Number.NaN, newest = Number.NaN] = [series.t[0], series.t.at(-1)];
		if (first < lastAway && newest > lastAway) across.push(series.name);
	}
	const cgroups = await Array.fromAsync(history.cgroups(ALL));
	const own = cgroups.find(({ cgroup }) => cgroup === "plimsoll")?.series;
	if (own === undefined) throw new Error("its own memory was not recorded");
	const { finding, reason } = judgeSeries(own, Number.MAX_SAFE_INTEGER);
	const gaps = history.gaps.map(({ what }) => what).filter((what) => what.startsWith("API server"));
	const leaked = finding !== null && "leakedBytes" in finding.params ? Number(finding.params.leakedBytes) : 0;
	return { counts: await countsOf(history), gaps, across, own, verdict: finding?.rule ?? reason ?? "", leaked };
}

/** First, last and largest, as text. */
export function summaryOf({ own, verdict, counts, gaps, across }: SoakResult): string {
	const mib = (bytes: number | undefined) => `${((bytes ?? 0) / 2 ** 20).toFixed(0)} MiB`;
	const third = Math.floor(own.bytes.length / 3);
	const mean = (part: Float64Array) => part.reduce((sum, bytes) => sum + bytes, 0) / part.length;
	return [
		`own RSS: ${own.bytes.length} samples over ${((own.t.at(-1) ?? 0) - (own.t[0] ?? 0)).toFixed(0)} s, largest ${mib(Math.max(...own.bytes))}`,
		`thirds on average: ${[0, 1, 2].map((i) => mib(mean(own.bytes.subarray(i * third, (i + 1) * third)))).join(", ")}; verdict: ${verdict}`,
		`${counts.get("namespaces created")} namespaces created, ${counts.get("namespaces deleted")} deleted, ${counts.get("watch restarts")} watch restarts`,
		...gaps.map((gap) => `gap: ${gap}`),
		`containers with samples before and after: ${across.join(", ")}`,
	].join("\n");
}
