import fc from "fast-check";
import { expect, test } from "vitest";
import type { CgroupMemory } from "../../model/kernel.ts";
import { container, event, facts, kill, MI, NOON, nodeEvent, pod, sample, termination } from "./death.fixture.ts";
import type { DeathFacts } from "./facts.ts";
import { CONTAINER_RULES, judgeDeath, judgePodEnd } from "./index.ts";
import { SCENARIOS } from "./scenarios.fixture.ts";

const moment = fc.oneof(fc.constant(null), fc.integer({ min: NOON - 120_000, max: NOON + 120_000 }));
const bytes = fc.oneof(fc.constant(null), fc.constantFrom(0, 1, MI, 32 * MI, 60 * MI, 64 * MI, 128 * MI));
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });

const terminations = fc
	.record({
		reason: fc.constantFrom(
			"OOMKilled",
			"Error",
			"Completed",
			"ContainerCannotRun",
			"StartError",
			"ContainerStatusUnknown",
			"",
		),
		exitCode: fc.constantFrom(0, 1, 2, 3, 128, 134, 137, 139, 143, 255),
		signal: fc.constantFrom(null, 0, 9, 15),
		finishedAt: moment,
		startedAt: moment,
		containerId: fc.constantFrom("", termination().containerId, "containerd://other"),
	})
	.map((change) => termination(change));

const counted = (shmem: number): CgroupMemory => {
	const [anon, file, inactiveFile, slab, pageTables, kernelStack, sockets] = Array.from({ length: 7 }, () => null);
	return { anon, file, shmem, inactiveFile, slab, pageTables, kernelStack, sockets } as CgroupMemory;
};

const kills = fc.array(
	fc
		.record({
			at: moment,
			limitLevel: fc.constantFrom("container", "pod", "parent", "node"),
			limitCgroup: fc.constantFrom("", "/kubepods", "/kubepods/burstable/pod8f1d", "/kubepods/burstable/pod8f1d/c"),
			limit: bytes,
			anonRss: bytes,
			containerId: fc.constantFrom(null, "4f".repeat(32), "aa".repeat(32)),
			pid: fc.integer({ min: 1, max: 9 }),
			stats: fc.constantFrom(null, counted(MI), counted(60 * MI)),
		})
		.map((change) => kill(change as Parameters<typeof kill>[0])),
	{ maxLength: 3 },
);

/** Texts the kubelet writes, and any other. */
const messages = fc.oneof(
	fc.string(),
	fc.constantFrom(
		"Container app failed liveness probe, will be restarted",
		"Container app failed startup probe",
		"Stopping container app",
		"Container app definition changed, will be restarted",
		"Liveness probe failed: timeout",
		"Memory cgroup out of memory: Killed process 1 (x)",
		"Out of memory: Killed process 1 (x)",
		"Attempting to reclaim memory",
		"The node was low on resource: memory. ",
		"The node had condition: [MemoryPressure]. ",
	),
);
const reasons = fc.constantFrom(
	"Killing",
	"Unhealthy",
	"BackOff",
	"Evicted",
	"SystemOOM",
	"OOMKilling",
	"EvictionThresholdMet",
	"Preempted",
);
/** What goes together, which chance alone seldom puts together. */
const pairs = fc.constantFrom<[string, string]>(
	["Killing", "Container app failed liveness probe, will be restarted"],
	["Killing", "Container app failed startup probe"],
	["Killing", "Stopping container app"],
	["Unhealthy", "Liveness probe failed: timeout"],
	["OOMKilling", "Memory cgroup out of memory: Killed process 1 (x)"],
	["OOMKilling", "Out of memory: Killed process 1 (x)"],
	["EvictionThresholdMet", "Attempting to reclaim memory"],
);
const events = (make: typeof event | typeof nodeEvent) =>
	fc.array(
		fc
			.tuple(fc.oneof(pairs, fc.tuple(reasons, messages)), moment, moment, fc.integer({ min: 1, max: 5 }))
			.map(([[reason, message], firstAt, lastAt, count]) => ({
				...make(reason, message, NOON),
				firstAt,
				lastAt,
				count,
			})),
		{ maxLength: 4 },
	);

