import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OWN_RISK, targetOf } from "../../src/verdicts/sizing/allocate.ts";
import { AIMS } from "../../src/verdicts/sizing/coefficients.ts";
import { FITTED, type Model } from "../../src/verdicts/sizing/curve.ts";
import { FEATURES, shapeOf } from "../../src/verdicts/sizing/features.ts";
import { type Case, foldOf, MEASURED, readCases, SPLITS } from "./cases.ts";
import { aimsOf, crossFit, fitForest, fitRisk, type Outcome, sizer } from "./fit.ts";
import { leastMemory, outcomes, RULES } from "./rules.ts";
import { measureSpeed } from "./speed.ts";
import { interval, row } from "./text.ts";

/**
 * `npm run bench -- sizing`: is the promise kept on series that the fit has not seen, and at how much memory beside the rules people
 * use? `--fit` writes src/verdicts/sizing/coefficients.ts anew from all traces.
 */
const RISKS = [0.1, 0.05, 0.01];
const CURVE = [0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01];
const FOLDS = 5;
/** `--quick` leaves out what has to fit many times more. */
const quick = process.argv.includes("--quick");
/** What is to be reached: this part of the best other rule's memory where 5 % exceed. */
const GOAL = { exceeded: 0.05, part: 0.85 };

const cases = await readCases(SPLITS);
if (cases.length === 0) {
	console.error("no traces: set PLIMSOLL_TRACES to a folder of series files");
	process.exit(1);
}
const measured = cases.filter(({ split }) => split === MEASURED);
const files = [...new Set(cases.map(({ file }) => file))];
console.log(
	`${measured.length} series: ${files.map((file) => `${measured.filter((one) => one.file === file).length} ${file}`).join(", ")}`,
);
if (process.argv.includes("--fit")) await writeCoefficients();
else {
	const unseen = crossFit(cases, ({ series }) => foldOf(series, FOLDS), FOLDS);
	if (!quick) halves();
	otherSplits(unseen);
	if (!quick) leaveFileOut();
	curves(unseen);
	byFile(unseen);
	asPublished(unseen);
	measureSpeed();
}

/** Coefficients and aims from one half of the series, the promise on the other, and the other way round. */
function halves(): void {
	console.log("\nThe promise, tuned on one half of the series and checked on the other (60/40, horizon = the future):");
	const parts = [0, 1].map((half) => {
		const tune = cases.filter(({ series }) => foldOf(series, 2) !== half);
		const model = fitRisk(tune);
		const check = measured.filter(({ series }) => foldOf(series, 2) === half);
		return { aims: aimsOf(tune), size: sizer(check, () => model) };
	});
	for (const risk of RISKS) {
		const both = parts.map(({ aims, size }) => {
			const aim = aims.find(([accepted]) => accepted === risk)?.[1] as number;
			return size({ aim, most: OWN_RISK * risk });
		});
		console.log(promiseLine(risk, pooled(both)));
	}
}

/** Five folds by series, with the aims as shipped: other lengths of history and horizon. */
function otherSplits(unseen: (one: Case) => Model): void {
	console.log(`\nThe promise by split, ${FOLDS} folds by series, aims as shipped: exceeded @ mean limit / capacity`);
	console.log(row(["history/future", ...RISKS.map((risk) => `${risk * 100} %`)]));
	for (const split of SPLITS) {
		const size = sizer(
			cases.filter((one) => one.split === split),
			unseen,
		);
		console.log(row([split.name, ...RISKS.map((risk) => cellOf(size(targetOf(risk))))]));
	}
	const far = measured.map((one) => ({ ...one, shape: shapeOf(one.profile, 14 * 86_400) }));
	const size = sizer(far, (one) => unseen(one));
	console.log(row(["60/40, asked 14d", ...RISKS.map((risk) => cellOf(size(targetOf(risk))))]));
	const shipped = sizer(measured, () => FITTED);
	console.log(row(["60/40, as shipped", ...RISKS.map((risk) => cellOf(shipped(targetOf(risk))))]));
}

function leaveFileOut(): void {
	console.log("\nLeave one file out: fitted on the other files alone, aims as shipped");
	console.log(row(["", ...RISKS.map((risk) => `${risk * 100} %`)]));
	for (const file of files) {
		const model = fitRisk(cases.filter((one) => one.file !== file));
		const size = sizer(
			measured.filter((one) => one.file === file),
			() => model,
		);
		console.log(row([file, ...RISKS.map((risk) => cellOf(size(targetOf(risk))))]));
	}
}

function curves(unseen: (one: Case) => Model): void {
	console.log(
		"\nMean limit / capacity at which at most so many exceed (60/40); other rules with the best buffer in hindsight",
	);
	console.log(row(["exceeded at most", ...CURVE.map((share) => `${Number((share * 100).toPrecision(2))} %`)]));
	const size = sizer(measured, unseen);
	const ours = Array.from({ length: 120 }, (_, i) => 0.4 * 0.96 ** i).map((risk) => ({
		buffer: risk,
		outcome: size(targetOf(risk)),
	}));
	const line = (name: string, tried: typeof ours) =>
		row([name, ...CURVE.map((share) => leastMemory(tried, share)?.outcome.memory.toFixed(3) ?? "–")]);
	console.log(line("Plimsoll (unseen)", ours));
	const asked = size(targetOf(GOAL.exceeded));
	for (const capped of [false, true]) {
		console.log(capped ? "held to the capacity where it is a bound:" : "as published:");
		let best = Number.POSITIVE_INFINITY;
		for (const rule of RULES) {
			const tried = outcomes(rule, measured, capped);
			console.log(line(`  ${rule.name}`, tried));
			best = Math.min(best, leastMemory(tried, GOAL.exceeded)?.outcome.memory ?? best);
		}
		const part = (memory: number) => `${(memory / best).toFixed(2)} ×`;
		console.log(
			`  Plimsoll asked for ${GOAL.exceeded * 100} %: ${cellOf(asked)}, ${part(asked.memory)} the best of them; where ${GOAL.exceeded * 100} % exceed: ${part(leastMemory(ours, GOAL.exceeded)?.outcome.memory ?? Number.NaN)} (goal ${GOAL.part} ×)`,
		);
	}
}

