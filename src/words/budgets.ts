import type { BudgetBasis, BudgetPartName } from "../model/budget.ts";

/** What the picture of a budget says. */
export interface BudgetsWords {
	title: string;
	part: Record<BudgetPartName, string>;
	basis: Record<BudgetBasis, string>;
	unbounded: string;
	limit: string;
	noLimit: string;
	/** What runs and its limit, above its picture. */
	head(name: string, bound: string): string;
	/** The sum, and what follows from it. */
	verdict(sum: string, what: string): string;
	/** All parts at the worst moment: the sum, and the interval it lies in. */
	worst(bytes: string, low: string, high: string): string;
	fits(margin: string): string;
	tooLarge(margin: string): string;
	/** A part has no bound: the sum is without it. */
	unknown: string;
}
