/**
 * `npm run bench -- server [MINUTES] [alone|record|webhook|limited]`: what the server takes while 10,000 pods come, go and die and a page is open: the bundle, with the
 * flags and the environment of the image, in a cgroup of its own where one can be made, against a simulated API server with 250 kubelets.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { makeCertificate, writeKubeconfig } from "./certificate.ts";
import { ADDRESSES, BusyCluster } from "./cluster.ts";
import { Cgroup, cpuSeconds, type Figures, FreshNode, figuresOf, most, peakOf } from "./figures.ts";
import { OpenPage } from "./page.ts";
import { Asker, looksIn, spread, verdictOn } from "./proof.ts";
import { Reviews } from "./reviews.ts";

/** What the chart gives it, bytes; another by PLIMSOLL_BENCH_LIMIT. */
const LIMIT = Number(process.env.PLIMSOLL_BENCH_LIMIT ?? 256 * 2 ** 20);
const READY_MS = 600_000;
const LOOK_MS = 250;
/** How often it is asked whether it is ready, and its memory noted to be judged. */
const JUDGED_MS = 5000;
const RECORD_SECONDS = 30;
const ROOT = join(import.meta.dirname, "../..");
/** The server by itself; with the recorder in it; with the webhook beside both; and all of it in a container that may have no more than the chart gives it. */
const VARIANTS = ["alone", "record", "webhook", "limited"] as const;

type Variant = (typeof VARIANTS)[number];
const TITLES: Readonly<Record<Variant, string>> = {
	alone: "serve",
	record: "serve --record",
	webhook: "serve --record, and the webhook beside it",
	limited: `the same in a container with a limit of ${mb(LIMIT)}`,
};

const [minutes = 1] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const chosen = VARIANTS.filter((variant) => process.argv.includes(variant));
const program = bundle();
const folder = mkdtempSync(join(tmpdir(), "plimsoll-server-"));
const node = FreshNode.make(folder);
const certificate = makeCertificate(folder, ["127.0.0.1", ...ADDRESSES]);
try {
	// By another copy: the pages of this one are to be read by the server first.
	const bare = execFileSync(process.execPath, ["-p", "process.memoryUsage().rss"]);
	console.log(`bare node: ${mb(Number(String(bare)))} resident`);
	for (const variant of chosen.length > 0 ? chosen : VARIANTS) await run(variant);
} finally {
	node.remove();
	rmSync(folder, { recursive: true });
}
// Who read the page of a server that ended would go on asking for it.
process.exit();

