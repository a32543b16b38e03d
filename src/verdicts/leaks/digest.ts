import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import type { CgroupTrack, ContainerTrack, Stretch } from "../../model/track.ts";
import { type Absence, type AbsenceRows, absenceRows } from "./absences.ts";
import { type Buckets, bucketsOf } from "./buckets.ts";
import { rowsUpTo } from "./numbers.ts";

/** What is kept of a history to judge it beside others: some ten kilobytes, whatever its length, so that a large fleet fits. Plain data. */
export interface MemoryDigest {
	/** Working set. */
	buckets: Buckets;
	/** RSS, where it is measured: it has no page cache in it. */
	rss: Buckets | null;
	/** Working set in and around the times that the API server was away. */
	absences: AbsenceRows[];
}

export interface TrackDigest extends MemoryDigest {
	namespace: string;
	pod: string;
	container: string;
	owner: ContainerTrack["owner"];
	stretches: readonly Stretch[];
}

export interface CgroupDigest extends MemoryDigest {
	node: string;
	cgroup: string;
}

export interface Until {
	/** Samples after it are left out. */
	until: Millis;
	/** When the API server could not be reached, in time order. */
	disconnected: readonly Absence[];
}

/** One pass over a track's samples; the track can be let go of afterwards. */
export function digestTrack({ series, rss, ...track }: ContainerTrack, options: Until): TrackDigest {
	const { namespace, pod, container, owner, stretches } = track;
	return { namespace, pod, container, owner, stretches, ...digest(series, rss, options) };
}

/** The same for a cgroup outside any pod. What its node can hold is no limit of its own: growth is measured against its size. */
export function digestCgroup({ node, cgroup, series, rss }: CgroupTrack, options: Until): CgroupDigest {
	const unlimited = { ...series, capacity: new Float64Array(series.t.length).fill(Number.NaN) };
	return { node, cgroup, ...digest(unlimited, rss, options) };
}

function digest(series: Series, rss: Float64Array | null, { until, disconnected }: Until): MemoryDigest {
	const end = rowsUpTo(series.t, until / 1000);
	return {
		buckets: bucketsOf(series, end),
		rss: rss === null ? null : bucketsOf({ ...series, bytes: rss }, end),
		absences: disconnected.length === 0 ? [] : absenceRows(series, end, disconnected),
	};
}
