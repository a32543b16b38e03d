import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { random } from "../web/fleet.ts";
import { hexOf, makeObjects, type PodObject, successorOf } from "./objects.ts";

export const SIZE = { workloads: 5000, podsPerWorkload: 2, nodes: 100 };
/** A roll-out each second turns the whole fleet over in an hour and a half. */
const ROLL_OUT_MS = 1000;
const DEATH_MS = 10_000;
const NODE_MS = 3000;

/** An API server with 10,000 pods that come, go and die, and the kubelets behind it. */
export class BusyCluster {
	readonly pods = new Map<string, PodObject>();
	readonly #nodes: Map<string, object>;
	readonly #watches = { pods: new Set<ServerResponse>(), nodes: new Set<ServerResponse>() };
	readonly #server: Server;
	readonly #timers: NodeJS.Timeout[] = [];
	readonly #next = random(8);
	#version = 1000;
	#turn = 0;
	/** Bytes of a listing of all pods, and events sent. */
	bytes = 0;
	events = 0;

	constructor() {
		const { pods, nodes } = makeObjects(SIZE);
		for (const pod of pods) this.pods.set(pod.metadata.uid, pod);
		this.#nodes = new Map(nodes.map((node) => [(node as PodObject).metadata.name, node]));
		this.#server = createServer((request, response) => this.#answer(request, response));
	}

	async start(): Promise<string> {
		this.#server.listen(0, "127.0.0.1");
		await once(this.#server, "listening");
		for (const pod of this.pods.values()) this.bytes += JSON.stringify(pod).length;
		const { port } = this.#server.address() as AddressInfo;
		return `http://127.0.0.1:${port}`;
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
		this.#server.closeAllConnections();
		this.#server.close();
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
		else if (path === "stats/summary") send(response, this.#summary(node));
		else if (path === "metrics/cadvisor") response.end(this.#cadvisor(node));
		else if (path !== "") response.writeHead(404).end();
		else this.#collection(url, response);
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

	*#running(node: string): Generator<{ pod: PodObject; containers: { name: string; working: number }[] }> {
		for (const pod of this.pods.values()) {
			if (pod.spec.nodeName !== node) continue;
			const level = Number.parseInt(pod.metadata.uid.slice(0, 4), 16) / 0x1_00_00;
			const containers = pod.spec.containers.map(({ name, resources }) => ({
				name,
				working: Math.round(Number(resources.limits.memory) * level * (0.85 + this.#next() * 0.1)),
			}));
			yield { pod, containers };
		}
	}

	/** As a kubelet answers with `only_cpu_and_memory`. */
	#summary(node: string): object {
		const time = new Date().toISOString();
		const cpu = { time, usageNanoCores: 4_000_000, usageCoreNanoSeconds: 91_234_567_000 };
		const memory = (working: number) => ({
			...{ time, usageBytes: Math.round(working * 1.2), workingSetBytes: working, rssBytes: Math.round(working * 0.9) },
			...{ pageFaults: 123_456, majorPageFaults: 12 },
		});
		const pods = [...this.#running(node)].map(({ pod, containers }) => ({
			podRef: { name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
			startTime: "2026-11-20T08:00:00Z",
			containers: containers.map(({ name, working }) => ({ name, startTime: time, cpu, memory: memory(working) })),
			cpu,
			memory: memory(containers.reduce((sum, { working }) => sum + working, 1_000_000)),
		}));
		const own = { ...memory(40 * 2 ** 30), availableBytes: 24 * 2 ** 30 };
		const systemContainers = ["kubelet", "runtime", "pods"].map((name) => ({ name, cpu, memory: memory(2 ** 28) }));
		return { node: { nodeName: node, systemContainers, cpu, memory: own }, pods };
	}

	/** The lines about memory, and as many about other things as make them a fifth, as on a real node. */
	#cadvisor(node: string): string {
		const lines: string[] = [];
		for (const { pod, containers } of this.#running(node)) {
			for (const { name, working } of containers) {
				const id = `/kubepods.slice/pod${pod.metadata.uid}/cri-containerd-${hexOf(name)}.scope`;
				const labels = `{container="${name}",id="${id}",namespace="${pod.metadata.namespace}",pod="${pod.metadata.name}"}`;
				for (const [metric, value] of Object.entries({
					working_set_bytes: working,
					rss: working,
					cache: 4096,
					swap: 0,
				}))
					lines.push(`container_memory_${metric}${labels} ${value}`);
				for (let i = 0; i < 16; i++) lines.push(`container_fs_reads_total${labels} ${i}`);
			}
		}
		return `${lines.join("\n")}\n`;
	}
}

function send(response: ServerResponse, body: object): void {
	response.writeHead(200, { "content-type": "application/json" });
	response.end(JSON.stringify(body));
}
