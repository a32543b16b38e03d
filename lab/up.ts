import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "./api.ts";
import { build } from "./build.ts";
import { down } from "./down.ts";
import { importImages, makeImage } from "./images/images.ts";
import type { Log } from "./log.ts";
import { NODE } from "./machine/addresses.ts";
import { createCgroups, labProcesses } from "./machine/cgroup.ts";
import { configurationFiles } from "./machine/configuration.ts";
import { furnish, namespaceUsable } from "./machine/furnish.ts";
import { kubeconfig } from "./machine/kubeconfig.ts";
import type { FromSupervisor, ToSupervisor } from "./machine/messages.ts";
import { UNSHARE } from "./machine/namespaces.ts";
import { writePki } from "./machine/pki.ts";
import { type LabRecord, readRecord } from "./machine/record.ts";
import { CACHE, CONFIG, COVERED, KUBECONFIG, LAB, LOGS, RECORD, STATE } from "./paths.ts";

const OVERLAYFS_SUPER_MAGIC = 0x794c7630;
/** All components together; measured 20 s with two idle cores. */
const UP_SECONDS = 120;
const NODE_READY_SECONDS = 60;
const LAST_LINES = 15;
/** The same ports each time if they are free, so that an exported kubeconfig stays right. */
const PREFERRED_PORTS: Record<ToSupervisor["listen"], number> = { api: 26443, prometheus: 29090 };

const listen = (preferred: number): Promise<Server> =>
	new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE" && preferred !== 0) listen(0).then(resolve, reject);
			else reject(error);
		});
		server.listen({ host: "127.0.0.1", port: preferred }, () => resolve(server));
	});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const checkMachine = (): void => {
	if (process.platform !== "linux" || process.getuid?.() !== 0) {
		throw new Error(
			"The lab needs Linux and root: it makes namespaces and cgroups. Or set PLIMSOLL_LAB_KUBECONFIG to a cluster that runs.",
		);
	}
	for (const path of [CACHE, STATE, LAB]) {
		const covered = COVERED.find((folder) => !relative(folder, path).startsWith(".."));
		if (covered !== undefined)
			throw new Error(
				`${path} lies below ${covered}, which the lab covers: choose others with XDG_CACHE_HOME and XDG_STATE_HOME.`,
			);
	}
};

const writeConfiguration = (): ReturnType<typeof writePki> => {
	mkdirSync(LOGS, { recursive: true });
	const made = writePki();
	// An overlay cannot lie on an overlay, as inside a container.
	const snapshotter = statfsSync(STATE).type === OVERLAYFS_SUPER_MAGIC ? "native" : "overlayfs";
	for (const [name, content] of Object.entries(configurationFiles(snapshotter))) {
		mkdirSync(dirname(join(CONFIG, name)), { recursive: true });
		writeFileSync(join(CONFIG, name), content);
	}
	return made;
};

/** Joins the cgroups, then becomes pid 1's parent. A shell is pid 1, since it reaps the orphans that Node.js would leave. */
const launch = (cgroups: string[]): ChildProcess => {
	const log = openSync(join(LOGS, "supervisor.log"), "a");
	const script = 'while [ "$1" != -- ]; do echo $$ > "$1"; shift; done; shift; exec "$@"';
	const supervisor = ["sh", "-c", '"$@" & wait', "sh", process.execPath, join(LAB, "machine", "supervisor.ts")];
	const child = spawn("sh", ["-c", script, "sh", ...cgroups, "--", "unshare", ...UNSHARE, "--", ...supervisor], {
		cwd: "/",
		detached: true,
		stdio: ["ignore", log, log, "ipc"],
	});
	closeSync(log);
	return child;
};

const lastLines = (name: string): string => {
	const file = join(LOGS, `${name}.log`);
	return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-LAST_LINES).join("\n") : "";
};

const failure = (name: string, why: string): Error =>
	new Error(`${why} The last lines of its log:\n${lastLines(name)}`);

/** Hands the sockets over and resolves when every component works. */
const started = (
	child: ChildProcess,
	servers: Record<ToSupervisor["listen"], Server>,
	log: Log,
	onReady: (name: string) => void,
): Promise<void> =>
	new Promise((resolve, reject) => {
		const timer = setTimeout(
			() => reject(failure("supervisor", `The lab was not up after ${UP_SECONDS} s.`)),
			UP_SECONDS * 1000,
		);
		const settle = (error?: Error) => {
			clearTimeout(timer);
			if (error === undefined) resolve();
			else reject(error);
		};
		child.once("exit", () => settle(failure("supervisor", "The lab's supervisor ended.")));
		child.on("message", (message: FromSupervisor) => {
			if ("failed" in message) return settle(failure(message.failed, message.why));
			if ("up" in message) return settle();
			log(`${message.seconds.toFixed(1).padStart(5)} s  ${message.ready}`);
			onReady(message.ready);
			return undefined;
		});
		for (const [name, server] of Object.entries(servers)) {
			child.send({ listen: name }, server, () => server.close());
		}
	});

type NodeStatus = { status: { conditions?: { type: string; status: string }[] } };

const nodeReady = async (api: Api): Promise<void> => {
	const end = Date.now() + NODE_READY_SECONDS * 1000;
	for (;;) {
		const node = await api.get<NodeStatus>(`/api/v1/nodes/${NODE}`);
		if (node?.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True")) return;
		if (Date.now() > end) throw failure("kubelet", `The node was not ready after ${NODE_READY_SECONDS} s.`);
		await sleep(200);
	}
};

/** Starts the cluster; finds out first whether it runs already, and clears away what a killed one left. */
export const up = async (log: Log): Promise<LabRecord> => {
	checkMachine();
	const running = readRecord();
	if (running !== undefined && labProcesses().length > 0) {
		log("the lab is up already");
		return running;
	}
	await down(() => undefined);
	await build(log);
	const pause = makeImage("pause", log);
	const { authority, admin } = writeConfiguration();
	const servers = { api: await listen(PREFERRED_PORTS.api), prometheus: await listen(PREFERRED_PORTS.prometheus) };
	const server = `https://127.0.0.1:${portOf(servers.api)}`;
	const record: LabRecord = {
		kubeconfig: KUBECONFIG,
		server,
		prometheus: `http://127.0.0.1:${portOf(servers.prometheus)}`,
		startedAt: new Date().toISOString(),
	};
	writeFileSync(KUBECONFIG, kubeconfig(server, authority, "kubernetes-admin", admin), { mode: 0o600 });
	const child = launch(createCgroups());
	try {
		const work: Promise<void>[] = [];
		await started(child, servers, log, (name) => {
			if (name === "containerd") work.push(pause.then((image) => importImages([image])));
		});
		const api = new Api();
		await Promise.all([...work, furnish(api), nodeReady(api), namespaceUsable(api, "default")]);
		api.close();
	} catch (error) {
		await down(() => undefined);
		throw error;
	}
	child.removeAllListeners();
	child.disconnect();
	child.unref();
	writeFileSync(RECORD, JSON.stringify(record, null, "\t"));
	return record;
};
