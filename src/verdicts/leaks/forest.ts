import { COEFFICIENTS } from "./coefficients.ts";
import type { Measured } from "./measure.ts";

type Measurement = keyof Measured["values"];

/** The committee: each member asks three of seven questions ("is this measurement at most so much?") and adds its points. */
interface Committee {
	questions: Measurement[];
	upTo: Float64Array;
	points: Float64Array;
}

const QUESTIONS = 7;
const ANSWERS = 8;

/** Points for a leak; what they mean as a probability was fitted to series that no member had seen (Platt 1999). */
export function confidenceOf(values: Measured["values"]): number {
	const { offset, scale } = COEFFICIENTS;
	return 1 / (1 + Math.exp(-(offset + scale * pointsOf(values))));
}

export function pointsOf(values: Measured["values"]): number {
	let sum = COEFFICIENTS.bias;
	const { questions, upTo, points } = COMMITTEE;
	const members = points.length / ANSWERS;
	for (let member = 0; member < members; member++) {
		let at = 0;
		while (at < QUESTIONS) {
			const question = member * QUESTIONS + at;
			const value = values[questions[question] as Measurement];
			at = 2 * at + (value <= (upTo[question] as number) ? 1 : 2);
		}
		sum += points[member * ANSWERS + at - QUESTIONS] as number;
	}
	return sum;
}

/** One member a line: `measurement value` seven times, first the root, then its two children, then theirs; then eight points. */
function parse(text: string): Committee {
	const questions: Measurement[] = [];
	const upTo: number[] = [];
	const points: number[] = [];
	for (const line of text.trim().split("\n")) {
		const words = line.trim().split(/\s+/);
		for (let i = 0; i < QUESTIONS; i++) {
			questions.push(words[2 * i] as Measurement);
			upTo.push(Number(words[2 * i + 1]));
		}
		for (let i = 0; i < ANSWERS; i++) points.push(Number(words[2 * QUESTIONS + i]));
	}
	return { questions, upTo: Float64Array.from(upTo), points: Float64Array.from(points) };
}

const COMMITTEE = parse(COEFFICIENTS.members);
