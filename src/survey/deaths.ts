import type { KubeEvent } from "../model/event.ts";
import { compareFindings, type Finding } from "../model/finding.ts";
import type { OomKill } from "../model/kernel.ts";
import type { Node } from "../model/node.ts";
import type { Pod } from "../model/pod.ts";
import type { Looked, Report } from "../model/report.ts";
import type { MemorySample } from "../model/sample.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import { deathsOf } from "../verdicts/deaths/facts.ts";
import { judgeDeath } from "../verdicts/deaths/index.ts";

export interface DeathInquiry {
	scope: Scope;
	/** Which pods of the scope are asked about. */
	wanted(pod: Pod): boolean;
	at: Millis;
}

/** Why the wanted pods' containers died: gathers what the verdicts need, in as few reads as will do, and judges. */
export async function surveyDeaths(source: Source, { scope, wanted, at }: DeathInquiry): Promise<Report> {
	const looked: Looked = {
		source: source.name,
		pods: 0,
		containers: 0,
		nodes: 0,
		events: 0,
		kernelKills: 0,
		samples: 0,
	};

	// Pods first: of thousands only those with a death are kept, and the rest need no reading of events and logs.
	const dead: Pod[] = [];
	for await (const pod of source.pods(scope)) {
		if (!wanted(pod)) continue;
		looked.pods++;
		looked.containers += pod.containers.length;
		if (deathsOf(pod).length > 0) dead.push(pod);
	}
	if (dead.length === 0) return { at, findings: [], gaps: [...source.gaps], looked };

	const nodeNames = [...new Set(dead.flatMap((pod) => (pod.node === null ? [] : [pod.node])))];
	const nodes = await gatherNodes(source, new Set(nodeNames), looked);
	const events = await gatherEvents(source, scope, dead, nodes, looked);
	const kills = await gatherKills(source, nodeNames, looked);
	const samples = await gatherSamples(source, dead, looked);
	const unreadLogs = source.gaps.some((gap) => gap.source === "kernel");

	const findings: Finding[] = [];
	for (const pod of dead) {
		const podKills = kills.get(pod.uid) ?? [];
		for (const death of deathsOf(pod)) {
			findings.push(
				judgeDeath({
					...death,
					node: pod.node === null ? null : (nodes.get(pod.node) ?? null),
					events: events.pods.get(pod.uid) ?? [],
					nodeEvents: pod.node === null ? [] : (events.nodes.get(pod.node) ?? []),
					kills: podKills,
					kernelLogRead: looked.kernelKills > 0 || !unreadLogs,
					sample: samples.get(sampleKey(pod.namespace, pod.name, death.container.name)) ?? null,
				}),
			);
		}
	}
	return { at, findings: findings.sort(compareFindings), gaps: [...source.gaps], looked };
}

async function gatherNodes(source: Source, names: ReadonlySet<string>, looked: Looked): Promise<Map<string, Node>> {
	const nodes = new Map<string, Node>();
	for await (const node of source.nodes()) {
		looked.nodes++;
		if (names.has(node.name)) nodes.set(node.name, node);
	}
	return nodes;
}

/** Events about the dead pods, by uid, and about their nodes, by name. */
async function gatherEvents(
	source: Source,
	scope: Scope,
	dead: readonly Pod[],
	nodes: ReadonlyMap<string, Node>,
	looked: Looked,
) {
	const uids = new Set(dead.map((pod) => pod.uid));
	const pods = new Map<string, KubeEvent[]>();
	const ofNodes = new Map<string, KubeEvent[]>();
	const take = (event: KubeEvent) => {
		const { kind, uid, name } = event.regarding;
		if (kind === "Pod" && uids.has(uid)) append(pods, uid, event);
		else if (kind === "Node" && nodes.has(name)) append(ofNodes, name, event);
	};
	const unselected = { ...scope, labelSelector: "", fieldSelector: "" };
	for await (const event of source.events(unselected)) {
		looked.events++;
		take(event);
	}
	// The events of nodes lie in the namespace "default".
	if (scope.namespace !== null && scope.namespace !== "default") {
		const aboutNodes = { namespace: "default", labelSelector: "", fieldSelector: "involvedObject.kind=Node" };
		for await (const event of source.events(aboutNodes)) {
			looked.events++;
			take(event);
		}
	}
	return { pods, nodes: ofNodes };
}

/** By the pod's uid; kills outside pods are left out here. */
async function gatherKills(source: Source, nodes: readonly string[], looked: Looked): Promise<Map<string, OomKill[]>> {
	const kills = new Map<string, OomKill[]>();
	for await (const kill of source.oomKills(nodes)) {
		looked.kernelKills++;
		if (kill.podUid !== null) append(kills, kill.podUid, kill);
	}
	return kills;
}

async function gatherSamples(source: Source, dead: readonly Pod[], looked: Looked): Promise<Map<string, MemorySample>> {
	const requests = dead.flatMap((pod) =>
		deathsOf(pod).flatMap(({ container, termination }) =>
			termination.finishedAt === null
				? []
				: [{ namespace: pod.namespace, pod: pod.name, container: container.name, before: termination.finishedAt }],
		),
	);
	const samples = new Map<string, MemorySample>();
	for (const sample of await source.lastSamples(requests)) {
		looked.samples++;
		samples.set(sampleKey(sample.namespace, sample.pod, sample.container), sample);
	}
	return samples;
}

function sampleKey(namespace: string, pod: string, container: string): string {
	return `${namespace}/${pod}/${container}`;
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [item]);
	else list.push(item);
}
