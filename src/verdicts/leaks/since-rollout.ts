import type { RolloutLeakParams } from "../../model/rules-leaks.ts";
import type { Millis } from "../../model/time.ts";
import { judgeBuckets } from "./judge.ts";
import { LEAST_BUCKETS } from "./measure.ts";
import { median, theilSen } from "./numbers.ts";
import { type Part, type Replica, sameVersion, type Version } from "./replicas.ts";

type Rollout = Pick<
	RolloutLeakParams,
	"change" | "before" | "after" | "rolledOutAt" | "bytesPerHourBefore" | "spanBeforeSeconds"
>;

/** The versions before must have been watched for at least this share of the time since, and the last of them for an hour. */
const WATCHED = 0.25;
const HOUR = 3600;
/** It must not have leaned to a leak, nor grown by more than this share of the present rate. */
const LEANS = 0.5;
const SLOWER = 1 / 3;

/** A leak may be seen later than it began, by this share of the time since the roll-out: what begins later began with something else. */
const LATER = 0.25;
/** A pod may start this many seconds before one of the same version is gone without being another run of it. */
const APART = 900;

/**
 * The roll-out that the leak of the version `now` began with: null when nothing is known of another version before it, when that one grew without surely
 * leaking, or when the leak began long after it. Where the version before leaked alike, it is the roll-out of that one, and so on; and who deploys every day has watched many versions.
 */
export function rolloutOf(
	now: Version,
	replicas: readonly Replica[],
	leak: { bytesPerHour: number; sinceFrom: Millis },
): Rollout | null {
	const parts = replicas.flatMap((replica) => replica.parts);
	const end = Math.max(...parts.map(endOf));
	let [after, sinceFrom, until] = [now, leak.sinceFrom / 1000, Number.POSITIVE_INFINITY];
	for (;;) {
		const rolledOutAt = newestRun(parts, after, until);
		const since = end - rolledOutAt;
		if (sinceFrom > rolledOutAt + LATER * since) return null;
		const before = versionBefore(parts, after, rolledOutAt, leak.bytesPerHour);
		if (before === null || before.leaks === null || before.watched < HOUR) return null;
		const { newest, rate } = before;
		if (before.leaks) {
			[after, until] = [newest, rolledOutAt];
			sinceFrom = before.sinceFrom;
			continue;
		}
		if (watchedWithoutLeak(parts, before, WATCHED * since, leak.bytesPerHour) < WATCHED * since) return null;
		const change = newest.image !== after.image ? "image" : "revision";
		return {
			change,
			before: change === "image" ? newest.image : newest.revision,
			after: change === "image" ? after.image : after.revision,
			rolledOutAt: Math.round(rolledOutAt) * 1000,
			bytesPerHourBefore: Math.round(rate),
			spanBeforeSeconds: Math.round(before.watched),
		};
	}
}

interface Earlier {
	newest: Part;
	/** When it began. */
	from: number;
	/** Seconds. */
	watched: number;
	/** Bytes an hour. */
	rate: number;
	/** As fast as the present version does; null where it can be said of neither. */
	leaks: boolean | null;
	sinceFrom: number;
}

/** What is known of the version that ran before another; null where none did long enough to say anything. */
function versionBefore(parts: readonly Part[], after: Version, until: number, bytesPerHour: number): Earlier | null {
	const earlier = parts.filter(
		(part) => !sameVersion(part, after) && part.from < until && part.buckets.t.length >= LEAST_BUCKETS,
	);
	const newest = earlier.toSorted((a, b) => b.from - a.from)[0];
	if (newest === undefined) return null;
	const before = earlier.filter((part) => sameVersion(part, newest));
	const growths = before.map(growthOf);
	const rate = median(Float64Array.from(growths, (growth) => growth.bytesPerHour));
	const leans = median(Float64Array.from(growths, ({ confidence }) => confidence)) >= LEANS;
	const fast = rate > SLOWER * bytesPerHour;
	return {
		newest,
		from: newestRun(parts, newest, until),
		watched: Math.max(...before.map(({ buckets }) => buckets.span)),
		rate,
		leaks: leans === fast ? leans : null,
		sinceFrom: Math.min(...growths.map((growth) => growth.sinceFrom)),
	};
}

/** For how long versions that did not leak ran one after the other, seconds; no further back than is asked for. */
function watchedWithoutLeak(parts: readonly Part[], last: Earlier, enough: number, bytesPerHour: number): number {
	let { watched } = last;
	for (let one: Earlier | null = last; one !== null && watched < enough; ) {
		one = versionBefore(parts, one.newest, one.from, bytesPerHour);
		if (one?.leaks !== false) break;
		watched += one.watched;
	}
	return watched;
}

/** Whether an earlier part of a replica leaks as the present one does. */
export function leaksAlike(part: Part, bytesPerHour: number): boolean {
	if (part.buckets.t.length < LEAST_BUCKETS) return false;
	const growth = growthOf(part);
	return growth.confidence >= LEANS && growth.bytesPerHour > SLOWER * bytesPerHour;
}

/** When the newest run of a version began that was there before a moment: one that was rolled back to ran before, too. */
function newestRun(parts: readonly Part[], version: Version, until: number): number {
	const runs = parts
		.filter((part) => sameVersion(part, version) && part.from < until)
		.toSorted((a, b) => endOf(b) - endOf(a));
	let from = Number.POSITIVE_INFINITY;
	for (const part of runs) {
		if (endOf(part) + APART < from && from < Number.POSITIVE_INFINITY) break;
		from = Math.min(from, part.from);
	}
	return from;
}

function endOf({ buckets: { from, span } }: Part): number {
	return from + span;
}

/** What a part's own leak says; else its slope by the median of all pairs, without the warm-up, which only an old version has behind it. Seconds. */
function growthOf(part: Part): { confidence: number; bytesPerHour: number; sinceFrom: number } {
	const { t, floor } = part.buckets;
	const { finding, confidence } = judgeBuckets(part.buckets, {}, null).verdict;
	if (finding !== null) {
		return { confidence, bytesPerHour: finding.params.bytesPerHour, sinceFrom: finding.params.sinceFrom / 1000 };
	}
	const slope = theilSen({ x: t, y: floor }, Math.floor(t.length * 0.15), t.length);
	return { confidence, bytesPerHour: slope * HOUR, sinceFrom: part.from };
}
