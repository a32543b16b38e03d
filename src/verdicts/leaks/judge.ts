import type { Finding, Severity, Subject } from "../../model/finding.ts";
import type { NotLeaking } from "../../model/not-leaking.ts";
import type { LeakParams } from "../../model/rules-leaks.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { windowOf } from "./blocks.ts";
import { type Buckets, bucketsOf } from "./buckets.ts";
import { calmed } from "./calm.ts";
import { COEFFICIENTS } from "./coefficients.ts";
import { type Interval, type Rate, type Remaining, rateOf, reaches, sinceOf } from "./forecast.ts";
import { confidenceOf } from "./forest.ts";
import { LEAST_BUCKETS, type Measured, measure } from "./measure.ts";
import { median, rowsUpTo } from "./numbers.ts";
import { reasonOf } from "./reasons.ts";
import { acrossRestarts } from "./restarts.ts";
import { lineIn } from "./shape.ts";
import { stopped } from "./stopped.ts";
import { NO_TEETH } from "./teeth.ts";

export interface LeakVerdict {
	/** `leak/steady` or `leak/restart-masked`; null when the series is not called leaking. */
	finding: LeakFinding | null;
	/** Why it is not; null beside a finding. */
	reason: NotLeaking | null;
	/** How sure it is that memory leaks, 0 to 1, also below what makes a finding. */
	confidence: number;
}

/** Memory that runs out sooner is an error, later a warning; seconds. */
const SOON = 7 * 86_400;

/** A schedule that restarts what leaks comes before the limit where the highest memory stays below this share of it. */
const BELOW = 0.9;

/** Judges one series by its samples up to `at`. Linear in their number, nothing but the samples is looked at. */
export function judgeSeries(series: Series, at: Millis): LeakVerdict {
	const buckets = bucketsOf(series, rowsUpTo(series.t, at / 1000), true);
	return judgeBuckets(buckets, { series: series.name }, null).verdict;
}

/**
 * The same for memory that is in buckets already. `threshold`, in bytes, stands in for a limit where there is none. What was measured
 * comes along for those who ask further; null where there was too little.
 */
export function judgeBuckets(
	buckets: Buckets,
	subject: Subject,
	threshold: number | null,
): { verdict: LeakVerdict; measured: Measured | null } {
	if (buckets.t.length < LEAST_BUCKETS) return { verdict: notLeaking("too-short", 0), measured: null };
	const measured = measure(buckets);
	const confidence = confidenceOf(told(measured, buckets));
	const found = confidence >= COEFFICIENTS.threshold;
	// Where most of the time went by in lives that grew, what is over is said to be over, also where the whole is no finding any more.
	const leaked = isMasked(measured, buckets) && (found || measured.values.growing > 0.5);
	const present = leaked ? stopped(buckets, measured) : null;
	if (present !== null) return { verdict: notLeaking("stopped", present), measured };
	if (!found) return { verdict: notLeaking(reasonOf(measured, buckets), confidence), measured };
	const finding = findingOf(buckets, measured, subject, confidence, threshold);
	return {
		verdict: finding === null ? notLeaking("unclear", confidence) : { finding, reason: null, confidence },
		measured,
	};
}

function notLeaking(reason: NotLeaking, confidence: number): LeakVerdict {
	return { finding: null, reason, confidence };
}

/** What there is to say of growth that is called a leak, whoever calls it one; null where nothing grows along a line. */
export function findingOf(
	buckets: Buckets,
	measured: Measured,
	subject: Subject,
	confidence: number,
	threshold: number | null,
): LeakFinding | null {
	const hidden = isMasked(measured, buckets);
	const across = hidden ? masked(buckets, measured, threshold, "those that leak") : null;
	// What began with the newest life no restart has hidden yet; where that is no line, all lives have to say it.
	const bare =
		across ?? steady(buckets, measured, threshold) ?? (hidden ? masked(buckets, measured, threshold, "all") : null);
	if (bare === null) return null;
	return { ...bare, severity: severityOf(bare.params), confidence, subject, evidence: [], remedies: [] };
}

