import { isPackedAs, isPackedOf, type PackedPod, packPod, unpackPod } from "../../model/packed-pod.ts";
import type { Pod } from "../../model/pod.ts";

/** By which a pod is told from another of the same name. */
type PodKey = Pick<Pod, "namespace" | "name" | "uid">;

/** The pods that are there, by name: each packed, and made an object again when it is asked for. Whoever reads many keeps none of them. */
export class HeldPods {
	/** By `heldAs`. */
	readonly #packed = new Map<string, PackedPod>();

	/**
	 * How its programs are configured is left out: environments are large, and may hold what nobody should; surveys that need them read the pod anew.
	 * Of its conditions stays what tells of an end; that it was scheduled and ready once tells nothing.
	 * A name is free again when its pod is gone: of two pods of one name, which captures may hold, the one stays that was created later.
	 * @returns whether it was not known before; `successor` where another of the same name was
	 */
	take({ configVolumes: _, ...pod }: Pod): "known" | "new" | "successor" {
		const key = heldAs(pod);
		const before = this.#packed.get(key);
		const isKnown = before !== undefined && isPackedAs(before, pod);
		if (before !== undefined && !isKnown && (unpackPod(before).createdAt ?? 0) > (pod.createdAt ?? 0)) return "known";
		const conditions = pod.conditions.filter(({ status, reason }) => status !== "True" || reason !== "");
		const containers = pod.containers.map(({ settings: _, ...container }) => container);
		this.#packed.set(key, packPod({ ...pod, conditions, containers }));
		return isKnown ? "known" : before === undefined ? "new" : "successor";
	}

	/** Whether that very pod was there; one that has taken its name stays. */
	delete(pod: PodKey): boolean {
		const key = heldAs(pod);
		const packed = this.#packed.get(key);
		return packed !== undefined && isPackedAs(packed, pod) && this.#packed.delete(key);
	}

	/** Lets go of all but these, by `heldAs`; says how many those were. */
	keepOnly(keys: ReadonlySet<string>): number {
		const before = this.size;
		for (const key of this.#packed.keys()) if (!keys.has(key)) this.#packed.delete(key);
		return before - this.size;
	}

	named(namespace: string, name: string): Pod | null {
		const packed = this.#packed.get(heldAs({ namespace, name }));
		return packed === undefined ? null : unpackPod(packed);
	}

	get size(): number {
		return this.#packed.size;
	}

	*values(): Generator<Pod, void> {
		for (const packed of this.#packed.values()) yield unpackPod(packed);
	}

	*of(namespace: string): Generator<Pod, void> {
		for (const packed of this.#packed.values()) if (isPackedOf(packed, namespace)) yield unpackPod(packed);
	}
}

/** What a pod is held by. */
export function heldAs({ namespace, name }: Pick<Pod, "namespace" | "name">): string {
	// Joined, it is one text; a template would stay the tree of its parts beside it.
	return [namespace, name].join("/");
}
