import type { KubeEvent } from "../model/event.ts";
import { compareFindings, type Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { OomKill } from "../model/kernel.ts";
import type { Node } from "../model/node.ts";
import type { Container, Pod, Termination } from "../model/pod.ts";
import { type Looked, nothingLooked, type Report } from "../model/report.ts";
import { said } from "../model/said.ts";
import type { MemorySample } from "../model/sample.ts";
import type { Millis } from "../model/time.ts";
import type { LinesRequest, SampleRequest, Scope, Source } from "../sources/source.ts";
import { type Around, deathsOf, endedAsWhole, hexOf, lostEndsOf } from "../verdicts/deaths/facts.ts";
import { judgeChildKill, judgeDeath, judgePodEnd, judgeServiceKill } from "../verdicts/deaths/index.ts";
import { endingKills, killsOf } from "../verdicts/deaths/oom.ts";
import { serviceOf } from "../verdicts/deaths/system-service.ts";
import { BudgetPods, surveyBudgets } from "./budgets.ts";
import { append, gatherEvents, type SeenEvents } from "./death-events.ts";
import { gatherKills, type SeenKills } from "./death-kills.ts";
import { withSetting } from "./death-settings.ts";
import { endingsOf, type GonePod, gonePods, podsOfKills } from "./gone-pods.ts";
import { linesRequestOf, MOST_LOGS } from "./last-lines.ts";

interface DeathInquiry {
	scope: Scope;
	/** Which pods of the scope are asked about. */
	wanted(pod: Pod): boolean;
	/** Which nodes' own services are asked about; all where left out and the whole cluster is in scope, else none. */
	wantedNode?(name: string): boolean;
	at: Millis;
	/** Reads the memory settings of living pods too, and not only of dead ones. */
	allSettings?: boolean;
	/** Asks running servers for their settings, by commands in their containers. */
	live?: boolean;
}

/** A kernel log is up to 16 MB through the API server: only this many nodes without a known death are read for kills nobody reported. */
export const MOST_QUIET_NODES = 30;

/** What was read around the deaths, before any is judged. */
interface Seen {
	nodes: ReadonlyMap<string, Node>;
	events: SeenEvents;
	kills: SeenKills;
}

/** What was read of single containers, by namespace, pod and container. */
interface OfContainers {
	samples: ReadonlyMap<string, MemorySample>;
	lines: ReadonlyMap<string, string[]>;
}

/** Why the wanted pods and their containers died: gathers what the verdicts need, in as few reads as will do, and judges. */
export async function surveyDeaths(source: Source, inquiry: DeathInquiry): Promise<Report> {
	const { settings: _, ...report } = await surveyDeathsAndSettings(source, inquiry);
	return report;
}

/** The same, and what is wrong with the settings that were looked at, as findings of their own. */
export async function surveyDeathsAndSettings(
	source: Source,
	inquiry: DeathInquiry,
): Promise<Report & { settings: Finding[] }> {
	const { scope, wanted, at } = inquiry;
	const looked = nothingLooked(source.name);

	// Pods first: of thousands only those with an end of some kind are kept; of the others, that they are there and where.
	const dead = new Map<string, Pod>();
	const settled = new BudgetPods();
	const alive = new Set<string>();
	const quietNodes = new Set<string>();
	const lost = { count: 0, first: "" };
	const waiting = new Map<string, string>();
	for await (const pod of source.pods(scope)) {
		if (!wanted(pod)) {
			alive.add(pod.uid);
			continue;
		}
		looked.pods++;
		looked.containers += pod.containers.length;
		if (inquiry.allSettings) settled.take(pod);
		for (const { name } of lostEndsOf(pod)) if (lost.count++ === 0) lost.first = `${pod.namespace}/${pod.name}/${name}`;
		if (deathsOf(pod).length > 0 || endedAsWhole(pod)) dead.set(pod.uid, pod);
		else {
			alive.add(pod.uid);
			if (pod.node !== null) quietNodes.add(pod.node);
			if (pod.node !== null && pod.phase === "Pending") waiting.set(pod.uid, `${pod.namespace}/${pod.name}`);
		}
	}

	const aboutNode = inquiry.wantedNode ?? (() => isWhole(scope));
	const nodes = await gatherNodes(source, looked);
	const events = await gatherEvents(source, scope, looked);
	const gone = gonePods(events, scope, (uid) => alive.has(uid) || dead.has(uid), wanted);
	const nodeNames = new Set([...dead.values(), ...gone.map(({ pod }) => pod)].flatMap((pod) => pod.node ?? []));
	const quiet = new Set([...quietNodes, ...(isWhole(scope) ? nodes.keys() : [])]);
	if (quiet.size <= MOST_QUIET_NODES) for (const name of quiet) nodeNames.add(name);
	const onlyKernel = scope.namespace === null && looked.pods + alive.size + nodes.size + gone.length === 0;
	const kills = await gatherKills(source, onlyKernel ? null : [...nodeNames], [...dead.values()], nodes.keys(), looked);
	if (onlyKernel) gone.push(...podsOfKills(kills, scope, wanted));
	for (const pod of await survivors(source, inquiry, kills, alive)) dead.set(pod.uid, pod);

	const seen: Seen = { nodes, events, kills };
	const samples = await gatherSamples(source, [...dead.values()], kills, at, looked);
	const lines = await gatherLines(source, [...dead.values()]);
	const findings: Finding[] = [];
	for (const pod of dead.values()) findings.push(...judgePod(pod, { ...seen, samples, lines }, at));
	for (const each of gone) findings.push(...judgeGone(each, seen));
	findings.push(...judgeServices(kills, events, aboutNode));
	for (const pod of dead.values()) settled.take(pod, true);
	const { budgets, findings: settings } = await surveyBudgets(source, settled.pods, inquiry.live ?? false);
	const told = findings.map((finding) => withSetting(finding, settings));
	return {
		at,
		findings: told.sort(compareFindings),
		gaps: [
			...source.gaps,
			...gapOfLostEnds(lost),
			...gapsOfStarts(waiting, events.unstarted),
			...(onlyKernel ? gapOfStrangers(kills.outside) : []),
		],
		looked,
		...(budgets.length === 0 ? {} : { budgets }),
		settings,
	};
}

/** That they ended is known, and nothing else: no death is told of them, and none is ruled out. */
function gapOfLostEnds({ count, first }: { count: number; first: string }): Gap[] {
	if (count === 0) return [];
	const what =
		count === 1
			? said("how {container} ended before it was started again", { container: first })
			: said("how {count} containers ended before they were started again, {container} among them", {
					count,
					container: first,
				});
	return [{ source: "kubernetes", what, reason: "absent", detail: "" }];
}

/** Where nothing but a kernel log is looked at: what it tells besides of processes outside all pods, or whose cgroup it does not name. */
function gapOfStrangers(kills: readonly OomKill[]): Gap[] {
	const strangers = kills.filter(({ victimCgroup, process }) => serviceOf(victimCgroup, process) === null);
	const [first] = strangers;
	if (first === undefined) return [];
	const [count, name] = [strangers.length, `${first.process} (pid ${first.pid})`];
	const what =
		count === 1
			? said("the pod of the killed process {name}", { name })
			: said("the pods of {count} killed processes, {name} among them", { count, name });
	return [{ source: "kernel", what, reason: "absent", detail: "" }];
}

/** Nothing of theirs ran, so nothing died; but to say no more than that would hide that memory is why. */
function gapsOfStarts(waiting: ReadonlyMap<string, string>, unstarted: ReadonlySet<string>): Gap[] {
	const pods = [...waiting].flatMap(([uid, name]) => (unstarted.has(uid) ? [name] : []));
	const [pod] = pods;
	if (pod === undefined) return [];
	const what =
		pods.length === 1
			? said("the start of pod {pod}", { pod })
			: said("starts of {count} pods, {pod} among them", { count: pods.length, pod });
	const detail = said("its memory limit is too low: the kernel kills what starts it");
	return [{ source: "kubernetes", what, reason: "failed", detail }];
}

/** Whether the question is about the whole cluster, its nodes with it. */
export function isWhole({ namespace, labelSelector, fieldSelector }: Scope): boolean {
	return namespace === null && labelSelector === "" && fieldSelector === "";
}

/** The pods that live, and in which the kernel nevertheless killed: read once more, as such kills are rare and pods are many. */
async function survivors(
	source: Source,
	{ scope, wanted }: DeathInquiry,
	kills: SeenKills,
	alive: ReadonlySet<string>,
): Promise<Pod[]> {
	const uids = new Set([...kills.byPod.keys()].filter((uid) => alive.has(uid)));
	const pods: Pod[] = [];
	if (uids.size === 0) return pods;
	for await (const pod of source.pods(scope)) if (uids.has(pod.uid) && wanted(pod)) pods.push(pod);
	return pods;
}

function around(pod: Pod, { nodes, events, kills }: Seen): Around {
	return {
		node: pod.node === null ? null : (nodes.get(pod.node) ?? null),
		events: events.byPod.get(pod.uid) ?? [],
		ownerEvents: pod.owner === null ? [] : (events.byOwner.get(pod.owner.uid) ?? []),
		nodeEvents: pod.node === null ? [] : (events.byNode.get(pod.node) ?? []),
		eventsSince: events.since,
		kills: kills.byPod.get(pod.uid) ?? [],
		daemonKills: kills.daemons.get(pod.uid) ?? [],
		kernelLog: pod.node === null ? null : (kills.spans.get(pod.node) ?? null),
		namelessKills: pod.node === null ? [] : (kills.nameless.get(pod.node) ?? []),
		clockSkew: pod.node === null ? 0 : (kills.skews.get(pod.node) ?? 0),
	};
}

/** All that a pod's status and the kernel tell: its own end, those of its containers, and kills that containers survived. */
function judgePod(pod: Pod, seen: Seen & OfContainers, at: Millis): Finding[] {
	const about = around(pod, seen);
	const { samples, lines } = seen;
	const findings: Finding[] = [];
	const whole = judgePodEnd({ ...about, pod });
	if (whole !== null) findings.push(whole);
	const endedAt = whole !== null && "at" in whole.params ? whole.params.at : null;
	const explained = new Set<OomKill>();
	for (const death of deathsOf(pod)) {
		const { container, termination } = death;
		const sample = samples.get(sampleKey(pod, container)) ?? null;
		const lastLines = linesOf(termination, lines.get(sampleKey(pod, container)));
		const facts = { ...about, ...death, sample, lastLines, gone: false };
		// What the end of the pod did to its containers is part of that end; what had ended them before is not.
		const partOfIt = whole !== null && container.state.kind === "terminated" && cameWith(termination, endedAt);
		const before = partOfIt && !isPlaceholder(container.lastTermination) ? container.lastTermination : null;
		const own = partOfIt ? before : termination;
		for (const kill of endingKills(facts)) explained.add(kill);
		if (own === null) continue;
		const ofOwn = partOfIt ? { ...facts, termination: own, lastLines: linesOf(own, undefined) } : facts;
		for (const kill of endingKills(ofOwn)) explained.add(kill);
		const finding = judgeDeath(ofOwn);
		if (finding !== null) findings.push(finding);
	}
	for (const container of pod.containers) {
		const [first, ...rest] = survivedBy(container, about, explained, at);
		if (first === undefined) continue;
		const sample = samples.get(sampleKey(pod, container)) ?? null;
		const finding = judgeChildKill({ ...about, pod, container, killed: [first, ...rest], sample });
		if (finding !== null) findings.push(finding);
	}
	return findings;
}

/** What the kubelet writes, as of a life before, of a container whose end it lost while the pod was ended: there was none (pkg/kubelet/kubelet_pods.go). */
function isPlaceholder(termination: Termination | null): boolean {
	return termination?.reason === "ContainerStatusUnknown" && termination.finishedAt === null;
}

/** The API writes whole seconds, and the kubelet its event before it stops anything. */
const END_SLACK = 5000;

function cameWith({ finishedAt }: Termination, endedAt: Millis | null): boolean {
	return finishedAt === null || endedAt === null || finishedAt >= endedAt - END_SLACK;
}

/** The kubelet looks at its containers every second and tells the API server within ten: until then a status shows a dead container running. */
const STATUS_LAG = 15_000;

/** Kills in instances of this container that are known and were not ended by them. */
function survivedBy(
	container: Container,
	{ kills }: Around,
	explained: ReadonlySet<OomKill>,
	readAt: Millis,
): OomKill[] {
	const { state, lastTermination } = container;
	const ended = [state.kind === "terminated" ? state.termination : null, lastTermination].filter((end) => end !== null);
	const running = state.kind === "running" ? hexOf(container.containerId) : "";
	const ids = new Set([...ended.map(({ containerId }) => hexOf(containerId)), running].filter((id) => id !== ""));
	return kills
		.filter((kill) => {
			if (kill.containerId === null || !ids.has(kill.containerId) || explained.has(kill)) return false;
			if (kill.containerId === running) return kill.at === null || kill.at <= readAt - STATUS_LAG;
			// Without a time nobody knows whether it was long before the end.
			const end = ended.find(({ containerId }) => hexOf(containerId) === kill.containerId);
			return kill.at !== null && end?.finishedAt != null && !cameAtTheEnd(end, kill);
		})
		.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** A kill in the second of an end that is not of its making (SIGTERM, exit code 0) is no news of a life that went on. */
function cameAtTheEnd({ finishedAt }: Termination, { at }: OomKill): boolean {
	return finishedAt !== null && at !== null && at >= finishedAt - 1000;
}

/** A termination message is what the program wrote of its end, or with FallbackToLogsOnError the end of its log; else the log itself. */
function linesOf({ message }: Termination, log: readonly string[] | undefined): readonly string[] {
	return message === "" ? (log ?? []) : message.split("\n").filter((line) => line.trim() !== "");
}

/** Ends of pods that are no longer there, from what events and the kernel log kept. */
function judgeGone({ pod, events }: GonePod, seen: Seen): Finding[] {
	const about: Around = { ...around(pod, seen), events };
	const whole = judgePodEnd({ ...about, pod });
	const findings: Finding[] = whole === null ? [] : [whole];
	for (const { container, termination } of endingsOf(pod, events, about)) {
		const facts = { ...about, pod, container, termination, sample: null, lastLines: [], gone: true };
		if (whole !== null && killsOf(facts).length === 0) continue;
		const finding = judgeDeath(facts);
		if (finding !== null) findings.push(finding);
	}
	return findings;
}

function judgeServices(kills: SeenKills, events: SeenEvents, wanted: (name: string) => boolean): Finding[] {
	const byService = new Map<string, OomKill[]>();
	for (const kill of kills.outside) {
		const service = serviceOf(kill.victimCgroup, kill.process);
		if (service !== null && wanted(kill.host)) append(byService, JSON.stringify([kill.host, service]), kill);
	}
	const findings: Finding[] = [];
	for (const ofOne of byService.values()) {
		const [first, ...rest] = ofOne.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
		if (first === undefined) continue;
		const nodeEvents: readonly KubeEvent[] = events.byNode.get(first.host) ?? [];
		const finding = judgeServiceKill({ node: first.host, kills: [first, ...rest], nodeEvents });
		if (finding !== null) findings.push(finding);
	}
	return findings;
}

/** The logs of containers whose status leaves it open why they ended. */
async function gatherLines(source: Source, pods: readonly Pod[]): Promise<Map<string, string[]>> {
	if (source.lastLines === undefined) return new Map();
	const wanted = new Map<string, LinesRequest>();
	for (const death of pods.flatMap(deathsOf)) {
		const request = linesRequestOf(death);
		if (request !== null && wanted.size < MOST_LOGS) wanted.set(sampleKey(death.pod, death.container), request);
	}
	const lines = wanted.size === 0 ? [] : await source.lastLines([...wanted.values()]);
	return new Map([...wanted.keys()].map((key, i) => [key, lines[i] ?? []]));
}

async function gatherNodes(source: Source, looked: Looked): Promise<Map<string, Node>> {
	const nodes = new Map<string, Node>();
	for await (const node of source.nodes()) {
		looked.nodes++;
		nodes.set(node.name, node);
	}
	return nodes;
}

/** The last sample before each container's end, or before the last kill it survived. */
async function gatherSamples(
	source: Source,
	pods: readonly Pod[],
	kills: SeenKills,
	readAt: Millis,
	looked: Looked,
): Promise<Map<string, MemorySample>> {
	const requests = new Map<string, SampleRequest>();
	const ask = (pod: Pod, container: Container, before: Millis | null) => {
		if (before === null) return;
		const key = sampleKey(pod, container);
		if (!requests.has(key))
			requests.set(key, { namespace: pod.namespace, pod: pod.name, container: container.name, before, node: pod.node });
	};
	for (const pod of pods) {
		for (const { container, termination } of deathsOf(pod)) ask(pod, container, termination.finishedAt);
		for (const kill of kills.byPod.get(pod.uid)?.toReversed() ?? []) {
			// Of a later one it is not yet known whether it was survived (survivedBy).
			if (kill.at !== null && kill.at > readAt - STATUS_LAG) continue;
			const container = pod.containers.find(({ containerId }) => hexOf(containerId) === kill.containerId);
			if (container !== undefined) ask(pod, container, kill.at);
		}
	}
	const samples = new Map<string, MemorySample>();
	for (const sample of await source.lastSamples([...requests.values()])) {
		looked.samples++;
		samples.set(`${sample.namespace}/${sample.pod}/${sample.container}`, sample);
	}
	return samples;
}

function sampleKey(pod: Pod, { name }: Container): string {
	return `${pod.namespace}/${pod.name}/${name}`;
}
