import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { targetOf } from "../../src/verdicts/sizing/allocate.ts";
import { AIMS } from "../../src/verdicts/sizing/coefficients.ts";
import type { Model } from "../../src/verdicts/sizing/curve.ts";
import { FEATURES, shapeOf } from "../../src/verdicts/sizing/features.ts";
import { type Case, FAR, foldOf, MEASURED, readCases, SPLITS, withCapacity } from "./cases.ts";
import { aimsOf, crossFit, fitForest, fitRisk, leaveFileOut, type Outcome, sizer } from "./fit.ts";
import { leastMemory, outcomes, RULES } from "./rules.ts";
import { measureSpeed } from "./speed.ts";
import { interval, row } from "./text.ts";

/**
 * `npm run bench -- sizing`: is the promise kept on series that the fit has not seen, and at how much memory beside the rules people
 * use? `--fit` writes src/verdicts/sizing/coefficients.ts anew from all traces.
 */
const RISKS = [0.1, 0.05, 0.01];
const CURVE = [0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01];
const FOLDS = 3;
/** `--quick` leaves out the halves, which have to fit many times more. */
const quick = process.argv.includes("--quick");
/** What is to be reached: this part of the best other rule's memory where 5 % exceed. */
const GOAL = { exceeded: 0.05, part: 0.85 };

const cases = await readCases(SPLITS);
if (cases.length === 0) {
	console.error("no traces: set PLIMSOLL_TRACES to a folder of series files");
	process.exit(1);
}
const far = await readCases(FAR);
const measured = cases.filter(({ split }) => split === MEASURED);
const files = [...new Set(cases.map(({ file }) => file))];
console.log(
	`${measured.length} series: ${files.map((file) => `${measured.filter((one) => one.file === file).length} ${file}`).join(", ")}`,
);
const unseen = {
	series: crossFit(cases, ({ series }) => foldOf(series, FOLDS), FOLDS),
	file: leaveFileOut(cases),
};
/** The shipped ones, or those that are about to be. */
const aims = process.argv.includes("--fit") ? aimsOf(cases, unseen) : AIMS;
const target = (accepted: number) => targetOf(accepted, aims);
if (process.argv.includes("--fit")) await writeCoefficients();
splits(`${FOLDS} folds by series`, unseen.series);
splits("one file left out", unseen.file);
steady();
curves("series not seen", unseen.series);
curves("files not seen", unseen.file);
byFile(unseen.series);
asPublished(unseen.series);
if (!quick) halves();
await measureSpeed();

/** Coefficients and aims from one half of the series, the promise on the other, and the other way round. */
function halves(): void {
	console.log("\nThe promise, tuned on one half of the series and checked on the other (60/40, horizon = the future):");
	const parts = [0, 1].map((half) => {
		const tune = cases.filter(({ series }) => foldOf(series, 2) !== half);
		const model = fitRisk(tune);
		const check = measured.filter(({ series }) => foldOf(series, 2) === half);
		const own = aimsOf(tune, {
			series: crossFit(tune, ({ series }) => foldOf(`aim ${series}`, FOLDS), FOLDS),
			file: leaveFileOut(tune),
		});
		return { own, size: sizer(check, () => model) };
	});
	for (const risk of RISKS)
		console.log(promiseLine(risk, pooled(parts.map(({ own, size }) => size(targetOf(risk, own))))));
}

