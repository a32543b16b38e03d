import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The Prometheus that the lab builds (lab/paths.ts says where). */
const PROMETHEUS = join(
	process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
	"plimsoll",
	"lab",
	"bin",
	"prometheus",
);

export function hasPrometheus(): boolean {
	return existsSync(PROMETHEUS);
}

export interface RealPrometheus {
	url: string;
	pid: number;
	stop(): Promise<void>;
}

/** A real Prometheus on loopback that scrapes nothing and takes remote writes; its folder is removed at the end unless one is given. */
export async function startPrometheus(folder?: string, configuration = "global: {}\n"): Promise<RealPrometheus> {
	const data = folder ?? (await mkdtemp(join(tmpdir(), "plimsoll-prometheus-")));
	const config = join(data, "prometheus.yml");
	await writeFile(config, configuration);
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const child = spawn(
		PROMETHEUS,
		[
			`--config.file=${config}`,
			`--storage.tsdb.path=${join(data, "tsdb")}`,
			"--storage.tsdb.retention.time=10y",
			`--web.listen-address=127.0.0.1:${port}`,
			"--web.enable-remote-write-receiver",
			"--log.level=error",
		],
		{ stdio: ["ignore", "ignore", "inherit"] },
	);
	const stop = async (): Promise<void> => {
		await ended(child);
		if (folder === undefined) await rm(data, { recursive: true, force: true });
	};
	for (let i = 0; ; i++) {
		const ready = await fetch(`${url}/-/ready`).then(
			({ ok }) => ok,
			() => false,
		);
		if (ready) return { url, pid: child.pid ?? 0, stop };
		if (i === 600 || child.exitCode !== null) {
			await stop();
			throw new Error("prometheus does not start");
		}
		await sleep(100);
	}
}

export async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise((resolve) => child.once("exit", resolve));
	child.kill("SIGTERM");
	await gone;
}

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === "string") throw new Error("no port");
	return address.port;
}
