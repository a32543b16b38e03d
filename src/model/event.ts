import type { Millis } from "./time.ts";

/** A Kubernetes Event, from either of the two API groups, narrowed. */
export interface KubeEvent {
	namespace: string;
	type: string;
	reason: string;
	message: string;
	/** The component that reported it (`kubelet`, `kernel-monitor`, …). */
	reporter: string;
	/** The node the component ran on, where it says. */
	host: string;
	count: number;
	firstAt: Millis | null;
	lastAt: Millis | null;
	/** The object it is about; `fieldPath` holds the container, as `spec.containers{NAME}`. */
	regarding: { kind: string; namespace: string; name: string; uid: string; fieldPath: string };
	annotations: Record<string, string>;
}

/** The container an event's field path names, or null. */
export function containerOf(event: KubeEvent): string | null {
	return (
		/^spec\.(?:containers|initContainers|ephemeralContainers)\{(.+)\}$/.exec(event.regarding.fieldPath)?.[1] ?? null
	);
}
