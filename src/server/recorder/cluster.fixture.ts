/** A cluster that answers as one does, for tests and the bench: an API server with a node proxy before kubelets that measure nothing real. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";

interface SimulatedObject {
	metadata: { name: string; namespace?: string; uid: string; resourceVersion: string };
	[field: string]: unknown;
}

interface SimulatedOptions {
	nodes: number;
	podsPerNode: number;
	/** How many metrics that have nothing to do with memory a container has besides; with 35 a pod's text is 41 KB long, as measured in the lab. */
	otherMetrics?: number;
}

type Kind = "nodes" | "pods" | "namespaces" | "persistentvolumeclaims";

const MIB = 2 ** 20;
const PAGE = 4096;

export class SimulatedCluster {
	/** The HTTP status to answer a path with, in place of what it should be. */
	broken: ((path: string) => number | null) | null = null;
	/** Requests so far, by what was asked. */
	readonly asked = new Map<string, number>();
	private readonly options: Required<SimulatedOptions>;
	private readonly objects: Record<Kind, Map<string, SimulatedObject>> = {
		nodes: new Map(),
		pods: new Map(),
		namespaces: new Map(),
		persistentvolumeclaims: new Map(),
	};
	private readonly watches = new Map<ServerResponse, Kind>();
	private version = 1;
	private server: Server | null = null;
	private port = 0;
	/** What is cut off without an answer, or comes without end. */
	halfway: ((path: string) => "gone" | "trickle" | null) | null = null;
	/** The newest changes, for watches that come back. */
	private readonly log: { kind: Kind; version: number; line: string }[] = [];
	private readonly others = new Map<string, string>();

