/** The real cluster, from `up` to `down`. With PLIMSOLL_LAB_KUBECONFIG set, what needs our own control plane is skipped. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClient } from "../src/sources/kubernetes/client.ts";
import { resolveConnection } from "../src/sources/kubernetes/kubeconfig.ts";
import { watchObjects } from "../src/sources/kubernetes/watch.ts";
import { foreignKubeconfig, type Output } from "./cluster.ts";
import { component, kubectl, labDown, labUp, plimsoll } from "./harness.ts";
import { BRIDGE, NODE } from "./machine/addresses.ts";
import { labProcesses } from "./machine/cgroup.ts";
import { CACHE, CGROUP, STATE } from "./paths.ts";
import { DEMO } from "./record.ts";
import type { Verdict } from "./scenes/judge.ts";
import { loadScene, sceneNames } from "./scenes/play.ts";
import { perform, verdictOf } from "./scenes/verdict.ts";

/** The first time on a machine it builds Kubernetes, which takes two cores a quarter of an hour. */
const BUILD_MILLISECONDS = 60 * 60_000;
const foreign = foreignKubeconfig() !== undefined;

/** A question asked twice a second until it is answered with yes. */
const eventually = async (what: string, seconds: number, ask: () => boolean | Promise<boolean>): Promise<void> => {
	for (const end = Date.now() + seconds * 1000; !(await ask()); await sleep(500)) {
		if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
	}
};

beforeAll(async () => {
	await labUp(console.log);
}, BUILD_MILLISECONDS);

afterAll(() => labDown());

describe("the cluster", () => {
	it("has a node that is ready, and the version that go.mod pins", async () => {
		const { stdout } = await kubectl(["get", "nodes", "--no-headers"]);
		expect(stdout).toMatch(/ Ready /);
		if (foreign) return;
		const pinned =
			/k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(import.meta.dirname, "go.mod"), "utf8"))?.[1] ?? "";
		expect(stdout).toContain(pinned);
	});

	it.skipIf(foreign)("is scraped by a Prometheus that is found through the API server", async () => {
		const query = encodeURIComponent("count by (job) (up == 1)");
		const path = `/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query?query=${query}`;
		await eventually("all targets are up", 60, async () => {
			const { stdout } = await kubectl(["get", "--raw", path]);
			return /"kubelet".*"3"/.test(stdout) && stdout.includes('"kube-state-metrics"');
		});
	});
});

/** More than what is in use now, which needs no history. */
const FEW = 3;

const cartSamples = async (flags: readonly string[]): Promise<number> => {
	const { stdout } = await plimsoll(["size", "deploy/cart", "-n", "shop", "-o", "json", ...flags]);
	return JSON.parse(stdout).recommendations[0]?.basis.samples ?? 0;
};

