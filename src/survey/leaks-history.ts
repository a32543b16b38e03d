import { Clusters } from "../history/clusters.ts";
import type { Figure, History, HistoryRequest } from "../history/history.ts";
import { compareFindings, type Finding, type Subject } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import type { Workload } from "../model/workload.ts";
import type { Source } from "../sources/source.ts";
import { type CgroupMemory, judgeCgroup } from "../verdicts/leaks/daemon.ts";
import {
	type CgroupDigest,
	digestCgroup,
	digestTrack,
	type TrackDigest,
	type Until,
} from "../verdicts/leaks/digest.ts";
import { judgeWorkload, type WorkloadVerdict } from "../verdicts/leaks/workload.ts";
import { digestsOf, type Threads } from "./leaks-digests.ts";
import { firstLook, ownLook } from "./leaks-first-look.ts";
import { type Judged, NodeRoom } from "./node-room.ts";
import { keyOf, type Workloads } from "./workloads.ts";

interface LeaksOfInquiry {
	/** Null for all. */
	namespaces: readonly string[] | null;
	workloads: Workloads;
	/** Whether the nodes' own services belong to what is asked. */
	daemons: boolean;
	/** Who can say how the kubelets are configured, where anybody can. */
	kubelets?: Pick<Source, "kubeletConfigs"> | null;
	/** Judged as of this moment, by what was measured since `from`. */
	at: Millis;
	from: Millis;
	/** Whether containers that the engine sees not to grow are passed over unread: for looks at many. True unless told. */
	cheaply?: boolean | undefined;
	signal?: AbortSignal | undefined;
	/** None beside this one unless told. */
	threads?: Threads | undefined;
	onProgress?: ((read: { containers: number; samples: number }) => void) | undefined;
}

/** A container that leans to a leak at least this much is looked at again with its RSS, which has no page cache in it. */
const WORTH_RSS = 0.2;
/** Names in one line of what was too short to judge. */
const NAMED = 3;

interface Group {
	workload: Workload;
	/** Empty where the engine names none. */
	cluster: string;
	container: string;
	digests: TrackDigest[];
	/** The same before it is known whether they are wanted. Null for what turned out to be damaged. */
	pending: (() => TrackDigest | null)[];
	/** What its pods count by their own word, by name: asked for where it leans to a leak. */
	own?: ReadonlyMap<string, readonly Series[]>;
}

/**
 * Who leaks by a history: each container in all the pods of its workload, and the nodes' own services. Samples are let go of as soon as a
 * container's are read; some kilobytes of each are kept.
 */
