import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MadeFleet, random } from "../../bench/web/fleet.ts";
import type { History } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/open.ts";
import { rowOf } from "../../src/history/store/figures.ts";
import { Recording, type SweptTrack } from "../../src/history/store/recording.ts";

const [STEP, SPAN] = [600, 15 * 86_400];
/** Pods of the fleet whose memory is kept; some of them leak. */
const PODS = 40;
const [LEAKING, RESTARTED, ROLLED] = [2, 4, 6];
const GI = 2 ** 30;

interface Measured {
	namespace: string;
	pod: string;
	limit: number;
	image: string;
	level: number;
	start: number;
}

/** A fortnight of a made-up fleet as the recorder keeps it: some pods leak, some are restarted for it, one node fills up. */
export function recordFleet(folder: string, fleet: MadeFleet, at: string): () => Promise<History> {
	const path = join(folder, "plimsoll.db");
	const end = Date.parse(at) / 1000;
	const next = random(7);
	const pods = measured(fleet, end - SPAN - 3600);
	const recording = new Recording(path, {
		...{ interval: STEP, retention: 90 * 86_400, now: end - SPAN },
		onNotice: ({ what }) => {
			throw new Error(what);
		},
	});
	const nodes = [...fleet.summaries.keys()];
	for (let t = end - SPAN; t <= end; t += STEP) {
		const rows = pods.map((pod, i) => rowAt(pod, i, t, end, next));
		recording.sweep("containers", t, rows);
		for (const [i, node] of nodes.entries()) recording.sweep(node, t, [nodeAt(node, i, t, end, next)]);
		recording.flush(t);
	}
	recording.compact();
	recording.close(end);
	writeUse(fleet, pods, nodes);
	// What pictures show must not depend on where they were made.
	return async () => Object.defineProperty(await openHistory({ path }), "name", { value: "plimsoll.db" }) as History;
}

function measured({ pods }: MadeFleet, start: number): Measured[] {
	return pods.slice(0, PODS).map((pod) => {
		const { metadata, spec } = pod as {
			metadata: { namespace: string; name: string };
			spec: { containers: { image: string; resources: { limits: { memory: string } } }[] };
		};
		const [container] = spec.containers;
		const limit = Number(container?.resources.limits.memory);
		const { namespace, name } = metadata;
		return { namespace, pod: name, limit, image: container?.image ?? "", level: 0.25 * limit, start };
	});
}

function rowAt(pod: Measured, i: number, t: number, end: number, next: () => number): SweptTrack {
	const { limit } = pod;
	if (i < LEAKING && t > end - 5 * 86_400) pod.level += (0.115 * limit * STEP) / 86_400;
	if (i >= LEAKING && i < RESTARTED) {
		pod.level += (0.3 * limit * STEP) / 86_400;
		if (pod.level > 0.93 * limit) [pod.level, pod.start] = [0.25 * limit, t];
	}
	const day = 0.04 * limit * Math.sin((t / 86_400) * 2 * Math.PI);
	const workingSet = Math.round(pod.level + day + (next() - 0.5) * 0.015 * limit);
	const rss = Math.round(workingSet * 0.86);
	const cache = Math.round(workingSet * 0.22 + 0.01 * limit * next());
	const rolled = i >= RESTARTED && i < ROLLED && t < end - 3 * 86_400;
	const image = rolled ? `${pod.image.replace(/:.*/, "")}:1.0` : pod.image;
	return {
		name: { kind: "container", namespace: pod.namespace, pod: pod.pod, container: "app" },
		figures: rowOf({ workingSet, rss, cache, limit, start: pod.start }),
		about: { image, owner: null },
	};
}

function nodeAt(node: string, i: number, t: number, end: number, next: () => number): SweptTrack {
	const day = 1.6 * Math.sin((t / 86_400) * 2 * Math.PI) + (i === 0 ? Math.sin((t / 17_000) * 2 * Math.PI) : 0);
	const growing = i === 0 ? Math.max(0, (t - (end - 2 * 86_400)) / 86_400) * 8 : 0;
	const workingSet = (34 + (i % 5) * 3 + day + growing + next() * 0.4) * GI;
	return {
		name: { kind: "cgroup", node, cgroup: "/" },
		figures: rowOf({ workingSet, limit: 64 * GI }),
		about: null,
	};
}

/** What the kubelets say now is what was kept last. */
function writeUse({ summaries }: MadeFleet, pods: readonly Measured[], nodes: readonly string[]): void {
	const now = new Map(pods.map(({ namespace, pod, level }) => [`${namespace}/${pod}`, Math.round(level)]));
	for (const [i, name] of nodes.entries()) {
		const summary = summaries.get(name) as {
			node: { memory: { workingSetBytes: number; availableBytes: number } };
			pods: { podRef: { name: string; namespace: string }; containers: { memory: { workingSetBytes: number } }[] }[];
		};
		summary.node.memory.workingSetBytes = (34 + (i % 5) * 3 + (i === 0 ? 16 : 0)) * GI;
		summary.node.memory.availableBytes = 64 * GI - summary.node.memory.workingSetBytes;
		for (const { podRef, containers } of summary.pods) {
			const level = now.get(`${podRef.namespace}/${podRef.name}`);
			if (level !== undefined && containers[0] !== undefined) containers[0].memory.workingSetBytes = level;
		}
	}
}

/** How the kubelets of a fleet are configured: they evict below 2 GiB. */
export function writeKubelets(folder: string, { summaries }: MadeFleet): void {
	for (const node of summaries.keys()) {
		const kubeletconfig = { evictionHard: { "memory.available": "2Gi" }, enforceNodeAllocatable: ["pods"] };
		writeFileSync(join(folder, `${node}-configz.json`), JSON.stringify({ node, kubeletconfig }));
	}
}
