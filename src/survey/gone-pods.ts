import { containerOf, type KubeEvent } from "../model/event.ts";
import type { Container, Owner, Pod, Termination } from "../model/pod.ts";
import { podFields } from "../sources/archive/selectors.ts";
import type { Scope } from "../sources/source.ts";
import type { Around } from "../verdicts/deaths/facts.ts";
import type { SeenEvents } from "./death-events.ts";
import type { SeenKills } from "./death-kills.ts";

/** The digits of a Deployment's pod-template-hash: a number in this alphabet (k8s.io/apimachinery pkg/util/rand, SafeEncodeString). */
const TEMPLATE_HASH = /-([bcdfghjklmnpqrstvwxz2456789]{1,10})$/;

/** What a field selector may ask of a pod of which only events are left: the rest of it went with it. */
const KNOWN_FIELD = /^\s*metadata\.(?:name|namespace)\s*[=!]/;

/**
 * The pods of which only events are left. Labels are gone with them, so that a selection by label finds none, nor does one by fields that are gone.
 * @param isListed whether a pod of this uid is still there
 */
export function gonePods(
	{ byPod, makers }: SeenEvents,
	scope: Scope,
	isListed: (uid: string) => boolean,
	wanted: (pod: Pod) => boolean,
): Pod[] {
	const selected = selectedBy(scope);
	const gone: Pod[] = [];
	for (const [uid, events] of byPod) {
		if (uid === "" || isListed(uid)) continue;
		const { namespace = "", name = "" } = events[0]?.regarding ?? {};
		const pod = podFrom(uid, namespace, name, events, makers.get(`${namespace}/${name}`) ?? null);
		if (selected(pod) && wanted(pod)) gone.push(pod);
	}
	return gone;
}

/** Where a kernel log is all there is: the pods it names, by uid, as it knows them by nothing else. */
export function podsOfKills(
	{ byPod, daemons }: Pick<SeenKills, "byPod" | "daemons">,
	scope: Scope,
	wanted: (pod: Pod) => boolean,
): Pod[] {
	const selected = selectedBy(scope);
	return [...new Map([...daemons, ...byPod])]
		.map(([uid, kills]) => ({ ...podFrom(uid, "", uid, [], null), node: kills[0]?.host || null }))
		.filter((pod) => selected(pod) && wanted(pod));
}

function selectedBy({ labelSelector, fieldSelector }: Scope): (pod: Pod) => boolean {
	const askable = fieldSelector === "" || fieldSelector.split(",").every((part) => KNOWN_FIELD.test(part));
	return labelSelector === "" && askable ? podFields(fieldSelector) : () => false;
}

function podFrom(uid: string, namespace: string, name: string, events: readonly KubeEvent[], owner: Owner | null): Pod {
	const names = new Set(events.flatMap((event) => containerOf(event) ?? []));
	return {
		namespace,
		name,
		uid,
		node: events.find(({ host, reporter }) => host !== "" && reporter === "kubelet")?.host ?? null,
		phase: "",
		reason: "",
		message: "",
		qosClass: "Burstable",
		priority: 0,
		priorityClass: "",
		restartPolicy: "Always",
		createdAt: null,
		startedAt: null,
		deletedAt: null,
		deletionGraceSeconds: null,
		gracePeriodSeconds: null,
		owner,
		templateHash: owner?.kind === "ReplicaSet" ? (TEMPLATE_HASH.exec(owner.name)?.[1] ?? "") : "",
		memoryRequest: null,
		memoryLimit: null,
		overhead: null,
		isStatic: false,
		conditions: [],
		containers: [...names].map((container) => containerCalled(container)),
	};
}

function containerCalled(name: string): Container {
	return {
		name,
		role: "main",
		image: "",
		memoryRequest: null,
		memoryLimit: null,
		state: { kind: "unknown" },
		lastTermination: null,
		restartCount: 0,
		ready: false,
		containerId: "",
		livenessProbe: null,
		startupProbe: null,
		memoryVolumes: [],
	};
}

/** The last end of each of a gone pod's containers that something tells of: a kill by the kernel, or a stop for a failed probe. */
export function endingsOf(
	pod: Pod,
	events: readonly KubeEvent[],
	{ kills, daemonKills }: Pick<Around, "kills" | "daemonKills">,
): { container: Container; termination: Termination }[] {
	const endings: { container: Container; termination: Termination }[] = [];
	const last = new Map(kills.flatMap((kill) => (kill.containerId === null ? [] : [[kill.containerId, kill] as const])));
	const [only, ...others] = pod.containers;
	for (const [containerId, { at }] of last) {
		// A container id does not say which of several containers it was.
		const container = only !== undefined && others.length === 0 ? only : containerCalled("");
		endings.push({ container, termination: endedAt(at, containerId) });
	}
	const daemon = daemonKills.at(-1);
	if (daemon !== undefined && last.size === 0)
		endings.push({
			container: others.length > 0 ? containerCalled("") : (only ?? containerCalled("")),
			termination: endedAt(daemon.at, ""),
		});
	for (const event of events) {
		if (event.reason !== "Killing" || !/failed (?:liveness|startup) probe/.test(event.message)) continue;
		const container = pod.containers.find(({ name }) => name === containerOf(event));
		if (container !== undefined) endings.push({ container, termination: endedAt(event.lastAt ?? event.firstAt, "") });
	}
	const newest = new Map<string, (typeof endings)[number]>();
	for (const ending of endings) {
		const known = newest.get(ending.container.name);
		if (known === undefined || (ending.termination.finishedAt ?? 0) >= (known.termination.finishedAt ?? 0)) {
			newest.set(ending.container.name, ending);
		}
	}
	return [...newest.values()];
}

function endedAt(finishedAt: number | null, containerId: string): Termination {
	return { reason: "", exitCode: 137, signal: null, message: "", startedAt: null, finishedAt, containerId };
}
