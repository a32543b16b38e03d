/** A version taken apart by its scheme. Only versions of one line have an order. */
export interface Version {
	text: string;
	/** What has an order: a channel, a kernel's flavour; empty where all versions do. */
	line: string;
	/** The release's numbers. */
	core: readonly number[];
	/** Null for a release; else the parts of its pre-release. */
	pre: readonly (string | number)[] | null;
	/** The distribution's own revision on top (`+k3s1`). */
	revision: number;
	/** Whose build it is, where that is not the project's own: it may hold fixes that the number does not tell. */
	fork: string | null;
	/** The tag names no patch release (`v2`, `1.29`) and floats. */
	floating: boolean;
	/** For schemes whose order is that of text. */
	rest: string;
}

/** Missing numbers are zero. */
export function compareNumbers(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < Math.max(a.length, b.length); i++) {
		const [x, y] = [a[i] ?? 0, b[i] ?? 0];
		if (x !== y) return x < y ? -1 : 1;
	}
	return 0;
}
