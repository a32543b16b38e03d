import type { History } from "../history/history.ts";
import { compareFindings, type Finding, type Subject } from "../model/finding.ts";
import { type Looked, nothingLooked, type Report } from "../model/report.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import type { ContainerTrack } from "../model/track.ts";
import { type Workload, workloadByName } from "../model/workload.ts";
import { judgeFix } from "../verdicts/verify/judge.ts";
import { AtHand } from "./at-hand.ts";
import type { Target } from "./target.ts";
import type { ContainerEnd } from "./verify-ends.ts";

interface VerifyInquiry {
	/** Null for everything a series file holds. */
	target: Target | null;
	namespace: string | null;
	/** When what was done was done; null to take the newest change of image that the history knows. */
	since: Millis | null;
	at: Millis;
	/** How far back before the moment to look, milliseconds. */
	back: number;
	/** The cluster's own word on which pods belong to the target; null where it is not asked. */
	belongs: ReadonlySet<string> | null;
	/** Ends whose cause the cluster still knows; null where it is not asked. */
	ends: readonly ContainerEnd[] | null;
}

/** Held against each other: what a history has before and after a moment, for each container of a workload. */
export async function surveyFix(history: History, inquiry: VerifyInquiry): Promise<Report & { since: Millis | null }> {
	const { target, namespace, at, back } = inquiry;
	const from = ((inquiry.since ?? at) - back) / 1000;
	const request = {
		from,
		to: at / 1000,
		namespaces: namespace === null ? null : [namespace],
		wanted: target === null ? null : (space: string, pod: string) => mayBelong(inquiry, space, pod),
	};
	const looked: Looked = { ...nothingLooked(history.name), series: 0 };
	const all: ContainerTrack[] = [];
	const clusters = new AtHand();
	for await (const track of history.containers(request)) {
		if (target !== null && !isOf(inquiry, track)) continue;
		looked.series = (looked.series ?? 0) + 1;
		looked.samples += track.series.t.length;
		clusters.see(track, inquiry.belongs?.has(`${track.namespace}/${track.pod}`) === true);
		all.push(track);
	}
	const counters: Series[] = [];
	for await (const counter of history.counters(request)) counters.push(counter);
	// Where nobody can tell which cluster is meant, each has a verdict of its own.
	const apart = clusters.meant() === null ? new Set(clusters.several()) : NONE;
	const others = clusters.meant() === null ? NONE : clusters.others();
	const clusterOf = ({ cluster = "" }: ContainerTrack) => (apart.has(cluster) ? cluster : "");
	const tracks = all.filter(({ cluster = "" }) => !others.has(cluster));
	let since = inquiry.since;
	const findings: Finding[] = [];
	for (const ofWorkload of groupsOf(tracks, (track) => [clusterOf(track), workloadKey(track, target)].join("\0"))) {
		const containers = groupsOf(ofWorkload, ({ container }) => container);
		const changed = inquiry.since ?? newestOf(containers.map(newestChange));
		since = newestOf([since, changed]);
		if (changed === null) continue;
		for (const of of containers)
			findings.push(judge(of, { counters, since: changed, cluster: clusterOf(of[0] as ContainerTrack) }, inquiry));
	}
	return { at, findings: findings.sort(compareFindings), gaps: [...history.gaps], looked, since };
}

const NONE: ReadonlySet<string> = new Set();

function groupsOf(tracks: readonly ContainerTrack[], key: (track: ContainerTrack) => string): ContainerTrack[][] {
	return [...Map.groupBy(tracks, key).values()];
}

function newestOf(moments: readonly (Millis | null)[]): Millis | null {
	return moments.reduce<Millis | null>((newest, one) => ((one ?? 0) > (newest ?? 0) ? one : newest), null);
}

