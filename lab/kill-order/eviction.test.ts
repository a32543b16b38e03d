/** The real kubelet, made to evict by a threshold that is never met: it must take pods in the order that the report gave. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StandingContainer } from "../../src/model/node-outlook.ts";
import { foreignKubeconfig } from "../cluster.ts";
import { component, kubectl, labDown, labUp, plimsoll } from "../harness.ts";
import { makeImage } from "../images/images.ts";
import { NODE } from "../machine/addresses.ts";
import { CGROUP, cgroupVersion } from "../machine/cgroup.ts";
import { CONFIG } from "../paths.ts";
import { Random } from "./random.ts";

const NAMESPACE = "kill-order";
const TRIALS = 3;
const PODS = 5;
const SEED = Number(process.env.PLIMSOLL_KILL_ORDER_SEED ?? 20261121);
/** All below what the lab's own pods have, so that those stay to the end, and the test stops before. */
const PRIORITIES = { "kill-order-lowest": -100, "kill-order-low": -10, "": 0 } as const;
const KUBELET = join(CONFIG, "kubelet.json");
const MI = 1024 ** 2;
/** Of a pod's processes, the pause container's among them. */
const SOME_PAGES = 2 * MI;

const rows: string[] = [];
let image = "";
let original = "";

const must = async (args: string[], input?: string): Promise<string> => {
	const { code, stdout, stderr } = await kubectl(args, input);
	if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
	return stdout;
};

const until = async (what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> => {
	for (const end = Date.now() + seconds * 1000; !(await ask().catch(() => false)); await sleep(1000)) {
		if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
	}
};

/** Restarts the kubelet with another configuration; pods run on meanwhile. */
const configure = async (text: string): Promise<void> => {
	const kubelet = component("kubelet");
	await kubelet.stop();
	writeFileSync(KUBELET, text);
	await kubelet.start();
};

/** More than the node has must be available: pressure from the first moment, eviction once every pod has been measured again. */
const demanding = (): string => {
	const memory = { "memory.available": "1Ti" };
	return JSON.stringify({
		...JSON.parse(original),
		evictionSoft: memory,
		evictionSoftGracePeriod: { "memory.available": "25s" },
		evictionPressureTransitionPeriod: "10s",
	});
};

/** Requests below or just above the use, so that some exceed theirs and none has much room. */
const randomPod = (random: Random, name: string): object => {
	const use = random.whole(8, 60) * MI;
	const request = random.chance(0.2)
		? 0
		: Math.floor(use * (random.chance(0.5) ? random.share() : 1) + random.whole(0, 6) * MI);
	const priorityClassName = random.one<string>(["kill-order-lowest", "kill-order-low", "", ""]);
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, namespace: NAMESPACE },
		spec: {
			...(priorityClassName === "" ? {} : { priorityClassName }),
			terminationGracePeriodSeconds: 1,
			restartPolicy: "Never",
			automountServiceAccountToken: false,
			// The pressure of an earlier trial may not have passed.
			tolerations: [{ operator: "Exists" }],
			containers: [
				{
					name: "app",
					image,
					imagePullPolicy: "Never",
					// tail keeps everything while there is no line end and no end.
					command: ["sh", "-c", `(head -c ${use} /dev/zero; sleep 100000) | tail`],
					...(request === 0 ? {} : { resources: { requests: { memory: String(request) } } }),
				},
			],
		},
	};
};

const standing = async (): Promise<{ containers: StandingContainer[]; first: string[] }> => {
	const { code, stdout, stderr } = await plimsoll(["nodes", NODE, "-o", "json", "--fail-on", "never"]);
	if (code !== 0) throw new Error(stderr);
	const [node] = JSON.parse(stdout).nodes;
	const containers = (node.containers as StandingContainer[]).filter(({ namespace }) => namespace === NAMESPACE);
	return { containers, first: node.first.kubelet };
};