export async function surveyLeaksOf(history: History, inquiry: LeaksOfInquiry): Promise<Report> {
	const { at, workloads, threads = 0 } = inquiry;
	const everything = requestOf(inquiry);
	const [first, disconnected] = await Promise.all([
		firstLook(history, everything, inquiry),
		history.absences?.(everything) ?? [],
	]);
	const until: Until = { until: at, disconnected };
	const aside = surroundings(history, everything, until, inquiry);
	// It is waited for below; until then a failure is not one that nobody handles.
	aside.catch(() => undefined);
	const request = first === null ? everything : { ...everything, wanted: first.worthReading };
	const look = first === null ? ownLook(history, everything, inquiry.cheaply) : null;
	const worth = new Set<string>();
	const looked = { ...nothingLooked(history.name), series: 0 };
	const groups = new Map<string, Group>();
	const pods = new Set<string>();
	const clusters = new Clusters();
	/** Those that pods of the cluster at hand are in. */
	const here = new Set<string>();
	for await (const track of digestsOf(history, request, { look, until, threads })) {
		const workload = workloads.of(track);
		if (workload === null) continue;
		const { cluster = "", span } = track;
		// Who names none is no other cluster: one of two scrapers may leave the label out.
		if (cluster !== "" && span !== undefined) clusters.see(cluster, span);
		if (workloads.isThere(track)) here.add(cluster);
		const all = keyOf(workload);
		const key = `${cluster}/${all}/${track.container}`;
		if (track.grows) worth.add(all);
		let group = groups.get(key);
		if (group === undefined) {
			group = { workload, cluster, container: track.container, digests: [], pending: [] };
			groups.set(key, group);
		}
		group.pending.push(track.digest);
		pods.add(`${track.namespace}/${track.pod}`);
		looked.containers++;
		looked.series++;
		looked.samples += track.samples;
		inquiry.onProgress?.(looked);
	}
	const { counters, daemons, room } = await aside;
	looked.pods = pods.size + (first?.passedOver.pods ?? 0);
	looked.containers += first?.passedOver.containers ?? 0;
	looked.series += first?.passedOver.containers ?? 0;
	looked.nodes = new Set(daemons.map(({ digest }) => digest.node)).size;

	const several = clusters.atOnce().length > 1;
	const atHand = here.size === 1 ? here : new Set([""]);
	const judge = (group: Group) => {
		const verdict = judgeWorkload({ ...group, counters, room: room.left, source: history.name });
		return several && !atHand.has(group.cluster) ? inCluster(verdict, group.cluster) : verdict;
	};
	const grown = new Map<string, Group>();
	for (const [key, group] of several ? groups : ofOneCluster(groups)) {
		if (!worth.has(keyOf(group.workload))) continue;
		for (const digest of group.pending) group.digests.push(...[digest()].filter((one) => one !== null));
		grown.set(key, group);
	}
	const all: Judged[] = [];
	for (const [group, verdict] of await lookedAtAgain(history, request, until, grown, judge)) {
		const nodes = group.digests.map(({ stretches }) => stretches.at(-1)?.node ?? "");
		all.push({ verdict, nodes, judge: () => judge(group) });
	}
	for (const { digest } of daemons) {
		looked.series++;
		looked.samples += digest.buckets.samples;
		const judgeIt = () => {
			const left = room.left.get(digest.node) ?? null;
			const memory: CgroupMemory = { digest, counters, room: left, source: history.name };
			return judgeCgroup(memory);
		};
		all.push({ verdict: judgeIt(), nodes: [digest.node], judge: judgeIt });
	}
	const verdicts = await room.sharpen(all, inquiry.kubelets ?? null);
	const findings: Finding[] = verdicts.flatMap((verdict) => verdict.findings).map(asNamed);
	const judged = verdicts.flatMap((verdict) => verdict.judged).map(asNamed);
	const unjudged = judged.filter(({ reason }) => reason === "too-short").map(({ subject }) => subject);
	return {
		at,
		findings: findings.sort(compareFindings),
		gaps: [...history.gaps, ...tooShort(unjudged)],
		looked: { ...looked, unjudged: unjudged.length },
		notLeaking: judged,
	};
}

/** A cluster that was renamed, or moved, has one workload of a name all the same. */
function ofOneCluster(groups: ReadonlyMap<string, Group>): Map<string, Group> {
	const one = new Map<string, Group>();
	for (const group of groups.values()) {
		const key = `${keyOf(group.workload)}/${group.container}`;
		const known = one.get(key);
		if (known === undefined) one.set(key, group);
		else known.pending.push(...group.pending);
	}
	return one;
}

/** Of another cluster than the one at hand, or nobody knows: nothing is to be changed for it. */
function inCluster({ findings, judged }: WorkloadVerdict, cluster: string): WorkloadVerdict {
	const named = <T extends { subject: Subject }>(one: T): T => ({ ...one, subject: { ...one.subject, cluster } });
	return { findings: findings.map((one) => ({ ...named(one), remedies: [] })), judged: judged.map(named) };
}

/** A series of a file that names no pod is called what the file calls it. */
function asNamed<T extends { subject: Subject }>(one: T): T {
	const { name, container } = one.subject;
	return name === "" && container !== undefined ? { ...one, subject: { series: container } } : one;
}

/** RSS and the pods' own counters are read for those alone that lean to a leak: for all it would be the same load on the engine again. */
async function lookedAtAgain(
	history: History,
	request: HistoryRequest,
	until: Until,
	groups: ReadonlyMap<string, Group>,
	judge: (group: Group) => WorkloadVerdict,
): Promise<Map<Group, WorkloadVerdict>> {
	const verdicts = new Map<Group, WorkloadVerdict>();
	const again = new Map<string, Group>();
	for (const [key, group] of groups) {
		const verdict = judge(group);
		verdicts.set(group, verdict);
		const leans = verdict.findings.length > 0 || verdict.judged.some(({ confidence }) => confidence >= WORTH_RSS);
		if (leans) again.set(key, group);
	}
	if (again.size === 0) return verdicts;
	const byContainer = new Map<string, { group: Group; place: number }>();
	const wanted = new Set<string>();
	for (const group of again.values()) {
		for (const [place, { namespace, pod, container }] of group.digests.entries()) {
			wanted.add(`${namespace}/${pod}`);
			byContainer.set(`${namespace}/${pod}/${container}`, { group, place });
		}
	}
	const counting = await countOwn(history, request, again);
	const known = [...again.values()].every(({ digests }) => digests.every(({ rss }) => rss !== null));
	const measured = !known && (await history.keeps?.(request))?.has("rss") !== false && (await readRss());
	if (counting || measured) for (const group of again.values()) verdicts.set(group, judge(group));
	return verdicts;

	async function readRss(): Promise<boolean> {
		const figures: ReadonlySet<Figure> = new Set(["rss"]);
		const those = (namespace: string, pod: string) => wanted.has(`${namespace}/${pod}`);
		let seen = false;
		for await (const track of history.containers({ ...request, figures, wanted: those })) {
			// An engine that keeps no RSS has nothing to add.
			if (track.rss === null) break;
			seen = true;
			const found = byContainer.get(`${track.namespace}/${track.pod}/${track.container}`);
			if (found !== undefined) found.group.digests[found.place] = digestTrack(track, until);
		}
		return seen;
	}
}

