const CELLS = 24;

/**
 * A share as a row of blocks, with the part that is kept back at its end: `█████░░░░▒▒`.
 * @param share of the whole in use, 0 to 1; more is shown as full
 * @param kept of the whole, at the end, not to be used
 */
export function bar(share: number, kept: number): string {
	const full = Math.round(clamp(share) * CELLS);
	const back = Math.min(CELLS - full, Math.ceil(clamp(kept) * CELLS));
	return "█".repeat(full) + "░".repeat(CELLS - full - back) + "▒".repeat(back);
}

function clamp(share: number): number {
	return Math.min(1, Math.max(0, share));
}
