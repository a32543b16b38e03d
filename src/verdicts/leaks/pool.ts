/**
 * How much two replicas err alike: they run the same code under the same load. Of n witnesses who agree n / (1 + (n - 1)·ρ) count
 * (Kish 1965, design effect); the benchmark prints what that comes to.
 */
const ALIKE = 0.5;
const MOST = 0.995;

/** The replicas' confidence that memory leaks, put together on the scale of log-odds. */
export function pooled(confidences: readonly number[]): number {
	const n = confidences.length;
	if (n === 0) return 0;
	const logit = (p: number) => Math.log(Math.max(1e-6, p) / Math.max(1e-6, 1 - p));
	const mean = confidences.reduce((sum, p) => sum + logit(p), 0) / n;
	const together = 1 / (1 + Math.exp((-mean * n) / (1 + (n - 1) * ALIKE)));
	// Agreement makes sure of the growth, not of what nobody has seen yet.
	return Math.min(together, Math.max(MOST, ...confidences));
}
