/**
 * `npm run bench -- server [MINUTES] [alone|record|webhook|limited]`: what the server takes while 10,000 pods come, go and die and a page is open: the bundle, with the
 * flags and the environment of the image, in a cgroup of its own where one can be made, against a simulated API server with 100 kubelets.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { BusyCluster } from "./cluster.ts";
import { Cgroup, cpuSeconds, type Figures, figuresOf, freshNode, most, peakOf } from "./figures.ts";
import { OpenPage } from "./page.ts";

const TARGET = 100e6;
const READY_MS = 300_000;
const LOOK_MS = 250;
const ROOT = join(import.meta.dirname, "../..");
/** The server by itself; with the recorder in it; with the webhook beside both; and all of it in a container that may have no more than the target. */
const VARIANTS = ["alone", "record", "webhook", "limited"] as const;

type Variant = (typeof VARIANTS)[number];
const TITLES: Readonly<Record<Variant, string>> = {
	alone: "serve",
	record: "serve --record",
	webhook: "serve --record, and the webhook beside it",
	limited: `the same in a container with a limit of ${mb(TARGET)}`,
};

const [minutes = 1] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const chosen = VARIANTS.filter((variant) => process.argv.includes(variant));
const program = bundle();
const folder = mkdtempSync(join(tmpdir(), "plimsoll-server-"));
const node = freshNode(folder);
try {
	// By another copy: the pages of this one are to be read by the server first.
	const bare = execFileSync(process.execPath, ["-p", "process.memoryUsage().rss"]);
	console.log(`bare node: ${mb(Number(String(bare)))} resident`);
	for (const variant of chosen.length > 0 ? chosen : VARIANTS) await run(variant);
} finally {
	rmSync(folder, { recursive: true });
}

async function run(variant: Variant): Promise<void> {
	const cluster = new BusyCluster();
	const api = await cluster.start();
	const cgroup = Cgroup.make(`plimsoll-bench-${process.pid}-${variant}`, variant === "limited" ? TARGET : null);
	if (variant === "limited" && cgroup === null) return cluster.stop();
	const args = [program, "serve", "--server", api, ...extra(variant)];
	const { flags, env } = imageSettings();
	// The shell becomes the server, so that its pages are charged to the cgroup from the first.
	const server = spawn("sh", ["-c", `${cgroup?.enter ?? ""}exec "$@"`, "sh", node, ...flags, ...args], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, ...env, NODE_COMPILE_CACHE: join(folder, "compiled"), KUBECONFIG: "/dev/null" },
	});
	const ended = once(server, "exit").then(([code, signal]) => {
		throw new Error(`the server ended (${signal ?? `exit code ${code}`}); what it said is above`);
	});
	try {
		console.log(`\n${TITLES[variant]}:`);
		await Promise.race([ended, measure(server, cluster, cgroup, variant)]);
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	} finally {
		ended.catch(() => {});
		server.kill("SIGKILL");
		if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
		cluster.stop();
		cgroup?.remove();
	}
}

/** What else the server is asked to do. */
function extra(variant: Variant): string[] {
	const record = ["--record", "--history", join(folder, `${variant}.db`)];
	if (variant === "alone") return [];
	if (variant === "record") return record;
	const [key, cert] = [join(folder, "tls.key"), join(folder, "tls.crt")];
	const self = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x"];
	execFileSync("openssl", [...self, "-keyout", key, "-out", cert], { stdio: "ignore" });
	return [...record, "--webhook-listen", "127.0.0.1:0", "--webhook-tls-cert", cert, "--webhook-tls-key", key];
}

async function measure(
	{ stdout, pid = 0 }: ChildProcess,
	cluster: BusyCluster,
	cgroup: Cgroup | null,
	variant: Variant,
): Promise<void> {
	if (stdout === null) throw new Error("the server has no standard output");
	const [line] = await once(stdout, "data");
	const address = /http:\/\/\S+/.exec(String(line))?.[0] ?? "";
	const { origin } = new URL(address);
	const started = performance.now();
	// A connection that breaks is either a busy machine or a server that ends, of which we are told.
	while (
		!(await fetch(`${origin}/readyz`).then(
			({ ok }) => ok,
			() => false,
		))
	) {
		if (performance.now() - started > READY_MS) throw new Error(`the server was not ready after ${READY_MS / 1000} s`);
		await sleep(200);
	}
	const ready = (performance.now() - started) / 1000;
	console.log(
		`  ready after ${ready.toFixed(1)} s: ${told(figuresOf(pid, cgroup))}, at most ${mb(peakOf(pid))} until then`,
	);
	cluster.live();
	const page = await OpenPage.open(address);
	const reading = page.run();
	reading.catch(() => {});
	const cpu = cpuSeconds(pid);
	for (let minute = 1; minute <= minutes; minute++) {
		const seen: Figures[] = [];
		for (const end = performance.now() + 60_000; performance.now() < end; await Promise.race([reading, sleep(LOOK_MS)]))
			seen.push(figuresOf(pid, cgroup));
		const [last] = seen.slice(-1);
		const name = minute === 1 ? "the minute after" : `minute ${minute}`;
		const missed = variant === "alone" && most(seen).resident > TARGET ? `  MISSES the target of ${mb(TARGET)}` : "";
		console.log(`  ${name}: at most ${told(most(seen))}; at its end ${last === undefined ? "?" : told(last)}${missed}`);
	}
	const metrics = await (await fetch(`${origin}/metrics`)).text();
	const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1] ?? 0);
	const share = ((cpuSeconds(pid) - cpu) / (minutes * 60)) * 100;
	console.log(
		`  ${value("plimsoll_cluster_pods")} pods of ${mb(cluster.bytes)}, ${cluster.events} changes of them, ${page.answers} answers to a page; heap in use ${mb(value("plimsoll_heap_used_bytes"))}; ${share.toFixed(0)} % of one core`,
	);
	if (variant === "limited") console.log(`  alive; ${cgroup?.faults() ?? 0} pages were read again from disk`);
	page.close();
}

/** What the image tells Node and the allocator. */
function imageSettings(): { flags: string[]; env: Record<string, string> } {
	const file = readFileSync(join(ROOT, "deploy/Containerfile"), "utf8");
	const pairs = [...file.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, name = "", value = ""]) => [name, value]);
	const entry = /^ENTRYPOINT (.*)$/m.exec(file)?.[1] ?? "[]";
	return { flags: [...entry.matchAll(/"(--[^"]+)"/g)].map(([, flag = ""]) => flag), env: Object.fromEntries(pairs) };
}

function told({ resident, anonymous, workingSet }: Figures): string {
	const counted = workingSet === null ? "" : `, working set ${mb(workingSet)}`;
	return `${mb(resident)} resident (${mb(anonymous)} its own)${counted}`;
}

function mb(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}
