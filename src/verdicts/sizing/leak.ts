import type { Profile } from "./profile.ts";

/**
 * The limit that stays where use climbs in every life, bytes: the present one, or what is in use now if that is more. A leak fills whatever it is
 * given, so more memory only delays its end and less brings it sooner; its history tells what it reached so far, not what it needs. Null for what
 * does not climb, and where there is no limit to leave.
 */
export function leakLimit({ climbing, capacity, last }: Profile): number | null {
	return climbing && capacity !== null && capacity > 0 ? Math.max(Math.ceil(capacity), Math.ceil(last)) : null;
}

/** Where use stands after the horizon (seconds) if it goes on as from the first half of the history to the second: bytes. */
export function reachedWithin({ parts, peak, seconds }: Profile, horizon: number): number {
	const known = [...parts].filter((part) => part >= 0);
	const half = known.length >> 1;
	if (half === 0 || seconds === 0) return peak;
	const mean = (some: readonly number[]) => some.reduce((sum, part) => sum + part, 0) / some.length;
	// The middles of the halves lie half a history apart.
	const grown = 2 * (mean(known.slice(-half)) - mean(known.slice(0, half)));
	return peak + Math.max(0, grown) * (horizon / seconds);
}
