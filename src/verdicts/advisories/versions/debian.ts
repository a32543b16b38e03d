import type { Version } from "./version.ts";

/** `[epoch:]upstream[-revision]` (Debian Policy 5.6.12). */
export function parseDebian(text: string): Version | null {
	const found = /^(?:(\d{1,9}):)?(\d[A-Za-z0-9.+~:-]*)$/.exec(text);
	if (found === null) return null;
	return {
		text,
		line: "",
		core: [Number(found[1] ?? 0)],
		pre: null,
		revision: 0,
		fork: null,
		floating: false,
		rest: found[2] ?? "",
	};
}

export function compareDebian(a: Version, b: Version): number {
	const epochs = Math.sign((a.core[0] ?? 0) - (b.core[0] ?? 0));
	if (epochs !== 0) return epochs;
	const [[up, rev], [otherUp, otherRev]] = [parts(a.rest), parts(b.rest)];
	return compareText(up, otherUp) || compareText(rev, otherRev);
}

/** The revision stands after the last hyphen; none counts as 0. */
function parts(version: string): [string, string] {
	const hyphen = version.lastIndexOf("-");
	return hyphen === -1 ? [version, "0"] : [version.slice(0, hyphen), version.slice(hyphen + 1)];
}

/** Text and numbers in turn, text by dpkg's order: tilde before the end, the end before letters, letters before the rest. */
function compareText(a: string, b: string): number {
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length) {
		while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
			const difference = rank(a[i]) - rank(b[j]);
			if (difference !== 0) return Math.sign(difference);
			i++;
			j++;
		}
		const [x, y] = [digitsAt(a, i), digitsAt(b, j)];
		i += x.length;
		j += y.length;
		const [left, right] = [x.replace(/^0+/, ""), y.replace(/^0+/, "")];
		if (left.length !== right.length) return left.length < right.length ? -1 : 1;
		if (left !== right) return left < right ? -1 : 1;
	}
	return 0;
}

function rank(char: string | undefined): number {
	if (char === "~") return -1;
	if (char === undefined || isDigit(char)) return 0;
	const code = char.codePointAt(0) ?? 0;
	return /[A-Za-z]/.test(char) ? code : code + 256;
}

function isDigit(char: string | undefined): boolean {
	return char !== undefined && char >= "0" && char <= "9";
}

function digitsAt(text: string, from: number): string {
	let to = from;
	while (isDigit(text[to])) to++;
	return text.slice(from, to);
}
