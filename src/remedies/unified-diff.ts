/** Lines shown around each change, as diff and git do. */
const CONTEXT = 3;

/**
 * A unified diff of two texts with the same number of lines, as `git apply` and `patch -p1` take it; empty where they are alike. Only edits within
 * lines are made here, so that the lines of both correspond one to one.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
	const [old, made] = [before.split("\n"), after.split("\n")];
	const changed = old.flatMap((line, i) => (line === made[i] ? [] : [i]));
	if (changed.length === 0) return "";
	// A final newline leaves an empty piece that is no line.
	const last = old.at(-1) === "" ? old.length - 1 : old.length;
	const prefix = path.startsWith("/") ? "" : "/";
	const hunks = hunksOf(changed, last).map(([start, end]) => {
		const lines = [`@@ -${start + 1},${end - start} +${start + 1},${end - start} @@`];
		let i = start;
		while (i < end) {
			const run = i;
			while (i < end && old[i] !== made[i]) i++;
			if (i > run) {
				lines.push(...written("-", old, run, i), ...written("+", made, run, i));
			} else lines.push(...written(" ", old, i, ++i));
		}
		return lines.join("\n");
	});
	return `--- a${prefix}${path}\n+++ b${prefix}${path}\n${hunks.join("\n")}\n`;
}

function written(mark: string, lines: readonly string[], start: number, end: number): string[] {
	const unfinished = end === lines.length && lines.at(-1) !== "";
	return [
		...lines.slice(start, end).map((line) => mark + line),
		...(unfinished ? ["\\ No newline at end of file"] : []),
	];
}

/** Ranges of lines around the changes, those that touch joined. */
function hunksOf(changed: readonly number[], count: number): [start: number, end: number][] {
	const hunks: [number, number][] = [];
	for (const line of changed) {
		const [start, end] = [Math.max(0, line - CONTEXT), Math.min(count, line + CONTEXT + 1)];
		const previous = hunks.at(-1);
		if (previous !== undefined && start <= previous[1]) previous[1] = end;
		else hunks.push([start, end]);
	}
	return hunks;
}