/** An error when memory runs out within a week, else a warning. */
export function severityOf({ limitAt, lastAt }: Pick<LeakParams, "limitAt" | "lastAt">): Severity {
	return limitAt !== null && limitAt - lastAt < SOON * 1000 ? "error" : "warning";
}

export type LeakFinding = Extract<Finding, { rule: "leak/steady" | "leak/restart-masked" }>;

type Bare = { [R in "leak/steady" | "leak/restart-masked"]: Pick<Extract<Finding, { rule: R }>, "rule" | "params"> }[
	| "leak/steady"
	| "leak/restart-masked"];

/** Falls are a process's end where most of them came at the limit, where the kernel ends it; or, where no limit is known, all at one height, give or take this share of the growth. */
const AT_LIMIT = 0.5;
const ONE_HEIGHT = 0.08;
/** Nor are they where what is never given back goes along a line from one to the next: a load's falls, or a collector's. */
const LINE = { kept: 0.03, fit: 0.8, steps: 4 };

/** Whether growth between falls is a process's life, goes on beneath them, or could be anything. */
function growthBetweenFalls(measured: Measured, buckets: Buckets): "lives" | "line" | "anything" {
	const { recorded, limited, peaksAtLimit, peakSpread, kept, keptFit, keptSteps } = measured.values;
	if (recorded !== 0 || (limited === 1 && peaksAtLimit >= AT_LIMIT)) return "lives";
	if (kept >= LINE.kept && keptFit >= LINE.fit && keptSteps >= LINE.steps) return "line";
	if (limited === 0 && peakSpread < ONE_HEIGHT) return "lives";
	return isGivenBack(measured, buckets) ? "anything" : "line";
}

/** The measurements that the score may be made from: of what could be anything lives count as nothing, and the rest has to say it. */
export function told(measured: Measured, buckets: Buckets): Measured["values"] {
	return growthBetweenFalls(measured, buckets) === "anything" ? { ...measured.values, ...NO_TEETH } : measured.values;
}

function isMasked(measured: Measured, buckets: Buckets): boolean {
	return growthBetweenFalls(measured, buckets) === "lives" && isGivenBack(measured, buckets);
}

/** Restarts hide a leak when they have given back more than is left of it. */
function isGivenBack({ values, lives, judged, first, scale }: Measured, { t }: Buckets): boolean {
	if (lives.length < 2 || values.lifeGrowth <= 0) return false;
	const given = lives.slice(0, -1).reduce((sum, life) => sum + Math.max(0, life.growth), 0);
	const newest = (t.length - first) / t.length;
	const keptHere = values.kept * scale * (first > 0 ? newest : 1);
	return given > Math.max(keptHere, judged.kink.slope > 0 && first === 0 ? values.kept * scale : 0);
}

function steady(buckets: Buckets, { values, judged, first, scale }: Measured, threshold: number | null): Bare | null {
	// Beneath a daily rhythm the memory grows as it does without: a rhythm's rise has a rate of its own.
	const { window, top } = calmed(windowOf(buckets, first));
	const { kink, all, blocks, explained, rising } = top > 0 ? lineIn(window, scale) : judged;
	const from = buckets.t[first] as number;
	const span = (buckets.t.at(-1) as number) - from;
	if (kink.slope <= 0) return null;
	const begins = first === 0 ? buckets.from : Math.min(buckets.startedAt, from);
	const rate = rateOf(blocks, kink, span);
	const since = sinceOf(blocks, all, { begins, from, span }, rate.quickening);
	const leakedBytes = Math.round(kink.slope * (1 - kink.x));
	const level = kink.level + leakedBytes + top;
	return {
		rule: "leak/steady",
		params: {
			...shared(buckets, since, rate, remainingOf(buckets, first, level, threshold), threshold),
			leakedBytes,
			// What the lows gained before the growth began is no part of it.
			keptBytes: Math.min(leakedBytes, Math.round(values.kept * scale)),
			explained,
			rising,
		},
	};
}

