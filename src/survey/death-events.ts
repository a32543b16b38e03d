import type { KubeEvent } from "../model/event.ts";
import type { Looked } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import { STARTED_TOO_LARGE } from "../verdicts/deaths/oom.ts";

/** The events that can have to do with an end. */
export interface SeenEvents {
	/** By the pod's uid. */
	byPod: Map<string, KubeEvent[]>;
	/** By the owner's uid: Jobs that give up, controllers that delete. */
	byOwner: Map<string, KubeEvent[]>;
	/** By the node's name. */
	byNode: Map<string, KubeEvent[]>;
	/** Which controller made a pod, by the pod's name with its namespace. */
	makers: Map<string, { kind: string; name: string; uid: string }>;
	/** Pods, by uid, what starts which the kernel killed: nothing of theirs ran that could have died. */
	unstarted: Set<string>;
	/** The oldest that was seen; null when none were. */
	since: Millis | null;
}

/** Of every pod's events only these are kept: a cluster has a hundred times more that tell of pulls and mounts. */
const OF_PODS = new Set([
	"BackOff",
	"Evicted",
	"ExceededGracePeriod",
	"Killing",
	"NodeShutdown",
	"Preempted",
	"Preempting",
	"Started",
	"TaintManagerEviction",
	"UnexpectedAdmissionError",
	"Unhealthy",
]);
const OF_OWNERS = new Set(["BackoffLimitExceeded", "SuccessfulDelete"]);
/** `Created pod: NAME` of ReplicaSets and Jobs, `create Pod NAME in StatefulSet X successful`. */
const MADE = /^(?:Created pod: |create Pod )(\S+)/;

/** Reads the events of the scope, and those of nodes, which lie in the namespace "default". */
export async function gatherEvents(source: Source, scope: Scope, looked: Looked): Promise<SeenEvents> {
	const seen: SeenEvents = {
		byPod: new Map(),
		byOwner: new Map(),
		byNode: new Map(),
		makers: new Map(),
		unstarted: new Set(),
		since: null,
	};
	for await (const event of source.events({ ...scope, labelSelector: "", fieldSelector: "" })) {
		looked.events++;
		take(seen, event);
	}
	if (scope.namespace !== null && scope.namespace !== "default") {
		const aboutNodes = { namespace: "default", labelSelector: "", fieldSelector: "involvedObject.kind=Node" };
		for await (const event of source.events(aboutNodes)) {
			if (event.regarding.kind !== "Node") continue;
			looked.events++;
			take(seen, event);
		}
	}
	return seen;
}

function take(seen: SeenEvents, event: KubeEvent): void {
	const { kind, uid, name, namespace } = event.regarding;
	const first = event.firstAt ?? event.lastAt;
	if (first !== null && (seen.since === null || first < seen.since)) seen.since = first;
	if (kind === "Node") append(seen.byNode, name, event);
	else if (kind === "Pod") {
		if (OF_PODS.has(event.reason) || event.reason.startsWith("OutOf")) append(seen.byPod, uid, event);
		else if (event.reason === "FailedCreatePodSandBox" && STARTED_TOO_LARGE.test(event.message))
			seen.unstarted.add(uid);
	} else if (OF_OWNERS.has(event.reason)) append(seen.byOwner, uid, event);
	else if (event.reason === "SuccessfulCreate") {
		const made = MADE.exec(event.message)?.[1];
		if (made !== undefined) seen.makers.set(`${namespace}/${made}`, { kind, name, uid });
	}
}

export function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [item]);
	else list.push(item);
}
