import { describe, expect, test } from "vitest";
import type { MemoryStats, NodeStats } from "../model/node-stats.ts";
import type { Container, Pod } from "../model/pod.ts";
import type { ContainerTrack } from "../model/track.ts";
import { container, facts as death, MI, NOON, pod, sized, termination } from "../verdicts/deaths/death.fixture.ts";
import { judgeDeath } from "../verdicts/deaths/index.ts";
import type { Kills } from "../verdicts/sizing/facts.ts";
import { series, steady } from "../verdicts/sizing/series.fixture.ts";
import { Fleet } from "./size-fleet.ts";

const DAY = 86_400;

/** A fleet that has seen these pods, and learnt from the deaths of their first containers. */
function fleetOf(...pods: Pod[]): Fleet {
	const fleet = new Fleet();
	for (const one of pods) fleet.take(one);
	fleet.learn(pods.flatMap((one) => judgeDeath(death({ pod: one })) ?? []));
	return fleet;
}
const appOf = (fleet: Fleet) => fleet.facts(new Map()).find(({ container }) => container === "app");

const unlimited = { memoryLimit: null, memoryRequest: null };
const waiting = { kind: "waiting", reason: "CrashLoopBackOff", message: "back-off 5m0s" } as const;
const side = container({ name: "side", lastTermination: null });

/** MiB. */
test.each<[string, Partial<Container>, Partial<Pod>, Kills | null]>([
	["at its own limit", {}, {}, { count: 1, limit: 64 }],
	["again and again", { restartCount: 7, state: waiting }, {}, { count: 7, limit: 64 }],
	["at its pod's limit", unlimited, { memoryLimit: 100 * MI }, { count: 1, limit: 100 }],
	[
		"at its pod's, again and again",
		{ ...unlimited, restartCount: 7, state: waiting },
		{ memoryLimit: 100 * MI },
		{ count: 7, limit: 100 },
	],
	["by its node", unlimited, {}, null],
	["not at all", { lastTermination: termination({ reason: "Error", exitCode: 1 }) }, {}, null],
])("killed %s", (_, change, ofPod, expected) => {
	const kills = appOf(fleetOf(pod([container(change)], ofPod)))?.kills;
	expect(kills).toEqual(expected && { ...expected, limit: expected.limit * MI });
});

function track(name: string, bytes: readonly number[], from = 0): ContainerTrack {
	const one = series(bytes, { step: 3600, capacity: 512 * MI });
	return {
		...{ namespace: "shop", pod: name, container: "app", owner: null, rss: null, cache: null, swap: null },
		...{ stretches: [], series: { ...one, t: one.t.map((t) => t + from) } },
	};
}

describe("what is in use now", () => {
	/** Two hours of history whose last working set was 400Mi, and what the kubelet measured so many minutes after it: MiB. */
	const used = (now: { workingSet: number; rss: number | null }, cached: number | null, minutes = 1) => {
		const given = (mebi: number | null) => mebi && mebi * MI;
		const of = (mebi: number) => Float64Array.of(mebi * MI, mebi * MI);
		const known = track("web-5d9c7-x2x1v", [400 * MI, 400 * MI]);
		const at = ((known.series.t.at(-1) ?? 0) + minutes * 60) * 1000;
		const memory = { at, workingSet: now.workingSet * MI, rss: given(now.rss) } as MemoryStats;
		const fleet = fleetOf(pod([container()]));
		fleet.measure({
			pods: [{ namespace: "shop", name: "web-5d9c7-x2x1v", containers: [{ name: "app", memory }] }],
		} as unknown as NodeStats);
		fleet.remember(cached === null ? known : { ...known, rss: of(90), cache: of(cached) });
		return (appOf(fleet)?.use ?? 0) / MI;
	};
	test.each<[string, Parameters<typeof used>, number]>([
		["nothing is known of page cache", [{ workingSet: 410, rss: 95 }, null], 410],
		["page cache is dropped before anything is killed", [{ workingSet: 410, rss: 95 }, 300], 110],
		["anonymous memory is not", [{ workingSet: 410, rss: 350 }, 300], 350],
		["an hour ago tells nothing of now", [{ workingSet: 410, rss: 95 }, 300, 60], 410],
	])("%s", (_, given, mebi) => {
		expect(used(...given)).toBe(mebi);
	});
	test("the highest of the replicas", () => {
		const names = ["web-5d9c7-x2x1v", "web-5d9c7-bbbbb"];
		const fleet = fleetOf(...names.map((name) => pod([container()], { name })));
		for (const [i, name] of names.entries())
			fleet.measure({
				pods: [
					{
						namespace: "shop",
						name,
						containers: [{ name: "app", memory: { at: null, workingSet: (9 - i) * MI, rss: null } }],
					},
				],
			} as unknown as NodeStats);
		expect(appOf(fleet)?.use).toBe(9 * MI);
	});
});

