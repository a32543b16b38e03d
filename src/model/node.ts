import type { PodCondition } from "./pod.ts";
import type { Millis } from "./time.ts";

interface Taint {
	key: string;
	effect: string;
	since: Millis | null;
}

export interface Node {
	name: string;
	uid: string;
	/** Bytes; null where the node does not say. */
	memoryCapacity: number | null;
	memoryAllocatable: number | null;
	/** The group of like nodes it was made in, by the labels that providers set; else its instance type. Left out where neither is known. */
	group?: string;
	kubeletVersion: string;
	kernelVersion: string;
	osImage: string;
	containerRuntime: string;
	taints: Taint[];
	/** From the labels `node-role.kubernetes.io/ROLE`; left out where labels are not known. */
	roles?: string[];
	/** Left out where it is not known. */
	createdAt?: Millis | null;
	conditions: PodCondition[];
}

/** A node of which only the name is known. */
export function unseenNode(name: string): Node {
	return {
		name,
		uid: "",
		memoryCapacity: null,
		memoryAllocatable: null,
		kubeletVersion: "",
		kernelVersion: "",
		osImage: "",
		containerRuntime: "",
		taints: [],
		conditions: [],
	};
}