function judge(
	tracks: readonly ContainerTrack[],
	{ counters, since, cluster }: { counters: readonly Series[]; since: Millis; cluster: string },
	inquiry: VerifyInquiry,
) {
	const { target, at } = inquiry;
	const [first] = tracks;
	const subject = first === undefined ? {} : subjectOf(first, target);
	return judgeFix({
		subject: cluster === "" ? subject : { ...subject, cluster },
		series: tracks.map(({ series }) => series),
		counters,
		since,
		until: at,
		ends: inquiry.ends?.filter(({ container }) => container === null || container === first?.container) ?? null,
		images: { before: imageAt(tracks, since / 1000 - 1), after: imageAt(tracks, at / 1000) },
	});
}

/** Containers of one workload belong together, whatever their pods are called; a series of another name stands for itself. */
function workloadKey(track: ContainerTrack, target: Target | null): string {
	if (target !== null) return track.namespace;
	if (track.pod === "") return track.series.name;
	const { kind, namespace, name } = workloadOfTrack(track);
	return [kind, namespace, name].join("\0");
}

function subjectOf(track: ContainerTrack, target: Target | null): Subject {
	const { namespace, pod, container, series } = track;
	if (target !== null) return { kind: target.kind, namespace, name: target.name, container };
	return pod === "" ? { series: series.name } : { ...workloadOfTrack(track), container };
}

/** What ran last at or before a moment; empty where the history does not know. */
function imageAt(tracks: readonly ContainerTrack[], at: number): string {
	const before = tracks.flatMap(({ stretches }) => stretches.filter(({ from }) => from <= at));
	return before.toSorted((a, b) => b.from - a.from)[0]?.image ?? "";
}

/** The last moment at which another image began to run, over all pods of a container; null where none did. */
function newestChange(tracks: readonly ContainerTrack[]): Millis | null {
	const stretches = tracks.flatMap((track) => track.stretches).toSorted((a, b) => a.from - b.from);
	let newest: number | null = null;
	let last = stretches[0]?.image ?? "";
	for (const { image, from } of stretches) {
		if (image !== "" && last !== "" && image !== last) newest = from;
		if (image !== "") last = image;
	}
	return newest === null ? null : newest * 1000;
}

/** A pod's name alone: its workload's name begins it. */
function mayBelong({ target, belongs }: VerifyInquiry, namespace: string, pod: string): boolean {
	if (target === null || belongs?.has(`${namespace}/${pod}`) === true) return true;
	return target.kind === "Pod" ? pod === target.name : pod.startsWith(`${target.name}-`);
}

function isOf({ target, belongs }: VerifyInquiry, track: ContainerTrack): boolean {
	if (target === null || belongs?.has(`${track.namespace}/${track.pod}`) === true) return true;
	if (target.kind === "Pod") return track.pod === target.name;
	const { kind, name } = workloadOfTrack(track);
	const owners = [{ kind, name }, ...(track.owner === null ? [] : [track.owner])];
	if (owners.some((one) => one.name === target.name && one.kind.toLowerCase() === target.kind.toLowerCase()))
		return true;
	// Where nobody knows the owner, the name that was asked for decides: hashes of old controllers and of tests have other letters.
	return track.owner === null && isNamedAfter(target, track.pod);
}

/** Whether a pod's name is what this workload's controller would have called it. */
export function isNamedAfter({ kind, name }: { kind: string; name: string }, pod: string): boolean {
	return pod.startsWith(name) && SUFFIX[kind]?.test(pod.slice(name.length)) === true;
}

/** What controllers append: a ReplicaSet's hash and random letters, a DaemonSet's random letters, an ordinal. */
const SUFFIX: Readonly<Record<string, RegExp>> = {
	Deployment: /^-[a-z0-9]{1,10}-[a-z0-9]{5}$/,
	Rollout: /^-[a-z0-9]{1,10}-[a-z0-9]{5}$/,
	ReplicaSet: /^-[a-z0-9]{5}$/,
	DaemonSet: /^-[a-z0-9]{5}$/,
	StatefulSet: /^-\d+$/,
};

function workloadOfTrack({ namespace, pod, owner, workload }: ContainerTrack): Workload {
	return workload === undefined ? workloadByName(namespace, pod, owner) : { ...workload, namespace };
}
