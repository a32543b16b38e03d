/** Engines other than Prometheus, as the lab builds them: started on loopback, filled by remote write, gone at the end. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ended, freePort } from "../src/sources/prometheus/testing/server.ts";
import { bin } from "./paths.ts";

export interface RealEngine {
	url: string;
	/** Makes what was written visible to queries. */
	flush(): Promise<void>;
	stop(): Promise<void>;
}

export async function startVictoriaMetrics(): Promise<RealEngine> {
	const data = await mkdtemp(join(tmpdir(), "plimsoll-victoria-metrics-"));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const child = spawn(
		bin("victoria-metrics"),
		[
			`-storageDataPath=${data}`,
			// What the tests write is years old.
			"-retentionPeriod=100y",
			`-httpListenAddr=127.0.0.1:${port}`,
			"-loggerLevel=ERROR",
			"-memory.allowedBytes=128MiB",
		],
		{ stdio: ["ignore", "ignore", "ignore"] },
	);
	const stop = async (): Promise<void> => {
		await ended(child);
		await rm(data, { recursive: true, force: true });
	};
	const flush = async (): Promise<void> => {
		await (await fetch(`${url}/internal/force_flush`)).text();
		await (await fetch(`${url}/internal/resetRollupResultCache`)).text();
	};
	for (let i = 0; ; i++) {
		const ready = await fetch(`${url}/health`).then(
			({ ok }) => ok,
			() => false,
		);
		if (ready) return { url, flush, stop };
		if (i === 600 || child.exitCode !== null) {
			await stop();
			throw new Error("victoria-metrics does not start");
		}
		await sleep(100);
	}
}
