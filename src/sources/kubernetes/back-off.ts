const BACK_OFF_MS = 250;
export const RETRY_AFTER_BOUND_MS = 30_000;

/** Doubling, with jitter so that many clients do not come back together. Milliseconds. */
export function backOff(attempt: number, first: number = BACK_OFF_MS, most: number = RETRY_AFTER_BOUND_MS): number {
	return Math.min(most, first * 2 ** Math.min(attempt, 30)) * (0.5 + Math.random() / 2);
}
