import { describe, expect, test } from "vitest";
import { killOrders } from "./kill-orders.ts";
import { container, critical, GI, MI, node, pod, requesting, seen, stats } from "./pressure.fixture.ts";

const guaranteed = requesting("guaranteed", 2 * GI, 2 * GI);
const burstable = requesting("burstable", GI);
const bestEffort = pod("best-effort");
const dns = critical("dns", [container("app", { memoryRequest: 70 * MI })]);

const places = (of: ReturnType<typeof killOrders>) =>
	of.containers.map((c) => [c.pod, c.kernelRank, c.kubeletRank, c.oomScoreAdj, c.oomScore]);

describe("by requests alone", () => {
	const orders = killOrders(seen({ pods: [guaranteed, burstable, bestEffort, dns] }));

	test("the classes follow each other, critical pods are passed over", () => {
		expect(orders.basis).toBe("requests");
		expect(places(orders)).toEqual([
			["best-effort", 1, 1, 1000, 1000],
			["dns", 2, 4, 996, 996],
			["burstable", 3, 2, 938, 938],
			["guaranteed", 4, 3, -997, -997],
		]);
		expect(orders.first).toEqual({ kernel: ["shop/best-effort/app"], kubelet: ["shop/best-effort"] });
		expect(orders.containers.map((c) => [c.kernelReason, c.kubeletReason, c.evictable])).toEqual([
			["best-effort", "requests-nothing", true],
			["burstable", "critical", false],
			["burstable", "may-outgrow-request", true],
			["guaranteed", "limited-to-request", true],
		]);
	});

	test("equal ones share a place, and both are named as first", () => {
		const { containers, first } = killOrders(seen({ pods: [pod("b"), pod("a"), guaranteed] }));
		expect(containers.map((c) => [c.pod, c.kernelRank, c.kubeletRank])).toEqual([
			["a", 1, 1],
			["b", 1, 1],
			["guaranteed", 3, 3],
		]);
		expect(first).toEqual({ kernel: ["shop/a/app", "shop/b/app"], kubelet: ["shop/b", "shop/a"] });
	});

	test("a node of unknown size still orders the classes", () => {
		const orders = killOrders(
			seen({ node: node("n", { memoryCapacity: null }), pods: [guaranteed, burstable, bestEffort] }),
		);
		expect(places(orders)).toEqual([
			["best-effort", 1, 1, 1000, 1000],
			["burstable", 2, 2, null, null],
			["guaranteed", 3, 3, -997, -997],
		]);
	});
});

test("Windows kills nobody, and its kubelet evicts as any other", () => {
	const windows = node("n", { osImage: "Windows Server 2022 Datacenter", kernelVersion: "10.0.20348.2700" });
	const orders = killOrders(
		seen({
			node: windows,
			pods: [guaranteed, dns, burstable],
			stats: stats({ guaranteed: GI, dns: GI, burstable: 2 * GI }),
		}),
	);
	expect(places(orders)).toEqual([
		["burstable", 1, 1, null, null],
		["guaranteed", 1, 2, null, null],
		["dns", 1, 3, null, null],
	]);
	expect(orders.first).toEqual({ kernel: [], kubelet: ["shop/burstable"] });
	expect(orders.containers.map((one) => one.kernelReason)).toEqual(["windows", "windows", "windows"]);
});

