import type { KernelLogSpan, OomKill } from "../model/kernel.ts";
import type { Pod } from "../model/pod.ts";
import type { Looked } from "../model/report.ts";
import { isZoneOffset, type Millis } from "../model/time.ts";
import type { Source } from "../sources/source.ts";
import { hexOf } from "../verdicts/deaths/facts.ts";
import { serviceOf } from "../verdicts/deaths/system-service.ts";
import { append } from "./death-events.ts";

/** The OOM kills of the kernel logs that were read, their times by the API server's clock. */
export interface SeenKills {
	/** By the pod's uid, oldest first. */
	byPod: Map<string, OomKill[]>;
	/** Those of daemons, by the pod's uid, oldest first. */
	daemons: Map<string, OomKill[]>;
	/** Those of daemons that name no cgroup, by the node. */
	daemonsOn: Map<string, OomKill[]>;
	/** Those whose victim was in no pod. */
	outside: OomKill[];
	/** Of each node's log those without a cgroup: whose they were is not known. */
	nameless: Map<string, OomKill[]>;
	/** What was added to a node's times, milliseconds, by its name. */
	skews: Map<string, Millis>;
	/** From when to when a node's log is known to reach. */
	spans: Map<string, { from: Millis; to: Millis }>;
}

/** A kill that far from the end of the container it hit did not end it, unless the log is in another zone. */
const MOST_SKEW = 10 * 60_000;
/** Statuses bear whole seconds and the runtime notes an end a moment after it: less is no skew. */
const LEAST_SKEW = 2000;

/**
 * Reads the kernel logs of these nodes, or all there are.
 * @param pods those with an end; they tell how clocks differ, and which node a log without a known name is from
 * @param known the names of all nodes there are
 */
export async function gatherKills(
	source: Source,
	nodes: readonly string[] | null,
	pods: readonly Pod[],
	known: Iterable<string>,
	looked: Looked,
): Promise<SeenKills> {
	const read: OomKill[] = [];
	for await (const kill of source.oomKills(nodes)) {
		if (kill.daemon === undefined) looked.kernelKills++;
		read.push(kill);
	}
	const nodeOf = nodeNames(read, source.kernelLogs ?? [], pods, new Set(known));
	const all = withPodsOfTasks(
		read.map((kill) => ({ ...kill, host: nodeOf(kill.host) })),
		pods,
	);
	const skews = skewsOf(all, pods);
	const seen: SeenKills = {
		byPod: new Map(),
		daemons: new Map(),
		daemonsOn: new Map(),
		outside: [],
		nameless: new Map(),
		skews,
		spans: spansOf(source, nodeOf, all, skews),
	};
	for (const kill of all) {
		const skew = skews.get(kill.host) ?? 0;
		const corrected = kill.at === null || skew === 0 ? kill : { ...kill, at: kill.at + skew };
		if (isNameless(kill)) append(seen.nameless, kill.host, corrected);
		if (kill.daemon !== undefined && kill.podUid !== null) append(seen.daemons, kill.podUid, corrected);
		else if (kill.daemon !== undefined) append(seen.daemonsOn, kill.host, corrected);
		else if (kill.podUid === null) seen.outside.push(corrected);
		else append(seen.byPod, kill.podUid, corrected);
	}
	for (const kills of [...seen.byPod.values(), ...seen.daemons.values()])
		kills.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
	return seen;
}

/**
 * Kernels before 5.0 print no cgroup where the node ran out (4.18 of RHEL 8 does), and later ones hold back most of a report where many come at once.
 * A node's own services are known by their names.
 */
function isNameless({ daemon, victimCgroup, process }: OomKill): boolean {
	return daemon === undefined && victimCgroup === "" && serviceOf("", process) === null;
}

/** A pid belongs to the same process for as long as this, where its name is the same. */
const SAME_PROCESS = 60 * 60_000;

