import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Forest, type Settings, scoreOf, train } from "./boost.ts";
import { DIRECTION, foldOf, MEASUREMENTS, measurementsOf, trainingCases } from "./dataset.ts";

/** Depth 5: 31 questions a member, as `forest.ts` reads them. The rest by cross-validation. */
export const SETTINGS: Settings = {
	trees: 700,
	depth: 5,
	rate: 0.055,
	least: 0.5,
	ridge: 4,
	direction: DIRECTION,
	rows: 0.8,
	measurements: 0.5,
};

export interface Example {
	values: Float64Array;
	leaking: boolean;
	half: boolean;
	base: string;
	origin: string;
	kind: string;
	/** Not judged, only learnt from. */
	more: boolean;
	varied: boolean;
}

/** Every series that is long enough, and every leak at half of its growth. */
export async function examples(): Promise<Example[]> {
	const found: Example[] = [];
	for await (const { series, half, leak, base, origin, kind, more, varied } of trainingCases()) {
		const whole = measurementsOf(series);
		const about = { leaking: leak !== null, base, origin, kind, more, varied };
		if (whole !== null) found.push({ ...about, values: whole, half: false });
		const cut = half === null ? null : measurementsOf(half);
		if (cut !== null) found.push({ ...about, values: cut, half: true });
	}
	return found;
}

/** Traces nothing was done to are few among the made-up ones, and nearest to what will be judged: each counts for four. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(["untouched", "window", "cut"]);

const weightOf = ({ kind }: Example): number => (AS_THEY_ARE.has(kind) ? 4 : 1);

export function trainOn(chosen: readonly Example[]): Forest {
	const labels = Uint8Array.from(chosen, ({ leaking }) => (leaking ? 1 : 0));
	const rows = chosen.map(({ values }) => values);
	return train(rows, labels, Float64Array.from(chosen, weightOf), SETTINGS);
}

/** Points for each example from a committee that has seen none of its group. */
export function crossValidated(all: readonly Example[], groupOf: (example: Example) => string | number): Float64Array {
	const points = new Float64Array(all.length);
	for (const group of new Set(all.map(groupOf))) {
		const forest = trainOn(all.filter((example) => groupOf(example) !== group));
		for (const [i, example] of all.entries())
			if (groupOf(example) === group) points[i] = scoreOf(forest, example.values);
	}
	return points;
}

/** Logistic fit of the label on the points (Platt 1999), by Newton's method. */
export function calibrate(points: Float64Array, leaking: (i: number) => boolean): { offset: number; scale: number } {
	let [offset, scale] = [0, 1];
	for (let round = 0; round < 25; round++) {
		let [g0, g1, h00, h01, h11] = [0, 0, 1e-6, 0, 1e-6];
		for (let i = 0; i < points.length; i++) {
			const x = points[i] as number;
			const p = 1 / (1 + Math.exp(-(offset + scale * x)));
			const miss = (leaking(i) ? 1 : 0) - p;
			const weight = p * (1 - p);
			g0 += miss;
			g1 += miss * x;
			h00 += weight;
			h01 += weight * x;
			h11 += weight * x * x;
		}
		const d = h00 * h11 - h01 * h01;
		offset += (h11 * g0 - h01 * g1) / d;
		scale += (h00 * g1 - h01 * g0) / d;
	}
	return { offset, scale };
}

/** The share of not-leaking series that may be called leaking by members who learnt from three quarters of the others. */
export const FALSE_ALARMS = 0.01;

/** Writes the coefficients: `npm run bench -- leaks --train`. */
export async function writeCoefficients(all: readonly Example[]): Promise<void> {
	const points = crossValidated(all, ({ base }) => foldOf(base));
	const judged = all.flatMap((example, i) => (example.more ? [] : [{ ...example, points: points[i] as number }]));
	const { offset, scale } = calibrate(
		Float64Array.from(judged, (one) => one.points),
		(i) => judged[i]?.leaking === true,
	);
	const quiet = Float64Array.from(judged.filter(({ leaking }) => !leaking).map((one) => one.points)).sort();
	const least = quiet[Math.floor(quiet.length * (1 - FALSE_ALARMS))] as number;
	for (const [name, half] of [
		["whole", false],
		["half", true],
	] as const) {
		const leaks = judged.filter((one) => one.leaking && one.half === half);
		console.log(`${name}: recall ${(leaks.filter((one) => one.points > least).length / leaks.length).toFixed(4)}`);
	}
	const threshold = 1 / (1 + Math.exp(-(offset + scale * least)));
	const { bias, trees } = trainOn(all);
	const members = trees.map(({ ask, upTo, leaf }) => {
		const questions = ask.map((f, i) => (upTo[i] === Number.MAX_VALUE ? `${f}` : `${f}:${upTo[i]}`));
		return `${questions.join(" ")} ${leaf.join(" ")}`;
	});
	const text = `/**
 * Made by \`npm run bench -- leaks --train\` from ${all.length} series; do not edit. A finding needs a confidence of at least \`threshold\`,
 * which ${Number((FALSE_ALARMS * 100).toFixed(2))} % of the not-leaking series reached when they were judged by members that had not seen them.
 */
export const COEFFICIENTS = {
	bias: ${Number(bias.toFixed(4))},
	offset: ${Number(offset.toFixed(4))},
	scale: ${Number(scale.toFixed(4))},
	threshold: ${Number(threshold.toFixed(3))},
	measurements:\n\t\t"${MEASUREMENTS.join(" ")}",
	members: \`
${members.join("\n")}
\`,
};
`;
	await writeFile(join(import.meta.dirname, "../../src/verdicts/leaks/coefficients.ts"), text);
}
