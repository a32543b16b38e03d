import fc from "fast-check";
import { expect, test } from "vitest";
import { configzOf, narrowKubeletConfig } from "./configz.ts";
import { narrowSummary, summaryOf } from "./summary.ts";

/** As a kubelet 1.33 prints it, cut to two containers. */
const SUMMARY = {
	node: {
		nodeName: "node-1",
		startTime: "2026-11-21T08:00:00Z",
		memory: {
			time: "2026-11-21T10:00:00Z",
			availableBytes: 3_000_000_000,
			usageBytes: 2_500_000_000,
			workingSetBytes: 1_000_000_000,
			rssBytes: 700_000_000,
		},
		swap: { time: "2026-11-21T10:00:00Z", swapAvailableBytes: 0, swapUsageBytes: 0 },
		systemContainers: [
			{ name: "pods", memory: { time: "2026-11-21T10:00:00Z", workingSetBytes: 5, availableBytes: 6 } },
		],
	},
	pods: [
		{
			podRef: { name: "web-0", namespace: "shop", uid: "8f1d" },
			memory: { time: "2026-11-21T09:59:58Z", workingSetBytes: 42_000_000 },
			containers: [
				{ name: "app", memory: { time: "2026-11-21T09:59:58Z", workingSetBytes: 40_000_000, rssBytes: 30_000_000 } },
				// A container that has only just started has no figures yet.
				{ name: "helper" },
			],
		},
	],
};

test("a summary is read", () => {
	const stats = narrowSummary(SUMMARY);
	expect(stats).toMatchObject({
		node: "node-1",
		memory: { at: Date.parse("2026-11-21T10:00:00Z"), workingSet: 1e9, available: 3e9, swapUsed: 0, swapAvailable: 0 },
		systemContainers: [{ name: "pods", memory: { workingSet: 5, available: 6 } }],
	});
	expect(stats?.pods[0]).toMatchObject({ namespace: "shop", name: "web-0", uid: "8f1d", memory: { workingSet: 42e6 } });
	expect(stats?.pods[0]?.containers.map(({ name, memory }) => [name, memory.rss])).toEqual([
		["app", 30e6],
		["helper", null],
	]);
});

test("a configuration is read", () => {
	const config = narrowKubeletConfig(
		{
			kubeletconfig: {
				evictionHard: { "memory.available": "5%", "nodefs.available": "10%" },
				systemReserved: { memory: "512Mi" },
				failSwapOn: false,
				memorySwap: { swapBehavior: "LimitedSwap" },
				featureGates: { PodLevelResources: false, Odd: "yes" },
			},
		},
		"node-1",
	);
	expect(config).toEqual({
		node: "node-1",
		evictionHard: { "memory.available": "5%", "nodefs.available": "10%" },
		evictionSoft: {},
		systemReserved: { memory: "512Mi" },
		kubeReserved: {},
		failSwapOn: false,
		swapBehavior: "LimitedSwap",
		featureGates: { PodLevelResources: false },
	});
});

test.each([
	null,
	[],
	"x",
	{},
	{ node: {} },
	{ node: { nodeName: "n" } },
	{ kind: "Pod", node: { nodeName: 1 }, pods: [] },
])("%j is no summary and no configuration", (object) => {
	expect(narrowSummary(object)).toBeNull();
	expect(narrowKubeletConfig(object, "n")).toBeNull();
});

test("what a capture keeps is read again as it was", () => {
	const stats = narrowSummary(SUMMARY);
	expect(stats).not.toBeNull();
	if (stats !== null) expect(narrowSummary(JSON.parse(JSON.stringify(summaryOf(stats))))).toEqual(stats);
	const config = narrowKubeletConfig({ kubeletconfig: { evictionSoft: { "memory.available": "1Gi" } } }, "n");
	if (config !== null) expect(narrowKubeletConfig(configzOf(config), "n")).toEqual(config);
});

test("whatever is sent, nothing is thrown and nothing but numbers comes out", () => {
	fc.assert(
		fc.property(fc.anything(), fc.anything(), fc.anything(), (node, pods, memory) => {
			const stats = narrowSummary({ node: { nodeName: "n", memory, systemContainers: node }, pods });
			const figure = stats?.memory.workingSet ?? null;
			expect(figure === null || (Number.isSafeInteger(figure) && figure >= 0)).toBe(true);
			narrowKubeletConfig({ kubeletconfig: { evictionHard: node, featureGates: pods, memorySwap: memory } }, "n");
		}),
	);
});
