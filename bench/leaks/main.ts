import { formatBytes } from "../../src/model/quantity.ts";
import { judgeSeries, type LeakVerdict } from "../../src/verdicts/leaks/judge.ts";
import { HOUR } from "./canvas.ts";
import { type Case, quantile } from "./cases.ts";
import { allCases, foldOf } from "./dataset.ts";
import { fitPool, fleetLines } from "./fleets.ts";
import { PEERS } from "./peers.ts";
import { realLines } from "./real.ts";
import { emptyScore, SCORE_HEAD, type Score, scoreLine } from "./score.ts";
import { speedLines } from "./speed.ts";
import { examples, writeCoefficients } from "./train.ts";
import { crossLines, freshLines, sizeOf, tallyIn, unseenLines, variedLines } from "./unseen.ts";

/** `npm run bench -- leaks [--train | --cross | --fit-fleets | --record | --gather CLONES]`: how well leaks are found, and by how much better than by rules in use elsewhere. */
const clones = process.argv[process.argv.indexOf("--gather") + 1];
if (process.argv.includes("--train")) await writeCoefficients(await examples());
else if (process.argv.includes("--fit-fleets")) console.log(await fitPool());
else if (process.argv.includes("--record")) await (await import("./processes/record.ts")).record();
else if (process.argv.includes("--gather")) {
	const to = process.env.PLIMSOLL_TRACES;
	if (clones === undefined || to === undefined) throw new Error("--gather CLONES, and $PLIMSOLL_TRACES to write to");
	for (const file of (await import("./gather.ts")).gather(clones, to)) console.log(file);
} else {
	if (process.argv.includes("--cross")) for (const line of crossLines(await examples())) console.log(line);
	await heldOut();
}

/** The committed detector on series that took no part in making it. */
async function heldOut(): Promise<void> {
	const scores = new Map<string, Score>();
	const groups = new Map<string, Score>();
	const calibration = Array.from({ length: 10 }, () => ({ sum: 0, leaking: 0, count: 0 }));
	const leads: number[] = [];
	const since = { inside: 0, count: 0 };
	const limit = { inside: 0, count: 0 };
	for await (const one of allCases()) {
		if (foldOf(one.base) !== 0) continue;
		const verdict = judgeSeries(one.series, Number.POSITIVE_INFINITY);
		const half = one.half === null ? null : judgeSeries(one.half, Number.POSITIVE_INFINITY);
		const [found, foundAtHalf] = [verdict.finding !== null, half === null ? null : half.finding !== null];
		count(scores, "Plimsoll", one, found, foundAtHalf);
		for (const group of groupsOf(one)) count(groups, group, one, found, foundAtHalf);
		note(calibration, verdict, one.leak !== null);
		if (half !== null) note(calibration, half, true);
		const lead = leadOf(one);
		if (lead !== null) leads.push(lead);
		if (verdict.finding?.rule === "leak/steady" && one.leak !== null) {
			const { sinceFrom, sinceTo } = verdict.finding.params;
			since.count++;
			if (sinceFrom <= one.leak.since * 1000 && one.leak.since * 1000 <= sinceTo) since.inside++;
		}
		const reached = reachedInside(one);
		if (reached !== null) {
			limit.count++;
			if (reached) limit.inside++;
		}
		for (const [name, rule] of Object.entries(PEERS)) {
			count(scores, name, one, rule(one.series), one.half === null ? null : rule(one.half));
		}
	}
	console.log(`\nHeld-out series, never used in making the coefficients\n${SCORE_HEAD}`);
	for (const [name, score] of scores) console.log(scoreLine(name, score));
	console.log(`\nPlimsoll by origin and by what was done to the series\n${SCORE_HEAD}`);
	for (const [name, score] of [...groups].sort()) console.log(scoreLine(name, score));
	console.log("\nConfidence against what was true");
	for (const [i, { sum, leaking, count: n }] of calibration.entries()) {
		if (n > 0)
			console.log(`  ${i / 10}–${(i + 1) / 10}: said ${(sum / n).toFixed(2)}, was ${(leaking / n).toFixed(2)} of ${n}`);
	}
	leads.sort((a, b) => a - b);
	const at = (q: number) => (leads[Math.floor(q * leads.length)] ?? 0).toFixed(2);
	console.log(
		`\nFound after this share of the leak's time: median ${at(0.5)}, nine in ten by ${at(0.9)} (${leads.length} leaks)`,
	);
	console.log(`Onset inside its 90 % interval: ${(since.inside / since.count).toFixed(2)} of ${since.count}`);
	console.log(
		`Level of the end, foretold at half, inside its 90 % interval: ${(limit.inside / limit.count).toFixed(2)} of ${limit.count}`,
	);
	for (const line of await unseenLines()) console.log(line);
	for (const line of await freshLines()) console.log(line);
	for (const line of await variedLines()) console.log(line);
	for (const line of await realLines()) console.log(line);
	for (const line of await fleetLines()) console.log(line);
	for (const line of speedLines()) console.log(line);
	console.log(`RSS ${formatBytes(process.memoryUsage().rss)}`);
}

/** Where it comes from, what was done to it, and how large a leak is against what the series does anyway. */
function groupsOf(one: Case): string[] {
	const { origin, kind, leak } = one;
	return leak === null ? [origin, kind] : [origin, leak.shape, sizeOf(one)];
}

function count(scores: Map<string, Score>, name: string, one: Case, found: boolean, half: boolean | null): void {
	const score = scores.get(name) ?? emptyScore();
	scores.set(name, score);
	tallyIn(score, one.leak !== null, found, half);
}

function note(
	bins: { sum: number; leaking: number; count: number }[],
	{ confidence }: LeakVerdict,
	leaking: boolean,
): void {
	const bin = bins[Math.min(9, Math.floor(confidence * 10))];
	if (bin === undefined) return;
	bin.sum += confidence;
	bin.count++;
	if (leaking) bin.leaking++;
}

/** Whether the time at which memory comes to where it ends lies in the interval foretold when half had leaked; null where none was. */
function reachedInside({ series, half, leak }: Case): boolean | null {
	if (leak === null || half === null || leak.shape.includes("restarts") || series.t.length < 100) return null;
	const last = Math.floor(series.t.length * 0.97);
	const level = quantile(series.bytes.slice(last), 0.5);
	const verdict = judgeSeries({ ...half, capacity: half.capacity.slice().fill(level) }, Number.POSITIVE_INFINITY);
	if (verdict.finding?.rule !== "leak/steady") return null;
	const { limitFrom, limitTo } = verdict.finding.params;
	const at = (series.t[Math.floor(series.t.length * 0.985)] as number) * 1000;
	return limitFrom !== null && limitFrom <= at && (limitTo === null || at <= limitTo);
}

/** The share of a steady leak's time after which it is found for good; null when it never is. */
function leadOf({ series, leak }: Case): number | null {
	if (leak === null || leak.shape.includes("restarts") || Number.isNaN(leak.size)) return null;
	const last = series.t.at(-1) as number;
	let first: number | null = null;
	for (let tenth = 10; tenth >= 1; tenth--) {
		const at = leak.since + ((last - leak.since) * tenth) / 10;
		if (last - leak.since < HOUR || judgeSeries(series, at * 1000).finding === null) break;
		first = tenth / 10;
	}
	return first;
}