	constructor(options: SimulatedOptions) {
		this.options = { otherMetrics: 35, ...options };
		for (let n = 0; n < options.nodes; n++) {
			this.put("nodes", node(`node-${n}`));
			for (let p = 0; p < options.podsPerNode; p++) this.put("pods", pod(`node-${n}`, `app-${n % 50}-${n}-${p}`));
		}
		for (const name of ["shop", "kube-system"]) this.put("namespaces", object(name));
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async start(): Promise<void> {
		const server = createServer((request, response) => this.answer(request, response));
		this.server = server;
		await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
		this.port = (server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		const { server } = this;
		this.server = null;
		if (server === null) return;
		const closed = new Promise((resolve) => server.close(resolve));
		server.closeAllConnections();
		await closed;
	}

	put(kind: Kind, given: SimulatedObject): void {
		const stamped = { ...given, metadata: { ...given.metadata, resourceVersion: String(++this.version) } };
		const key = keyOf(stamped);
		this.send(kind, this.objects[kind].has(key) ? "MODIFIED" : "ADDED", stamped);
		this.objects[kind].set(key, stamped);
	}

	remove(kind: Kind, key: string): void {
		const known = this.objects[kind].get(key);
		if (known === undefined) return;
		this.objects[kind].delete(key);
		this.send(kind, "DELETED", { ...known, metadata: { ...known.metadata, resourceVersion: String(++this.version) } });
	}

	addPod(nodeName: string, name: string): void {
		this.put("pods", pod(nodeName, name));
	}

	private send(kind: Kind, type: string, changed: SimulatedObject): void {
		this.log.push({ kind, version: this.version, line: `${JSON.stringify({ type, object: changed })}\n` });
		if (this.log.length > 1000) this.log.shift();
		for (const [response, watched] of this.watches) if (watched === kind) response.write(this.log.at(-1)?.line);
	}

	private answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? "/", "http://localhost");
		const status = this.broken?.(url.pathname) ?? null;
		const proxied = /^\/api\/v1\/nodes\/([^/]+)\/proxy(\/.*)$/.exec(url.pathname);
		const what = proxied?.[2] ?? url.pathname;
		this.asked.set(what, (this.asked.get(what) ?? 0) + 1);
		const kind = /^\/api\/v1\/(\w+)$/.exec(url.pathname)?.[1] ?? "";
		const halfway = this.halfway?.(url.pathname) ?? null;
		if (halfway === "gone") request.socket.destroy();
		else if (halfway === "trickle") this.trickle(response);
		else if (status !== null) json(response, { kind: "Status", message: "broken by the test" }, status);
		else if (proxied !== null) this.kubelet(proxied[1] ?? "", what, request, response);
		// As the first node's own kubelet.
		else if (/^\/(?:metrics|stats)\//.test(what)) this.kubelet("node-0", what, request, response);
		else if (url.pathname === "/version") json(response, { gitVersion: "v1.37.1" });
		else if (!(kind in this.objects)) json(response, { kind: "Status" }, 404);
		else if (!isAcceptable(request, url)) json(response, { kind: "Status", message: "not acceptable" }, 406);
		else if (url.searchParams.get("watch") === "true") this.watch(kind as Kind, url, request, response);
		else this.list(kind as Kind, url, response);
	}

	/** Until nothing is to come halfway any more: then it is cut off. */
	private trickle(response: ServerResponse): void {
		response.writeHead(200, { "content-type": "text/plain" });
		const timer = setInterval(() => {
			if (this.halfway === null) response.destroy();
			else response.write("# nothing yet\n");
		}, 100);
		response.on("close", () => clearInterval(timer));
	}

	private list(kind: Kind, url: URL, response: ServerResponse): void {
		const all = [...this.objects[kind].values()];
		const from = Number(url.searchParams.get("continue") ?? 0);
		const to = from + Number(url.searchParams.get("limit") ?? all.length);
		const metadata = { resourceVersion: String(this.version), ...(to < all.length ? { continue: String(to) } : {}) };
		json(response, { kind: "List", metadata, items: all.slice(from, to) });
	}

	private watch(kind: Kind, url: URL, request: IncomingMessage, response: ServerResponse): void {
		response.writeHead(200, { "content-type": "application/json" });
		response.flushHeaders();
		const since = Number(url.searchParams.get("resourceVersion"));
		for (const { kind: of, version, line } of this.log) if (of === kind && version > since) response.write(line);
		this.watches.set(response, kind);
		request.on("close", () => this.watches.delete(response));
	}

	private kubelet(name: string, path: string, request: IncomingMessage, response: ServerResponse): void {
		const pods = [...this.objects.pods.values()].filter(({ spec }) => (spec as { nodeName: string }).nodeName === name);
		if (path === "/metrics/cadvisor" && this.objects.nodes.has(name)) this.cadvisor(name, pods, request, response);
		else if (path === "/stats/summary" && this.objects.nodes.has(name)) json(response, summary(name, pods));
		else if (path === "/metrics/resource") response.writeHead(200, { "content-type": "text/plain" }).end();
		else json(response, { kind: "Status" }, 404);
	}

	private cadvisor(name: string, pods: SimulatedObject[], request: IncomingMessage, response: ServerResponse): void {
		response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
		const gzip = createGzip({ level: 1 });
		gzip.pipe(response);
		request.on("close", () => gzip.destroy());
		for (const part of cadvisor(pods, Date.now())) gzip.write(part);
		gzip.end(this.othersOf(name, pods));
	}

	/** The lines nobody wants, made once: they are what a reader spends its time on. */
	private othersOf(name: string, pods: readonly SimulatedObject[]): string {
		const known = this.others.get(`${name} ${pods.length}`);
		if (known !== undefined) return known;
		const lines: string[] = [];
		for (let metric = 0; metric < this.options.otherMetrics; metric++) {
			const metricName = `container_${["cpu", "memory", "fs", "memory", "network"][metric % 5]}_simulated_${metric}_total`;
			lines.push(`# HELP ${metricName} Simulated.`, `# TYPE ${metricName} counter`);
			for (const one of pods)
				for (const labels of labelsOf(one)) lines.push(`${metricName}{${labels}} 1.${metric}e+06 1700000000123`);
		}
		const made = `${lines.join("\n")}\n`;
		this.others.set(`${name} ${pods.length}`, made);
		return made;
	}
}

/** What a container of that pod uses at a moment: some megabytes up and down, in pages. */
export function workingSetAt(pod: string, milliseconds: number): number {
	const seed = hash(pod);
	const wave = Math.sin(milliseconds / 600_000 + seed) * 200 + (((milliseconds / 1000) * seed) % 40);
	return Math.round(20_000 + (seed % 5000) + wave) * PAGE;
}

function hash(text: string): number {
	return createHash("md5").update(text).digest().readUInt16BE();
}

const CGROUPS = ["/", "/kubepods.slice", "/system.slice/containerd.service", "/system.slice/kubelet.service"];

function* cadvisor(pods: readonly SimulatedObject[], now: number): Generator<string> {
	const figures: Record<string, (pod: string) => number> = {
		container_memory_cache: () => 5 * MIB,
		container_memory_rss: (name) => workingSetAt(name, now) - 4 * MIB,
		container_memory_swap: () => 0,
		container_memory_usage_bytes: (name) => workingSetAt(name, now) + MIB,
		container_memory_working_set_bytes: (name) => workingSetAt(name, now),
		container_pressure_memory_stalled_seconds_total: () => 0,
		container_pressure_memory_waiting_seconds_total: () => 0.25,
		container_spec_memory_limit_bytes: (name) => (name === "/" ? 16e9 : name.startsWith("/") ? 0 : 512 * MIB),
		container_start_time_seconds: () => 1_700_000_000,
	};
	for (const [metric, figure] of Object.entries(figures)) {
		const lines = [`# HELP ${metric} Simulated.`, `# TYPE ${metric} gauge`];
		const stamp = metric.startsWith("container_spec") || metric.startsWith("container_start") ? "" : ` ${now}`;
		for (const id of CGROUPS)
			lines.push(`${metric}{container="",id="${id}",image="",name="",namespace="",pod=""} ${figure(id)}${stamp}`);
		for (const one of pods) {
			const value = figure(one.metadata.name).toExponential();
			for (const labels of labelsOf(one)) lines.push(`${metric}{${labels}} ${value}${stamp}`);
		}
		yield `${lines.join("\n")}\n`;
	}
}

/** Of the pod's cgroup, its sandbox and its container, as cAdvisor orders them. */
function labelsOf({ metadata: { name, namespace, uid } }: SimulatedObject): string[] {
	const slice = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid.replaceAll("-", "_")}.slice`;
	const id = createIds(uid);
	const of = (container: string, path: string, image: string, own: string) =>
		`container="${container}",id="${path}",image="${image}",name="${own}",namespace="${namespace}",pod="${name}"`;
	return [
		of("", slice, "", ""),
		of("", `${slice}/cri-containerd-${id.sandbox}.scope`, "registry.k8s.io/pause:3.10", id.sandbox),
		of("app", `${slice}/cri-containerd-${id.container}.scope`, "registry.example.com/team/app:1.2.3", id.container),
	];
}

const ids = new Map<string, { sandbox: string; container: string }>();
function createIds(uid: string) {
	let known = ids.get(uid);
	if (known === undefined) {
		const sha = (text: string) => createHash("sha256").update(text).digest("hex");
		known = { sandbox: sha(`${uid} sandbox`), container: sha(`${uid} app`) };
		ids.set(uid, known);
	}
	return known;
}

function summary(name: string, pods: readonly SimulatedObject[]): object {
	const now = Date.now();
	const time = new Date(now).toISOString();
	const memory = (bytes: number, limit: number) => ({
		time,
		availableBytes: limit - bytes,
		usageBytes: bytes + MIB,
		workingSetBytes: bytes,
		rssBytes: bytes - 4 * MIB,
		pageFaults: 12345,
		majorPageFaults: 0,
	});
	const cpu = { time, usageNanoCores: 1_234_567, usageCoreNanoSeconds: 123_456_789_012 };
	return {
		node: { nodeName: name, startTime: time, cpu, memory: memory(8e9, 16e9), systemContainers: [] },
		pods: pods.map(({ metadata }) => ({
			podRef: { name: metadata.name, namespace: metadata.namespace, uid: metadata.uid },
			startTime: time,
			cpu,
			memory: memory(workingSetAt(metadata.name, now), 512 * MIB),
			containers: [
				{
					name: "app",
					startTime: "2023-11-14T22:13:20Z",
					cpu,
					memory: memory(workingSetAt(metadata.name, now), 512 * MIB),
				},
			],
		})),
	};
}

/** A list and an event of metadata alone are asked for by different kinds. */
function isAcceptable({ headers: { accept = "" } }: IncomingMessage, url: URL): boolean {
	const kind = /as=(\w+)/.exec(accept)?.[1];
	return kind === undefined || (kind === "PartialObjectMetadataList") !== (url.searchParams.get("watch") === "true");
}

let made = 0;

export function object(name: string, namespace?: string): SimulatedObject {
	const uid = `${createHash("md5")
		.update(`${++made}`)
		.digest("hex")
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
	return { metadata: { name, uid, resourceVersion: "0", ...(namespace === undefined ? {} : { namespace }) } };
}

export function node(name: string): SimulatedObject {
	return {
		...object(name),
		status: { capacity: { memory: "16Gi" }, addresses: [{ type: "InternalIP", address: "127.0.0.1" }] },
	};
}

function pod(nodeName: string, name: string): SimulatedObject {
	const bare = object(name, "shop");
	const image = "registry.example.com/team/app:1.2.3";
	return {
		...bare,
		metadata: {
			...bare.metadata,
			labels: { app: name.slice(0, -3), "pod-template-hash": "5d9c7" },
			ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "app-5d9c7", uid: "1", controller: true }],
			managedFields: [{ manager: "kubelet", fieldsV1: { "f:status": { "f:conditions": "x".repeat(1500) } } }],
		},
		spec: { nodeName, containers: [{ name: "app", image, resources: { limits: { memory: "512Mi" } } }] },
		status: { phase: "Running", containerStatuses: [{ name: "app", image, ready: true, restartCount: 0 }] },
	} as SimulatedObject;
}

function keyOf({ metadata: { name, namespace } }: SimulatedObject): string {
	return namespace === undefined ? name : `${namespace}/${name}`;
}

function json(response: ServerResponse, value: object, status = 200): void {
	const body = JSON.stringify(value);
	response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
	response.end(body);
}
