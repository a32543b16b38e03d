import { describe, expect, test } from "vitest";
import type { Recommendation, RuntimeEdit } from "../../model/recommendation.ts";
import type { Unit } from "../budgets/units.ts";
import type { ContainerFacts, RuntimeOrigin } from "./facts.ts";
import { factorOf } from "./kills.ts";
import { DAY, MI, steady } from "./series.fixture.ts";
import { facts, GI, NONE, node, notesOf, profileOf, RANGE, size, sizeOne } from "./workloads.fixture.ts";
import { sizeWorkloads } from "./workloads.ts";

test("whole mebibytes, the request at most the limit, neither below what is in use", () => {
	const one = sizeOne({});
	expect(one.limit % MI).toBe(0);
	expect(one.request % MI).toBe(0);
	expect(one.request).toBeLessThanOrEqual(one.limit);
	expect(sizeOne({ use: 900 * MI }).limit).toBeGreaterThanOrEqual(900 * MI);
	expect(one.workload.notes).toEqual([]);
});

describe("kills", () => {
	test.each([
		[1, 1.2],
		[2, 1.4],
		[4, 1.6],
		[16, 2],
		[1000, 2],
	])("%i kills: %f times", (kills, factor) => {
		expect(factorOf(kills)).toBeCloseTo(factor);
		const one = sizeOne({ kills: { count: kills, limit: 1024 * MI } });
		expect(one.limit).toBeGreaterThanOrEqual(Math.floor(factor * 1024) * MI);
		expect(one.reasons).toContain("oom-killed");
		expect(notesOf(one, "oom-kills")).toEqual([
			{ kind: "oom-kills", kills, limit: 1024 * MI, factor: factorOf(kills) },
		]);
	});
	test("a crash loop on its first day, nothing measured: answered at once", () => {
		const one = sizeOne({ profile: null, use: null, kills: { count: 6, limit: 256 * MI } });
		expect(one.limit).toBeGreaterThanOrEqual(Math.floor(256 * factorOf(6)) * MI);
		expect(one).toMatchObject({ use: null, peak: null, confidence: 0 });
		expect(one.reasons.slice(0, 1)).toEqual(["nothing-measured"]);
	});
	test("a tiny limit grows by what is worth a restart", () => {
		expect(sizeOne({ profile: null, use: null, kills: { count: 1, limit: 16 * MI } }).limit).toBeGreaterThanOrEqual(
			48 * MI,
		);
	});
	const climbing = steady(300 * MI).map((bytes, i) => bytes + i * 0.05 * MI);
	test.each<[string, Partial<ContainerFacts>, "kept" | "lowered"]>([
		["down between its deaths", { profile: null, use: 0, kills: { count: 20, limit: 1024 * MI } }, "kept"],
		["one look", { profile: null, use: 10 * MI }, "kept"],
		["less than a day", { profile: profileOf(steady(100 * MI, 0.02, 200)), use: 100 * MI }, "kept"],
		["a leak", { profile: profileOf(steady(100 * MI)), use: 100 * MI, leaking: true }, "kept"],
		["a rise", { profile: profileOf(climbing), use: 500 * MI }, "kept"],
		["two level weeks", { profile: profileOf(steady(100 * MI)), use: 100 * MI }, "lowered"],
	])("who asks for less: %s", (_, of, told) => {
		const { request, limit } = sizeOne({ ...of, request: 800 * MI });
		expect(request >= Math.min(800 * MI, limit)).toBe(told === "kept");
	});
	test("a leak is sized neither up nor down, to the byte", () => {
		for (const limit of [1024 * MI, 16_000_000_001]) {
			const one = sizeOne({ leaking: true, limit, profile: profileOf(steady(500 * MI), limit) });
			expect(one.limit).toBe(limit);
			expect(one.reasons).toContain("leak-suspected");
		}
		const killed = sizeOne({ leaking: true, kills: { count: 9, limit: 1024 * MI } });
		expect(killed.limit).toBe(1024 * MI);
		// It is not said to need more in the same breath.
		expect(killed.reasons).not.toContain("oom-killed");
		expect(killed.workload?.notes.map(({ kind }) => kind)).not.toContain("oom-kills");
	});
});

