import type { ImageName } from "../images/recipes.ts";

/** What a scene may do and look at: everything goes through the real kubectl. */
export type Stage = {
	/** @returns standard output; throws when kubectl fails */
	kubectl: (args: string[], input?: string) => Promise<string>;
	/** Applies one of the scene's YAML files, with images named by tag and `${NAME}` filled in. */
	apply: (file: string, values?: Record<string, string>) => Promise<void>;
	/** Waits until a question has an answer, at most so many seconds. */
	until: <T>(what: string, seconds: number, ask: () => Promise<T | undefined>) => Promise<T>;
};

/** One of these must be told: which, is not in the scene's hand. */
export class OneOf {
	readonly values: readonly unknown[];

	constructor(...values: readonly unknown[]) {
		this.values = values;
	}
}

/** One finding that must be told, and what of it: `params` are compared one by one, others may be there. */
export type Expectation = {
	rule: string;
	/** None for what befalls a whole pod, or a node. */
	container?: string;
	/** `error` if left out; `any` for what is told, but calls for no alarm. */
	severity?: "error" | "any";
	params?: Record<string, unknown>;
};

export type Scene = {
	namespace: string;
	images: ImageName[];
	/** Files made into ConfigMaps of this name before the manifests are applied. */
	configMaps?: Record<string, string[]>;
	/** It changes the node for every pod there is: no other scene may play meanwhile. */
	alone?: true;
	/** What happens after the manifests are applied; default: nothing. */
	act?: (stage: Stage) => Promise<void>;
	/** When the scene has played: asked every second of the namespace's pods. @param now milliseconds since 1970 */
	until: { what: string; seconds: number; reached: (pods: Pod[], now: number) => boolean };
	/** What `plimsoll why TARGET` must find; nothing, for a healthy one. */
	target: string;
	expect: Expectation[];
};

/** The little of a pod that scenes look at. */
export type Pod = {
	metadata: { name: string; labels?: Record<string, string> };
	status: { podIP?: string; phase?: string; reason?: string; containerStatuses?: ContainerStatus[] };
};

export type ContainerStatus = {
	name: string;
	ready: boolean;
	restartCount: number;
	state: {
		waiting?: { reason: string };
		running?: { startedAt: string };
		terminated?: { reason: string; exitCode: number; finishedAt: string };
	};
	lastState: { terminated?: { reason: string; exitCode: number; finishedAt: string } };
};

export const container = (pods: Pod[], name: string): ContainerStatus | undefined =>
	pods.flatMap((pod) => pod.status.containerStatuses ?? []).find((status) => status.name === name);

/**
 * How often a container was started again after an end that its status tells of. The count alone rises too when the runtime made a container that never
 * ran, or has lost the one before.
 */
export const restarts = (pods: Pod[], name: string): number => {
	const status = container(pods, name);
	return status?.lastState.terminated === undefined ? 0 : status.restartCount;
};
