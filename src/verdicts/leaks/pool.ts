/**
 * Log-odds that replicas leak against the mean of their own: made by `npm run bench -- leaks --fit-fleets` from fleets that nothing is judged on. They
 * run the same code under the same load and err alike, so that more of them are hardly more witnesses; but what all do is seldom chance.
 */
const FITTED = { offset: 1.24, scale: 0.97, threshold: 0.958 };
const MOST = 0.995;

/** A fleet is called leaking from this confidence on: 0.5 % of the fleets that do not leak reached it, and where one replica is called alone that comes on top. */
export const FLEET_THRESHOLD = FITTED.threshold;

/** The replicas' confidence that memory leaks, put together. */
export function pooled(confidences: readonly number[]): number {
	if (confidences.length === 0) return 0;
	const together = 1 / (1 + Math.exp(-FITTED.offset - FITTED.scale * meanLogOdds(confidences)));
	// Agreement makes sure of the growth, not of what nobody has seen yet.
	return Math.min(together, Math.max(MOST, ...confidences));
}

export function meanLogOdds(confidences: readonly number[]): number {
	const odds = confidences.map((p) => Math.log(Math.max(1e-6, p) / Math.max(1e-6, 1 - p)));
	return odds.reduce((sum, one) => sum + one, 0) / odds.length;
}
