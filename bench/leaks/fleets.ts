import type { Series } from "../../src/model/series.ts";
import type { ContainerTrack } from "../../src/model/track.ts";
import { digestTrack, type MemoryDigest } from "../../src/verdicts/leaks/digest.ts";
import { judgeBuckets } from "../../src/verdicts/leaks/judge.ts";
import { meanLogOdds, pooled } from "../../src/verdicts/leaks/pool.ts";
import { judgeWorkload } from "../../src/verdicts/leaks/workload.ts";
import { BENIGN } from "./benign.ts";
import { add, blank, type Canvas, cut, DAY, spanOf } from "./canvas.ts";
import { ENOUGH } from "./cases.ts";
import { foldOf } from "./dataset.ts";
import { Random } from "./random.ts";
import { readTraces } from "./traces.ts";
import { calibrate } from "./train.ts";

const FLEETS = 1200;
/** Fleets that nothing is judged on, to fit the pool to. */
const MORE_FLEETS = 2400;
/** The share of fleets that do not leak which may be called leaking together; a replica that is called alone comes on top. */
const FALSE_ALARMS = 0.005;

/**
 * Workloads of two to six replicas under one load, all leaking or none: how far their evidence put together is to be trusted. What makes
 * a fleet look leaky (a fill, a rhythm) happens in all of its replicas at once, as it does in a cluster. Real traces are those that are held out.
 */
export async function fleetLines(): Promise<string[]> {
	const bins = Array.from({ length: 10 }, () => ({ sum: 0, leaking: 0, count: 0 }));
	const [together, alone] = [tally(), tally()];
	const traces = await tracesByFile(true);
	for (let i = 0; i < FLEETS; i++) {
		const leaking = i % 2 === 0;
		const tracks = fleet(`fleet ${i}`, leaking, traces);
		const digests = tracks.map((track) => digestTrack(track, NOW));
		const verdict = judgeWorkload({ ...ABOUT, digests });
		count(together, leaking, verdict.findings.length > 0);
		const single = judgeWorkload({ ...ABOUT, digests: digests.slice(0, 1) });
		count(alone, leaking, single.findings.length > 0);
		const confidence = pooled(digests.map(confidenceIn));
		const bin = bins[Math.min(9, Math.floor(confidence * 10))];
		if (bin === undefined) continue;
		bin.sum += confidence;
		bin.count++;
		if (leaking) bin.leaking++;
	}
	const line = (name: string, { found, leaks, alarms, quiet }: ReturnType<typeof tally>) =>
		`  ${name}: recall ${(found / leaks).toFixed(3)}, false alarms ${(alarms / quiet).toFixed(3)}`;
	const said = bins.flatMap(({ sum, leaking, count: n }, i) =>
		n === 0
			? []
			: [`  ${i / 10}–${(i + 1) / 10}: said ${(sum / n).toFixed(2)}, was ${(leaking / n).toFixed(2)} of ${n}`],
	);
	return [
		`\n${FLEETS} made-up fleets, half of them leaking`,
		line("replicas together", together),
		line("one replica alone", alone),
		...said,
	];
}

/** `npm run bench -- leaks --fit-fleets`: the numbers of `pool.ts`, from fleets of other seeds on the traces that are not held out. */
export async function fitPool(): Promise<string> {
	const traces = await tracesByFile(false);
	const labels: boolean[] = [];
	const means = new Float64Array(MORE_FLEETS);
	for (let i = 0; i < MORE_FLEETS; i++) {
		labels.push(i % 2 === 0);
		const confidences = fleet(`more fleets ${i}`, i % 2 === 0, traces).map((track) =>
			confidenceIn(digestTrack(track, NOW)),
		);
		means[i] = meanLogOdds(confidences);
	}
	const { offset, scale } = calibrate(means, (i) => labels[i] === true);
	const quiet = means.filter((_, i) => labels[i] === false).sort();
	const least = offset + scale * (quiet[Math.floor(quiet.length * (1 - FALSE_ALARMS))] as number);
	const threshold = 1 / (1 + Math.exp(-least));
	return `const FITTED = { offset: ${offset.toFixed(2)}, scale: ${scale.toFixed(2)}, threshold: ${threshold.toFixed(3)} };`;
}