/** Asked for 5 %, each file sized by itself, beside the best rule as published; by shares of capacity and by bytes. */
function byFile(unseen: (one: Case) => Model): void {
	const percent = GOAL.exceeded * 100;
	console.log(`\nEach file by itself at ${percent} %: exceeded @ memory, and times the best rule as published`);
	console.log(row(["", "Plimsoll", "by share", "by bytes"]));
	const groups: [string, Case[]][] = files.map((file) => [file, measured.filter((one) => one.file === file)]);
	groups.push([
		"within their capacity",
		measured.filter(({ profile }) => profile.capacity === null || profile.peak <= profile.capacity),
	]);
	for (const [name, group] of groups) {
		const asked = sizer(group, unseen)(targetOf(GOAL.exceeded));
		const kept = RULES.flatMap((rule) => outcomes(rule, group, false)).filter(
			({ outcome }) => outcome.exceeded <= GOAL.exceeded,
		);
		const least = (of: "memory" | "bytes") => Math.min(...kept.map(({ outcome }) => outcome[of]));
		const times = (of: "memory" | "bytes") => `${(asked[of] / least(of)).toFixed(2)} ×`;
		console.log(row([name, cellOf(asked), times("memory"), times("bytes")]));
	}
}

/** In the terms in which others state it: a rule at its own buffer, exceeded share @ share of capacity; without hosts, which use all they have. */
function asPublished(unseen: (one: Case) => Model): void {
	console.log(
		"\nRules at fixed buffers and Plimsoll at accepted risks, containers and VMs within their capacity: exceeded @ memory",
	);
	const group = measured.filter(
		({ file, profile }) => !file.includes("hosts") && (profile.capacity === null || profile.peak <= profile.capacity),
	);
	const cells = (exceeded: number, memory: number, bytes: number) => [
		`${(exceeded * 100).toFixed(1)} %`,
		memory.toFixed(3),
		bytes.toFixed(3),
	];
	console.log(row(["", "exceeded", "mean of shares", "sum of bytes"]));
	for (const rule of RULES.slice(0, 2)) {
		for (const buffer of [1.15, 1.3, 1.5]) {
			const { outcome } = outcomes(rule, group, false).reduce((best, one) =>
				Math.abs(one.buffer - buffer) < Math.abs(best.buffer - buffer) ? one : best,
			);
			console.log(row([`${rule.name} × ${buffer}`, ...cells(outcome.exceeded, outcome.memory, outcome.bytes)]));
		}
	}
	const size = sizer(group, unseen);
	for (const risk of RISKS) {
		const { exceeded, memory, bytes } = size(targetOf(risk));
		console.log(row([`Plimsoll, ${risk * 100} % accepted`, ...cells(exceeded, memory, bytes)]));
	}
}

async function writeCoefficients(): Promise<void> {
	const { bias, trees } = fitForest(cases);
	const aims = aimsOf(cases);
	const path = join(import.meta.dirname, "../../src/verdicts/sizing/coefficients.ts");
	const members = trees.map(({ ask, upTo, leaf }) => {
		const questions = ask.map((f, i) => `${FEATURES[f]} ${upTo[i] === Number.MAX_VALUE ? "1e308" : upTo[i]}`);
		return `${questions.join(" ")} ${leaf.join(" ")}`;
	});
	const text = `/**
 * Written by \`npm run bench -- sizing --fit\` from ${measured.length} series; do not edit. What they mean and how they were found is in docs/sizing.md.
 */
/** The mean risk to aim for so that the share accepted (first) is kept on series not seen. */
export const AIMS: readonly (readonly [accepted: number, aim: number])[] = [
${aims.map(([accepted, aim]) => `\t[${accepted}, ${aim}],`).join("\n")}
];

export const BIAS = ${bias.toFixed(4)};
export const MEMBERS = \`
${members.join("\n")}
\`;
`;
	await writeFile(path, text);
	console.log(`wrote ${path}; before: ${JSON.stringify(AIMS)}, now: ${JSON.stringify(aims)}`);
}

function promiseLine(risk: number, { cases: count, exceeded, memory }: Outcome): string {
	const [low, high] = interval(Math.round(exceeded * count), count);
	const kept = exceeded <= risk ? "kept" : "NOT KEPT";
	return `  at most ${risk * 100} %: ${(exceeded * 100).toFixed(1)} % of ${count} (95 % interval ${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)}), mean limit / capacity ${memory.toFixed(3)}: ${kept}`;
}

function pooled(parts: readonly Outcome[]): Outcome {
	const all = parts.reduce((sum, { cases: count }) => sum + count, 0);
	const mean = (value: (one: Outcome) => number) => parts.reduce((sum, one) => sum + value(one) * one.cases, 0) / all;
	return {
		cases: all,
		exceeded: mean((one) => one.exceeded),
		memory: mean((one) => one.memory),
		bytes: mean((one) => one.bytes),
	};
}

function cellOf({ exceeded, memory }: Outcome): string {
	return `${(exceeded * 100).toFixed(1)} % @ ${memory.toFixed(3)}`;
}
