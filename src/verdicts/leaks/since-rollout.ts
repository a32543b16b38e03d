import type { RolloutLeakParams } from "../../model/rules-leaks.ts";
import { judgeBuckets } from "./judge.ts";
import { LEAST_BUCKETS } from "./measure.ts";
import { median, theilSen } from "./numbers.ts";
import { type Part, type Replica, sameVersion, type Version } from "./replicas.ts";

type Rollout = Pick<
	RolloutLeakParams,
	"change" | "before" | "after" | "rolledOutAt" | "bytesPerHourBefore" | "spanBeforeSeconds"
>;

/** The version before must have been watched for at least this share of the time since, and for an hour. */
const WATCHED = 0.25;
const HOUR = 3600;
/** It must not have leaned to a leak, nor grown by more than this share of the present rate. */
const LEANS = 0.5;
const SLOWER = 1 / 3;

/**
 * The roll-out that a leak of the version `now` began with: null when nothing is known of another version before it, or when that
 * one leaked or grew too. `bytesPerHour` is the leak's rate.
 */
export function rolloutOf(now: Version, replicas: readonly Replica[], bytesPerHour: number): Rollout | null {
	const parts = replicas.flatMap((replica) => replica.parts);
	const current = parts.filter((part) => sameVersion(part, now));
	const rolledOutAt = Math.min(...current.map(({ from }) => from));
	const earlier = parts.filter((part) => !sameVersion(part, now) && part.from < rolledOutAt);
	const newest = earlier.toSorted((a, b) => b.from - a.from)[0];
	if (newest === undefined) return null;
	const before = earlier.filter((part) => sameVersion(part, newest) && part.buckets.t.length >= LEAST_BUCKETS);
	const since = Math.max(...current.map(({ from, buckets }) => buckets.from + buckets.span - from));
	const watched = Math.max(0, ...before.map(({ buckets }) => buckets.span));
	if (watched < Math.max(HOUR, WATCHED * since)) return null;
	const leaning = before.map(({ buckets }) => judgeBuckets(buckets, {}, null).verdict.confidence);
	const rate = median(Float64Array.from(before, slopeOf));
	if (median(Float64Array.from(leaning)) >= LEANS || rate * HOUR > SLOWER * bytesPerHour) return null;
	const change = newest.image !== now.image ? "image" : "revision";
	return {
		change,
		before: change === "image" ? newest.image : newest.revision,
		after: change === "image" ? now.image : now.revision,
		rolledOutAt: Math.round(rolledOutAt) * 1000,
		bytesPerHourBefore: Math.round(rate * HOUR),
		spanBeforeSeconds: Math.round(watched),
	};
}

/** Bytes per second by the median of all pairs; the first part is the warm-up, which only the old version has behind it. */
function slopeOf({ buckets: { t, floor } }: Part): number {
	return theilSen({ x: t, y: floor }, Math.floor(t.length * 0.15), t.length);
}
