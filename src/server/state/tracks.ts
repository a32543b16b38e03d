import type { History } from "../../history/history.ts";
import { Failure } from "../../model/failure.ts";
import type { Finding } from "../../model/finding.ts";
import { momentOf } from "../../model/matter.ts";
import { said } from "../../model/said.ts";
import type { Series } from "../../model/series.ts";
import type { ContainerTrack } from "../../model/track.ts";
import type { Forecast, Mark, NodeTrack, Track, WorkloadTracks } from "../api/answers.ts";
import { podsOf } from "./answer.ts";
import { workloadOfFinding } from "./deaths.ts";
import type { State } from "./state.ts";

export interface WorkloadRequest {
	namespace: string;
	kind: string;
	name: string;
	/** Null: all. */
	container: string | null;
	/** Unix seconds. */
	from: number;
	to: number;
}

/** A chart is a thousand dots wide; of what falls on one dot the highest counts, because peaks kill. */
const MOST_POINTS = 1200;
/** Pods of a workload that a chart lets one choose from. */
const MOST_TRACKS = 24;

/**
 * The memory of a workload's containers over time, with what befell them.
 * @param history null where none is at hand: what is marked is known all the same
 */
export async function workloadTracks(
	state: State,
	request: WorkloadRequest,
	history: History | null,
): Promise<WorkloadTracks> {
	const { from, to, namespace, name, container } = request;
	const marks = deathMarks(state, request);
	const leak = (state.found.leaks ?? []).find((finding) => {
		const of = workloadOfFinding(finding);
		return of?.namespace === namespace && of.name === name && isOf(container, finding.subject.container);
	});
	const answer: WorkloadTracks = { source: null, from, to, tracks: [], marks, forecast: forecastOf(leak), gaps: [] };
	if (history === null) return answer;
	const pods = new Set(podsOf(state, request).map((pod) => pod.name));
	const wanted = (space: string, pod: string) =>
		space === namespace && (pods.has(pod) || pod === name || pod.startsWith(`${name}-`));
	const read = history.containers({ from, to, namespaces: [namespace], wanted });
	for await (const track of read) {
		if (!wanted(track.namespace, track.pod) || !isOf(container, track.container)) continue;
		answer.marks.push(...eventMarks(track));
		if (answer.tracks.length < MOST_TRACKS || pods.has(track.pod)) answer.tracks.push(thinned(track, from, to));
	}
	// Those that are there before those that were.
	answer.tracks.sort(
		(a, b) => Number(pods.has(b.pod)) - Number(pods.has(a.pod)) || (b.t.at(-1) ?? 0) - (a.t.at(-1) ?? 0),
	);
	answer.tracks.length = Math.min(answer.tracks.length, MOST_TRACKS);
	answer.marks.sort((a, b) => a.t - b.t);
	return { ...answer, source: history.name, gaps: [...history.gaps] };
}

function isOf(wanted: string | null, container: string | undefined): boolean {
	return wanted === null || container === undefined || container === wanted;
}

/**
 * A history that cannot be read is no reason to show nothing else.
 * @param closes whether what was opened is closed again
 */
export async function withHistory(
	open: () => Promise<History | null>,
	state: State,
	request: WorkloadRequest,
	closes = true,
): Promise<WorkloadTracks> {
	let history: History | null = null;
	try {
		history = await open();
		return await workloadTracks(state, request, history);
	} catch (error) {
		if (!(error instanceof Failure) || error.code === "internal") throw error;
		const { detail = error.code } = error.params as { detail?: string };
		const answer = await workloadTracks(state, request, null);
		return { ...answer, gaps: [{ source: "prometheus", what: said("memory series"), reason: "failed", detail }] };
	} finally {
		if (closes) await history?.close();
	}
}

/** Restarts within a pod's life, and new images: a roll-out. */
function eventMarks({ series, stretches, pod, container }: ContainerTrack): Mark[] {
	const marks: Mark[] = [];
	for (let i = 1; i < series.t.length; i++) {
		const [before = Number.NaN, start = Number.NaN] = [series.start[i - 1], series.start[i]];
		if (start > before) marks.push({ t: series.t[i] ?? start, what: "restart", pod, container, rule: null });
	}
	for (const [i, { from, image }] of stretches.entries()) {
		const before = stretches[i - 1];
		if (before !== undefined && before.image !== image)
			marks.push({ t: from, what: "roll-out", pod, container, rule: null });
	}
	return marks;
}

/** A place of a series, or the beginning of a gap after it. */
interface Shown {
	t: number;
	i: number;
	isGap: boolean;
}

