import { Failure } from "../model/failure.ts";
import type { Pod } from "../model/pod.ts";
import { workloadOf } from "../model/workload.ts";

/** What a person asks about: a pod, or everything that belongs to a workload. */
export interface Target {
	/** As typed, for messages. */
	text: string;
	/** Kubernetes' kind, `Pod` for a bare name. */
	kind: string;
	name: string;
}

/** kubectl's short and plural names of the kinds that own pods, and of pods and nodes themselves. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
	Pod: ["po", "pod", "pods"],
	Node: ["no", "node", "nodes"],
	Deployment: ["deploy", "deployment", "deployments"],
	Rollout: ["ro", "rollout", "rollouts"],
	ReplicaSet: ["rs", "replicaset", "replicasets"],
	StatefulSet: ["sts", "statefulset", "statefulsets"],
	DaemonSet: ["ds", "daemonset", "daemonsets"],
	ReplicationController: ["rc", "replicationcontroller", "replicationcontrollers"],
	Job: ["job", "jobs"],
	CronJob: ["cj", "cronjob", "cronjobs"],
};

/** Neither a path nor a pattern, which would be looked for in vain. */
const NAME = /^[^-.*?[\]{},\s][^*?[\]{},\s]*$/;

/** Reads `NAME` or `KIND/NAME` (also `KIND.GROUP/NAME`, as kubectl prints it); unknown kinds are those of operators and are kept. */
export function parseTarget(text: string): Target {
	const parts = text.split("/");
	if (parts.some((part) => !NAME.test(part)) || parts.length > 2) throw new Failure("bad-target", { target: text });
	const [first = "", second] = parts;
	if (second === undefined) return { text, kind: "Pod", name: first };
	const plain = first.toLowerCase().split(".")[0] ?? "";
	const known = Object.entries(KINDS).find(([, names]) => names.includes(plain));
	return { text, kind: known?.[0] ?? plain, name: second };
}

/** `pod web-0` in two words, as kubectl takes it too, in one; anything else as it is. */
export function targetInOne(words: readonly string[]): readonly string[] {
	const [kind = "", name, ...rest] = words;
	const known = Object.values(KINDS).some((names) => names.includes(kind.toLowerCase()));
	return name === undefined || !known || name.includes("/") ? words : [`${kind}/${name}`, ...rest];
}

/** Whether a pod is the target or belongs to it: it, its controller, or the controller's controller. */
export function belongsTo(pod: Pod, { kind, name }: Target): boolean {
	if (kind === "Pod") return pod.name === name;
	if (kind === "Node") return pod.node === name;
	const workload = workloadOf(pod);
	const owners = [workload, ...(pod.owner === null ? [] : [pod.owner])];
	return owners.some((owner) => owner.name === name && owner.kind.toLowerCase() === kind.toLowerCase());
}
