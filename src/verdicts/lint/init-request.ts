import { aboutPod, finding, type LintRule, seen } from "./rule.ts";

/** Below this a start-up step may ask for more than the rest without costing anybody anything. */
const FACTOR = 2;

/**
 * A pod is placed by its containers together or by its largest init container with the sidecars before it, whichever is more, for as long as it lives
 * (k8s.io/component-helpers resource/helpers.go, AggregateContainerRequests): a migration that wants 4Gi once reserves 4Gi for good.
 */
export const initRequestDominates: LintRule<"lint/init-request-dominates"> = {
	id: "lint/init-request-dominates",
	judge: ({ pods }) =>
		pods.flatMap((pod) => {
			if (pod.memoryRequest !== null || pod.memoryLimit !== null) return [];
			// A pod that ends when its work is done holds what it asked for no longer than that.
			if (pod.object.kind === "Job" || pod.object.kind === "CronJob") return [];
			const requests = pod.containers.map((container) => ({
				container,
				role: container.role,
				written: container.memoryRequest ?? container.memoryLimit,
			}));
			const running = requests.filter(({ role }) => role !== "init");
			if (running.some(({ written }) => written?.bytes == null)) return [];
			const sum = (of: typeof requests) => of.reduce((total, { written }) => total + (written?.bytes ?? 0), 0);
			const others = sum(running);
			return requests.flatMap(({ container, role, written }, i) => {
				if (role !== "init" || written?.bytes == null || others === 0) return [];
				const kept = written.bytes + sum(requests.slice(0, i).filter(({ role }) => role === "sidecar"));
				if (kept <= FACTOR * others) return [];
				return [
					finding("lint/init-request-dominates", aboutPod(pod, container), {
						severity: "info",
						place: written.place,
						params: { request: written.bytes, others, kept },
						evidence: [seen("memory-request", written.bytes, written.place)],
					}),
				];
			});
		}),
};