/** The oom_score_adj that the processes of a container really have; its cgroup's name ends in its id. */
const realAdjs = (containerId: string): number[] => {
	const root = join("/sys/fs/cgroup", ...(cgroupVersion() === 2 ? [] : ["memory"]), CGROUP);
	const cgroup = readdirSync(root, { recursive: true, encoding: "utf8" }).find((path) => path.includes(containerId));
	if (cgroup === undefined) return [];
	const pids = readFileSync(join(root, cgroup, "cgroup.procs"), "utf8")
		.split("\n")
		.filter(Boolean);
	return pids.map((pid) => Number(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8")));
};

describe.skipIf(foreignKubeconfig() !== undefined)("kubelet evictions", () => {
	beforeAll(async () => {
		const cluster = await labUp();
		const made = await makeImage("busybox", () => undefined);
		await cluster.load([made]);
		image = made.reference;
		original = readFileSync(KUBELET, "utf8");
		await must(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
		await must(["create", "namespace", NAMESPACE]);
		await until("the service account", 60, async () => (await must(["-n", NAMESPACE, "get", "sa", "default"])) !== "");
		for (const [name, value] of Object.entries(PRIORITIES)) {
			if (name === "") continue;
			const priorityClass = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value };
			await must(["apply", "-f", "-"], JSON.stringify(priorityClass));
		}
	}, 600_000);

	afterAll(async () => {
		if (original !== "" && readFileSync(KUBELET, "utf8") !== original) await configure(original);
		await kubectl(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
		await labDown();
		console.log(rows.join("\n"));
	}, 120_000);

	test.each(Array.from({ length: TRIALS }, (_, i) => i))(
		"trial %i",
		async (trial) => {
			const random = new Random(SEED + trial);
			const names = Array.from({ length: PODS }, (_, i) => `trial-${trial}-${i}`);
			const pods = names.map((name) => randomPod(random, name));
			await must(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: pods }));
			await until("all are measured", 120, async () => {
				const { containers } = await standing();
				return (
					containers.filter(({ pod, workingSet }) => names.includes(pod) && (workingSet ?? 0) > 6 * MI).length === PODS
				);
			});
			// One more round of the kubelet's housekeeping, so that what is still filling up has filled.
			await sleep(15_000);
			const before = await standing();
			const list = JSON.parse(await must(["-n", NAMESPACE, "get", "pods", "-o", "json"]));
			for (const { metadata, status } of list.items) {
				const told = before.containers.find(({ pod }) => pod === metadata.name)?.oomScoreAdj;
				const [id = ""] = /[0-9a-f]{64}$/.exec(status.containerStatuses[0].containerID) ?? [];
				expect([metadata.name, [...new Set(realAdjs(id))]]).toEqual([metadata.name, [told]]);
			}
			await configure(demanding());
			const evicted: string[] = [];
			try {
				await until("all but one are evicted", 240, async () => {
					const { items } = JSON.parse(await must(["-n", NAMESPACE, "get", "pods", "-o", "json"]));
					for (const { metadata, status } of items) {
						if (status.reason === "Evicted" && !evicted.includes(metadata.name)) evicted.push(metadata.name);
					}
					return evicted.filter((name) => names.includes(name)).length >= PODS - 1;
				});
			} finally {
				await configure(original);
				await must(["-n", NAMESPACE, "delete", "pods", "--all", "--wait", "--grace-period=0", "--force"]);
			}
			const rank = (name: string) => before.containers.find(({ pod }) => pod === name)?.kubeletRank ?? 0;
			const told = before.containers.map(
				(c) =>
					`${c.pod}#${c.kubeletRank} ${Math.round((c.workingSet ?? 0) / MI)}Mi of ${Math.round((c.memoryRequest ?? 0) / MI)}Mi, priority ${c.priority}`,
			);
			rows.push(
				`trial ${trial}  said first ${before.first.join(" or ")}  evicted ${evicted.join(", ")}  [${told.join("; ")}]`,
			);
			expect(before.first).toContain(`${NAMESPACE}/${evicted[0]}`);
			// Who uses what was requested, to some pages, may have more or less of it half a minute later, and with it another place.
			const stands = before.containers
				.filter(({ workingSet, memoryRequest }) => Math.abs((workingSet ?? 0) - (memoryRequest ?? 0)) > SOME_PAGES)
				.map(({ pod }) => pod);
			const order = evicted.filter((name) => stands.includes(name)).map(rank);
			expect(order).toEqual(order.toSorted((a, b) => a - b));
		},
		600_000,
	);
});
