import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { random } from "../web/fleet.ts";
import type { Certificate } from "./certificate.ts";
import { CadvisorTexts, type Running, summary } from "./kubelet.ts";
import { hexOf, makeObjects, type PodObject, successorOf } from "./objects.ts";

export const SIZE = { workloads: 5000, podsPerWorkload: 2, nodes: 250 };
/** A roll-out each second turns the whole fleet over in an hour and a half. */
const ROLL_OUT_MS = 1000;
const DEATH_MS = 10_000;
const NODE_MS = 3000;
/** The kubelet's own, where it is asked past the API server. */
const KUBELET_PORT = 10_250;

/** An API server with 10,000 pods that come, go and die, and the kubelets behind it. */
export class BusyCluster {
	readonly pods = new Map<string, PodObject>();
	readonly #nodes: Map<string, object>;
	readonly #watches = { pods: new Set<ServerResponse>(), nodes: new Set<ServerResponse>() };
	readonly #server: Server;
	/** All kubelets, each at an address of its own. */
	readonly #kubelets: Server;
	readonly #texts = new CadvisorTexts();
	readonly #timers: NodeJS.Timeout[] = [];
	readonly #next = random(8);
	#version = 1000;
	#turn = 0;
	/** Bytes of a listing of all pods, and events sent. */
	bytes = 0;
	events = 0;

