import type { FindingOf, Severity, Subject } from "../../model/finding.ts";
import type { Interval, VerifyOutcome, VerifyParams, VerifySide } from "../../model/rules-verify.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import { type Life, livesOf } from "./lives.ts";
import { growthOf } from "./slope.ts";

/** What is known of a workload's container around a moment. */
export interface VerifyFacts {
	subject: Subject;
	/** All its pods' series, over both sides. */
	series: readonly Series[];
	/** Cumulative counts of what may drive it, as a history keeps them. */
	counters: readonly Series[];
	since: Millis;
	until: Millis;
	/** Known OOM kills and evictions on either side; null where nothing was asked. */
	deaths: { before: number; after: number } | null;
	images: { before: string; after: string };
}

const SEVERITY: Readonly<Record<VerifyOutcome, Severity>> = {
	"verify/fixed": "info",
	"verify/improved": "info",
	"verify/too-early": "info",
	"verify/unchanged": "warning",
	"verify/worse": "error",
};

/** A leak that is left of this share of what it was is none any more. */
const GONE = 0.2;
/** Where the interval is wider than this share of what was there before, nothing is said of it. */
const PRECISE = 0.3;
/** Growth over the time seen that is less than this share of the memory in use is no growth worth a verdict. */
const MATTERS = 0.02;
/** Events that would have been expected by now and did not happen: with 3, chance is 5 % (Poisson). */
const EXPECTED = 3;

/** Whether what was done at a moment helped: growth, restarts and deaths before held against those after, under the load of each side. */
export function judgeFix(facts: VerifyFacts): FindingOf<VerifyOutcome> {
	const [since, until] = [facts.since / 1000, facts.until / 1000];
	const before = sideOf(facts, "before", Number.NEGATIVE_INFINITY, since);
	const after = sideOf({ ...facts, series: newOf(facts, since) }, "after", since, until);
	const load = loadOf(facts, since, until);
	const { outcome, confidence, seconds } = compare(before, after, load === null ? 1 : load.after / load.before);
	const tellAt = seconds === null ? null : facts.since + Math.ceil(seconds) * 1000;
	const params: VerifyParams = {
		since: facts.since,
		until: facts.until,
		before: before.side,
		after: after.side,
		load,
		tellAt: outcome === "verify/too-early" && tellAt !== null ? Math.max(tellAt, facts.until) : null,
	};
	return {
		rule: outcome,
		severity: SEVERITY[outcome],
		confidence,
		subject: facts.subject,
		params,
		evidence: [],
		remedies: [],
	};
}

/**
 * After a roll-out what is old still runs for a while: where another image runs, or pods began anew, pods of before are no part of what came after.
 */
function newOf({ series, images }: VerifyFacts, since: number): readonly Series[] {
	const begun = series.filter(({ t }) => (t[0] ?? 0) > since);
	const replaced = images.before !== images.after && images.before !== "" && begun.length > 0;
	return replaced ? begun : series;
}

interface Side {
	side: VerifySide;
	/** Seconds of wall clock. */
	span: number;
	/** Whether it grows in a way that matters. */
	grows: boolean;
	/** Seconds between samples. */
	step: number;
}

function sideOf({ series, deaths, images }: VerifyFacts, which: "before" | "after", from: number, to: number): Side {
	const parts = series.map((one) => livesOf(one, from, to));
	const lives = parts.flatMap((part) => part.lives);
	const growth = growthOf(lives);
	const seconds = lives.reduce((sum, life) => sum + length(life), 0);
	const all = lives.flatMap((life) => [...life.bytes]);
	const peaks = series.flatMap(({ t, bytes }) => [...bytes].filter((value, i) => inside(t[i], from, to) && value >= 0));
	const level = all.length === 0 ? 0 : all.reduce((sum, value) => sum + value, 0) / all.length;
	const typical = lives.length === 0 ? 0 : seconds / lives.length;
	const grown = growth === null ? 0 : (growth.value * typical) / 3600;
	const samples = lives.reduce((sum, life) => sum + life.t.length, 0);
	const first = Math.min(...lives.map((life) => life.t[0] ?? Number.POSITIVE_INFINITY));
	const last = Math.max(...lives.map((life) => life.t.at(-1) ?? Number.NEGATIVE_INFINITY));
	return {
		side: {
			seconds: Math.round(seconds),
			lives: lives.length,
			bytesPerHour: growth === null ? null : rounded(growth),
			peak: peaks.length === 0 ? null : peaks.reduce((most, value) => Math.max(most, value), 0),
			restarts: parts.reduce((sum, { restarts }) => sum + restarts, 0),
			deaths: deaths === null ? null : deaths[which],
			image: images[which],
		},
		span: lives.length === 0 ? 0 : last - first,
		grows: growth !== null && growth.low > 0 && grown >= MATTERS * level,
		step: samples === 0 ? 0 : seconds / samples,
	};
}

interface Comparison {
	outcome: VerifyOutcome;
	confidence: number;
	/** Seconds after the moment at which it can be told. */
	seconds: number | null;
}

function compare(before: Side, after: Side, load: number): Comparison {
	const was = before.side.bytesPerHour;
	const is = after.side.bytesPerHour;
	if (before.grows && was !== null) {
		// Without load nothing could have grown.
		if (load <= 0) return tooEarly(null);
		const expected = { value: was.value * load, low: was.low * load, high: was.high * load };
		if (is === null) return tooEarly(Math.max(24 * before.step, before.span / 4));
		return compareGrowth(expected, is, before, after);
	}
	const events = (side: Side) => side.side.deaths ?? side.side.restarts;
	if (events(before) >= 2 && before.span > 0) return compareEvents(events(before), events(after), before, after);
	if (after.grows) return told("verify/worse", 0.8);
	if (was === null || is === null) return tooEarly(before.step === 0 ? null : 24 * Math.max(before.step, after.step));
	return told("verify/unchanged", 0.6);
}

