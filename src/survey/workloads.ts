import type { Subject } from "../model/finding.ts";
import type { Pod } from "../model/pod.ts";
import type { ContainerTrack } from "../model/track.ts";
import { type Workload, workloadByName, workloadOf } from "../model/workload.ts";
import type { Target } from "./target.ts";

/** Characters of a workload's name that surely begin its pods' names: generated names are cut at 63. */
const SURE = 50;

/**
 * Which pods of a history belong to which workload: by the pods that are there now, else by the owners that the history knows, else by
 * name. With a selection only the workloads chosen are wanted, their pods of the past with them.
 */
export class Workloads {
	private readonly live = new Map<string, Workload>();
	/** Argo's, by namespace and name: of a pod of the past nothing tells them from Deployments. */
	private readonly rollouts = new Set<string>();
	/** Null: all. */
	private chosen: Map<string, Workload> | null = null;
	private target: Target | null = null;
	private share: { part: number; of: number } | null = null;

	/** A pod that is there now. */
	take(pod: Pod): void {
		// Joined, it is one text; a template would stay the tree of its parts beside it.
		this.live.set([pod.namespace, pod.name].join("/"), this.note(workloadOf(pod)));
	}

	/** Only workloads of the pods chosen, which need not be taken before. */
	choose(pods: Iterable<Pod>): void {
		this.chosen ??= new Map();
		for (const pod of pods) {
			const workload = this.note(workloadOf(pod));
			this.chosen.set(keyOf(workload), workload);
		}
	}

	private note(workload: Workload): Workload {
		if (workload.kind === "Rollout") this.rollouts.add([workload.namespace, workload.name].join("/"));
		return workload;
	}

	private known(workload: Workload): Workload {
		const isRollout = workload.kind === "Deployment" && this.rollouts.has(`${workload.namespace}/${workload.name}`);
		return isRollout ? { ...workload, kind: "Rollout" } : workload;
	}

	/** Only what a person named: a pod, a workload, or what a workload owns. */
	aim(target: Target): void {
		this.target = target;
	}

	/** Only one of so many parts of all workloads, about as large as the others: for who cannot hold what there is of all at once. */
	onlyPart(part: number, of: number): void {
		this.share = { part, of };
	}

	/** Whether there is such a pod now. */
	isThere({ namespace, pod }: Pick<ContainerTrack, "namespace" | "pod">): boolean {
		return this.live.has(`${namespace}/${pod}`);
	}

	/** Whether there are pods of a workload now, or such a pod. */
	hasPods({ kind = "", namespace = "", name = "" }: Subject): boolean {
		if (kind === "Pod") return this.live.has(`${namespace}/${name}`);
		const key = keyOf({ kind, namespace, name });
		return this.live.values().some((workload) => keyOf(workload) === key);
	}

	private isShared(workload: Workload): boolean {
		return this.share === null || hashOf(keyOf(workload)) % this.share.of === this.share.part;
	}

	/** Whether a pod may be wanted, from its name alone. */
	mayWant(namespace: string, pod: string): boolean {
		const known = this.live.get(`${namespace}/${pod}`);
		if (known !== undefined && !this.isShared(known)) return false;
		const begins = (name: string) =>
			pod === name || pod.startsWith(`${name.slice(0, SURE)}${name.length > SURE ? "" : "-"}`);
		if (this.target !== null && (this.target.kind === "Pod" ? pod !== this.target.name : !begins(this.target.name)))
			return false;
		if (this.chosen === null) return true;
		for (const { namespace: space, name } of this.chosen.values()) if (space === namespace && begins(name)) return true;
		return false;
	}

	/** The workload of a track; null when it is not wanted. */
	of({
		namespace,
		pod,
		owner,
		workload: known,
	}: Pick<ContainerTrack, "namespace" | "pod" | "owner" | "workload">): Workload | null {
		const workload =
			this.live.get(`${namespace}/${pod}`) ??
			this.known(known === undefined ? workloadByName(namespace, pod, owner) : { ...known, namespace });
		if ((this.chosen !== null && !this.chosen.has(keyOf(workload))) || !this.isShared(workload)) return null;
		if (this.target === null || this.target.kind === "Pod") return workload;
		const { kind, name } = this.target;
		const owners = owner === null ? [workload] : [workload, owner];
		return owners.some((one) => one.name === name && one.kind.toLowerCase() === kind.toLowerCase()) ? workload : null;
	}
}

export function keyOf({ kind, namespace, name }: Workload): string {
	return `${namespace}/${kind}/${name}`;
}

/** FNV-1a (Fowler, Noll, Vo). */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}
