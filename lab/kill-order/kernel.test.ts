import { mkdtempSync, rmSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Node } from "../../src/model/node.ts";
import type { MemoryStats, NodeStats } from "../../src/model/node-stats.ts";
import type { Pod } from "../../src/model/pod.ts";
import { narrowNode, narrowPod } from "../../src/sources/kubernetes/narrow.ts";
import { killOrders } from "../../src/verdicts/pressure/kill-orders.ts";
import { oomScoreAdj, oomScorePolicy } from "../../src/verdicts/pressure/oom-score-adj.ts";
import { badness } from "../../src/verdicts/pressure/ranking.ts";
import { mayLowerOomScore } from "../machine/capability.ts";
import { Arena, compileEater, type Started, sizeOf } from "./arena.ts";
import { Random } from "./random.ts";

const MI = 1024 ** 2;
const SEED = Number(process.env.PLIMSOLL_KILL_ORDER_SEED ?? 20261121);
const SINGLE = 40;
const SEVERAL = 10;
const KUBELET = "v1.37.1";

/** One line a trial, printed at the end. */
const rows: string[] = [];
let folder = "";
let program = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-kill-order-"));
	program = compileEater(folder);
});
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
	console.log(rows.join("\n"));
});

interface Plan {
	limit: number;
	node: Node;
	containers: { pod: Pod; use: number; adj: number }[];
}

/** Three to six pods of any class on a node of some hundreds of MiB, four fifths in use. */
function planOf(random: Random): Plan {
	const limit = random.whole(160, 320) * MI;
	const count = random.whole(3, 6);
	const shares = Array.from({ length: count }, () => random.share() + 0.1);
	const all = shares.reduce((sum, share) => sum + share, 0);
	const node = narrowNode({
		metadata: { name: "arena" },
		status: { capacity: { memory: String(limit) }, nodeInfo: { kubeletVersion: KUBELET, kernelVersion: release() } },
	});
	if (node === null) throw new Error("no node");
	const containers = shares.map((share, i) => {
		const pod = narrowPod(randomPod(random, i, limit));
		const [container] = pod?.containers ?? [];
		if (pod === null || container === undefined) throw new Error("no pod");
		const adj = oomScoreAdj(pod, container, oomScorePolicy(KUBELET), limit) ?? 0;
		return { pod, use: Math.floor((share / all) * 0.8 * limit), adj };
	});
	return { limit, node, containers };
}

function randomPod(random: Random, i: number, limit: number): object {
	// Without CAP_SYS_RESOURCE nothing goes below 0, so a Guaranteed pod cannot be had as it is on a node.
	const guaranteed = mayLowerOomScore() && random.chance(0.2);
	const memory = String(random.whole(1, Math.floor(limit / 2)));
	const resources = guaranteed
		? { requests: { cpu: "1", memory }, limits: { cpu: "1", memory } }
		: random.chance(0.25)
			? {}
			: { requests: { memory } };
	return {
		metadata: { namespace: "trial", name: `pod-${i}`, uid: `uid-${i}` },
		spec: { nodeName: "arena", containers: [{ name: "app", image: "eater", resources }] },
		status: { phase: "Running" },
	};
}

const NOTHING: MemoryStats = {
	at: null,
	workingSet: null,
	usage: null,
	rss: null,
	available: null,
	swapUsed: 0,
	swapAvailable: 0,
};

function statsOf(plan: Plan, rss: readonly number[]): NodeStats {
	return {
		node: "arena",
		memory: NOTHING,
		systemContainers: [],
		pods: plan.containers.map(({ pod }, i) => {
			const memory = { ...NOTHING, rss: rss[i] ?? 0, workingSet: rss[i] ?? 0 };
			return { namespace: pod.namespace, name: pod.name, uid: pod.uid, memory, containers: [{ name: "app", memory }] };
		}),
	};
}