function compareGrowth(expected: Interval, is: Interval, before: Side, after: Side): Comparison {
	const half = (is.high - is.low) / 2;
	const restarts = after.side.deaths ?? after.side.restarts;
	const asOften = restarts > 0 && restarts / after.span >= (before.side.deaths ?? before.side.restarts) / before.span;
	if (is.high < GONE * expected.value) return told(asOften ? "verify/improved" : "verify/fixed", 0.95);
	if (is.low > expected.high && is.value > (1 + GONE) * expected.value) return told("verify/worse", 0.95);
	if (is.high < (1 - GONE) * expected.low && is.low > 0) return told("verify/improved", 0.9);
	if (half <= PRECISE * expected.value && is.high >= (1 - GONE) * expected.low) return told("verify/unchanged", 0.9);
	// The error of a slope falls with the time seen to the power of 1.5.
	const needed = after.span * Math.max(1.1, half / (GONE * 0.8 * expected.value)) ** (2 / 3);
	return tooEarly(needed);
}

/** Kills or restarts alone: what masks a leak, or what a peak brings about. */
function compareEvents(was: number, is: number, before: Side, after: Side): Comparison {
	const rate = was / before.span;
	const expected = rate * after.span;
	if (is === 0) return expected >= EXPECTED ? told("verify/fixed", 0.95) : tooEarly(EXPECTED / rate);
	if (expected < EXPECTED && is < EXPECTED) return tooEarly(EXPECTED / rate);
	const [low, high] = [expected - 2 * Math.sqrt(expected), expected + 2 * Math.sqrt(expected)];
	if (is < low) return told("verify/improved", 0.9);
	return told(is > high ? "verify/worse" : "verify/unchanged", 0.9);
}

function told(outcome: VerifyOutcome, confidence: number): Comparison {
	return { outcome, confidence, seconds: null };
}

function tooEarly(seconds: number | null): Comparison {
	return { outcome: "verify/too-early", confidence: 0.5, seconds };
}

/** What may drive the growth, and how fast it was counted on both sides; null where nothing was counted before. */
function loadOf({ counters, series }: VerifyFacts, since: number, until: number): VerifyParams["load"] {
	const begin = Math.min(...series.map(({ t }) => t[0] ?? Number.POSITIVE_INFINITY));
	const rated = counters.flatMap((counter) => {
		const [before, after] = [rateOf(counter, begin, since), rateOf(counter, since, until)];
		if (before === null || after === null || before <= 0 || !mayDrive(counter, series, since)) return [];
		return [{ counter: counter.name, before, after }];
	});
	// Of several, the one that counted most: it says most surely how much was going on.
	return rated.sort((a, b) => b.before - a.before)[0] ?? null;
}

/** Fewer stretches say nothing of whether two things go together. */
const FEWEST_STRETCHES = 12;
/** A pace that varies less cannot be told from time. */
const VARIES = 0.3;

/**
 * Whether memory may grow with what is counted: not where the pace varied and memory did not follow. An even pace leaves it open, and then it is
 * taken into account: fewer events are less growth.
 */
function mayDrive({ t, bytes }: Series, series: readonly Series[], until: number): boolean {
	const pairs: [number, number][] = [];
	for (let i = 1; i < t.length && (t[i] ?? 0) <= until; i++) {
		const [from, to] = [t[i - 1] ?? 0, t[i] ?? 0];
		const grown = series.flatMap((one) =>
			livesOf(one, from, to).lives.map(({ bytes: b }) => (b.at(-1) ?? 0) - (b[0] ?? 0)),
		);
		if (grown.length > 0)
			pairs.push([(bytes[i] ?? 0) - (bytes[i - 1] ?? 0), grown.reduce((sum, value) => sum + value, 0)]);
	}
	const counts = pairs.map(([count]) => count);
	const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
	const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / Math.max(1, counts.length));
	if (pairs.length < FEWEST_STRETCHES || deviation < VARIES * mean) return true;
	const level = pairs.reduce((sum, [, grown]) => sum + grown, 0) / pairs.length;
	const together = pairs.reduce((sum, [count, grown]) => sum + (count - mean) * (grown - level), 0);
	const apart = Math.sqrt(pairs.reduce((sum, [, grown]) => sum + (grown - level) ** 2, 0) * pairs.length) * deviation;
	return apart > 0 && together / apart > 0.2;
}

/** Counted an hour; null where there are no two counts. */
function rateOf({ t, bytes }: Series, from: number, to: number): number | null {
	const rows = [...t.keys()].filter((i) => (t[i] ?? 0) >= from && (t[i] ?? 0) <= to);
	const [first, last] = [rows[0], rows.at(-1)];
	if (first === undefined || last === undefined) return null;
	const seconds = Math.min(to, t[last] ?? 0) - (t[first] ?? 0);
	if (seconds <= 0) return null;
	let count = 0;
	for (let i = 1; i < rows.length; i++)
		count += Math.max(0, (bytes[rows[i] ?? 0] ?? 0) - (bytes[rows[i - 1] ?? 0] ?? 0));
	return (count / seconds) * 3600;
}

function inside(t: number | undefined, from: number, to: number): boolean {
	return t !== undefined && t > from && t <= to;
}

function length({ t }: Life): number {
	return (t.at(-1) ?? 0) - (t[0] ?? 0);
}

function rounded({ value, low, high }: Interval): Interval {
	return { value: Math.round(value), low: Math.round(low), high: Math.round(high) };
}
