import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { cgroupVersion } from "../../../lab/machine/cgroup.ts";
import { type Process, processes } from "./processes.ts";

/** One second of a process's life is recorded as a minute: what happens in ten minutes here takes ten hours in a cluster. */
const SCALE = 60;
const SECONDS = Number(process.argv.find((argument) => /^--seconds=/.test(argument))?.slice(10) ?? 600);
/** All of them together. */
const BOUND = 5 * 2 ** 30;
const BEGIN = 1_700_000_000;
const V2 = cgroupVersion() === 2;
const ROOT = join(V2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory", "plimsoll-leaks");

interface Running extends Process {
	cgroup: string;
	child: ChildProcess;
	started: number;
	client: Socket | null;
	rows: string[];
}

/**
 * `npm run bench -- leaks --record`: runs every process in a cgroup of its own below one that is bounded, reads its working set each
 * second, and writes bench/leaks/real.csv.gz. Needs root, cc, go, a JDK, Python and redis-server.
 */
export async function record(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-leaks-"));
	bounded(ROOT, BOUND);
	const running = processes(folder).map((one, i) => begin(one, join(ROOT, String(i))));
	const stop = () => {
		for (const { child, client } of running) {
			client?.destroy();
			child.removeAllListeners("exit");
			child.kill("SIGKILL");
		}
	};
	process.once("SIGINT", stop);
	try {
		for (let second = 0; second < SECONDS; second++) {
			for (const one of running) {
				one.rows.push(row(one, second));
				feed(one, second);
			}
			if (second % 60 === 0) console.error(`${second} of ${SECONDS} s`);
			await sleep(1000);
		}
		const text = ["series,t,bytes,capacity,start", ...running.flatMap(({ rows }) => rows), ""].join("\n");
		writeFileSync(join(import.meta.dirname, "../real.csv.gz"), gzipSync(text, { level: 9 }));
	} finally {
		stop();
		for (const { cgroup } of running) await removed(cgroup);
		await removed(ROOT);
		rmSync(folder, { recursive: true });
	}
}

/** The kernel needs a moment between the last exit and an empty cgroup. */
async function removed(cgroup: string): Promise<void> {
	for (let tries = 0; ; tries++) {
		try {
			return rmdirSync(cgroup);
		} catch (cause) {
			if (tries === 50) throw cause;
			await sleep(200);
		}
	}
}

function bounded(path: string, limit: number): void {
	mkdirSync(path, { recursive: true });
	if (V2 && path === ROOT) writeFileSync(join(path, "cgroup.subtree_control"), "+memory");
	writeFileSync(join(path, V2 ? "memory.max" : "memory.limit_in_bytes"), String(limit));
}

function begin(one: Process, cgroup: string): Running {
	bounded(cgroup, one.limit);
	const running: Running = { ...one, cgroup, child: start(one, cgroup), started: 0, client: null, rows: [] };
	const again = (second: () => number) => () => {
		running.child = start(one, cgroup);
		running.started = second();
		running.child.on("exit", again(second));
	};
	running.child.on(
		"exit",
		again(() => running.rows.length),
	);
	return running;
}

/** Joins its cgroup before it becomes the program, so that every page is counted there. */
function start({ command, name }: Process, cgroup: string): ChildProcess {
	const child = spawn(
		"nice",
		["-n", "15", "sh", "-c", `echo $$ > ${cgroup}/cgroup.procs && exec "$@"`, "sh", ...command],
		{
			stdio: ["ignore", "ignore", "pipe"],
		},
	);
	child.stderr?.on("data", (text: Buffer) => console.error(`${name}: ${text.toString().trim()}`));
	return child;
}

function row(one: Running, second: number): string {
	const at = (value: number) => BEGIN + SCALE * value;
	const label = one.leaking ? "leaking" : "not-leaking";
	return [
		`${label}/${one.name.replaceAll(",", "")}`,
		at(second),
		workingSet(one.cgroup),
		one.limit,
		at(one.started),
	].join(",");
}

/** As the kubelet counts it: usage less inactive file pages. */
function workingSet(cgroup: string): number {
	const usage = Number(readFileSync(join(cgroup, V2 ? "memory.current" : "memory.usage_in_bytes"), "utf8"));
	const inactive = /^(?:total_)?inactive_file (\d+)$/m;
	const stat = readFileSync(join(cgroup, "memory.stat"), "utf8");
	const file = V2 ? inactive.exec(stat)?.[1] : /^total_inactive_file (\d+)$/m.exec(stat)?.[1];
	return Math.max(0, usage - Number(file ?? 0));
}

function feed(one: Running, second: number): void {
	if (one.feed === undefined || one.socket === undefined || !existsSync(one.socket)) return;
	if (one.client === null) {
		one.client = connect(one.socket);
		one.client.on("error", () => {
			one.client = null;
		});
		one.client.resume();
	}
	for (const command of one.feed(second)) {
		one.client?.write(`*${command.length}\r\n${command.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`);
	}
}
