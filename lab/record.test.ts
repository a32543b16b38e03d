/** Plimsoll must not have the disease it treats: it records while the API server is away, and its own memory is flat. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHistory } from "../src/history/open.ts";
import { foreignKubeconfig } from "./cluster.ts";
import { component, insideLab, labDown, labUp, plimsoll } from "./harness.ts";
import { type SoakResult, soak, summaryOf } from "./soak.ts";
import { keptByWatcher, startWatcher, WATCHER } from "./watcher.ts";

/** The first time on a machine it builds Kubernetes, which takes two cores a quarter of an hour. */
const BUILD_MILLISECONDS = 60 * 60_000;
const NAMESPACES = 200;
const MIB = 2 ** 20;

describe.skipIf(foreignKubeconfig() !== undefined)("a recorder over a stopped API server", () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-soak-"));
	const path = join(folder, "history.db");
	let result: SoakResult;
	let kept: number;
	beforeAll(async () => {
		const cluster = await labUp(console.log);
		await startWatcher(cluster, console.log);
		const server = component("kube-apiserver");
		const plan = { namespaces: NAMESPACES, away: 40, times: 1, quiet: 20, gone: 1, patience: 45, interval: 1 };
		// As in a cluster: kubelets can be asked at their own address while nobody answers at the API server's.
		const where = { before: insideLab(), flags: ["--server", "https://127.0.0.1"] };
		result = await soak({ ...plan, where, kubeconfig: cluster.kubeconfig, server, path, log: console.log });
		console.log(summaryOf(result));
		kept = await keptByWatcher(cluster);
	}, BUILD_MILLISECONDS);
	afterAll(async () => {
		rmSync(folder, { recursive: true, force: true });
		await labDown();
	}, 120_000);

	it("ends by SIGTERM in order, and has said that the server was away and came back", () => {
		expect(result.exitCode).toBe(0);
		expect(result.said).toMatch(/The API server is away[\s\S]*The API server is back/);
	});
	it("has the samples from before and after, and the time between as a gap", () => {
		expect(result.across.length).toBeGreaterThan(0);
		expect(result.gaps).toHaveLength(1);
	});
	it("has samples from within too, of a kubelet that could be reached", async () => {
		const history = await openHistory({ path });
		const all = { from: 0, to: Number.MAX_SAFE_INTEGER, namespaces: null, wanted: null };
		const [away] = (await history?.absences?.(all)) ?? [];
		const tracks = await Array.fromAsync(history?.containers({ ...all, namespaces: [WATCHER.namespace] }) ?? []);
		await history?.close();
		const times = [...(tracks[0]?.series.t ?? [])].filter((t) => away !== undefined && t > away.from && t < away.to);
		expect(times.length).toBeGreaterThan(4);
		const steps = times.map((t, i) => t - (times[i - 1] ?? away?.from ?? 0));
		console.log(`${times.length} samples within, at most ${Math.max(...steps).toFixed(0)} s apart`);
		expect(Math.max(...steps)).toBeLessThan(20);
	});
	it("has counted the namespaces that came and went", () => {
		expect(result.counts.get("namespaces created")).toBe(NAMESPACES);
		expect(result.counts.get("namespaces deleted")).toBeGreaterThan(0);
	});
	it("sees who leaked while the server was away, how much, and that it does not otherwise", async () => {
		const args = ["leaks", "--history", path, "--since", "1h", "-n", WATCHER.namespace, "-o", "json"];
		const { stdout, stderr } = await plimsoll(args);
		expect(stderr).toBe("");
		const { findings } = JSON.parse(stdout) as { findings: { rule: string; params: Record<string, number> }[] };
		expect(findings).toMatchObject([
			{ rule: "leak/while-disconnected", subject: { namespace: WATCHER.namespace, name: WATCHER.name } },
		]);
		const { leakedBytes = 0, bytesPerHour = 0, bytesPerHourOutside = 0, disconnections } = findings[0]?.params ?? {};
		console.log(`the watcher kept ${kept / MIB} MiB, ${leakedBytes / MIB} MiB by the finding`);
		expect(disconnections).toBe(1);
		expect(leakedBytes / kept).toBeGreaterThan(0.6);
		expect(leakedBytes / kept).toBeLessThan(1.4);
		expect(Math.abs(bytesPerHourOutside)).toBeLessThan(bytesPerHour / 3);
	});
	// What a process compiles and caches in its first minutes is growth to any detector: `npm run lab -- soak` looks on for longer, and takes no leak.
	it("grows no more than a process that warms up, says its own detector", () => {
		expect(result.own.t.length).toBeGreaterThan(45);
		expect(result.verdict).not.toBe("too-short");
		expect(result.leaked).toBeLessThan(12 * MIB);
		expect(Math.max(...result.own.bytes)).toBeLessThan(150 * MIB);
	});
});