describe("scenes", () => {
	// The demo's scenes come first and are captured as they stand: later scenes make the kubelet evict.
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-capture-"));
	const file = join(folder, "capture.tar.gz");
	let demo: Promise<Map<string, Promise<Verdict[]>>>;
	let captured: Promise<Output>;
	let others: Promise<Map<string, Promise<Verdict[]>>>;
	beforeAll(async () => {
		const cluster = await labUp();
		demo = perform([...DEMO], cluster, console.log);
		captured = demo
			.then((verdicts) => Promise.all(verdicts.values()))
			// On a busy machine two kills may come before a few scrapes.
			.then(() => eventually("the cart is measured a few times", 120, async () => (await cartSamples([])) > FEW))
			.then(() => plimsoll(["capture", "-o", file, "--all-namespaces", "--since", "1h"]));
		others = captured.then(() =>
			perform(
				sceneNames().filter((name) => !DEMO.includes(name)),
				cluster,
				console.log,
			),
		);
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each(sceneNames())(
		"%s is told rightly through kubectl",
		async (name) => {
			const verdicts = (await (await (DEMO.includes(name) ? demo : others)).get(name)) ?? [];
			expect(verdicts.filter(({ right }) => !right)).toEqual([]);
			expect(verdicts.length).toBeGreaterThan(0);
		},
		600_000,
	);

	it("a capture tells the same without the cluster", async () => {
		const { code, stderr } = await captured;
		expect(stderr).not.toMatch(/defect/);
		expect(code).toBe(0);
		for (const name of DEMO) {
			const verdicts = await verdictOf(await loadScene(name), { ...(await labUp()), kubeconfig: "/dev/null" }, file);
			expect(verdicts.filter(({ right }) => !right)).toEqual([]);
		}
		expect(await cartSamples(["--from", file]), stderr).toBeGreaterThan(FEW);
	});

	it.skipIf(foreign)("cAdvisor's series name the containers", async () => {
		const { stdout } = await kubectl(["get", "--raw", `/api/v1/nodes/${NODE}/proxy/metrics/cadvisor`]);
		expect(stdout).toMatch(/container_memory_working_set_bytes\{container="app",.*image="plimsoll\.dev\/lab\/node:/);
	});

	it.skipIf(foreign)("the kernel's own words reach the verdict through the kubelet", async () => {
		const { stdout } = await kubectl(["get", "--raw", `/api/v1/nodes/${NODE}/proxy/logs/kern.log`]);
		expect(stdout).toMatch(/oom-kill:constraint=CONSTRAINT_MEMCG,.*kubepods/);
		const { stdout: told } = await kubectl(["plimsoll", "why", "deploy/cart", "-n", "shop", "-o", "json"]);
		expect(told).toContain("Memory cgroup out of memory: Killed process");
	});
});

describe.skipIf(foreign)("when the API server is away", () => {
	it("an answer that never comes becomes one sentence", async () => {
		await component("kube-apiserver").freeze();
		try {
			const { code, stderr } = await plimsoll(["scan", "--request-timeout", "3s"]);
			expect(code).toBe(3);
			expect(stderr.trim().split("\n")).toHaveLength(1);
		} finally {
			await component("kube-apiserver").thaw();
		}
	});

	it("a watch survives a minute without it", async () => {
		const options = { kubeconfig: (await labUp()).kubeconfig, environment: {}, home: homedir(), version: "test" };
		const client = await openClient(await resolveConnection(options), options);
		const abort = new AbortController();
		const states: string[] = [];
		let names = new Set<string>();
		let listed: Set<string> | undefined;
		const watching = (async () => {
			const selection = { resource: "configmaps", namespace: "default", labelSelector: "", fieldSelector: "" } as const;
			const onState = (state: string) => states.push(state);
			for await (const { type, object } of watchObjects(client, selection, { signal: abort.signal, onState })) {
				const name = (object as { metadata?: { name?: string } } | null)?.metadata?.name ?? "";
				if (type === "resync") listed = new Set();
				else if (type === "bookmark") {
					names = listed ?? names;
					listed = undefined;
				} else if (type === "deleted") names.delete(name);
				else (listed ?? names).add(name);
			}
		})();
		try {
			await kubectl(["create", "configmap", "before"]);
			await eventually("what was made before is seen", 30, () => names.has("before"));
			await component("kube-apiserver").stop();
			await sleep(60_000);
			expect(states.at(-1)).toBe("reconnecting");
			await component("kube-apiserver").start();
			await kubectl(["create", "configmap", "after"]);
			await kubectl(["delete", "configmap", "before"]);
			await eventually("what changed after is seen", 90, () => names.has("after") && !names.has("before"));
			expect(states.at(-1)).toBe("connected");
		} finally {
			abort.abort();
			await watching;
		}
	}, 300_000);
});

describe.skipIf(foreign)("down", () => {
	const left = () => ({
		processes: labProcesses(),
		mounts: readFileSync("/proc/self/mountinfo", "utf8")
			.split("\n")
			.filter((line) => line.includes(STATE)),
		devices: execFileSync("ip", ["-o", "link"], { encoding: "utf8" })
			.split("\n")
			.filter((line) => line.includes(BRIDGE)),
		cgroups: readdirSync("/sys/fs/cgroup").filter(
			(name) => name === CGROUP || existsSync(join("/sys/fs/cgroup", name, CGROUP)),
		),
		state: existsSync(STATE),
	});
	const nothing = { processes: [], mounts: [], devices: [], cgroups: [], state: false };

	it("leaves nothing behind but the cache", async () => {
		await labDown();
		expect(left()).toEqual(nothing);
		expect(existsSync(CACHE)).toBe(true);
	});

	it("a warm up takes less than a minute", async () => {
		const start = performance.now();
		await labUp();
		expect(performance.now() - start).toBeLessThan(60_000);
	});

	it("leaves nothing of a lab whose supervisor was killed", async () => {
		expect(labProcesses().length).toBeGreaterThan(8);
		// The first is the oldest: it holds the namespaces.
		process.kill(Math.min(...labProcesses()), "SIGKILL");
		await eventually("everything in its namespaces ends with it", 20, () => labProcesses().length === 0);
		await labDown();
		expect(left()).toEqual(nothing);
	});
});
