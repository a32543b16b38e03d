/** Engines other than Prometheus, as the lab builds them: started on loopback, filled by remote write, gone at the end. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ended, freePort, startPrometheus } from "../src/sources/prometheus/testing/server.ts";
import { bin } from "./paths.ts";

export interface RealEngine {
	/** Where it is asked. */
	url: string;
	/** Where it takes remote writes. */
	into: string;
	/** Returns when what was written is visible to queries. */
	flush(): Promise<void>;
	stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;

/** A process that answers 200 at `ready`; ended by the function it returns. */
async function started(program: string, args: readonly string[], ready: string): Promise<() => Promise<void>> {
	const child = spawn(bin(program), args, { stdio: "ignore" });
	for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
		if (await answers(ready)) return () => ended(child);
		if (Date.now() < end && child.exitCode === null) continue;
		await ended(child);
		throw new Error(`${program} does not start`);
	}
}

async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		({ ok }) => ok,
		() => false,
	);
}

export async function startVictoriaMetrics(): Promise<RealEngine> {
	const data = await mkdtemp(join(tmpdir(), "plimsoll-victoria-metrics-"));
	const address = `127.0.0.1:${await freePort()}`;
	const url = `http://${address}`;
	// What the tests write is years old, and VictoriaMetrics keeps a month unless told.
	const args = [`-storageDataPath=${data}`, "-retentionPeriod=100y", `-httpListenAddr=${address}`];
	const stop = await started("victoria-metrics", [...args, "-memory.allowedBytes=128MiB"], `${url}/health`);
	return {
		url,
		into: url,
		flush: async () => void (await (await fetch(`${url}/internal/force_flush`)).text()),
		stop: async () => {
			await stop();
			await rm(data, { recursive: true, force: true });
		},
	};
}

/** A Thanos querier over the sidecar of a Prometheus. */
export async function startThanos(): Promise<RealEngine> {
	// A sidecar wants its Prometheus to have a name.
	const prometheus = await startPrometheus(undefined, "global: {external_labels: {prometheus: lab}}\n");
	const ports = await Promise.all(Array.from({ length: 4 }, freePort));
	const [sidecar, sidecarHttp, querier, http] = ports.map((port) => `127.0.0.1:${port}`);
	const url = `http://${http}`;
	const quiet = "--log.level=error";
	const aside = ["sidecar", quiet, `--prometheus.url=${prometheus.url}`];
	const stops = [() => prometheus.stop()];
	const stop = async (): Promise<void> => {
		for (const one of stops.reverse()) await one();
	};
	try {
		const listening = [`--grpc-address=${sidecar}`, `--http-address=${sidecarHttp}`];
		stops.push(await started("thanos", [...aside, ...listening], `http://${sidecarHttp}/-/ready`));
		const asking = ["query", quiet, `--endpoint=${sidecar}`, `--grpc-address=${querier}`, `--http-address=${http}`];
		stops.push(await started("thanos", asking, `${url}/-/ready`));
	} catch (error) {
		await stop();
		throw error;
	}
	const flush = async (): Promise<void> => {
		// The querier looks for its stores every few seconds.
		for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(200)) {
			const { data } = (await (await fetch(`${url}/api/v1/stores`)).json()) as { data: Record<string, unknown[]> };
			if ((data.sidecar ?? []).length > 0) return;
		}
		throw new Error("the querier does not find its sidecar");
	};
	return { url, into: prometheus.url, flush, stop };
}
