import { expect, test } from "vitest";
import { kubeletMinor } from "./kubelet-version.ts";
import type { Container, ContainerRole, Pod } from "./pod.ts";
import { containerLimits, enforcedLimit, podRequest } from "./requests.ts";

const one = (role: ContainerRole, memoryRequest: number | null) => ({ role, memoryRequest }) as Container;
const pod = (containers: Container[], change: Partial<Pod> = {}) =>
	({ containers, memoryRequest: null, memoryLimit: null, overhead: null, ...change }) as Pod;

test.each<[string, Pod, number]>([
	["the main containers together", pod([one("main", 3), one("main", 4), one("main", null)]), 7],
	["a larger init container", pod([one("init", 9), one("main", 4)]), 9],
	["init containers run one by one", pod([one("init", 5), one("init", 6), one("main", 4)]), 6],
	["sidecars run beside them all", pod([one("sidecar", 2), one("init", 5), one("sidecar", 3), one("main", 1)]), 7],
	["an ephemeral container requests nothing", pod([one("main", 4), one("ephemeral", 9)]), 4],
	["the pod's own request goes before", pod([one("main", 4)], { memoryRequest: 10 }), 10],
	["overhead on top", pod([one("main", 4)], { overhead: 5 }), 9],
	["overhead alone is no request", pod([one("main", null)], { overhead: 5 }), 0],
])("%s", (_, of, expected) => {
	expect(podRequest(of)).toBe(expected);
});

test.each<[string, [ContainerRole, number | null][], number | null]>([
	[
		"their sum",
		[
			["main", 3],
			["main", 4],
		],
		7,
	],
	[
		"that of a larger init container",
		[
			["init", 9],
			["main", 4],
		],
		9,
	],
	[
		"none where one has none",
		[
			["main", 3],
			["init", null],
		],
		null,
	],
	[
		"a debugger is not asked",
		[
			["main", 3],
			["ephemeral", null],
		],
		3,
	],
])("the limits of a pod's containers: %s", (_, containers, expected) => {
	expect(containerLimits(pod(containers.map(([role, memoryLimit]) => ({ role, memoryLimit }) as Container)))).toBe(
		expected,
	);
});

test.each([
	[5, null, 5],
	[5, 9, 5],
	[null, 9, 9],
	[0, null, null],
	[null, null, null],
])("a container's limit of %s and its pod's of %s stop it at %s", (memoryLimit, podLimit, expected) => {
	expect(enforcedLimit(pod([], { memoryLimit: podLimit }), { memoryLimit } as Container)).toBe(expected);
});

test.each([
	["v1.29.4-eks-1a2b3c", 29],
	["v1.33.1+k3s1", 33],
	["1.9.0", 9],
	["v1.38.0-alpha.0", 38],
	["v2.0.0", null],
	["", null],
	["v1.x", null],
])("a kubelet %s is of minor %s", (version, expected) => {
	expect(kubeletMinor(version)).toBe(expected);
});