/** Whether any of them counts something itself. */
async function countOwn(
	history: History,
	request: HistoryRequest,
	groups: ReadonlyMap<string, Group>,
): Promise<boolean> {
	const digests = [...groups.values()].flatMap((group) => group.digests);
	const pods = [...new Map(digests.map(({ namespace, pod }) => [`${namespace}/${pod}`, { namespace, pod }])).values()];
	const counted = await history.countersOf?.(request, pods);
	if (counted === undefined || counted.size === 0) return false;
	for (const group of groups.values()) {
		const { namespace } = group.workload;
		group.own = new Map(group.digests.map(({ pod }) => [pod, counted.get(`${namespace}/${pod}`) ?? []]));
	}
	return true;
}

function requestOf({ namespaces, workloads, at, from, signal }: LeaksOfInquiry): HistoryRequest {
	const wanted = (namespace: string, pod: string) => workloads.mayWant(namespace, pod);
	return {
		from: from / 1000,
		to: at / 1000,
		namespaces,
		wanted,
		figures: new Set(),
		limits: "newest",
		lent: true,
		signal,
	};
}

interface Surroundings {
	counters: Series[];
	daemons: Daemon[];
	room: NodeRoom;
}

/** Seconds that tell how much of a node is in use now. */
const NOW_SECONDS = 3600;

/** What is judged with the containers, or beside them. */
async function surroundings(
	history: History,
	request: HistoryRequest,
	until: Until,
	{ daemons }: LeaksOfInquiry,
): Promise<Surroundings> {
	const counters = await Array.fromAsync(history.counters(request));
	if (daemons) {
		const all = await cgroupsOf(history, request, until);
		return { counters, daemons: all, room: roomOf(all) };
	}
	// What stops a container without a limit is its node, whosever pods are asked for.
	const now = { ...request, from: request.to - NOW_SECONDS, cgroup: { name: "/" } };
	return { counters, daemons: [], room: roomOf(await cgroupsOf(history, now, until)) };
}

interface Daemon {
	digest: CgroupDigest;
	/** What the node can hold, and the newest of its samples; NaN where not known. */
	capacity: number;
	used: number;
}

async function cgroupsOf(history: History, request: HistoryRequest, until: Until): Promise<Daemon[]> {
	const found: Daemon[] = [];
	for await (const track of history.cgroups(request)) {
		const { bytes, capacity } = track.series;
		const used = bytes.findLast(Number.isFinite) ?? Number.NaN;
		found.push({ digest: digestCgroup(track, until), capacity: capacity.at(-1) ?? Number.NaN, used });
	}
	return found;
}

function roomOf(daemons: readonly Daemon[]): NodeRoom {
	const room = new NodeRoom();
	for (const { digest, capacity, used } of daemons) {
		if (digest.cgroup === "/" && !Number.isNaN(used) && capacity > 0) room.add(digest.node, capacity, used);
	}
	return room;
}

/** Containers with too few samples to judge, as one gap: a fleet always has some that have just begun. */
function tooShort(short: readonly Subject[]): Gap[] {
	if (short.length === 0) return [];
	const names = short
		.slice(0, NAMED)
		.map(({ namespace, name, container }) => `${namespace ?? ""}/${name}/${container}`);
	const more = short.length > NAMED ? ` +${short.length - NAMED}` : "";
	return [{ source: "series", what: `${names.join(", ")}${more}`, reason: "too-short", detail: "" }];
}