function masked(
	buckets: Buckets,
	measured: Measured,
	threshold: number | null,
	of: "those that leak" | "all",
): Bare | null {
	const { values } = measured;
	const across = acrossRestarts(buckets, measured, of);
	if (across === null) return null;
	const { lives, since, rate, lifeSeconds } = across;
	const line = lineOf(buckets, threshold);
	const peaks = lives.map(({ peak }) => peak).filter((peak) => !Number.isNaN(peak));
	const peakBytes = Math.round(median(Float64Array.from(peaks)));
	const remaining = remainingOf(buckets, lives[0]?.from ?? 0, across.level, threshold);
	const common = shared(buckets, since, rate, remaining && { ...remaining, doubt: across.doubt }, threshold);
	const reachedAge = across.age + ((common.limitAt ?? Number.POSITIVE_INFINITY) - common.lastAt) / 1000;
	const restartsFirst =
		line !== null &&
		across.scheduled &&
		peakBytes < BELOW * line &&
		reachedAge > lifeSeconds &&
		across.age <= lifeSeconds;
	return {
		rule: "leak/restart-masked",
		params: {
			...common,
			...(restartsFirst ? { limitAt: null, limitFrom: null, limitTo: null } : {}),
			leakedBytes: Math.round(rate.mean * lifeSeconds),
			restarts: lives.length - 1,
			recorded: values.recorded === 1,
			lifeSeconds,
			growing: values.growing,
			peakBytes,
			restartsFirst,
		},
	};
}

/** What memory comes to: the limit, or else the threshold. */
function lineOf({ capacity }: Buckets, threshold: number | null): number | null {
	return Number.isNaN(capacity) ? threshold : capacity;
}

/** Bytes from the floor's end to the line less what usually stands on the floor, and by how much that may be wrong; null without a line. */
function remainingOf(buckets: Buckets, first: number, level: number, threshold: number | null): Remaining | null {
	const line = lineOf(buckets, threshold);
	if (line === null) return null;
	const { floor, peak } = buckets;
	const onTop = median(peak.subarray(first).map((value, i) => value - (floor[first + i] as number)));
	return { bytes: Math.max(0, line - level - onTop), doubt: 0 };
}

function shared(
	buckets: Buckets,
	since: Interval,
	rate: Rate,
	remaining: Remaining | null,
	threshold: number | null,
): Omit<LeakParams, "leakedBytes"> {
	const now = (buckets.from + buckets.span) * 1000;
	const limit = remaining === null ? null : reaches(remaining, rate, now);
	const limited = !Number.isNaN(buckets.capacity);
	return {
		since: since.at,
		sinceFrom: since.from,
		sinceTo: since.to,
		bytesPerHour: Math.round(rate.mean * 3600),
		limit: limited ? buckets.capacity : null,
		threshold: limited ? null : threshold,
		limitAt: limit === null ? null : toSecond(limit.at),
		limitFrom: limit === null ? null : toSecond(limit.from),
		limitTo: limit === null || limit.to === null ? null : toSecond(limit.to),
		samples: buckets.samples,
		spanSeconds: Math.round(buckets.span),
		lastAt: now,
		curve: curveOf(buckets),
	};
}

/** More would be pretence. */
function toSecond(at: Millis): Millis {
	return Math.round(at / 1000) * 1000;
}

const CURVE_POINTS = 24;

function curveOf({ t, middle }: Buckets): (number | null)[] {
	const first = t[0] as number;
	const width = ((t.at(-1) as number) - first) / CURVE_POINTS || 1;
	const points: number[][] = Array.from({ length: CURVE_POINTS }, () => []);
	for (let i = 0; i < t.length; i++) {
		const point = Math.min(CURVE_POINTS - 1, Math.floor(((t[i] as number) - first) / width));
		points[point]?.push(middle[i] as number);
	}
	return points.map((values) => (values.length === 0 ? null : Math.round(median(Float64Array.from(values)))));
}