describe("by use", () => {
	test("the kernel weighs what is resident, the kubelet the excess over the request", () => {
		const orders = killOrders(
			seen({
				pods: [guaranteed, burstable, requesting("small", 100 * MI)],
				stats: stats({ guaranteed: 2 * GI - MI, burstable: 3 * GI, small: 200 * MI }),
			}),
		);
		expect(orders.basis).toBe("usage");
		expect(places(orders)).toEqual([
			["burstable", 1, 1, 938, 1125.4],
			["small", 2, 2, 994, 1006.1],
			["guaranteed", 3, 3, -997, -872],
		]);
	});

	test("a pod the kubelet has no figures of is evicted first", () => {
		const { first, containers } = killOrders(
			seen({ pods: [bestEffort, burstable], stats: stats({ burstable: 9 * GI }) }),
		);
		expect(first.kubelet).toEqual(["shop/best-effort"]);
		expect(containers.find((c) => c.pod === "best-effort")?.kubeletReason).toBe("no-figures");
	});

	test.each<[string, number, number, string[]]>([
		["by less than the figures are worth", 300 * MI, 301 * MI, ["shop/b", "shop/a"]],
		["by more", 300 * MI, 330 * MI, ["shop/b"]],
	])("when two differ %s", (_, a, b, expected) => {
		const { first } = killOrders(
			seen({ pods: [requesting("a", 100 * MI), requesting("b", 100 * MI)], stats: stats({ a, b }) }),
		);
		expect(first.kubelet.toSorted()).toEqual(expected.toSorted());
	});

	test("a pod that may have crossed its request since stands level with those above theirs", () => {
		const { first } = killOrders(
			seen({
				pods: [requesting("near", GI, null, { priority: -5 }), requesting("above", 100 * MI)],
				stats: stats({ near: GI - MI, above: 500 * MI }),
			}),
		);
		expect(first.kubelet.toSorted()).toEqual(["shop/above", "shop/near"]);
	});

	test("scores within one point stand level for the kernel", () => {
		const { first } = killOrders(
			seen({ pods: [pod("a"), pod("b"), pod("c")], stats: stats({ a: 500 * MI, b: 490 * MI, c: 400 * MI }) }),
		);
		expect(first.kernel).toEqual(["shop/a/app", "shop/b/app"]);
	});

	test("an old kernel makes no difference below nothing", () => {
		const of = (kernelVersion: string) =>
			killOrders(
				seen({
					node: node("n", { kernelVersion }),
					pods: [requesting("a", GI, GI), requesting("b", GI, GI)],
					stats: stats({ a: GI, b: 100 * MI }),
				}),
			).containers.map((c) => [c.pod, c.kernelRank, c.oomScore]);
		expect(of("4.18.0-553.el8")).toEqual([
			["a", 1, 0],
			["b", 1, 0],
		]);
		expect(of("5.15.0")).toEqual([
			["a", 1, -934.4],
			["b", 2, -990.8],
		]);
	});
});

test("only what runs takes memory", () => {
	const waiting = container("waiting", { state: { kind: "waiting", reason: "CrashLoopBackOff", message: "" } });
	const silent = { state: { kind: "unknown" } as const };
	const { containers } = killOrders(
		seen({
			pods: [
				pod("half", [container("up"), waiting]),
				pod("done", [container()], { phase: "Succeeded" }),
				pod("starting", [container("app", silent)], { phase: "Pending" }),
				pod("initialising", [container("init", { role: "init" }), container("app", silent)], { phase: "Pending" }),
				pod(
					"plain",
					[
						container("init", { ...silent, role: "init" }),
						container("app", silent),
						container("proxy", { ...silent, role: "sidecar" }),
					],
					{ phase: "" },
				),
			],
		}),
	);
	expect(containers.map((c) => `${c.pod}/${c.container}`)).toEqual([
		"half/up",
		"initialising/init",
		"plain/app",
		"plain/proxy",
	]);
});

test.each<[string, ReturnType<typeof pod>, string, number]>([
	["Guaranteed", guaranteed, "guaranteed", -997],
	["node-critical", critical("proxy", undefined, { priorityClass: "system-node-critical" }), "node-critical", -997],
	[
		"node-critical and Guaranteed",
		critical("proxy", guaranteed.containers, { priorityClass: "system-node-critical", qosClass: "Guaranteed" }),
		"guaranteed",
		-997,
	],
	["cluster-critical", dns, "burstable", 996],
	["Burstable with all of the node", requesting("whole", 16 * GI), "burstable", 3],
	["BestEffort", bestEffort, "best-effort", 1000],
])("why the kernel places it there: %s", (_, one, reason, adj) => {
	const [found] = killOrders(seen({ pods: [one] })).containers;
	expect([found?.kernelReason, found?.oomScoreAdj]).toEqual([reason, adj]);
});