describe("the first day", () => {
	test("from what is in use now: wide, and worth little", () => {
		const one = sizeOne({ profile: null, use: 200 * MI, limit: 2048 * MI });
		expect(one.limit).toBeGreaterThan(300 * MI);
		expect(one).toMatchObject({ use: 200 * MI, confidence: 0 });
		expect(one.reasons[0]).toBe("use-now-only");
		expect(one.neededPeak.high / one.neededPeak.low).toBeGreaterThan(1.5);
	});
	test("what may fill yet is the most that is needed, not the least; what kills ask for is the least", () => {
		const volumes = [{ name: "scratch", mountPath: "/scratch", sizeLimit: GI }];
		const filling = sizeOne({ profile: null, use: 50 * MI, volumes, limit: null }).neededPeak;
		expect(filling.low).toBeLessThan(200 * MI);
		expect(filling.high).toBeGreaterThanOrEqual(GI + 50 * MI);
		const killed = sizeOne({ profile: null, use: 50 * MI, kills: { count: 1, limit: GI }, limit: GI }).neededPeak;
		expect(killed.low).toBeGreaterThanOrEqual(Math.ceil(1.2 * GI));
	});
	test("a bounded volume and a heap in bytes may fill yet", () => {
		const volumes = [{ name: "scratch", mountPath: "/scratch", sizeLimit: GI }];
		expect(sizeOne({ profile: null, volumes, limit: null }).limit).toBeGreaterThanOrEqual(GI + 500 * MI);
		const runtime = {
			runtime: "JVM",
			setting: "-Xmx",
			written: "3g",
			unit: "jvm",
			value: 3 * GI,
			advised: 0.75,
		} as const;
		expect(sizeOne({ profile: null, use: 300 * MI, runtime, limit: null }).limit).toBeGreaterThanOrEqual(4 * GI);
		expect(sizeOne({ profile: null, use: 100 * MI, runtime, limit: null }).workload?.notes).toContainEqual({
			kind: "runtime-room",
			object: "JVM",
			setting: "-Xmx",
			from: "3g",
			bytes: 4 * GI,
		});
	});
	test("nothing at all is a gap", () => {
		const bare = facts({ profile: null, use: null, limit: null, request: null });
		const { recommendations, gaps } = sizeWorkloads([bare], NONE, [], { oomRisks: [0.05], horizon: DAY, qos: "keep" });
		expect(recommendations).toEqual([]);
		expect(gaps).toEqual([
			{ source: "kubelet", what: "memory of shop/Deployment/web/app", reason: "absent", detail: "" },
		]);
	});
});

