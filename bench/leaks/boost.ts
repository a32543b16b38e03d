import { Random } from "./random.ts";

/**
 * Gradient boosting of small regression trees for a yes-or-no label (Friedman 2001, "Greedy function approximation"; second-order
 * leaves as in Chen and Guestrin 2016). Written out because the trees are committed and every run must make the same ones.
 */
export interface Tree {
	/** For each inner node, breadth first: which measurement it asks for, and up to which value to go left. */
	ask: number[];
	upTo: number[];
	/** What each leaf adds to the log-odds, left to right. */
	leaf: number[];
}

export interface Forest {
	bias: number;
	trees: Tree[];
}

export interface Settings {
	trees: number;
	depth: number;
	/** Share of every tree's say that is kept. */
	rate: number;
	/** Least sum of p(1-p) in a leaf: about four times as many samples at even odds. */
	least: number;
	/** Pull of leaves towards zero. */
	ridge: number;
	/** For each measurement 1 if more of it may only speak for a leak, -1 if only against, 0 if either. */
	direction: Int8Array;
	/** Share of the rows and of the measurements that each tree is grown from, drawn anew for each (Friedman 2002). */
	rows: number;
	measurements: number;
}

const BINS = 64;

export function train(
	rows: readonly Float64Array[],
	labels: Uint8Array,
	weights: Float64Array,
	settings: Settings,
): Forest {
	const features = rows[0]?.length ?? 0;
	const edges = Array.from({ length: features }, (_, f) => edgesOf(rows, f));
	const n = rows.length;
	const bins = edges.map((edge, f) => Uint8Array.from(rows, (row) => binOf(edge, row[f] as number)));
	let [positive, total] = [0, 0];
	for (let i = 0; i < n; i++) {
		total += weights[i] as number;
		if (labels[i] === 1) positive += weights[i] as number;
	}
	const bias = Math.log(positive / (total - positive));
	const score = new Float64Array(n).fill(bias);
	const trees: Tree[] = [];
	const [g, h] = [new Float64Array(n), new Float64Array(n)];
	const random = new Random("forest");
	for (let k = 0; k < settings.trees; k++) {
		const asked = bins.map(() => random.chance(settings.measurements));
		for (let i = 0; i < n; i++) {
			if (!random.chance(settings.rows)) {
				g[i] = 0;
				h[i] = 0;
				continue;
			}
			const p = 1 / (1 + Math.exp(-(score[i] as number)));
			g[i] = (weights[i] as number) * ((labels[i] as number) - p);
			h[i] = (weights[i] as number) * p * (1 - p);
		}
		trees.push(grow(bins, edges, asked, g, h, score, settings));
	}
	return { bias, trees };
}

function grow(
	bins: Uint8Array[],
	edges: Float64Array[],
	asked: boolean[],
	g: Float64Array,
	h: Float64Array,
	score: Float64Array,
	{ depth, rate, least, ridge, direction }: Settings,
): Tree {
	const n = g.length;
	const node = new Uint16Array(n);
	const tree: Tree = { ask: [], upTo: [], leaf: [] };
	for (let level = 0; level < depth; level++) {
		const first = (1 << level) - 1;
		const count = 1 << level;
		const best = Array.from({ length: count }, () => ({ gain: 1e-6, ask: 0, bin: BINS }));
		const [sg, sh] = [new Float64Array(count * BINS), new Float64Array(count * BINS)];
		for (let f = 0; f < bins.length; f++) {
			if (asked[f] !== true) continue;
			const column = bins[f] as Uint8Array;
			sg.fill(0);
			sh.fill(0);
			for (let i = 0; i < n; i++) {
				const cell = ((node[i] as number) - first) * BINS + (column[i] as number);
				sg[cell] = (sg[cell] as number) + (g[i] as number);
				sh[cell] = (sh[cell] as number) + (h[i] as number);
			}
			for (let at = 0; at < count; at++) {
				let [tg, th] = [0, 0];
				for (let b = 0; b < BINS; b++) {
					tg += sg[at * BINS + b] as number;
					th += sh[at * BINS + b] as number;
				}
				let [lg, lh] = [0, 0];
				const last = (edges[f] as Float64Array).length;
				for (let b = 0; b < last; b++) {
					lg += sg[at * BINS + b] as number;
					lh += sh[at * BINS + b] as number;
					if (lh < least || th - lh < least) continue;
					const wanted = direction[f] as number;
					if (wanted !== 0 && wanted * ((tg - lg) / (th - lh + ridge) - lg / (lh + ridge)) < 0) continue;
					const gain = (lg * lg) / (lh + ridge) + (tg - lg) ** 2 / (th - lh + ridge) - (tg * tg) / (th + ridge);
					const record = best[at] as { gain: number; ask: number; bin: number };
					if (gain > record.gain) Object.assign(record, { gain, ask: f, bin: b });
				}
			}
		}
		for (const { ask, bin } of best) {
			tree.ask.push(ask);
			tree.upTo.push(bin === BINS ? Number.MAX_VALUE : ((edges[ask] as Float64Array)[bin] as number));
		}
		for (let i = 0; i < n; i++) {
			const { ask, bin } = best[(node[i] as number) - first] as { ask: number; bin: number };
			node[i] = 2 * (node[i] as number) + (((bins[ask] as Uint8Array)[i] as number) <= bin ? 1 : 2);
		}
	}
	const first = (1 << depth) - 1;
	const [lg, lh] = [new Float64Array(1 << depth), new Float64Array(1 << depth)];
	for (let i = 0; i < n; i++) {
		const at = (node[i] as number) - first;
		lg[at] = (lg[at] as number) + (g[i] as number);
		lh[at] = (lh[at] as number) + (h[i] as number);
	}
	tree.leaf = Array.from(lg, (sum, at) => Math.round(((rate * sum) / ((lh[at] as number) + ridge)) * 1e4) / 1e4);
	for (let i = 0; i < n; i++) score[i] = (score[i] as number) + (tree.leaf[(node[i] as number) - first] as number);
	return tree;
}

/** Log-odds. */
export function scoreOf({ bias, trees }: Forest, row: Float64Array): number {
	let sum = bias;
	for (const { ask, upTo, leaf } of trees) {
		let at = 0;
		while (at < ask.length) at = 2 * at + ((row[ask[at] as number] as number) <= (upTo[at] as number) ? 1 : 2);
		sum += leaf[at - ask.length] as number;
	}
	return sum;
}

/** Up to 63 values that part the measurement's samples evenly, rounded to three digits so that they can be read. */
function edgesOf(rows: readonly Float64Array[], f: number): Float64Array {
	const sorted = Float64Array.from(rows, (row) => row[f] as number).sort();
	const edges = new Set<number>();
	for (let b = 1; b < BINS; b++) {
		edges.add(Number((sorted[Math.floor((sorted.length * b) / BINS)] as number).toPrecision(3)));
	}
	return Float64Array.from(edges).sort();
}

function binOf(edges: Float64Array, value: number): number {
	let [low, high] = [0, edges.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (value <= (edges[middle] as number)) high = middle;
		else low = middle + 1;
	}
	return low;
}
