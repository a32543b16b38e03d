import { isPackedOf, type PackedPod, packPod, unpackPod } from "../../model/packed-pod.ts";
import type { Pod } from "../../model/pod.ts";

/** The pods that are there, by uid: each packed, and made an object again when it is asked for. Whoever reads many keeps none of them. */
export class HeldPods {
	readonly #packed = new Map<string, PackedPod>();

	/**
	 * How its programs are configured is left out: environments are large, and may hold what nobody should; surveys that need them read the pod anew.
	 * Of its conditions stays what tells of an end; that it was scheduled and ready once tells nothing.
	 */
	take({ configVolumes: _, ...pod }: Pod): void {
		const conditions = pod.conditions.filter(({ status, reason }) => status !== "True" || reason !== "");
		const containers = pod.containers.map(({ settings: _, ...container }) => container);
		this.#packed.set(pod.uid, packPod({ ...pod, conditions, containers }));
	}

	delete(uid: string): void {
		this.#packed.delete(uid);
	}

	get size(): number {
		return this.#packed.size;
	}

	keys(): IterableIterator<string> {
		return this.#packed.keys();
	}

	*values(): Generator<Pod, void> {
		for (const packed of this.#packed.values()) yield unpackPod(packed);
	}

	*of(namespace: string): Generator<Pod, void> {
		for (const packed of this.#packed.values()) if (isPackedOf(packed, namespace)) yield unpackPod(packed);
	}
}
