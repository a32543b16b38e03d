/** Lines shown around each change, as diff and git do. */
const CONTEXT = 3;
/** Beyond so many changed lines the shortest way is not looked for: all that differs is shown as replaced. */
const MOST_CHANGES = 500;

/** A unified diff of two texts, as `git apply` and `patch -p1` take it; empty where they are alike. */
export function unifiedDiff(path: string, before: string, after: string): string {
	if (before === after) return "";
	const rows = grouped(lineDiff(before.split("\n"), after.split("\n")));
	// A final newline leaves an empty piece that is no line.
	const isEnd = (row: Row) => row.text === "" && row.last;
	// Where a name with spaces ends, `patch` knows by a tab; git writes it too.
	const name = `${path.startsWith("/") ? "" : "/"}${path}${path.includes(" ") ? "\t" : ""}`;
	const kept = rows.filter((row) => !isEnd(row));
	const hunks = hunksOf(kept).map(([start, end]) => {
		const count = (from: number, to: number, mark: Mark) =>
			kept.slice(from, to).filter((row) => row.mark === " " || row.mark === mark).length;
		const range = (mark: Mark) => {
			const [skipped, length] = [count(0, start, mark), count(start, end, mark)];
			return `${length === 0 ? skipped : skipped + 1},${length}`;
		};
		const lines = kept
			.slice(start, end)
			.flatMap(({ mark, text, last }) => [mark + text, ...(last ? ["\\ No newline at end of file"] : [])]);
		return [`@@ -${range("-")} +${range("+")} @@`, ...lines].join("\n");
	});
	return `--- a${name}\n+++ b${name}\n${hunks.join("\n")}\n`;
}

type Mark = " " | "-" | "+";
interface Row {
	mark: Mark;
	text: string;
	/** The last piece of its text: without a newline behind it. */
	last: boolean;
}

/** The lines of both texts, in order. */
function lineDiff(a: readonly string[], b: readonly string[]): Row[] {
	const same = (i: number, j: number) => a[i] === b[j] && (i === a.length - 1) === (j === b.length - 1);
	let [start, endA, endB] = [0, a.length, b.length];
	while (start < endA && start < endB && same(start, start)) start++;
	while (endA > start && endB > start && same(endA - 1, endB - 1)) [endA, endB] = [endA - 1, endB - 1];
	const row = (mark: Mark, lines: readonly string[], i: number): Row => ({
		mark,
		text: lines[i] ?? "",
		last: i === lines.length - 1,
	});
	const rows = a.slice(0, start).map((_, i) => row(" ", a, i));
	let [i, j] = [start, start];
	for (const [x, y] of [...matches(start, endA, endB, same), [endA, endB] as const]) {
		for (; i < x; i++) rows.push(row("-", a, i));
		for (; j < y; j++) rows.push(row("+", b, j));
		if (x < endA) rows.push(row(" ", a, x));
		[i, j] = [x + 1, y + 1];
	}
	for (let k = endA; k < a.length; k++) rows.push(row(" ", a, k));
	return rows;
}

/** Pairs of equal lines on a shortest way from one text to the other (Myers, An O(ND) Difference Algorithm, 1986). */
function matches(start: number, endA: number, endB: number, same: (i: number, j: number) => boolean) {
	const reached: Map<number, number>[] = [];
	let ends = new Map<number, number>([[1, start]]);
	for (let d = 0; d <= MOST_CHANGES; d++) {
		reached.push(ends);
		const next = new Map(ends);
		for (let k = -d; k <= d; k += 2) {
			const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
			let x = down ? (ends.get(k + 1) ?? start) : (ends.get(k - 1) ?? start) + 1;
			while (x < endA && x - k < endB && same(x, x - k)) x++;
			next.set(k, x);
			if (x >= endA && x - k >= endB) return wayBack(reached, endA, endB, start);
		}
		ends = next;
	}
	return [];
}

function wayBack(reached: readonly Map<number, number>[], endA: number, endB: number, start: number) {
	const pairs: [number, number][] = [];
	let [x, y] = [endA, endB];
	for (let d = reached.length - 1; d >= 0; d--) {
		const ends = reached[d] as Map<number, number>;
		const k = x - y;
		const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
		const from = d === 0 ? k : down ? k + 1 : k - 1;
		const fromX = d === 0 ? start : (ends.get(from) ?? start);
		// One step across, then along equal lines.
		const landed = d === 0 || down ? fromX : fromX + 1;
		while (x > landed) pairs.push([--x, --y]);
		[x, y] = [fromX, fromX - from];
	}
	return pairs.reverse();
}

/** Of lines that follow each other, first all that go, then all that come. */
function grouped(rows: readonly Row[]): Row[] {
	const result: Row[] = [];
	let run: Row[] = [];
	const close = () => {
		result.push(...run.filter(({ mark }) => mark === "-"), ...run.filter(({ mark }) => mark === "+"));
		run = [];
	};
	for (const row of rows) {
		if (row.mark !== " ") run.push(row);
		else {
			close();
			result.push(row);
		}
	}
	close();
	return result;
}

/** Ranges of rows around the changes, those that touch joined. */
function hunksOf(rows: readonly Row[]): [start: number, end: number][] {
	const hunks: [number, number][] = [];
	for (const [i, { mark }] of rows.entries()) {
		if (mark === " ") continue;
		const [start, end] = [Math.max(0, i - CONTEXT), Math.min(rows.length, i + CONTEXT + 1)];
		const previous = hunks.at(-1);
		if (previous !== undefined && start <= previous[1]) previous[1] = end;
		else hunks.push([start, end]);
	}
	return hunks;
}
