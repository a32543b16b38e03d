import type { KubeEvent } from "../model/event.ts";
import type { Finding } from "../model/finding.ts";
import type { OomKill } from "../model/kernel.ts";
import type { Node } from "../model/node.ts";
import type { Container, Pod, Termination } from "../model/pod.ts";
import type { Millis } from "../model/time.ts";
import { type Around, type DeathFacts, deathsOf, hexOf, isPresent } from "../verdicts/deaths/facts.ts";
import { judgeChildKill, judgeDeath, judgePodEnd, judgeServiceKill } from "../verdicts/deaths/index.ts";
import { endingKills, killsOf } from "../verdicts/deaths/oom.ts";
import { serviceOf } from "../verdicts/deaths/system-service.ts";
import { isOver } from "../verdicts/deaths/when.ts";
import { type OfContainers, STATUS_LAG, sampleKey } from "./death-containers.ts";
import { append, type SeenEvents } from "./death-events.ts";
import type { SeenKills } from "./death-kills.ts";
import { endingsOf } from "./gone-pods.ts";

/** What was read around the deaths, before any is judged. */
export interface Seen {
	nodes: ReadonlyMap<string, Node>;
	events: SeenEvents;
	kills: SeenKills;
}

function around(pod: Pod, { nodes, events, kills }: Seen): Around {
	return {
		node: pod.node === null ? null : (nodes.get(pod.node) ?? null),
		events: events.byPod.get(pod.uid) ?? [],
		ownerEvents: pod.owner === null ? [] : (events.byOwner.get(pod.owner.uid) ?? []),
		nodeEvents: pod.node === null ? [] : (events.byNode.get(pod.node) ?? []),
		eventsSince: events.since,
		kills: kills.byPod.get(pod.uid) ?? [],
		daemonKills: [...(kills.daemons.get(pod.uid) ?? []), ...(kills.daemonsOn.get(pod.node ?? "") ?? [])],
		namelessKills: pod.node === null ? [] : (kills.nameless.get(pod.node) ?? []),
		clockSkew: pod.node === null ? 0 : (kills.skews.get(pod.node) ?? 0),
	};
}

/** The stretch of the log of the pod's node that its end lies in: the longest before it, as it may tell of the whole life. */
function logOver({ node }: Pod, { finishedAt }: Termination, { kills }: Seen): DeathFacts["kernelLog"] {
	if (node === null || finishedAt === null) return null;
	const over = (kills.spans.get(node) ?? []).filter((span) => isOver(span, finishedAt));
	return over.toSorted((a, b) => a.from - b.from)[0] ?? null;
}

/** How the pod ended, or was refused, as a whole. */
export function judgeWhole(pod: Pod, seen: Seen): Finding | null {
	return judgePodEnd({ ...around(pod, seen), pod });
}

/** All that a pod's status and the kernel tell: its own end, those of its containers, and kills that containers survived. */
export function judgePod(pod: Pod, seen: Seen & OfContainers, at: Millis): Finding[] {
	const about = around(pod, seen);
	const { samples, lines } = seen;
	const findings: Finding[] = [];
	const whole = judgeWhole(pod, seen);
	if (whole !== null) findings.push(whole);
	const endedAt = whole !== null && "at" in whole.params ? whole.params.at : null;
	const explained = new Set<OomKill>();
	for (const death of deathsOf(pod)) {
		const { container, termination } = death;
		const sample = samples.get(sampleKey(pod, container)) ?? null;
		const lastLines = linesOf(termination, lines.get(sampleKey(pod, container)));
		const kernelLog = logOver(pod, termination, seen);
		const facts = { ...about, ...death, sample, lastLines, kernelLog, gone: false };
		// What the end of the pod did to its containers is part of that end; what had ended them before is not.
		const partOfIt = whole !== null && isPresent(death) && cameWith(termination, endedAt);
		const last = partOfIt && !isPlaceholder(container.lastTermination) ? container.lastTermination : null;
		const own = partOfIt ? last : termination;
		for (const kill of endingKills(facts)) explained.add(kill);
		if (own === null) continue;
		const before = { termination: own, lastLines: linesOf(own, undefined), kernelLog: logOver(pod, own, seen) };
		const ofOwn = partOfIt ? { ...facts, ...before } : facts;
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
export function judgeGone(pod: Pod, seen: Seen): Finding[] {
	const about = around(pod, seen);
	const { events } = about;
	const whole = judgePodEnd({ ...about, pod });
	const findings: Finding[] = whole === null ? [] : [whole];
	for (const { container, termination } of endingsOf(pod, events, about)) {
		const kernelLog = logOver(pod, termination, seen);
		const facts = { ...about, pod, container, termination, sample: null, lastLines: [], kernelLog, gone: true };
		if (whole !== null && killsOf(facts).length === 0) continue;
		const finding = judgeDeath(facts);
		if (finding !== null) findings.push(finding);
	}
	return findings;
}

export function judgeServices(kills: SeenKills, events: SeenEvents, wanted: (name: string) => boolean): Finding[] {
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
