import type { History, HistoryRequest } from "../history/history.ts";
import { compareFindings, type Finding, type Subject } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import { type CgroupMemory, judgeCgroup } from "../verdicts/leaks/daemon.ts";
import { type CgroupDigest, digestCgroup, type Until } from "../verdicts/leaks/digest.ts";
import { judgeWorkload } from "../verdicts/leaks/workload.ts";
import { digestsOf, type Threads } from "./leaks-digests.ts";
import { firstLook, ownLook } from "./leaks-first-look.ts";
import { asOfNow } from "./leaks-gone.ts";
import { type Group, Groups } from "./leaks-groups.ts";
import { lookedAtAgain } from "./leaks-second-look.ts";
import { type Judged, type Kubelets, NodeRoom } from "./node-room.ts";
import type { Workloads } from "./workloads.ts";

interface LeaksOfInquiry {
	/** Null for all. */
	namespaces: readonly string[] | null;
	workloads: Workloads;
	/** Whether the nodes' own services belong to what is asked. */
	daemons: boolean;
	/** Who can say how the kubelets are configured, where anybody can. */
	kubelets?: Kubelets | null;
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

/** Names in one line of what was too short to judge. */
const NAMED = 3;

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
	const looked = { ...nothingLooked(history.name), series: 0 };
	const groups = new Groups(workloads);
	for await (const track of digestsOf(history, request, { look, until, threads })) {
		if (!groups.take(track)) continue;
		looked.containers++;
		looked.series++;
		looked.samples += track.samples;
		inquiry.onProgress?.(looked);
	}
	const { counters, daemons, room } = await aside;
	looked.pods = groups.pods + (first?.passedOver.pods ?? 0);
	looked.containers += first?.passedOver.containers ?? 0;
	looked.series += first?.passedOver.containers ?? 0;
	looked.nodes = new Set(daemons.map(({ digest }) => digest.node)).size;

	const judge = (group: Group) =>
		groups.placed(
			group,
			judgeWorkload({ ...group, counters, room: room.ofPods, newest: groups.newest, source: history.name }),
		);
	const all: Judged[] = [];
	for (const [group, verdict] of await lookedAtAgain(history, request, until, groups.grown(), judge)) {
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
	const last = (await history.lastSample?.()) ?? Number.POSITIVE_INFINITY;
	const toldAsItIs = asOfNow(Math.min(at, last * 1000), workloads);
	const findings: Finding[] = verdicts
		.flatMap((verdict) => verdict.findings)
		.map(toldAsItIs)
		.map(asNamed);
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

/** A series of a file that names no pod is called what the file calls it. */
function asNamed<T extends { subject: Subject }>(one: T): T {
	const { name, container } = one.subject;
	return name === "" && container !== undefined ? { ...one, subject: { series: container } } : one;
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
