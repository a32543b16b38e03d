import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Objects of a made-up cluster as the API server lists them: the same for the same numbers. */
export interface FleetSize {
	workloads: number;
	podsPerWorkload: number;
	nodes: number;
}

const MI = 1024 ** 2;
const NAMES = [
	"api",
	"web",
	"worker",
	"cache",
	"queue",
	"search",
	"billing",
	"mail",
	"auth",
	"report",
	"import",
	"feed",
];
const SPACES = ["shop", "pay", "data", "edge", "ml", "ops", "crm", "media"];
const LIMITS = [64, 128, 256, 256, 512, 512, 1024, 2048, 4096];

/** A small linear congruential generator (Numerical Recipes): nothing here needs more. */
export function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

export interface MadeFleet {
	pods: object[];
	nodes: object[];
	/** Each node's /stats/summary. */
	summaries: Map<string, object>;
}

export function makeFleet({ workloads, podsPerWorkload, nodes }: FleetSize, at: string): MadeFleet {
	const next = random(20_261_121);
	const pods: object[] = [];
	const stats = new Map<string, object[]>();
	const nodeNames = Array.from({ length: nodes }, (_, i) => `node-${String(i + 1).padStart(3, "0")}`);
	for (let w = 0; w < workloads; w++) {
		const namespace = `${SPACES[w % SPACES.length]}-${Math.floor(w / 40) % 50}`;
		const name = `${NAMES[Math.floor(next() * NAMES.length)]}-${w}`;
		const limit = (LIMITS[Math.floor(next() * LIMITS.length)] ?? 256) * MI;
		// Most stand well below their line, a few close to it.
		const level = next() < 0.03 ? 0.88 + next() * 0.11 : 0.08 + next() ** 1.7 * 0.75;
		const dies = next() < 0.004;
		const hash = Math.floor(next() * 1e9).toString(36);
		for (let p = 0; p < podsPerWorkload; p++) {
			const node = nodeNames[(w * podsPerWorkload + p) % nodes] ?? "";
			const pod = `${name}-${hash}-${Math.floor(next() * 60_000_000).toString(36)}`;
			const uid = `00000000-0000-4000-8000-${String(w * 100 + p).padStart(12, "0")}`;
			pods.push(podObject({ namespace, name, pod, uid, hash, node, limit, dies: dies && p === 0, at }));
			const working = Math.round(limit * Math.min(1, level * (0.94 + next() * 0.12)));
			const ofNode = stats.get(node) ?? [];
			stats.set(node, ofNode);
			const memory = { time: at, workingSetBytes: working, usageBytes: working, rssBytes: Math.round(working * 0.9) };
			ofNode.push({ podRef: { name: pod, namespace, uid }, memory, containers: [{ name: "app", memory }] });
		}
	}
	const summaries = new Map(
		nodeNames.map((nodeName) => {
			const ofNode = stats.get(nodeName) ?? [];
			const used = 9000 * MI + Math.round(next() * 40_000 * MI);
			const memory = { time: at, workingSetBytes: used, availableBytes: 65_536 * MI - used, rssBytes: used };
			return [nodeName, { node: { nodeName, memory }, pods: ofNode }];
		}),
	);
	return { pods, nodes: nodeNames.map((name) => nodeObject(name)), summaries };
}

interface PodParts {
	namespace: string;
	name: string;
	pod: string;
	uid: string;
	hash: string;
	node: string;
	limit: number;
	dies: boolean;
	at: string;
}

function podObject({ namespace, name, pod, uid, hash, node, limit, dies, at }: PodParts): object {
	const ended = {
		reason: "OOMKilled",
		exitCode: 137,
		startedAt: "2026-11-21T08:00:00Z",
		finishedAt: at,
		containerID: `containerd://${uid.replaceAll("-", "")}00`,
	};
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: {
			name: pod,
			namespace,
			uid,
			resourceVersion: "1",
			labels: { app: name, "pod-template-hash": hash },
			ownerReferences: [
				{ apiVersion: "apps/v1", kind: "ReplicaSet", name: `${name}-${hash}`, uid: `r${uid}`, controller: true },
			],
		},
		spec: {
			nodeName: node,
			containers: [
				{
					name: "app",
					image: `registry.example/${name}:1.${limit % 97}`,
					resources: { requests: { memory: String(limit / 2) }, limits: { memory: String(limit) } },
				},
			],
		},
		status: {
			phase: "Running",
			qosClass: "Burstable",
			startTime: "2026-11-20T08:00:00Z",
			conditions: [
				{ type: "Ready", status: "True", lastTransitionTime: "2026-11-20T08:00:10Z" },
				{ type: "PodScheduled", status: "True", lastTransitionTime: "2026-11-20T08:00:00Z" },
			],
			containerStatuses: [
				{
					name: "app",
					ready: true,
					restartCount: dies ? 4 : 0,
					containerID: `containerd://${uid.replaceAll("-", "")}01`,
					state: { running: { startedAt: at } },
					...(dies ? { lastState: { terminated: ended } } : {}),
				},
			],
		},
	};
}

function nodeObject(name: string): object {
	return {
		apiVersion: "v1",
		kind: "Node",
		metadata: { name, uid: `n-${name}`, resourceVersion: "1" },
		status: {
			capacity: { memory: "64Gi", pods: "110" },
			allocatable: { memory: "62Gi", pods: "110" },
			nodeInfo: {
				kubeletVersion: "v1.34.2",
				kernelVersion: "6.12.0",
				osImage: "Linux",
				containerRuntimeVersion: "containerd://2.2.0",
			},
			conditions: [{ type: "Ready", status: "True" }],
		},
	};
}

/** Writes a fleet into a folder as `--from` reads it. */
export function writeFleet(folder: string, { pods, nodes, summaries }: MadeFleet): void {
	const list = (items: object[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items });
	writeFileSync(join(folder, "pods.json"), list(pods));
	writeFileSync(join(folder, "nodes.json"), list(nodes));
	for (const [name, summary] of summaries) writeFileSync(join(folder, `${name}-stats.json`), JSON.stringify(summary));
}