describe("what governs a size", () => {
	test("request = limit is kept, made, or given up, as is wanted", () => {
		expect(sizeOne({ request: 1024 * MI })).toSatisfy((one: Recommendation) => one.request === one.limit);
		expect(sizeOne({}, {}, { qos: "guaranteed" })).toSatisfy((one: Recommendation) => one.request === one.limit);
		expect(sizeOne({ request: 1024 * MI }, {}, { qos: "burstable" })).toSatisfy(
			(one: Recommendation) => one.request < one.limit,
		);
	});
	test("LimitRange: max holds it down and says so, min and ratio raise the request", () => {
		const held = sizeOne({}, { limitRanges: [{ ...RANGE, max: 510 * MI }] });
		expect(held.limit).toBe(510 * MI);
		expect(held.reasons).toContain("held-down");
		expect(held.expectedRisk).toBeGreaterThan(0.05);
		expect(notesOf(held, "limit-range-max")).toHaveLength(1);
		const raised = sizeOne({}, { limitRanges: [{ ...RANGE, min: 600 * MI }] });
		expect(raised.request).toBe(600 * MI);
		const even = sizeOne({}, { limitRanges: [{ ...RANGE, ratio: 1 }] });
		expect(even.request).toBe(even.limit);
		expect(notesOf(even, "limit-range-ratio")).toHaveLength(1);
		expect(
			notesOf(sizeOne({}, { limitRanges: [{ ...RANGE, namespace: "other", max: MI }] }), "limit-range-max"),
		).toEqual([]);
	});
	test.each<
		[
			string,
			Partial<ContainerFacts>,
			{ limit: number; held: boolean; now: number | null; size: number | null; max?: number },
		]
	>([
		[
			"use is above the max already",
			{ limit: GI, profile: null, use: 600 * MI },
			{ limit: 0, held: false, now: GI, size: -1 },
		],
		[
			"the size is below the max, the pods are above",
			{ limit: GI },
			{ limit: 0, held: false, now: GI, size: null, max: 900 * MI },
		],
		[
			"a leak's limit stays, above the max",
			{ limit: GI, leaking: true },
			{ limit: GI, held: false, now: GI, size: GI },
		],
		[
			"held to the max, and the pods are below",
			{ limit: 300 * MI, profile: null, use: 290 * MI, kills: { count: 9, limit: 300 * MI } },
			{ limit: 400 * MI, held: true, now: null, size: null },
		],
		[
			"held to the max, and the pods are above",
			{ limit: GI, profile: null, use: 390 * MI, kills: { count: 9, limit: GI } },
			{ limit: 400 * MI, held: true, now: GI, size: null },
		],
	])("a LimitRange's max: %s", (_, change, expected) => {
		const max = expected.max ?? 400 * MI;
		const one = sizeOne(change, { limitRanges: [{ ...RANGE, max }] });
		const size = expected.size === -1 ? one.limit : expected.size;
		if (expected.limit > 0) expect(one.limit).toBe(expected.limit);
		expect(one.limit > max).toBe(size !== null);
		expect(notesOf(one, "limit-range-max")).toHaveLength(expected.held ? 1 : 0);
		const told = { kind: "limit-range-refuses", object: "bounds", bytes: max, now: expected.now, size };
		expect(notesOf(one, "limit-range-refuses")).toEqual(expected.now === null && size === null ? [] : [told]);
	});
	test("never above what the largest node can give", () => {
		const one = sizeOne(
			{ kills: { count: 16, limit: 1024 * MI } },
			{},
			{ nodes: [node("a", GI), node("b", 1.5 * GI)] },
		);
		expect(one.limit).toBe(1.5 * GI);
		expect(notesOf(one, "node")).toEqual([{ kind: "node", object: "b", bytes: 1.5 * GI }]);
	});
	test("a quota the new sum breaks, told at the container that adds most", () => {
		const quota = {
			namespace: "shop",
			name: "q",
			resource: "limits.memory",
			hard: 3 * GI,
			used: 2.9 * GI,
			scoped: false,
		} as const;
		const killed = facts({
			workload: { kind: "Deployment", namespace: "shop", name: "cart" },
			kills: { count: 16, limit: 1024 * MI },
		});
		const [web, cart] = size([facts(), killed], { quotas: [quota] });
		expect(web && notesOf(web, "quota")).toEqual([]);
		expect(cart && notesOf(cart, "quota")).toMatchObject([{ object: "q", hard: 3 * GI }]);
		expect(notesOf(sizeOne({}, { quotas: [{ ...quota, scoped: true, hard: 1 }] }), "quota")).toEqual([]);
	});
	test("autoscalers are named, with the target that keeps the pods as they are", () => {
		const target = { kind: "Deployment", name: "web" };
		const horizontal = { namespace: "shop", name: "web", target, container: "", utilization: 80 };
		const one = sizeOne({ request: 1000 * MI, limit: 2000 * MI }, { autoscalers: [horizontal] });
		expect(notesOf(one, "hpa")).toEqual([
			{ kind: "hpa", object: "web", from: 80, to: Math.round((80 * 1000 * MI) / one.request) },
		]);
		const vertical = { namespace: "shop", name: "v", target, mode: "Recreate", off: [], on: [], allowed: [] };
		const vpa = (more: object) => notesOf(sizeOne({}, { verticalAutoscalers: [{ ...vertical, ...more }] }), "vpa");
		expect(vpa({})).toMatchObject([{ object: "v", sets: true }]);
		expect(vpa({ mode: "Off" })).toMatchObject([{ sets: false }]);
		expect(vpa({ off: ["*"] })).toMatchObject([{ sets: false }]);
		expect(vpa({ off: ["*"], on: ["app"] })).toMatchObject([{ sets: true }]);
	});
	test("a VPA's minAllowed and maxAllowed bound the request, by the container's name before *", () => {
		const target = { kind: "Deployment", name: "web" };
		const vertical = { namespace: "shop", name: "v", target, mode: "Off", off: [], on: [], allowed: [] };
		const sized = (more: object) => sizeOne({}, { verticalAutoscalers: [{ ...vertical, ...more }] });
		const all = { container: "*", min: 700 * MI, max: null };
		const raised = sized({ allowed: [all] });
		expect(raised.request).toBe(700 * MI);
		expect(raised.limit).toBeGreaterThanOrEqual(raised.request);
		expect(notesOf(raised, "vpa-allowed")).toEqual([
			{ kind: "vpa-allowed", object: "v", bound: "minAllowed", bytes: 700 * MI },
		]);
		const named = sized({ on: ["app"], allowed: [all, { container: "app", min: null, max: 300 * MI }] });
		expect(named.request).toBe(300 * MI);
		expect(notesOf(named, "vpa")).toMatchObject([{ min: null, max: 300 * MI }]);
		expect(sized({ off: ["*"], allowed: [all] }).request).toBe(sizeOne({}).request);
		// Far above what it needs: no request without a limit that holds it.
		expect(sized({ allowed: [{ ...all, min: 5 * GI }] })).toMatchObject({ request: 5 * GI, limit: 5 * GI });
	});
	test("a LimitRange's defaults are what a container without its own has today", () => {
		const limitRanges = [{ ...RANGE, defaultLimit: 768 * MI, defaultRequest: 256 * MI }];
		const bare = sizeOne({ limit: null, request: null }, { limitRanges });
		expect(bare).toMatchObject({ current: 768 * MI, workload: { limit: 768 * MI, request: 256 * MI } });
		expect(bare.reasons).not.toContain("no-capacity");
		expect(notesOf(bare, "limit-range-default")).toEqual([
			{ kind: "limit-range-default", object: "bounds", limit: 768 * MI, request: 256 * MI },
		]);
		// A limit of its own is its request too.
		expect(notesOf(sizeOne({ request: null }, { limitRanges }), "limit-range-default")).toEqual([]);
		// A pod made since shows the default as its own; the template tells.
		const made = { limit: 768 * MI, request: 300 * MI, declared: { limit: false, request: true } };
		expect(notesOf(sizeOne(made, { limitRanges }), "limit-range-default")).toMatchObject([
			{ limit: 768 * MI, request: null },
		]);
		expect(notesOf(sizeOne({ ...made, declared: null }, { limitRanges }), "limit-range-default")).toEqual([]);
	});
	test("a pod with memory of its own gets what its containers come to", () => {
		const inPod = ["app", "side"].flatMap((name) => facts().inPod.map((one) => ({ ...one, name })));
		const pod = { podRequest: 100 * MI, podLimit: 600 * MI, inPod };
		const [app, side] = size([facts(pod), facts({ ...pod, container: "side", role: "sidecar" })]);
		expect(app && notesOf(app, "pod-level")).toEqual([
			{
				kind: "pod-level",
				request: (app?.request ?? 0) + (side?.request ?? 0),
				limit: (app?.limit ?? 0) + (side?.limit ?? 0),
			},
		]);
	});
	test("one replica far above the others, and node groups, where that pays", () => {
		const replicaPeaks = [1, 1.1, 0.9, 3].map((times, i) => ({ pod: `web-${i}`, bytes: times * 100 * MI }));
		expect(notesOf(sizeOne({ replicaPeaks }), "replicas-differ")).toMatchObject([{ object: "web-3" }]);
		const groupPeaks = [
			{ group: "big", nodes: 2, bytes: 500 * MI },
			{ group: "small", nodes: 20, bytes: 100 * MI },
		];
		const workload = { kind: "DaemonSet", namespace: "shop", name: "agent" };
		expect(notesOf(sizeOne({ workload, groupPeaks }), "node-groups")).toHaveLength(1);
		expect(notesOf(sizeOne({ groupPeaks }), "node-groups")).toEqual([]);
	});
});