/** Wider than so many dots, and than so many of the steps around it, nothing was measured. */
const [GAP_DOTS, GAP_STEPS] = [4, 4];

/** Places of a series of which no more is shown than a chart has dots: the highest of each dot; where nothing was measured a line would say that something was. */
function shown({ t, bytes }: Series, from: number, to: number): Shown[] {
	const dot = Math.max(1e-9, (to - from) / MOST_POINTS);
	const step = (i: number) => (i < 1 || i >= t.length ? 0 : (t[i] ?? 0) - (t[i - 1] ?? 0));
	const kept: Shown[] = [];
	let [at, best] = [-1, -1];
	const keep = () => {
		if (best >= 0) kept.push({ t: t[best] ?? 0, i: best, isGap: false });
	};
	for (let i = 0; i < t.length; i++) {
		const now = Math.floor(((t[i] ?? 0) - from) / dot);
		if (now !== at) {
			keep();
			const around = Math.max(step(i - 1), step(i + 1));
			if (around > 0 && step(i) > GAP_DOTS * dot && step(i) > GAP_STEPS * around)
				kept.push({ t: (t[i - 1] ?? 0) + Math.min(dot, around), i: i - 1, isGap: true });
			[at, best] = [now, i];
		} else if ((bytes[i] ?? 0) > (bytes[best] ?? 0)) best = i;
	}
	keep();
	return kept;
}

function columnOf(values: Float64Array, places: readonly Shown[]): (number | null)[] {
	return places.map(({ i, isGap }) => {
		const value = isGap ? Number.NaN : (values[i] ?? Number.NaN);
		return Number.isNaN(value) ? null : value;
	});
}

/** A track thinned by its working set, and what was measured with it. */
function thinned({ pod, container, series, rss, cache }: ContainerTrack, from: number, to: number): Track {
	const places = shown(series, from, to);
	return {
		pod,
		container,
		t: places.map(({ t }) => t),
		workingSet: columnOf(series.bytes, places),
		rss: rss === null ? null : columnOf(rss, places),
		cache: cache === null ? null : columnOf(cache, places),
		// A limit holds until it is changed.
		limit: columnOf(
			series.capacity,
			places.map((place) => ({ ...place, isGap: false })),
		),
	};
}

/** A node's memory as a chart shows it; what lies outside the time is left out. */
export function nodeTrack(source: string | null, series: Series | null, from: number, to: number): NodeTrack {
	if (source === null || series === null) return { source: null, from, to, t: [], workingSet: [], gaps: [] };
	const places = shown(series, from, to).filter(({ t }) => t >= from && t <= to);
	return {
		...{ source, from, to, gaps: [] },
		t: places.map(({ t }) => t),
		workingSet: columnOf(series.bytes, places),
	};
}

/** The deaths of a workload as marks, oldest first. */
function deathMarks(state: State, { from, to, container, ...workload }: WorkloadRequest): Mark[] {
	const marks = state.log.all().flatMap((finding): Mark[] => {
		const at = momentOf(finding);
		const of = workloadOfFinding(finding);
		if (at === null || of === null || of.namespace !== workload.namespace) return [];
		if (of.kind !== workload.kind || of.name !== workload.name) return [];
		const t = at / 1000;
		const { container: name = "", name: pod = "" } = finding.subject;
		if (t < from || t > to || (container !== null && name !== "" && name !== container)) return [];
		const what = finding.rule === "death/evicted" || finding.rule === "death/preempted" ? "eviction" : "death";
		return [{ t, what, pod, container: name, rule: finding.rule }];
	});
	return marks.sort((a, b) => a.t - b.t);
}

/** What a leak's finding foretells; null where it names no limit. */
function forecastOf(finding: Finding | undefined): Forecast | null {
	if (finding === undefined) return null;
	const { params } = finding;
	if (!("limitAt" in params && "limitFrom" in params && "lastAt" in params && "bytesPerHour" in params)) return null;
	const { limit, limitAt, limitFrom, limitTo, lastAt, bytesPerHour } = params;
	if (limit === null || limitAt === null || limitFrom === null) return null;
	const perSecond = bytesPerHour / 3600;
	const t = lastAt / 1000;
	return {
		from: { t, bytes: limit - perSecond * (limitAt / 1000 - t) },
		bytesPerSecond: perSecond,
		limit,
		reached: { early: limitFrom / 1000, likely: limitAt / 1000, late: limitTo === null ? null : limitTo / 1000 },
	};
}