const anything: fc.Arbitrary<DeathFacts> = fc
	.record({
		limit: bytes,
		podLimit: bytes,
		role: fc.constantFrom("main", "init", "sidecar", "ephemeral"),
		volumes: fc.boolean(),
		probes: fc.boolean(),
		deletedAt: moment,
		termination: terminations,
		kills,
		events: events(event),
		nodeEvents: events(nodeEvent),
		read: fc.boolean(),
		since: moment,
		sample: maybe(
			fc.tuple(
				fc.constantFrom(MI, 40 * MI, 63 * MI),
				fc.integer({ min: -60, max: 200 }),
				fc.constantFrom(null, MI, 60 * MI),
			),
		),
		lastLines: fc.array(
			fc.oneof(fc.string(), fc.constantFrom("java.lang.OutOfMemoryError: Java heap space", "MemoryError", "panic: x")),
			{ maxLength: 3 },
		),
		gone: fc.boolean(),
		daemonAt: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, moment),
	})
	.map((given) => {
		const numbers = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3, gracePeriodSeconds: null };
		const one = container({
			memoryLimit: given.limit,
			role: given.role as "main",
			memoryVolumes: given.volumes ? [{ name: "v", mountPath: "/v", sizeLimit: null }] : [],
			livenessProbe: given.probes ? numbers : null,
			startupProbe: given.probes ? numbers : null,
		});
		return facts({
			container: one,
			pod: pod([one], { memoryLimit: given.podLimit, deletedAt: given.deletedAt, deletionGraceSeconds: 30 }),
			termination: given.termination,
			kills: given.kills,
			events: given.events,
			nodeEvents: given.nodeEvents,
			kernelLog: given.read ? { from: NOON - 60_000, to: NOON + 60_000 } : null,
			eventsSince: given.since,
			sample: given.sample === null ? null : sample(...given.sample),
			lastLines: given.lastLines,
			gone: given.gone,
			daemonKills:
				given.daemonAt === undefined ? [] : [kill({ daemon: "talos", at: given.daemonAt, containerId: null })],
		});
	});

test("these facts reach every rule", () => {
	const told = fc.sample(anything, { numRuns: 3000, seed: 1 }).flatMap((given) => judgeDeath(given)?.rule ?? []);
	expect([...new Set(told)].toSorted()).toEqual(CONTAINER_RULES.map(({ id }) => id).toSorted());
});

test("no facts make two rules claim one death", () => {
	fc.assert(
		fc.property(anything, (given) => {
			const claims = CONTAINER_RULES.flatMap((rule) => rule.judge(given)?.rule ?? []);
			expect(claims.filter((id) => id !== "death/unknown").length).toBeLessThanOrEqual(1);
		}),
		{ numRuns: 3000 },
	);
});

test("the same facts give the same verdict, and the facts stay as they are", () => {
	fc.assert(
		fc.property(anything, (given) => {
			const before = structuredClone(given);
			const finding = judgeDeath(given);
			expect(judgeDeath(given)).toEqual(finding);
			expect(given).toEqual(before);
			if (finding === null) return;
			expect(finding.confidence).toBeGreaterThanOrEqual(0);
			expect(finding.confidence).toBeLessThanOrEqual(0.99);
			// What is written to JSON must hold numbers.
			const finite = (_: string, value: unknown) =>
				typeof value === "number" && !Number.isFinite(value) ? "endless" : value;
			expect(JSON.stringify(finding, finite)).not.toContain('"endless"');
		}),
		{ numRuns: 1000 },
	);
});

test("a pod's end is judged whatever its status holds", () => {
	fc.assert(
		fc.property(
			fc.string(),
			messages,
			fc.constantFrom("Evicted", "OutOfmemory", "Preempting", ""),
			(phase, message, reason) => {
				const given = facts({ pod: pod([], { phase, message, reason }) });
				expect(() => judgePodEnd(given)).not.toThrow();
			},
		),
	);
});

test("evidence names its source, and none is told twice", () => {
	for (const { judge } of SCENARIOS) {
		const evidence = judge()?.evidence ?? [];
		for (const { source } of evidence) expect(source).not.toBe("");
		const told = evidence.map((piece) => JSON.stringify(piece));
		// Two kills of one report carry the same figures of the cgroup.
		const kernel = evidence.filter(({ what }) => what === "kernel-oom-kill").length;
		if (kernel < 2) expect(new Set(told).size).toBe(told.length);
	}
});
