import * as fc from "fast-check";
import { expect, test } from "vitest";
import { packPod, unpackPod } from "./packed-pod.ts";
import type {
	Container,
	ContainerSettings,
	ContainerState,
	ContainerVariable,
	Pod,
	Probe,
	Termination,
} from "./pod.ts";

const text = fc.oneof(fc.constant(""), fc.string(), fc.string({ unit: "binary" }));
const number = fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { nil: null });
const termination: fc.Arbitrary<Termination> = fc.record({
	...{ reason: text, exitCode: fc.integer(), signal: number, message: text, startedAt: number, finishedAt: number },
	containerId: text,
});
const state: fc.Arbitrary<ContainerState> = fc.oneof(
	fc.record({
		kind: fc.constant("running" as const),
		startedAt: fc.option(fc.constantFrom(0, 1, 1e12), { nil: null }),
	}),
	fc.record({ kind: fc.constant("waiting" as const), reason: text, message: text }),
	fc.record({ kind: fc.constant("terminated" as const), termination }),
	fc.record({ kind: fc.constant("unknown" as const) }),
);
const probe: fc.Arbitrary<Probe | null> = fc.option(
	fc.record({
		...{ timeoutSeconds: fc.nat(), periodSeconds: fc.nat(), failureThreshold: fc.nat(), gracePeriodSeconds: number },
	}),
	{ nil: null },
);
const variable: ContainerVariable = {
	...{ name: "A", value: null, resource: null },
	configMapKey: { configMap: "c", key: "k" },
};
const volumes: Pod["configVolumes"] = [{ name: "v", configMaps: [{ name: "c", items: [["k", "p"]] }] }];
const settings: fc.Arbitrary<ContainerSettings> = fc.record({
	command: fc.array(text),
	args: fc.array(text),
	variables: fc.constant([variable]),
	variablesFrom: fc.array(fc.record({ configMap: text, prefix: text })),
	mounts: fc.array(fc.record({ volume: text, path: text, subPath: text }), { maxLength: 1 }),
});
const container: fc.Arbitrary<Container> = fc
	.record({
		...{ name: text, role: fc.constantFrom("main", "init", "sidecar", "ephemeral"), image: text, containerId: text },
		...{ memoryRequest: number, memoryLimit: number, state, lastTermination: fc.option(termination, { nil: null }) },
		...{ restartCount: fc.constantFrom(0, 0, 3), ready: fc.boolean(), livenessProbe: probe, startupProbe: probe },
		memoryVolumes: fc.array(fc.record({ name: text, mountPath: text, sizeLimit: number }), { maxLength: 1 }),
	})
	.chain((whole) =>
		fc.oneof(
			fc.constant(whole),
			settings.map((one) => ({ ...whole, settings: one })),
			fc.nat().map((limitSince) => ({ ...whole, limitSince })),
		),
	);
const few = fc.record(
	{
		release: fc.record({ chart: text, version: text }),
		managed: fc.record({ by: text, instance: text, component: text }),
		configVolumes: fc.constant(volumes),
		isOfRollout: fc.constant(true as const),
	},
	{ requiredKeys: [] },
);
const pod: fc.Arbitrary<Pod> = fc
	.tuple(
		fc.record({
			...{ namespace: text, name: text, uid: text, node: fc.option(text, { nil: null }), phase: text, reason: text },
			...{ message: text, qosClass: fc.constantFrom("Guaranteed", "Burstable", "BestEffort"), priority: fc.nat(1) },
			...{ priorityClass: text, restartPolicy: fc.constantFrom("Always", "Never"), createdAt: number },
			...{ startedAt: number, deletedAt: number, deletionGraceSeconds: number, gracePeriodSeconds: number },
			owner: fc.option(fc.record({ kind: text, name: text, uid: text }), { nil: null }),
			...{ templateHash: text, memoryRequest: number, memoryLimit: number, overhead: number, isStatic: fc.boolean() },
			conditions: fc.array(fc.record({ type: text, status: text, reason: text, message: text, since: number })),
			containers: fc.array(container, { maxLength: 3 }),
		}),
		few,
	)
	.map(([whole, rest]) => ({ ...whole, ...rest }));

test("a pod comes out as it went in", () => {
	fc.assert(
		fc.property(pod, (one) => {
			const packed = packPod(one);
			const unpacked = unpackPod(packed);
			expect(unpacked).toEqual(one);
			expect(packPod(unpacked)).toBe(packed);
			expect(packPod({ ...unpacked })).toBe(packed);
		}),
	);
});

test("what most pods have takes a few hundred letters", () => {
	const app: Container = {
		...{
			name: "app",
			role: "main",
			image: "registry.example/api:1.2.3",
			containerId: `containerd://${"0".repeat(64)}`,
		},
		...{ memoryRequest: 2 ** 28, memoryLimit: 2 ** 29, state: { kind: "running", startedAt: 1_795_000_000_000 } },
		...{ lastTermination: null, restartCount: 0, ready: true, memoryVolumes: [], startupProbe: null },
		livenessProbe: { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3, gracePeriodSeconds: null },
	};
	const usual: Pod = {
		...{ namespace: "shop", name: "api-7d9c5b8f4-x2x9q", uid: "2b0d6a52-3f5f-4c3c-9d3f-0a1b2c3d4e5f", node: "node-1" },
		...{ phase: "Running", reason: "", message: "", qosClass: "Burstable", priority: 0, priorityClass: "" },
		...{ restartPolicy: "Always", createdAt: 1_795_000_000_000, startedAt: 1_795_000_000_000, deletedAt: null },
		...{ deletionGraceSeconds: null, gracePeriodSeconds: 30, templateHash: "7d9c5b8f4", memoryRequest: null },
		owner: { kind: "ReplicaSet", name: "api-7d9c5b8f4", uid: "2b0d6a52-3f5f-4c3c-9d3f-0a1b2c3d4e5f" },
		...{ memoryLimit: null, overhead: null, isStatic: false, conditions: [], containers: [app] },
	};
	expect(packPod(usual).length).toBeLessThan(500);
});
