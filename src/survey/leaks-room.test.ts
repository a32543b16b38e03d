import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rowOf } from "../history/store/figures.ts";
import { container, MIB, record, START } from "../history/store/recording.fixture.ts";
import { openStore } from "../history/store/store-history.ts";
import type { Finding } from "../model/finding.ts";
import type { KubeletConfig } from "../model/kubelet-config.ts";
import type { NodeStats } from "../model/node-stats.ts";
import { narrowKubeletConfig } from "../sources/kubelet/configz.ts";
import { narrowSummary } from "../sources/kubelet/summary.ts";
import { surveyLeaksOf } from "./leaks-history.ts";
import { Workloads } from "./workloads.ts";

const STEP = 600;
const STEPS = 700;
const END = START + STEPS * STEP;

function thresholdOf([first]: readonly Finding[]): number {
	return first?.rule === "leak/steady" ? (first.params.threshold ?? Number.NaN) : Number.NaN;
}

test("without a limit the node stops a container, whether all are asked for or one namespace", async () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-room-"));
	try {
		const recording = record(join(folder, "history.db"));
		for (let step = 0; step < STEPS; step++) {
			const workingSet = (200 + (400 * step) / STEPS + ((step * 7919) % 13)) * MIB;
			const whole = rowOf({ workingSet: 3 * 1024 * MIB + workingSet, limit: 8 * 1024 * MIB });
			const node = { name: { kind: "cgroup" as const, node: "node-1", cgroup: "/" }, figures: whole, about: null };
			const figures = rowOf({ workingSet, start: START - 60 });
			recording.sweep("node-1", START + step * STEP, [node, container("app-1", workingSet, { figures })]);
			recording.flush(START + step * STEP);
		}
		recording.close(END);
		const history = openStore(join(folder, "history.db"));
		const about = { workloads: new Workloads(), at: END * 1000, from: START * 1000 };
		const [all, one] = [
			await surveyLeaksOf(history, { ...about, namespaces: null, daemons: true }),
			await surveyLeaksOf(history, { ...about, namespaces: ["shop"], daemons: false }),
		];
		// What keeps 2 GiB free evicts earlier; what evicts for nothing is out of memory later.
		const asked: string[][] = [];
		const kept = async (evictionHard: Record<string, string>, stats: NodeStats | null = null) => {
			const kubelets = {
				async *kubeletConfigs(nodes: readonly string[]) {
					asked.push([...nodes]);
					yield narrowKubeletConfig({ kubeletconfig: { evictionHard } }, "node-1") as KubeletConfig;
				},
				async *nodeStats() {
					if (stats !== null) yield stats;
				},
			};
			const { findings } = await surveyLeaksOf(history, { ...about, namespaces: null, daemons: true, kubelets });
			return thresholdOf(findings);
		};
		const byDefault = thresholdOf(all.findings);
		expect(await kept({ "memory.available": "100Mi" })).toBe(byDefault);
		expect(await kept({ "memory.available": "2Gi" })).toBe(byDefault - 1948 * MIB);
		expect(await kept({ "nodefs.available": "10%" })).toBe(byDefault + 100 * MIB);
		// Where 1 GiB is kept for daemons that do not use it, pods have that much less.
		const summary = { nodeName: "node-1", memory: { availableBytes: 4 * 1024 * MIB } };
		const pods = { name: "pods", memory: { availableBytes: 3 * 1024 * MIB } };
		const reserved = narrowSummary({ node: { ...summary, systemContainers: [pods] }, pods: [] });
		expect(await kept({ "memory.available": "100Mi" }, reserved)).toBe(byDefault - 1024 * MIB);
		expect(asked).toEqual([["node-1"], ["node-1"], ["node-1"], ["node-1"]]);
		await history.close();
		const [found] = all.findings;
		expect(found).toMatchObject({ rule: "leak/steady", params: { limit: null } });
		expect(found?.params).toHaveProperty("threshold", expect.any(Number));
		expect(one.findings).toEqual([found]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