const NOW = { until: Number.POSITIVE_INFINITY, disconnected: [] };

function confidenceIn({ buckets }: MemoryDigest): number {
	return judgeBuckets(buckets, { series: "" }, null).verdict.confidence;
}

async function tracesByFile(held: boolean): Promise<Map<string, Series[]>> {
	const files = new Map<string, Series[]>();
	for await (const { origin, series } of readTraces()) {
		if (series.t.length < ENOUGH || (foldOf(`${origin}/${series.name}`) === 0) !== held) continue;
		const file = files.get(origin) ?? [];
		files.set(origin, file);
		file.push(series);
	}
	return files;
}

const ABOUT = {
	workload: { kind: "Deployment", namespace: "bench", name: "web" },
	container: "web",
	counters: [],
	room: new Map<string, number>(),
	source: "bench",
};

const tally = () => ({ found: 0, leaks: 0, alarms: 0, quiet: 0 });

function count(score: ReturnType<typeof tally>, leaking: boolean, found: boolean): void {
	if (leaking) score.leaks++;
	else score.quiet++;
	if (leaking && found) score.found++;
	if (!leaking && found) score.alarms++;
}

/**
 * Replicas with noise of their own under the same effects, and the same leak at rates that differ a little. With `traces`, every second fleet stands
 * on real ones of one file, cut at the same rows: what moves all hosts or pods of a cluster at once moves these.
 */
function fleet(name: string, leaking: boolean, traces: ReadonlyMap<string, readonly Series[]>): ContainerTrack[] {
	const shared = new Random(name);
	const effects = [shared.pick(EFFECTS), ...(shared.chance(0.3) ? [shared.pick(EFFECTS)] : [])];
	const replicas = shared.integer(2, 6);
	const size = shared.logBetween(0.04, 0.4);
	const onset = shared.chance(0.5) ? 0 : shared.between(0.1, 0.6);
	const real = traces.size > 0 && shared.chance(0.5);
	const bases = real ? realBases(shared.pick([...traces.values()]), replicas, shared) : madeUp(name, replicas, shared);
	return bases.map((canvas, replica) => {
		const own = new Random(`${name} ${replica}`);
		for (const [i, effect] of effects.entries()) effect(canvas, new Random(`${name} effect ${i}`));
		const rate = canvas.unit * size * own.between(0.8, 1.2);
		const length = spanOf(canvas.series);
		// What had leaked before a restart is gone with it.
		const from = Math.max(onset * length, Math.min(canvas.restarted, 0.8 * length));
		if (leaking) add(canvas, (s) => (rate * Math.max(0, s - from)) / (length - from));
		const pod = `web-${replica}`;
		return {
			namespace: "bench",
			pod,
			container: "web",
			series: canvas.series,
			rss: null,
			cache: null,
			swap: null,
			stretches: [],
			owner: null,
		};
	});
}

const EFFECTS = Object.values(BENIGN);

/** All replicas have one limit and begin at one time. */
function madeUp(name: string, replicas: number, shared: Random): Canvas[] {
	const span = shared.logBetween(DAY, 14 * DAY);
	const begin = 1_600_000_000 + shared.integer(0, 7 * DAY);
	return Array.from({ length: replicas }, (_, replica) => {
		const canvas = blank(`${name} ${replica}`, new Random(`${name} blank ${replica}`), span, 300);
		const { t } = canvas.series;
		const first = t[0] as number;
		for (let row = 0; row < t.length; row++) t[row] = (t[row] as number) - first + begin;
		return canvas;
	});
}

/** As many series of one file as there are replicas, and the same stretch of each. */
function realBases(file: readonly Series[], replicas: number, shared: Random): Canvas[] {
	const [share, from] = [shared.between(0.4, 1), shared.next()];
	return Array.from({ length: replicas }, () => {
		const series = shared.pick(file);
		const length = Math.floor(series.t.length * share);
		const first = Math.floor((series.t.length - length) * from);
		const window = cut(series, first, first + length);
		return { series: window, unit: window.capacity.at(-1) ?? 1, restarted: 0 };
	});
}
