/** Cells in columns: the first wide, the others even. */
export function row([first = "", ...cells]: readonly string[]): string {
	return `${first.padEnd(28)}${cells.map((cell) => cell.padStart(15)).join("")}`;
}

/** Wilson's interval for a share (95 %): honest near 0, where the plain one is empty. */
export function interval(hits: number, all: number): [low: number, high: number] {
	const z = 1.96;
	const share = hits / all;
	const middle = share + z ** 2 / (2 * all);
	const half = z * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
	const below = 1 + z ** 2 / all;
	return [Math.max(0, (middle - half) / below), Math.min(1, (middle + half) / below)];
}
