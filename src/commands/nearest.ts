/** The known word at the least edit distance from what was typed, or null when none is close enough to be a slip. */
export function nearest(typed: string, known: readonly string[]): string | null {
	let best: string | null = null;
	let least = Math.max(2, Math.floor(typed.length / 3)) + 1;
	for (const word of known) {
		const distance = editDistance(typed, word);
		if (distance < least) [best, least] = [word, distance];
	}
	return best;
}

/** Levenshtein's distance, one row at a time. Words longer than any name of ours are not compared. */
function editDistance(a: string, b: string): number {
	if (a.length > 64) return Number.POSITIVE_INFINITY;
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
