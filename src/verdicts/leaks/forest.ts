import { COEFFICIENTS } from "./coefficients.ts";
import type { Measured } from "./measure.ts";
import { Place } from "./numbers.ts";

type Measurement = keyof Measured["values"];

/** The committee: each member asks five of 31 questions ("is this measurement at most so much?") and adds its points. */
interface Committee {
	measurements: Measurement[];
	/** Per question: which of the measurements, and how much. */
	asked: Uint8Array;
	upTo: Float64Array;
	/** Per answer. */
	points: Float64Array;
}

const QUESTIONS = 31;
const ANSWERS = 32;

/** Points for a leak; what they mean as a probability was fitted to series that no member had seen (Platt 1999). */
export function confidenceOf(values: Measured["values"]): number {
	const { offset, scale } = COEFFICIENTS;
	return 1 / (1 + Math.exp(-(offset + scale * pointsOf(values))));
}

const MEASURED = new Place();

function pointsOf(values: Measured["values"]): number {
	// Read when it is first asked: whoever judges nothing does not wait for it.
	committee ??= parse(COEFFICIENTS.members, COEFFICIENTS.measurements);
	const { measurements, asked, upTo, points } = committee;
	const measured = MEASURED.of(measurements.length);
	for (let i = 0; i < measured.length; i++) measured[i] = values[measurements[i] as Measurement];
	const members = points.length / ANSWERS;
	let sum = COEFFICIENTS.bias;
	for (let member = 0; member < members; member++) {
		const first = member * QUESTIONS;
		let at = 0;
		while (at < QUESTIONS) {
			const value = measured[asked[first + at] as number] as number;
			// No branch: the processor could not guess the answer.
			at = 2 * at + 2 - Number(value <= (upTo[first + at] as number));
		}
		sum += points[member * ANSWERS + at - QUESTIONS] as number;
	}
	return sum;
}

/**
 * One member a line: 31 times `measurement:value`, first the root, then its two children, then theirs …; then 32 points. A
 * question that is not needed is a bare measurement: always at most.
 */
function parse(text: string, names: string): Committee {
	const asked: number[] = [];
	const upTo: number[] = [];
	const points: number[] = [];
	for (const line of text.trim().split("\n")) {
		const words = line.split(" ");
		for (let i = 0; i < QUESTIONS; i++) {
			const [measurement, most] = (words[i] as string).split(":");
			asked.push(Number(measurement));
			upTo.push(most === undefined ? Number.MAX_VALUE : Number(most));
		}
		for (let i = 0; i < ANSWERS; i++) points.push(Number(words[QUESTIONS + i]));
	}
	return {
		measurements: names.split(" ") as Measurement[],
		asked: Uint8Array.from(asked),
		upTo: Float64Array.from(upTo),
		points: Float64Array.from(points),
	};
}

let committee: Committee | null = null;