describe("which pods are a workload's", () => {
	test.each<[string, string, boolean]>([
		["one that lives", "web-5d9c7-x2x1v", true],
		["one of an earlier rollout", "web-4c8b6-zzzzz", true],
		["one of another workload", "api-4c8b6-zzzzz", false],
		["one whose name begins likewise", "web-api-4c8b6-zzzzz", false],
	])("%s", (_, name, isTaken) => {
		const fleet = fleetOf(pod());
		expect(fleet.has("shop", name)).toBe(isTaken);
		expect(fleet.has("pay", name)).toBe(false);
		expect(fleet.remember(track(name, steady(100 * MI, 0.02, 48)))).toBe(isTaken);
	});
	test("a leak that a rollout has mended is over once the new pods have lived as long", () => {
		const climb = steady(100 * MI, 0.01, 48).map((use, i) => use + 5 * i * MI);
		const calm = (hours: number) => track("web-5d9c7-x2x1v", steady(100 * MI, 0.01, hours), 2 * DAY);
		for (const [hours, leaking] of [
			[24, true],
			[48, false],
		] as const) {
			const fleet = fleetOf(pod());
			fleet.remember(track("web-4c8b6-zzzzz", climb));
			fleet.remember(calm(hours));
			expect(appOf(fleet)).toMatchObject({ leaking, profile: { climbing: false } });
		}
	});
	test("init containers and those of debugging are not sized, pods that ended are no replicas", () => {
		const init = container({ name: "setup", role: "init" });
		const debug = container({ name: "debug", role: "ephemeral" });
		const proxy = container({ name: "proxy", role: "sidecar" });
		const fleet = fleetOf(
			pod([container(), side, init, debug, proxy]),
			pod([container()], { name: "web-5d9c7-gone0", phase: "Succeeded" }),
		);
		expect(fleet.facts(new Map()).map(({ container, role, pods }) => [container, role, pods])).toEqual([
			["app", "main", ["web-5d9c7-x2x1v"]],
			["proxy", "sidecar", ["web-5d9c7-x2x1v"]],
			["side", "main", ["web-5d9c7-x2x1v"]],
		]);
	});
	test("a container that a rollout has taken away is sized, and no longer part of the pod", () => {
		const newer = pod([side], { name: "web-6d9c7-aaaaa", createdAt: NOON });
		for (const pods of [
			[pod(), newer],
			[newer, pod()],
		]) {
			const inPod = fleetOf(...pods)
				.facts(new Map())
				.map(({ container, inPod }) => [container, inPod.map(({ name }) => name)]);
			expect(inPod).toEqual([
				["app", ["side"]],
				["side", ["side"]],
			]);
		}
	});
	test("what a rollout has just changed is in force", () => {
		const newer = pod([container({ memoryLimit: 128 * MI })], { name: "web-6d9c7-aaaaa", createdAt: NOON });
		for (const pods of [
			[pod(), newer],
			[newer, pod()],
		])
			expect(appOf(fleetOf(...pods))?.limit).toBe(128 * MI);
	});
});

test.each<[string, Partial<Pod>, string[], boolean]>([
	["since 1.33", {}, ["v1.33.0"], true],
	["not before", {}, ["v1.32.9"], false],
	["not where one of their nodes is older", {}, ["v1.33.0", "v1.32.9"], false],
	["with a limit of their own since 1.36", { memoryLimit: MI }, ["v1.36.0+k3s1"], true],
	["with a limit of their own not before", { memoryLimit: MI }, ["v1.35.9"], false],
	["with a request of their own not before", { memoryRequest: MI }, ["v1.35.9"], false],
	["not where nobody knows their nodes", {}, [], false],
])("pods are resized in place: %s", (_, own, kubelets, resizable) => {
	const names = kubelets.length === 0 ? [""] : kubelets;
	const fleet = fleetOf(
		...names.map((_, i) => pod([container()], { ...own, name: `web-${i}`, uid: `u${i}`, node: `n${i}` })),
	);
	const nodes = kubelets.map(
		(kubeletVersion, i) => [`n${i}`, { ...sized(MI), name: `n${i}`, kubeletVersion }] as const,
	);
	expect(fleet.facts(new Map(nodes.map(([name, node]) => [name, { ...node, group: "" }])))[0]?.resizable).toBe(
		resizable,
	);
});
