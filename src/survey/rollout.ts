import type { Pod } from "../model/pod.ts";
import { type Millis, parseTime } from "../model/time.ts";
import { list, shape, text } from "../sources/kubernetes/shape.ts";
import type { Source } from "../sources/source.ts";
import { belongsTo, type Target } from "./target.ts";

export interface Rollout {
	revision: number | null;
	at: Millis;
}

/** A template as a ReplicaSet keeps it. */
interface Revision {
	name: string;
	revision: number;
	createdAt: Millis | null;
}

const REVISION = "deployment.kubernetes.io/revision";

/**
 * When a workload's revision began to run: the newest, or the one asked for. Of a Deployment by its ReplicaSets, whose first pod counts rather than
 * themselves, as a roll-back takes an old one; of others by the oldest of its present pods. Null where there is none.
 */
export async function rolloutOf(
	source: Pick<Source, "pods" | "raw">,
	target: Target,
	namespace: string,
	wanted: number | null,
): Promise<{ rollout: Rollout | null; pods: Set<string> }> {
	const pods: Pod[] = [];
	for await (const pod of source.pods({ namespace, labelSelector: "", fieldSelector: "" })) {
		if (belongsTo(pod, target)) pods.push(pod);
	}
	const names = new Set(pods.map((pod) => `${pod.namespace}/${pod.name}`));
	if (target.kind !== "Deployment") {
		const at = wanted === null ? oldest(pods) : null;
		return { rollout: at === null ? null : { revision: null, at }, pods: names };
	}
	const revisions: Revision[] = [];
	for await (const object of source.raw?.("replicasets", { namespace, labelSelector: "", fieldSelector: "" }) ?? []) {
		const revision = revisionOf(object, target.name);
		if (revision !== null) revisions.push(revision);
	}
	const chosen =
		wanted === null
			? revisions.toSorted((a, b) => b.revision - a.revision)[0]
			: revisions.find(({ revision }) => revision === wanted);
	if (chosen === undefined) return { rollout: null, pods: names };
	const at = oldest(pods.filter(({ owner }) => owner?.name === chosen.name)) ?? chosen.createdAt;
	return { rollout: at === null ? null : { revision: chosen.revision, at }, pods: names };
}

function revisionOf(object: unknown, deployment: string): Revision | null {
	const meta = shape(shape(object).metadata);
	const owned = list(meta.ownerReferences).some((owner) => {
		const { kind, name } = shape(owner);
		return kind === "Deployment" && name === deployment;
	});
	const revision = Number(text(shape(meta.annotations)[REVISION]));
	if (!owned || !(revision > 0)) return null;
	return { name: text(meta.name), revision, createdAt: parseTime(meta.creationTimestamp) };
}

function oldest(pods: readonly Pod[]): Millis | null {
	const times = pods.flatMap(({ createdAt }) => createdAt ?? []);
	return times.length === 0 ? null : Math.min(...times);
}
