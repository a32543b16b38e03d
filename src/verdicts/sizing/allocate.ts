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
 * risk meets the aim. Only then is a level raised whose own risk is above `most`: were the others to profit from that, a smaller accepted
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
	const shared = chosen(Math.exp(high));
	return candidates.map(({ curve }, i) => Math.max(shared[i] as number, firstWithin(curve, most)));
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

/** The lowest level whose risk is at most that; the highest where none is. Risks never rise with the level. */
function firstWithin({ risks }: Curve, most: number): number {
	const i = risks.findIndex((risk) => risk <= most);
	return i === -1 ? risks.length - 1 : i;
}

/** What to aim for when this share is accepted. */
export function targetOf(accepted: number): { aim: number; most: number } {
	return { aim: aimOf(accepted), most: Math.min(OWN_RISK * accepted, 0.9) };
}

/** The mean risk, as the curves reckon it, that keeps the accepted share: between the measured ones on a log scale, proportional beyond. */
function aimOf(accepted: number): number {
	const [first, last] = [AIMS[0], AIMS.at(-1)] as [readonly [number, number], readonly [number, number]];
	if (accepted <= first[0]) return (first[1] / first[0]) * accepted;
	if (accepted >= last[0]) return Math.min(0.9, (last[1] / last[0]) * accepted);
	const i = AIMS.findIndex(([share]) => share >= accepted);
	const [[a, x], [b, y]] = [AIMS[i - 1], AIMS[i]] as [readonly [number, number], readonly [number, number]];
	const part = Math.log(accepted / a) / Math.log(b / a);
	return x * (y / x) ** part;
}