describe("runtimes whose memory follows the limit", () => {
	const jvm = {
		runtime: "JVM",
		setting: "-XX:MaxRAMPercentage=",
		written: "25",
		unit: "percent",
		value: 25,
		advised: 0.75,
	} as const;
	test("a share keeps the heap's bytes", () => {
		const one = sizeOne({ runtime: jvm });
		const to = ((25 * 1024 * MI) / one.limit).toFixed(1);
		expect(notesOf(one, "runtime")).toEqual([{ kind: "runtime", object: "JVM", setting: jvm.setting, from: "25", to }]);
	});
	test.each<[string, string, string, Unit, number, RegExp]>([
		["JVM", "-Xmx", "2g", "jvm", 2 * GI, /^\d{3}m$/],
		["Go", "GOMEMLIMIT=", "2GiB", "go", 2 * GI, /^\d{3}MiB$/],
		["Go", "GOMEMLIMIT=", "2147483648B", "go", 2 * GI, /^\d{3}MiB$/],
		["Node.js", "--max-old-space-size=", "2048", "mebibytes", 2 * GI, /^\d{3}$/],
		["Redis", "maxmemory ", "2gb", "redis", 2 * GI, /^\d{3}mb$/],
		[".NET", "DOTNET_GCHeapHardLimit=", "0x80000000", "hexadecimal", 2 * GI, /^[\da-f]{8}$/],
		["MongoDB", "--wiredTigerCacheSizeGB=", "2", "gibibytes", 2 * GI, /^0\.\d+$/],
		["PostgreSQL", "shared_buffers=", "2097152kB", "postgresBlocks", 2 * GI, /^\d{3}MB$/],
		["PostgreSQL", "shared_buffers=", "262144", "postgresBlocks", 2 * GI, /^\d{3}MB$/],
	])(
		"%s: a bound %s%s above the new limit comes down in its own unit",
		(runtime, setting, written, unit, value, like) => {
			const bound = { runtime, setting, written, unit, value, advised: 0.75 } as const;
			const [note] = notesOf(sizeOne({ runtime: bound }), "runtime");
			expect(note?.kind === "runtime" && note.to).toMatch(like);
			expect(notesOf(sizeOne({ runtime: { ...bound, value: 100 * MI } }), "runtime")).toEqual([]);
		},
	);
	test.each<[string, RuntimeOrigin, RuntimeEdit | undefined]>([
		[
			"a variable of memory flags",
			{ kind: "variable", name: "JAVA_OPTS", text: "-Xms1g -Xmx4g" },
			{ type: "variable", name: "JAVA_OPTS", value: expect.stringMatching(/^-Xms(\d+m) -Xmx\1$/) },
		],
		[
			"the same value behind another flag",
			{ kind: "variable", name: "JAVA_OPTS", text: "-Xmx4g -XX:MaxDirectMemorySize=4g -Xms4g" },
			{
				type: "variable",
				name: "JAVA_OPTS",
				value: expect.stringMatching(/^-Xmx(\d+m) -XX:MaxDirectMemorySize=4g -Xms\1$/),
			},
		],
		["a variable that holds more", { kind: "variable", name: "JAVA_OPTS", text: "-Dpassword=x -Xmx4g" }, undefined],
		[
			"a word",
			{ kind: "words", list: "command", words: ["java", "-Xms1g", "-Xmx4g", "-jar", "/app.jar"], index: 2 },
			{
				type: "words",
				list: "command",
				words: [
					"java",
					expect.stringMatching(/^-Xms\d{3}m$/),
					expect.stringMatching(/^-Xmx\d{3}m$/),
					"-jar",
					"/app.jar",
				],
			},
		],
		[
			"a word, and the initial heap stands elsewhere",
			{ kind: "words", list: "command", words: ["java", "-Xmx4g", "-jar", "/app.jar"], index: 1 },
			undefined,
		],
		["a word beside a secret", { kind: "words", list: "args", words: ["-Xmx4g", "--token=1"], index: 0 }, undefined],
		[
			"a config map",
			{ kind: "config-map", namespace: "shop", name: "conf", key: "JAVA_OPTS" },
			{ type: "config-map", namespace: "shop", name: "conf", key: "JAVA_OPTS" },
		],
	])("%s: the edit that goes with the size", (_, origin, edit) => {
		const bound = {
			runtime: "JVM",
			setting: "-Xmx",
			written: "4g",
			unit: "jvm",
			value: 4 * GI,
			initial: GI,
			advised: 0.75,
		} as const;
		const [note] = notesOf(sizeOne({ runtime: { ...bound, origin } }), "runtime");
		expect(note?.kind === "runtime" ? note.edit : null).toEqual(edit);
	});
});
