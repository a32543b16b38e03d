import { expect, test } from "vitest";
import type { Remedy } from "../../model/remedy.ts";
import { container, MI, pod } from "./death.fixture.ts";
import {
	boundMemoryVolume,
	raiseGracePeriod,
	raiseMemoryLimit,
	raiseMemoryRequest,
	raisePodMemoryLimit,
	raiseProbeTimeout,
	raiseStartupThreshold,
} from "./remedies.ts";

const web = { kind: "Deployment", namespace: "shop", name: "web" };
const GI = 1024 * MI;
const own = pod([], { memoryRequest: 256 * MI, memoryLimit: 512 * MI });
const probes = (timeoutSeconds: number, failureThreshold: number) => {
	const numbers = { timeoutSeconds, periodSeconds: 10, failureThreshold, gracePeriodSeconds: null };
	return container({ livenessProbe: { ...numbers, timeoutSeconds: 2 * timeoutSeconds }, startupProbe: numbers });
};
const volume = (sizeLimit: number | null = null) => ({ name: "cache", sizeLimit });

test.each<[string, Remedy[], number | null]>([
	["a limit by a fifth", raiseMemoryLimit(pod(), container(), GI, null), 1229 * MI],
	["a limit by 100Mi at the least", raiseMemoryLimit(pod(), container(), 64 * MI, null), 164 * MI],
	["a limit that is no whole MiB to the next", raiseMemoryLimit(pod(), container(), 100e6, null), 196 * MI],
	["no limit of a debugging container", raiseMemoryLimit(pod(), container({ role: "ephemeral" }), GI, null), null],
	["a pod's limit", raisePodMemoryLimit(pod([], { memoryLimit: GI })), 1229 * MI],
	["no limit of a pod without one", raisePodMemoryLimit(pod()), null],
	["a request to what was used", raiseMemoryRequest(pod(), container(), 40 * MI + 1), 41 * MI],
	["a request to the limit at the most", raiseMemoryRequest(pod(), container(), 80 * MI), 64 * MI],
	["a pod's own request in place of a container's", raiseMemoryRequest(own, container(), 400 * MI + 1), 401 * MI],
	["a pod's own request to its limit at the most", raiseMemoryRequest(own, container(), 900 * MI), 512 * MI],
	["no request of a pod that is enough", raiseMemoryRequest(own, container(), 256 * MI), null],
	["no request that is enough", raiseMemoryRequest(pod(), container(), 32 * MI), null],
	["no request for use that nobody knows", raiseMemoryRequest(pod(), container(), null), null],
	["a volume to what the rest leaves", boundMemoryVolume(web, volume(), 100 * MI, 50 * MI), 40 * MI],
	["a volume to three quarters of the limit", boundMemoryVolume(web, volume(), 100 * MI, MI), 75 * MI],
	["no volume that has no room at all", boundMemoryVolume(web, volume(), 100 * MI, 99 * MI), null],
	["no volume that is bounded as well", boundMemoryVolume(web, volume(40 * MI), 100 * MI, 50 * MI), null],
	["no volume beside what nobody knows", boundMemoryVolume(web, volume(), 100 * MI, null), null],
	["a probe's timeout to five seconds", raiseProbeTimeout(web, probes(1, 3), "startup"), 5],
	["a probe's timeout to twice as many", raiseProbeTimeout(web, probes(2, 3), "liveness"), 8],
	["no timeout of a probe that is not there", raiseProbeTimeout(web, container(), "liveness"), null],
	["a startup probe's tries to twice as many", raiseStartupThreshold(web, probes(1, 30)), 60],
	["no tries of a probe that is not there", raiseStartupThreshold(web, container()), null],
	["a grace period to twice as long", raiseGracePeriod(web, 30), 60],
	["no grace period of none", raiseGracePeriod(web, 0), null],
	["no grace period that nobody knows", raiseGracePeriod(web, null), null],
	["nothing of an operator's own kind", raiseGracePeriod({ ...web, kind: "Kafka" }, 30), null],
])("raises or bounds %s", (_, remedies, value) => {
	expect(remedies.at(-1)?.value ?? null).toBe(value);
});
