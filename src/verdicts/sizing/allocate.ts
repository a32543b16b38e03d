import { AIMS } from "./coefficients.ts";
import type { Curve } from "./curve.ts";

/** Nobody is sacrificed for the fleet: no container's own risk is more than this many times what was accepted. */
export const OWN_RISK = 3;
const HALVINGS = 40;

/** A container's curve and what one unit of level costs: its scale as a share of its capacity. */
export interface Candidate {
	curve: Curve;
	cost: number;
}

/**
 * One level each, so that together they exceed at most the accepted share at the least memory: memory goes where it buys the most
 * safety. Each minimises cost + price × risk with the price the same for all (Lagrange), and the price is the lowest at which the mean
 * risk meets the aim. A price finds the corners of a curve's hull alone, so that like containers all leap from one to the next at once: those
 * that do stop in between, where a risk that is the same for them meets the aim. Only then is a level raised whose own risk is above `most`: were the others to profit from that, a smaller accepted
 * risk could give one of them a smaller limit. Returns an index into the levels of each.
 */
export function allocate(candidates: readonly Candidate[], { aim, most }: { aim: number; most: number }): number[] {
	const chosen = (price: number) => candidates.map((candidate) => choose(candidate, price));
	const mean = (choice: readonly number[]) =>
		choice.reduce((sum, level, i) => sum + ((candidates[i] as Candidate).curve.risks[level] as number), 0) /
		candidates.length;
	// Prices from "any memory is too dear" to "any risk is".
	let [low, high] = [Math.log(1e-4), Math.log(1e7)];
	for (let i = 0; i < HALVINGS; i++) {
		const price = (low + high) / 2;
		if (mean(chosen(Math.exp(price))) > aim) low = price;
		else high = price;
	}
	const [cheap, safe] = [chosen(Math.exp(low)), chosen(Math.exp(high))];
	const between = (risk: number) =>
		candidates.map(({ curve }, i) => within(curve, risk, cheap[i] as number, safe[i] as number));
	let [strict, loose] = [0, 1];
	for (let i = 0; i < HALVINGS; i++) {
		const risk = (strict + loose) / 2;
		if (mean(between(risk)) > aim) loose = risk;
		else strict = risk;
	}
	const shared = between(strict);
	return candidates.map(({ curve }, i) => Math.max(shared[i] as number, within(curve, most)));
}

function choose({ curve, cost }: Candidate, price: number): number {
	const { levels, risks } = curve;
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	for (let i = 0; i < levels.length; i++) {
		const total = cost * (levels[i] as number) + price * (risks[i] as number);
		if (total < least) [least, best] = [total, i];
	}
	return best;
}

/** The lowest level of these whose risk is at most that; the highest where none is. Risks never rise with the level. */
function within({ risks }: Curve, most: number, from = 0, to = risks.length - 1): number {
	for (let i = from; i < to; i++) if ((risks[i] as number) <= most) return i;
	return to;
}

type Aims = typeof AIMS;

/** What to aim for when this share is accepted. `aims` is for the fit. */
export function targetOf(accepted: number, aims: Aims = AIMS): { aim: number; most: number } {
	return { aim: aimOf(accepted, aims), most: Math.min(OWN_RISK * accepted, 0.9) };
}

/** The mean risk, as the curves reckon it, that keeps the accepted share: between the measured ones on a log scale, proportional beyond. */
function aimOf(accepted: number, aims: Aims): number {
	const [first, last] = [aims[0], aims.at(-1)] as [readonly [number, number], readonly [number, number]];
	if (accepted <= first[0]) return (first[1] / first[0]) * accepted;
	if (accepted >= last[0]) return Math.min(0.9, (last[1] / last[0]) * accepted);
	const i = aims.findIndex(([share]) => share >= accepted);
	const [[a, x], [b, y]] = [aims[i - 1], aims[i]] as [readonly [number, number], readonly [number, number]];
	const part = Math.log(accepted / a) / Math.log(b / a);
	return x * (y / x) ** part;
}