	constructor(certificate: Certificate) {
		const { pods, nodes } = makeObjects(SIZE);
		for (const pod of pods) this.pods.set(pod.metadata.uid, pod);
		this.#nodes = new Map(nodes.map((node, i) => [(node as PodObject).metadata.name, withAddress(node, i)]));
		this.#server = createServer(certificate, (request, response) => this.#answer(request, response));
		const names = [...this.#nodes.keys()];
		this.#kubelets = createServer(certificate, (request, response) => {
			const node = names[ADDRESSES.indexOf(request.socket.localAddress ?? "")] ?? "";
			this.#kubelet(node, new URL(request.url ?? "/", "http://kubelet").pathname.slice(1), response);
		});
	}

	async start(): Promise<string> {
		this.#server.listen(0, "127.0.0.1");
		await once(this.#server, "listening");
		for (const pod of this.pods.values()) this.bytes += JSON.stringify(pod).length;
		const { port } = this.#server.address() as AddressInfo;
		this.#kubelets.listen(KUBELET_PORT, "0.0.0.0");
		await once(this.#kubelets, "listening").catch(() =>
			console.error(`port ${KUBELET_PORT} is taken: no kubelet is reached past the API server`),
		);
		return `https://127.0.0.1:${port}`;
	}

	/** From now on things happen. */
	live(): void {
		this.#timers.push(
			setInterval(() => this.#rollOut(), ROLL_OUT_MS),
			setInterval(() => this.#die(), DEATH_MS),
			setInterval(() => this.#touchNode(), NODE_MS),
		);
	}

	stop(): void {
		for (const timer of this.#timers) clearInterval(timer);
		for (const server of [this.#server, this.#kubelets]) {
			server.closeAllConnections();
			server.close();
		}
	}

	#send(kind: "pods" | "nodes", type: string, object: object): void {
		this.events++;
		const metadata = { ...(object as PodObject).metadata, resourceVersion: String(++this.#version) };
		const line = `${JSON.stringify({ type, object: { ...object, metadata } })}\n`;
		for (const watch of this.#watches[kind]) watch.write(line);
	}

	/** Each pod of a workload is followed by another: pending, scheduled, started, ready; the old one is asked to go, ends, and is gone. */
	#rollOut(): void {
		const all = [...this.pods.values()];
		const [first] = all;
		const owner = ({ metadata }: PodObject) => (metadata as unknown as { labels: { app: string } }).labels.app;
		const workload = first === undefined ? "" : owner(first);
		this.#turn++;
		for (const old of all.filter((pod) => owner(pod) === workload)) {
			const made = successorOf(old, this.#turn);
			const { nodeName: _, ...unscheduled } = made.spec;
			this.#send("pods", "ADDED", { ...made, spec: unscheduled, status: { phase: "Pending" } });
			const { containerStatuses: __, ...pending } = made.status;
			this.#send("pods", "MODIFIED", { ...made, status: { ...pending, phase: "Pending" } });
			this.#send("pods", "MODIFIED", made);
			this.pods.set(made.metadata.uid, made);
			const metadata = { ...old.metadata, deletionTimestamp: new Date().toISOString(), deletionGracePeriodSeconds: 30 };
			this.#send("pods", "MODIFIED", { ...old, metadata });
			this.#send("pods", "DELETED", { ...old, metadata });
			this.pods.delete(old.metadata.uid);
		}
	}

	/** A container is killed by its limit and starts again. */
	#die(): void {
		const all = [...this.pods.values()];
		const pod = all[Math.floor(this.#next() * all.length)];
		const [status, ...others] = pod?.status.containerStatuses ?? [];
		if (pod === undefined || status === undefined) return;
		const at = new Date().toISOString();
		const ended = {
			reason: "OOMKilled",
			exitCode: 137,
			startedAt: at,
			finishedAt: at,
			containerID: status.containerID,
		};
		const again = {
			...status,
			restartCount: status.restartCount + 1,
			containerID: `containerd://${hexOf(`${pod.metadata.uid}${this.#version}`)}`,
			state: { running: { startedAt: at } },
			lastState: { terminated: ended },
		};
		const died = { ...pod, status: { ...pod.status, containerStatuses: [again, ...others] } };
		this.pods.set(pod.metadata.uid, died);
		this.#send("pods", "MODIFIED", died);
	}

	#touchNode(): void {
		const all = [...this.#nodes.values()];
		const node = all[this.#turn % all.length];
		if (node !== undefined) this.#send("nodes", "MODIFIED", node);
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? "/", "http://api");
		const [, node = "", path = ""] = /^\/api\/v1\/nodes\/([^/]+)\/proxy\/(.*)$/.exec(url.pathname) ?? [];
		if (url.pathname === "/version") send(response, { gitVersion: "v1.34.2" });
		else if (path !== "") this.#kubelet(node, path, response);
		else this.#collection(url, response);
	}

	#kubelet(node: string, path: string, response: ServerResponse): void {
		if (path === "stats/summary") send(response, summary(node, this.#running(node)));
		else if (path === "metrics/cadvisor") {
			response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
			response.end(this.#texts.text(node, this.#running(node)));
		} else response.writeHead(404).end();
	}

	#collection(url: URL, response: ServerResponse): void {
		const kind = url.pathname === "/api/v1/pods" ? "pods" : url.pathname === "/api/v1/nodes" ? "nodes" : null;
		if (url.searchParams.get("watch") === "true") {
			response.writeHead(200, { "content-type": "application/json" });
			response.flushHeaders();
			if (kind === null) return;
			this.#watches[kind].add(response);
			response.once("close", () => this.#watches[kind].delete(response));
			return;
		}
		this.#list(url, kind, response);
	}

	#list(url: URL, kind: "pods" | "nodes" | null, response: ServerResponse): void {
		let items = kind === "pods" ? [...this.pods.values()] : kind === "nodes" ? [...this.#nodes.values()] : [];
		const name = /^metadata\.name=(.+)$/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
		const [, namespace] = /^\/api\/v1\/namespaces\/([^/]+)\/pods$/.exec(url.pathname) ?? [];
		if (namespace !== undefined)
			items = [...this.pods.values()].filter(({ metadata }) => metadata.namespace === namespace);
		if (name !== undefined) items = items.filter((item) => (item as PodObject).metadata.name === name);
		const from = Number(url.searchParams.get("continue") ?? 0);
		const limit = Number(url.searchParams.get("limit") ?? 500);
		const next = from + limit < items.length ? String(from + limit) : "";
		const metadata = { resourceVersion: String(this.#version), ...(next === "" ? {} : { continue: next }) };
		send(response, { kind: "List", apiVersion: "v1", metadata, items: items.slice(from, from + limit) });
	}

	#running(node: string): Running[] {
		const running: Running[] = [];
		for (const pod of this.pods.values()) {
			if (pod.spec.nodeName !== node) continue;
			const level = Number.parseInt(pod.metadata.uid.slice(0, 4), 16) / 0x1_00_00;
			const containers = pod.spec.containers.map(({ name, resources }) => ({
				name,
				working: Math.round(Number(resources.limits.memory) * level * (0.85 + this.#next() * 0.1)),
			}));
			running.push({ pod, containers });
		}
		return running;
	}
}

/** Where each node's kubelet listens. */
export const ADDRESSES = Array.from({ length: SIZE.nodes }, (_, i) => `127.77.0.${i + 1}`);

function withAddress(node: object, i: number): object {
	const { status } = node as { status: object };
	return { ...node, status: { ...status, addresses: [{ type: "InternalIP", address: ADDRESSES[i] }] } };
}

/** What an API server compresses (apiserver endpoints/handlers/responsewriters, defaultGzipThresholdBytes). */
const ZIPPED_BYTES = 128 * 1024;

function send(response: ServerResponse, body: object): void {
	const text = JSON.stringify(body);
	const zips = text.length > ZIPPED_BYTES;
	response.writeHead(200, { "content-type": "application/json", ...(zips ? { "content-encoding": "gzip" } : {}) });
	if (!zips) return void response.end(text);
	const gzip = createGzip({ level: 1 });
	gzip.pipe(response);
	gzip.end(text);
}
