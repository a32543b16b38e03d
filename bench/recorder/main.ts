/**
 * `npm run bench -- recorder [MINUTES]`: bytes a sample on real series, and what `plimsoll record` costs with 10,000 containers every
 * 30 s, against kubelets simulated in another process.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { bytesLines } from "./bytes.ts";

const NODES = 250;
const PODS = 40;
const minutes = Number(process.argv[2] ?? 5);
const root = resolve(import.meta.dirname, "../..");
const node = process.execPath;

console.log("Bytes a sample on real series:");
for (const line of await bytesLines()) console.log(line);

const folder = mkdtempSync(join(tmpdir(), "plimsoll-record-"));
const path = join(folder, "history.db");
const children: ChildProcess[] = [];
try {
	const cluster = spawn(node, [join(root, "bench/recorder/cluster.ts"), String(NODES), String(PODS)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	children.push(cluster);
	const [said] = (await once(cluster.stdout, "data")) as [Buffer];
	const args = ["record", "--server", said.toString().trim(), "--history", path, "--interval", "30s"];
	// The bundle, as it is installed: from the sources, stripping the types costs memory of its own.
	const recorder = spawn(node, [bundle(), ...args], { stdio: ["ignore", "ignore", "inherit"] });
	children.push(recorder);
	const pid = recorder.pid ?? 0;
	// Two rounds until every list is read and every connection open.
	await sleep(60_000);
	const [from, wall] = [cpuSeconds(pid), performance.now()];
	const rss: number[] = [];
	for (const end = performance.now() + minutes * 60_000; performance.now() < end; await sleep(5000))
		rss.push(rssBytes(pid));
	const share = (cpuSeconds(pid) - from) / ((performance.now() - wall) / 1000);
	const peak = peakBytes(pid);
	recorder.kill("SIGTERM");
	const [code] = await once(recorder, "exit");
	const third = Math.floor(rss.length / 3);
	const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	console.log(
		`Recorder: ${NODES * PODS} containers on ${NODES} nodes every 30 s, for ${minutes} minutes after the first`,
	);
	console.log(`  ${(100 * share).toFixed(1)} % of one core, peak RSS ${mib(peak)}, exit code ${code}`);
	console.log(
		`  RSS: first third ${mib(mean(rss.slice(0, third)))}, last third ${mib(mean(rss.slice(-third)))} on average`,
	);
	console.log(`  ${samplesIn(path)}`);
} finally {
	for (const child of children) child.kill("SIGKILL");
	rmSync(folder, { recursive: true });
}

/** User and system time of a process and its threads (proc(5), fields 14 and 15, in ticks). */
function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
		.replace(/^.*\) /s, "")
		.split(" ");
	const ticks = Number(execFileSync("getconf", ["CLK_TCK"]));
	return (Number(fields[11]) + Number(fields[12])) / ticks;
}

function rssBytes(pid: number): number {
	return statusBytes(pid, "VmRSS");
}

function peakBytes(pid: number): number {
	return statusBytes(pid, "VmHWM");
}

function statusBytes(pid: number, field: string): number {
	return 1024 * Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** How much came in: a recorder that falls behind would be cheap. */
function samplesIn(file: string): string {
	const database = new DatabaseSync(file, { readOnly: true });
	const { sweeps, first, last } = database
		.prepare(
			"SELECT count(*) AS sweeps, min(t) AS first, max(t) AS last FROM sweep WHERE node IN (SELECT id FROM node WHERE name != '')",
		)
		.get() as { sweeps: number; first: number; last: number };
	const { bytes } = database.prepare("SELECT avg(length(data)) AS bytes FROM sweep").get() as { bytes: number };
	const gaps = database.prepare("SELECT count(*) AS n FROM gap").get() as { n: number };
	database.close();
	const expected = ((last - first) / 30) * NODES;
	return `${sweeps} looks of ${expected.toFixed(0)} due, ${gaps.n} gaps, ${bytes.toFixed(0)} bytes a look, file ${mib(statSync(file).size)}`;
}

function mib(bytes: number): string {
	return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