/** Every length of history and horizon, by models that had not seen the series, or the file. */
function splits(title: string, model: (one: Case) => Model): void {
	console.log(`\nThe promise by history/future, ${title}: exceeded @ mean limit / capacity`);
	console.log(row(["", ...RISKS.map((risk) => `${risk * 100} %`)]));
	const missed: string[] = [];
	const print = (name: string, group: readonly Case[]) => {
		const outcomes = RISKS.map(sizeAt(sizer(group, model)));
		console.log(row([name, ...outcomes.map(cellOf)]));
		for (const [i, risk] of RISKS.entries()) {
			const outcome = outcomes[i] as Outcome;
			if (outcome.exceeded > risk) missed.push(`  ${name}${promiseLine(risk, outcome)}`);
		}
	};
	for (const split of SPLITS)
		print(
			split.name,
			cases.filter((one) => one.split === split),
		);
	for (const split of FAR)
		print(
			`${split.name}, far`,
			far.filter((one) => one.split === split),
		);
	print(
		"60/40, asked 14d",
		measured.map((one) => ({ ...one, shape: shapeOf(one.profile, 14 * 86_400) })),
	);
	for (const times of [2, 4]) {
		print(
			`60/40, capacity × ${times}`,
			measured.map((one) => withCapacity(one, times)),
		);
	}
	print(
		"60/40, no capacity known",
		measured.map((one) => withCapacity(one, null)),
	);
	for (const file of files) {
		print(
			`60/40, only ${file}`,
			measured.filter((one) => one.file === file),
		);
	}
	console.log(missed.length === 0 ? "kept everywhere" : missed.join("\n"));
}

function sizeAt(size: (aim: { aim: number; most: number }) => Outcome): (risk: number) => Outcome {
	return (risk) => size(target(risk));
}

/** What came of the steadiest: all the peaks of the history's parts alike, far below the capacity. Of how many could 1 % be told? */
function steady(): void {
	const [within, below] = [0.1, 0.5];
	const alike = cases.filter(({ profile: { parts, peak, capacity }, split: { from, to, end } }) => {
		const known = parts.filter((part) => part >= 0);
		return (
			end - to <= to - from &&
			known.length >= 12 &&
			peak > 0 &&
			known.every((part) => part >= (1 - within) * peak) &&
			capacity !== null &&
			peak < below * capacity
		);
	});
	const beyond = [1.1, 1.3, 1.5, 2].map(
		(times) => `${times} × ${alike.filter(({ future, profile }) => future > times * profile.peak).length}`,
	);
	console.log(
		`\nPeaks within ${within * 100} % of each other and below ${below * 100} % of the capacity: ${alike.length} cases of ${new Set(alike.map(({ series }) => series)).size} series; went beyond their peak by ${beyond.join(", ")}`,
	);
}

function curves(title: string, unseen: (one: Case) => Model): void {
	console.log(
		`\nMean limit / capacity at which at most so many exceed (60/40, ${title}); other rules with the best buffer in hindsight`,
	);
	console.log(row(["exceeded at most", ...CURVE.map((share) => `${Number((share * 100).toPrecision(2))} %`)]));
	const size = sizer(measured, unseen);
	const ours = Array.from({ length: 120 }, (_, i) => 0.4 * 0.96 ** i).map((risk) => ({
		buffer: risk,
		outcome: size(target(risk)),
	}));
	const line = (name: string, tried: typeof ours) =>
		row([name, ...CURVE.map((share) => leastMemory(tried, share)?.outcome.memory.toFixed(3) ?? "–")]);
	console.log(line("Plimsoll", ours));
	const asked = size(target(GOAL.exceeded));
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
		const asked = sizer(group, unseen)(target(GOAL.exceeded));
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
		const { exceeded, memory, bytes } = size(target(risk));
		console.log(row([`Plimsoll, ${risk * 100} % accepted`, ...cells(exceeded, memory, bytes)]));
	}
}

async function writeCoefficients(): Promise<void> {
	const { bias, trees } = fitForest(cases);
	const path = join(import.meta.dirname, "../../src/verdicts/sizing/coefficients.ts");
	const members = trees.map(({ ask, upTo, leaf }) => {
		const questions = ask.map((f, i) => `${FEATURES[f]} ${upTo[i] === Number.MAX_VALUE ? "1e308" : upTo[i]}`);
		return `${questions.join(" ")} ${leaf.join(" ")}`;
	});
	const text = `/**
 * Written by \`npm run bench -- sizing --fit\` from ${measured.length} real series and made-up ones; do not edit. What they mean and how they were found is in docs/sizing.md.
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
