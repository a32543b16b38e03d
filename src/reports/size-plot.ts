import type { Recommendation } from "../model/recommendation.ts";
import { printable } from "../model/text.ts";
import { formatBytes } from "../words/format.ts";
import type { Words } from "../words/words.ts";

const ROWS = 8;
/** Cells each part of the history takes. */
const WIDTH = 3;
const EIGHTHS = " ▁▂▃▄▅▆▇█";

/** The peaks of the history's parts as columns, with the present and the recommended limit as lines across. */
export function plot(one: Recommendation, words: Words): string[] {
	const { peaks, limit, current } = one;
	const top = Math.max(one.peak ?? 0, limit, current ?? 0) * 1.02;
	if (!(top > 0) || one.peak === null) return [];
	const rowOf = (bytes: number) => Math.min(ROWS - 1, Math.floor((bytes / top) * ROWS));
	const lines: string[] = [];
	for (let row = ROWS - 1; row >= 0; row--) {
		const isLimit = row === rowOf(limit);
		const isNow = current !== null && row === rowOf(current);
		const across = isLimit ? "─" : isNow ? "┄" : " ";
		const cells = peaks.map((peak) => cell(peak === null ? 0 : (peak / top) * ROWS - row, across)).join("");
		const label = [
			...(isLimit ? [`⦵ ${words.sizing.label.limit} ${formatBytes(limit)}`] : []),
			...(isNow ? [`${words.sizing.label.now} ${formatBytes(current)}`] : []),
		].join(" · ");
		lines.push(`  ${cells}${isLimit || isNow ? across : " "} ${label}`.trimEnd());
	}
	return [printable(one.series), ...lines];
}

/** How much of a row a column fills: its block, or the line across where it leaves the row empty. */
function cell(height: number, across: string): string {
	const eighth = Math.max(0, Math.min(8, Math.round(height * 8)));
	return (eighth === 0 ? across : (EIGHTHS[eighth] as string)).repeat(WIDTH - 1) + across;
}
