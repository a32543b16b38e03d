import type { Pod } from "../model/pod.ts";
import { type Millis, parseTime } from "../model/time.ts";
import { list, shape, text } from "../sources/kubernetes/shape.ts";
import type { Source } from "../sources/source.ts";
import { belongsTo, type Target } from "./target.ts";

interface Rollout {
	revision: number | null;
	at: Millis;
}

/** A template as a ReplicaSet keeps it. */
interface Revision {
	name: string;
	revision: number;
	createdAt: Millis | null;
	/** Whether it ran before and a roll-back took it again. */
	reused: boolean;
}

const REVISION = "deployment.kubernetes.io/revision";
/** The numbers it had before; only one that was taken again has it (kubernetes pkg/controller/deployment/util/deployment_util.go). */
const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";

/**
 * When a workload's revision began to run: the newest, or the one asked for. Of a Deployment by its ReplicaSets: when they were made, or, where a
 * roll-back took an old one again, by the oldest of its pods; of others, and where no ReplicaSet is known, by the oldest of the present pods. Null
 * where there is none.
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
	if (revisions.length === 0 && wanted === null) {
		const [newest] = pods.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
		const at = oldest(pods.filter(({ owner }) => owner?.name === newest?.owner?.name));
		return { rollout: at === null ? null : { revision: null, at }, pods: names };
	}
	const chosen =
		wanted === null
			? revisions.toSorted((a, b) => b.revision - a.revision)[0]
			: revisions.find(({ revision }) => revision === wanted);
	if (chosen === undefined) return { rollout: null, pods: names };
	const running = oldest(pods.filter(({ owner }) => owner?.name === chosen.name));
	// Pods are made anew when a node is drained: that is no roll-out.
	const at = chosen.reused ? (running ?? chosen.createdAt) : (chosen.createdAt ?? running);
	return { rollout: at === null ? null : { revision: chosen.revision, at }, pods: names };
}

function revisionOf(object: unknown, deployment: string): Revision | null {
	const meta = shape(shape(object).metadata);
	const owned = list(meta.ownerReferences).some((owner) => {
		const { kind, name } = shape(owner);
		return kind === "Deployment" && name === deployment;
	});
	const annotations = shape(meta.annotations);
	const revision = Number(text(annotations[REVISION]));
	if (!owned || !(revision > 0)) return null;
	const reused = text(annotations[REVISION_HISTORY]) !== "";
	return { name: text(meta.name), revision, createdAt: parseTime(meta.creationTimestamp), reused };
}

function oldest(pods: readonly Pod[]): Millis | null {
	const times = pods.flatMap(({ createdAt }) => createdAt ?? []);
	return times.length === 0 ? null : Math.min(...times);
}
