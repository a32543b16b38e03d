/** Counts of one rule on labelled series. */
export interface Score {
	leaking: number;
	found: number;
	quiet: number;
	alarms: number;
	half: number;
	halfFound: number;
}

export function emptyScore(): Score {
	return { leaking: 0, found: 0, quiet: 0, alarms: 0, half: 0, halfFound: 0 };
}

export function scoreLine(name: string, { leaking, found, quiet, alarms, half, halfFound }: Score): string {
	const recall = found / leaking;
	const precision = found / (found + alarms);
	const f1 = (2 * precision * recall) / (precision + recall);
	const cells = [precision, recall, f1, alarms / quiet, halfFound / half];
	return `${name.padEnd(34)}${cells.map((value) => (Number.isNaN(value) ? "–" : value.toFixed(3)).padStart(11)).join("")}`;
}

export const SCORE_HEAD = `${"".padEnd(34)}${["precision", "recall", "F1", "alarms", "half"].map((head) => head.padStart(11)).join("")}`;
