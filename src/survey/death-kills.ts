import { isIP } from "node:net";
import type { KernelLogSpan, OomKill } from "../model/kernel.ts";
import type { Pod } from "../model/pod.ts";
import type { Looked } from "../model/report.ts";
import { isZoneOffset, type Millis } from "../model/time.ts";
import type { Source } from "../sources/source.ts";
import { hexOf } from "../verdicts/deaths/facts.ts";
import { serviceOf } from "../verdicts/deaths/system-service.ts";
import { KILL_TO_END, type Span } from "../verdicts/deaths/when.ts";
import { append } from "./death-events.ts";
import { type Clocks, clockOf, spansOf } from "./death-logs.ts";

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
	/** Where a node's logs surely were read. */
	spans: ReadonlyMap<string, Span[]>;
	/** Those logs, by their nodes. */
	logs: readonly KernelLogSpan[];
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
	const read = withoutEchoes(await Array.fromAsync(source.oomKills(nodes)), pods);
	looked.kernelKills += read.filter(({ daemon }) => daemon === undefined).length;
	const { nodeOf, writerOf } = nodeNames(read, source.kernelLogs ?? [], pods, new Set(known));
	const all = withPodsOfTasks(
		read.map((kill) => ({ ...kill, host: nodeOf(kill.host) })),
		pods,
	);
	const clocks = clocksOf(all, pods);
	const logs = (source.kernelLogs ?? []).map((log) => ({ ...log, host: writerOf(log.host) }));
	const spans = spansOf(logs, clocks);
	const seen: SeenKills = {
		byPod: new Map(),
		daemons: new Map(),
		daemonsOn: new Map(),
		outside: [],
		nameless: new Map(),
		skews: new Map(),
		spans,
		logs,
	};
	for (const kill of all) {
		const corrected = byTheClock(kill, clocks);
		if (kill.at !== null && corrected.at !== null) seen.skews.set(kill.host, corrected.at - kill.at);
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

/** A runtime hears of a kill from the kernel's counter, and says so a moment later. */
const ECHO = 60_000;

/**
 * A runtime's word of a kill names its container alone: whose that is follows from the pods. Where the kernel's own report of it is there, or nobody knows
 * the container, it tells nothing.
 */
function withoutEchoes(kills: readonly OomKill[], pods: readonly Pod[]): OomKill[] {
	const owners = new Map<string, Pod>();
	for (const pod of pods) for (const id of idsOf(pod)) owners.set(id, pod);
	const isEcho = ({ podUid, containerId }: OomKill) => podUid === null && containerId !== null;
	const reported = Map.groupBy(
		kills.filter((kill) => !isEcho(kill)),
		({ containerId }) => containerId,
	);
	return kills.flatMap((kill) => {
		if (!isEcho(kill)) return [kill];
		const pod = owners.get(kill.containerId ?? "");
		const isSame = ({ at }: OomKill) =>
			at === null || kill.at === null || kill.zoneless || Math.abs(at - kill.at) <= ECHO;
		if (pod === undefined || reported.get(kill.containerId)?.some(isSame)) return [];
		return [{ ...kill, podUid: pod.uid, host: pod.node ?? kill.host }];
	});
}

function idsOf({ containers }: Pod): string[] {
	return containers.flatMap(({ containerId, state, lastTermination }) => [
		...(containerId === "" ? [] : [hexOf(containerId)]),
		...[state.kind === "terminated" ? state.termination : null, lastTermination].flatMap((end) =>
			end === null || end.containerId === "" ? [] : [hexOf(end.containerId)],
		),
	]);
}

/** At its time by the API server's clock, where that is known. */
function byTheClock(kill: OomKill, clocks: Clocks): OomKill {
	const skew = clocks.get(clockOf(kill));
	if (kill.at === null || skew === undefined) return kill;
	const { zoneless: _, ...known } = kill;
	return { ...known, at: kill.at + skew };
}

/**
 * Kernels before 5.0 print no cgroup where the node ran out (4.18 of RHEL 8 does), and later ones hold back most of a report where many come at once.
 * A node's own services are known by their names.
 */
function isNameless({ daemon, podUid, victimCgroup, process }: OomKill): boolean {
	return daemon === undefined && podUid === null && victimCgroup === "" && serviceOf("", process) === null;
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
 * else the only node there is. Whose log is silent (`writerOf`) is taken for that one only where it names no host: it may be another cluster's.
 */
function nodeNames(
	kills: readonly OomKill[],
	logs: readonly KernelLogSpan[],
	pods: readonly Pod[],
	known: ReadonlySet<string>,
): { nodeOf(host: string): string; writerOf(host: string): string } {
	const ofPod = new Map(pods.flatMap(({ uid, node }) => (node === null ? [] : [[uid, node] as const])));
	const byHost = new Map<string, string>();
	for (const { host, podUid } of kills) {
		const node = podUid === null ? undefined : ofPod.get(podUid);
		if (node !== undefined && !byHost.has(host)) byHost.set(host, node);
	}
	const hosts = new Set([...kills, ...logs].map(({ host }) => host));
	const nodes = known.size > 0 ? known : new Set(ofPod.values());
	const [only = ""] = nodes;
	const named = (host: string) => (known.has(host) ? host : byHost.get(host));
	const alone = hosts.size === 1 && nodes.size === 1;
	return {
		nodeOf: (host) => named(host) ?? (alone ? only : host),
		// What talosctl puts before each line is the node's address.
		writerOf: (host) => named(host) ?? (alone && (host === "" || isIP(host) > 0) ? only : host),
	};
}

/**
 * How far each node's kernel log is behind the API server's clock: over the kills whose container ended by SIGKILL, the median of end less kill.
 * The end is reported by the node's own runtime, but a log may be in another zone, or reckoned from the boot time.
 */
function clocksOf(kills: readonly OomKill[], pods: readonly Pod[]): Clocks {
	const ends = new Map<string, Millis>();
	for (const { containers } of pods) {
		for (const { state, lastTermination } of containers) {
			for (const end of [state.kind === "terminated" ? state.termination : null, lastTermination]) {
				if (end?.finishedAt != null && end.exitCode === 137) ends.set(hexOf(end.containerId), end.finishedAt);
			}
		}
	}
	const differences = new Map<string, { zoneless: boolean; byContainer: Map<string, number> }>();
	for (const kill of kills) {
		const { containerId, at, zoneless = false } = kill;
		const end = containerId === null ? undefined : ends.get(containerId);
		if (end === undefined || at === null || containerId === null) continue;
		// What bears its zone is another end's, or a child's that the container outlived.
		if (!zoneless && Math.abs(end - at) > MOST_SKEW) continue;
		const { byContainer } = differences.get(clockOf(kill)) ?? { byContainer: new Map<string, number>() };
		const known = byContainer.get(containerId);
		// Of several kills in one container the last one ended it.
		if (known === undefined || end - at < known) byContainer.set(containerId, end - at);
		differences.set(clockOf(kill), { zoneless, byContainer });
	}
	const clocks = new Map<string, Millis>();
	for (const [clock, { zoneless, byContainer }] of differences) {
		const skew = median([...byContainer.values()]);
		// The runtime has the same clock, but dmesg -T drifts: else a lone kill minutes before an end is a child's.
		if (!zoneless && byContainer.size === 1 && Math.abs(skew) > KILL_TO_END) continue;
		if (Math.abs(skew) <= LEAST_SKEW) clocks.set(clock, 0);
		else if (Math.abs(skew) <= MOST_SKEW || isZoneOffset(-skew)) clocks.set(clock, skew);
	}
	return clocks;
}

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
	return (low + high) / 2;
}
