import type { ContainerTrack } from "../../src/model/track.ts";
import { digestTrack } from "../../src/verdicts/leaks/digest.ts";
import { judgeWorkload } from "../../src/verdicts/leaks/workload.ts";
import { BENIGN } from "./benign.ts";
import { add, blank, type Canvas, DAY, spanOf } from "./canvas.ts";
import { Random } from "./random.ts";

const FLEETS = 300;

/**
 * Workloads of two to six replicas under one load, all leaking or none, made up: how far their evidence put together is to be
 * trusted. What makes a fleet look leaky (a fill, a rhythm) happens in all of its replicas at once, as it does in a cluster.
 */
export function fleetLines(): string[] {
	const bins = Array.from({ length: 10 }, () => ({ sum: 0, leaking: 0, count: 0 }));
	const [together, alone] = [tally(), tally()];
	for (let i = 0; i < FLEETS; i++) {
		const leaking = i % 2 === 0;
		const tracks = fleet(`fleet ${i}`, leaking);
		const digests = tracks.map((track) => digestTrack(track, { until: Number.POSITIVE_INFINITY, disconnected: [] }));
		const verdict = judgeWorkload({ ...ABOUT, digests });
		const confidence = Math.max(
			0,
			...verdict.findings.map((one) => one.confidence),
			...verdict.judged.map((one) => one.confidence),
		);
		count(together, leaking, verdict.findings.length > 0);
		const single = judgeWorkload({ ...ABOUT, digests: digests.slice(0, 1) });
		count(alone, leaking, single.findings.length > 0);
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

/** Replicas with noise of their own under the same effect, and the same leak at rates that differ a little. */
function fleet(name: string, leaking: boolean): ContainerTrack[] {
	const shared = new Random(name);
	const kinds = Object.values(BENIGN);
	const effect = shared.pick(kinds);
	const span = shared.logBetween(DAY, 14 * DAY);
	const size = shared.logBetween(0.04, 0.4);
	const onset = shared.chance(0.5) ? 0 : shared.between(0.1, 0.6);
	return Array.from({ length: shared.integer(2, 6) }, (_, replica) => {
		const own = new Random(`${name} ${replica}`);
		const canvas = blank(`${name} ${replica}`, own, span, 300);
		even(canvas, name);
		effect(canvas, new Random(`${name} effect`));
		const rate = canvas.unit * size * own.between(0.8, 1.2);
		const length = spanOf(canvas.series);
		if (leaking) add(canvas, (s) => (rate * Math.max(0, s / length - onset)) / (1 - onset));
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

/** All replicas have one limit and begin at one time. */
function even({ series }: Canvas, name: string): void {
	const begin = 1_600_000_000 + new Random(`${name} begin`).integer(0, 7 * DAY);
	const first = series.t[0] as number;
	for (let row = 0; row < series.t.length; row++) series.t[row] = (series.t[row] as number) - first + begin;
}