async function run(variant: Variant): Promise<void> {
	const cluster = new BusyCluster(certificate);
	const kubeconfig = writeKubeconfig(folder, await cluster.start(), certificate);
	const port = await freePort();
	const cgroup = Cgroup.make(`plimsoll-bench-${process.pid}-${variant}`, variant === "limited" ? LIMIT : null);
	if (variant === "limited" && cgroup === null) return cluster.stop();
	const args = [program, "serve", "--kubeconfig", kubeconfig, ...extra(variant, port)];
	const { flags, env } = imageSettings();
	// The shell becomes the server, so that its pages are charged to the cgroup from the first.
	const server = spawn("sh", ["-c", `${cgroup?.enter ?? ""}exec "$@"`, "sh", node.path, ...flags, ...args], {
		stdio: ["ignore", "pipe", "inherit"],
		env: {
			...process.env,
			...env,
			NODE_COMPILE_CACHE: join(folder, "compiled"),
			KUBECONFIG: "/dev/null",
		},
	});
	const ended = once(server, "exit").then(([code, signal]) => {
		throw new Error(`the server ended (${signal ?? `exit code ${code}`}); what it said is above`);
	});
	try {
		console.log(`\n${TITLES[variant]}:`);
		await Promise.race([ended, measure(server, cluster, cgroup, { variant, port })]);
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

function historyOf(variant: Variant): string {
	return join(folder, `${variant}.db`);
}

/** What else the server is asked to do. */
function extra(variant: Variant, port: number): string[] {
	const record = ["--record", "--history", historyOf(variant)];
	if (variant === "alone") return [];
	if (variant === "record") return record;
	const { certFile, keyFile } = certificate;
	const webhook = [
		"--webhook-listen",
		`127.0.0.1:${port}`,
		"--webhook-tls-cert",
		certFile,
		"--webhook-tls-key",
		keyFile,
	];
	return [...record, ...webhook];
}

async function freePort(): Promise<number> {
	const taken = createServer().listen(0, "127.0.0.1");
	await once(taken, "listening");
	const { port } = taken.address() as AddressInfo;
	taken.close();
	await once(taken, "close");
	return port;
}

interface Run {
	variant: Variant;
	/** The webhook's. */
	port: number;
}

async function measure(
	{ stdout, pid = 0 }: ChildProcess,
	cluster: BusyCluster,
	cgroup: Cgroup | null,
	{ variant, port }: Run,
): Promise<void> {
	if (stdout === null) throw new Error("the server has no standard output");
	const [line] = await once(stdout, "data");
	const address = /http:\/\/\S+/.exec(String(line))?.[0] ?? "";
	const { origin } = new URL(address);
	const ready = await untilReady(origin);
	console.log(
		`  ready after ${ready.toFixed(1)} s: ${told(figuresOf(pid, cgroup))}, at most ${mb(peakOf(pid))} until then`,
	);
	cluster.live();
	const page = await OpenPage.open(address);
	const reading = page.run();
	reading.catch(() => {});
	const asker = new Asker(origin);
	const withWebhook = variant === "webhook" || variant === "limited";
	const reviews = withWebhook ? new Reviews(port, certificate.cert, () => cluster.pods.values()) : null;
	void reviews?.run();
	const cpu = cpuSeconds(pid);
	const [t, own]: [number[], number[]] = [[], []];
	let asking: Promise<void> = Promise.resolve();
	for (let minute = 1; minute <= minutes; minute++) {
		const seen: Figures[] = [];
		for (
			const end = performance.now() + 60_000;
			performance.now() < end;
			await Promise.race([reading, sleep(LOOK_MS)])
		) {
			const figures = figuresOf(pid, cgroup);
			seen.push(figures);
			if (Date.now() - (t.at(-1) ?? 0) * 1000 < JUDGED_MS) continue;
			t.push(Date.now() / 1000);
			own.push(figures.anonymous);
			asking = asking.then(() => asker.ask());
		}
		const [last] = seen.slice(-1);
		const name = minute === 1 ? "the minute after" : `minute ${minute}`;
		console.log(`  ${name}: at most ${told(most(seen))}; at its end ${last === undefined ? "?" : told(last)}`);
	}
	await asking;
	const metrics = await (await fetch(`${origin}/metrics`)).text();
	const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1] ?? 0);
	const share = ((cpuSeconds(pid) - cpu) / (minutes * 60)) * 100;
	console.log(
		`  ${value("plimsoll_cluster_pods")} pods of ${mb(cluster.bytes)}, ${cluster.events} changes of them; heap in use ${mb(value("plimsoll_heap_used_bytes"))}; ${share.toFixed(0)} % of one core`,
	);
	console.log(
		`  its own memory, by its own detector: ${verdictOn(t, own, LIMIT)}; resident at most ${mb(peakOf(pid))} since its start`,
	);
	console.log(
		`  asked whether it is ready: ${asker.took.length} times yes, ${asker.failed} times not; ${spread(asker.took)}`,
	);
	console.log(`  ${page.answers} answers to a page: ${spread(page.took)}; the whole fleet ${spread(page.fleetTook)}`);
	if (reviews !== null)
		console.log(`  ${reviews.took.length} admission reviews, ${reviews.failed} not answered: ${spread(reviews.took)}`);
	reviews?.close();
	page.close();
	if (variant !== "alone") {
		const { kept, lost, gaps } = looksIn(historyOf(variant), RECORD_SECONDS);
		console.log(`  ${kept} looks at nodes kept, ${lost} lost, ${gaps} gaps`);
	}
	if (variant === "limited") console.log(`  alive; ${cgroup?.faults() ?? 0} pages were read again from disk`);
}

/** Seconds it took. A connection that breaks is either a busy machine or a server that ends, of which we are told. */
async function untilReady(origin: string): Promise<number> {
	const started = performance.now();
	for (;;) {
		const { ok } = await fetch(`${origin}/readyz`).catch(() => ({ ok: false }));
		const took = performance.now() - started;
		if (ok) return took / 1000;
		if (took > READY_MS) throw new Error(`the server was not ready after ${READY_MS / 1000} s`);
		await sleep(200);
	}
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