async function inArena<T>(limit: number, i: number, trial: (arena: Arena) => Promise<T>): Promise<T> {
	const arena = new Arena(program, `plimsoll-kill-order-${process.pid}-${i}`, limit);
	try {
		return await trial(arena);
	} finally {
		await arena.close();
	}
}

test(`${SINGLE} nodes in small: the kernel kills whom the report says, or the report had said that several stand level`, async () => {
	const random = new Random(SEED);
	const wrong: string[] = [];
	let level = 0;
	for (let i = 0; i < SINGLE; i++) {
		const plan = planOf(random);
		await inArena(plan.limit, i, async (arena) => {
			const started: Started[] = [];
			for (const { pod, use, adj } of plan.containers)
				started.push(await arena.start({ container: pod.name, bytes: use, oomScoreAdj: adj }));
			const grower = random.whole(0, started.length - 1);
			// At the moment of the kill one of them has taken all that was left.
			const left = plan.limit - arena.usage();
			const rss = plan.containers.map(({ pod }, j) => arena.rss(pod.name) + (j === grower ? left : 0));
			const orders = killOrders({
				node: plan.node,
				pods: plan.containers.map(({ pod }) => pod),
				stats: statsOf(plan, rss),
				config: null,
				growth: null,
			});
			const victim = await arena.push(started[grower] as Started);
			const predicted = orders.first.kernel.map((name) => name.split("/")[1] ?? "");
			const right = predicted.includes(victim.container);
			if (predicted.length > 1) level++;
			if (!right) wrong.push(`trial ${i}`);
			const scores = orders.containers.map(({ pod, oomScoreAdj: adj, oomScore }) => `${pod} ${adj}/${oomScore}`);
			rows.push(
				`${right ? "right" : "WRONG"}  ${String(i + 1).padStart(2)}  ${plan.limit / MI} MiB  pod-${grower} grows  said ${predicted.join(" or ")}, killed ${victim.container}  [${scores.join(", ")}]`,
			);
		});
	}
	rows.push(
		`${SINGLE - wrong.length} of ${SINGLE} right, ${level} of them said to stand level (seed ${SEED}, kernel ${release()})`,
	);
	expect(wrong).toEqual([]);
});

test(`${SEVERAL} nodes whose containers have several processes: the kernel kills the process with the highest badness`, async () => {
	const random = new Random(SEED + 1);
	const wrong: string[] = [];
	for (let i = 0; i < SEVERAL; i++) {
		const plan = planOf(random);
		await inArena(plan.limit, SINGLE + i, async (arena) => {
			const started: Started[] = [];
			for (const { pod, use, adj } of plan.containers) {
				const processes = random.whole(1, 3);
				const first = random.chance(0.5) ? 0.8 : 1 / processes;
				for (let p = 0; p < processes; p++) {
					const share = p === 0 ? (processes === 1 ? 1 : first) : (1 - first) / (processes - 1);
					started.push(await arena.start({ container: pod.name, bytes: Math.floor(use * share), oomScoreAdj: adj }));
				}
			}
			const grower = started[random.whole(0, started.length - 1)] as Started;
			const left = plan.limit - arena.usage();
			const weighed = started.map((one) => {
				const { resident, swap, pageTables } = sizeOf(one.pid);
				const grown = resident + (one === grower ? left : 0);
				const points = badness({ resident: grown, swap, pageTables, oomScoreAdj: one.oomScoreAdj }, plan.limit);
				return { one, points: points ?? -2000 };
			});
			const most = Math.max(...weighed.map(({ points }) => points));
			const predicted = weighed.filter(({ points }) => most - points < 1).map(({ one }) => one);
			const victim = await arena.push(grower);
			const right = predicted.includes(victim);
			if (!right) wrong.push(`trial ${i}`);
			rows.push(
				`${right ? "right" : "WRONG"}  ${String(i + 1).padStart(2)}  ${started.length} processes  said ${predicted.map(({ pid, container }) => `${pid} (${container})`).join(" or ")}, killed ${victim.pid} (${victim.container})`,
			);
		});
	}
	expect(wrong).toEqual([]);
});