/** The kernel's table of processes names no cgroup: whose a pid was is known of those that were themselves killed, then or later. */
function withPodsOfTasks(kills: readonly OomKill[], pods: readonly Pod[]): OomKill[] {
	if (kills.every(({ tasks }) => tasks === null)) return [...kills];
	const names = new Map(pods.map(({ uid, namespace, name }) => [uid, `${namespace}/${name}`]));
	const byPid = Map.groupBy(kills, ({ host, pid }) => `${host} ${pid}`);
	return kills.map((kill) => {
		const tasks = kill.tasks?.map((task) => {
			const killed = byPid
				.get(`${kill.host} ${task.pid}`)
				?.find(({ at, process }) => process === task.process && Math.abs((at ?? 0) - (kill.at ?? 0)) <= SAME_PROCESS);
			const uid = killed?.podUid ?? null;
			return { ...task, pod: uid === null ? null : (names.get(uid) ?? uid) };
		});
		return { ...kill, tasks: tasks ?? null };
	});
}

/**
 * The node a log's host name stands for: the same; else the one whose pods its kills hit, as a host may be called otherwise than its node;
 * else the only node there is.
 */
function nodeNames(
	kills: readonly OomKill[],
	logs: readonly KernelLogSpan[],
	pods: readonly Pod[],
	known: ReadonlySet<string>,
): (host: string) => string {
	const ofPod = new Map(pods.flatMap(({ uid, node }) => (node === null ? [] : [[uid, node] as const])));
	const byHost = new Map<string, string>();
	for (const { host, podUid } of kills) {
		const node = podUid === null ? undefined : ofPod.get(podUid);
		if (node !== undefined && !byHost.has(host)) byHost.set(host, node);
	}
	const hosts = new Set([...kills, ...logs].map(({ host }) => host));
	const nodes = known.size > 0 ? known : new Set(ofPod.values());
	const [only = ""] = nodes;
	return (host) => {
		if (known.has(host)) return host;
		return byHost.get(host) ?? (hosts.size === 1 && nodes.size === 1 ? only : host);
	};
}

/**
 * How far each node's kernel log is behind the API server's clock: over the kills whose container ended by SIGKILL, the median of end less kill.
 * The end is reported by the node's own runtime, but a log may be in another zone, or reckoned from the boot time.
 */
function skewsOf(kills: readonly OomKill[], pods: readonly Pod[]): Map<string, Millis> {
	const ends = new Map<string, Millis>();
	for (const { containers } of pods) {
		for (const { state, lastTermination } of containers) {
			for (const end of [state.kind === "terminated" ? state.termination : null, lastTermination]) {
				if (end?.finishedAt != null && end.exitCode === 137) ends.set(hexOf(end.containerId), end.finishedAt);
			}
		}
	}
	const differences = new Map<string, Map<string, number>>();
	for (const { host, containerId, at, zoneless } of kills) {
		const end = containerId === null ? undefined : ends.get(containerId);
		if (end === undefined || at === null || containerId === null) continue;
		// What bears its zone is another end's, or a child's that the container outlived.
		if (!zoneless && Math.abs(end - at) > MOST_SKEW) continue;
		const ofHost = differences.get(host) ?? new Map<string, number>();
		const known = ofHost.get(containerId);
		// Of several kills in one container the last one ended it.
		if (known === undefined || end - at < known) ofHost.set(containerId, end - at);
		differences.set(host, ofHost);
	}
	const skews = new Map<string, Millis>();
	for (const [host, values] of differences) {
		const skew = median([...values.values()]);
		if (Math.abs(skew) > LEAST_SKEW && (Math.abs(skew) <= MOST_SKEW || isZoneOffset(-skew))) skews.set(host, skew);
	}
	return skews;
}

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
	return (low + high) / 2;
}

/** What the source says of its logs; else from the first to the last kill in them, between which they were surely read. */
function spansOf(
	source: Source,
	nodeOf: (host: string) => string,
	kills: readonly OomKill[],
	skews: ReadonlyMap<string, Millis>,
) {
	const spans = new Map<string, { from: Millis; to: Millis }>();
	const widen = (host: string, from: Millis, to: Millis) => {
		const [skew, known] = [skews.get(host) ?? 0, spans.get(host)];
		spans.set(host, {
			from: Math.min(known?.from ?? Number.POSITIVE_INFINITY, from + skew),
			to: Math.max(known?.to ?? Number.NEGATIVE_INFINITY, to + skew),
		});
	};
	for (const { host, from, to } of source.kernelLogs ?? [])
		if (from !== null && to !== null) widen(nodeOf(host), from, to);
	for (const { host, at } of kills) if (at !== null) widen(host, at, at);
	return spans;
}
