import { join } from "node:path";
import type { Series } from "../../src/model/series.ts";
import { readSeriesFile } from "../../src/sources/series/file.ts";
import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";
import { cut } from "./canvas.ts";
import { PEERS } from "./peers.ts";
import { emptyScore, SCORE_HEAD, type Score, scoreLine } from "./score.ts";

/** What `--record` wrote: `leaking/NAME` and `not-leaking/NAME`, from processes that ran. Never trained on. */
const FILE = join(import.meta.dirname, "real.csv.gz");

/** Real processes whose label is known, judged when they ended and, leaking, when half of their time had gone. */
export async function realLines(): Promise<string[]> {
	const all = [...(await readSeriesFile(FILE)).series];
	const scores = new Map<string, Score>();
	const wrong: string[] = [];
	let samples = 0;
	for (const series of all) {
		samples += series.t.length;
		const leaking = series.name.startsWith("leaking/");
		const half = leaking ? cut(series, 0, series.t.length >> 1) : null;
		const { finding, reason, confidence } = judgeSeries(series, Number.POSITIVE_INFINITY);
		add(scores, "Plimsoll", leaking, finding !== null, half !== null && leaks(half));
		for (const [name, rule] of Object.entries(PEERS)) {
			add(scores, name, leaking, rule(series), half !== null && rule(half));
		}
		if ((finding !== null) !== leaking)
			wrong.push(`${series.name}: ${finding?.rule ?? reason}, ${confidence.toFixed(2)}`);
		else if (half !== null && !leaks(half)) wrong.push(`${series.name}: not yet at half`);
	}
	return [
		`\n${all.length} real processes, ${samples} seconds (a second counts as a minute)\n${SCORE_HEAD}`,
		...[...scores].map(([name, score]) => scoreLine(name, score)),
		...wrong.map((line) => `  missed or wrong: ${line}`),
	];
}

function leaks(series: Series): boolean {
	return judgeSeries(series, Number.POSITIVE_INFINITY).finding !== null;
}

function add(scores: Map<string, Score>, name: string, leaking: boolean, found: boolean, half: boolean): void {
	const score = scores.get(name) ?? emptyScore();
	scores.set(name, score);
	if (!leaking) {
		score.quiet++;
		if (found) score.alarms++;
		return;
	}
	score.leaking++;
	score.half++;
	if (found) score.found++;
	if (half) score.halfFound++;
}
