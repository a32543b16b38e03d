import type { Interval } from "../../model/rules-verify.ts";

/** Two-sided 95 %. */
const TAIL = 0.025;

/**
 * Events an hour with the exact 95 % interval of a Poisson count (Garwood 1936, "Fiducial limits for the Poisson distribution"): the rates at which
 * so many events, or more, or fewer, would come by chance one time in forty. Null where no time was watched.
 */
export function rateOf(events: number, seconds: number): Interval | null {
	if (!(seconds > 0)) return null;
	const hours = seconds / 3600;
	// P(X >= events) falls below the tail under the lower limit, P(X <= events) above the upper one.
	const low = events === 0 ? 0 : solve((mean) => 1 - atMost(events - 1, mean), TAIL, events);
	const high = solve((mean) => 1 - atMost(events, mean), 1 - TAIL, events + 1);
	return { value: events / hours, low: low / hours, high: high / hours };
}

/**
 * How many times as often events come after as before, with its exact 95 % interval: of all events together, those after are a binomial share
 * (Przyborowski and Wilenski 1940), whose limits are Clopper's and Pearson's (1934). `exposure` is the time after over the time before, with the
 * load of each. Null where nothing happened at all.
 */
export function ratioOf(before: number, after: number, exposure: number): Interval | null {
	const all = before + after;
	if (all === 0 || !(exposure > 0)) return null;
	const odds = (share: number) => (share >= 1 ? Number.POSITIVE_INFINITY : share / (1 - share) / exposure);
	const low = after === 0 ? 0 : root((share) => 1 - binomialAtMost(after - 1, all, share), TAIL);
	const high = before === 0 ? 1 : root((share) => 1 - binomialAtMost(after, all, share), 1 - TAIL);
	return { value: odds(after / all), low: odds(low), high: odds(high) };
}

/** P(X <= count) for a Poisson mean. */
function atMost(count: number, mean: number): number {
	let sum = 0;
	for (let i = 0, logTerm = -mean; i <= count; i++, logTerm += Math.log(mean) - Math.log(i)) sum += Math.exp(logTerm);
	return Math.min(1, sum);
}

/** P(X <= count) of `n` tries. */
function binomialAtMost(count: number, n: number, share: number): number {
	if (share <= 0) return 1;
	if (share >= 1) return count >= n ? 1 : 0;
	const odds = Math.log(share) - Math.log1p(-share);
	let [sum, logTerm] = [0, n * Math.log1p(-share)];
	for (let i = 0; i <= count; i++) {
		sum += Math.exp(logTerm);
		logTerm += Math.log((n - i) / (i + 1)) + odds;
	}
	return Math.min(1, sum);
}

/** Where a function that rises from 0 to 1 over 0 to 1 reaches a value. */
function root(rising: (x: number) => number, value: number): number {
	let [low, high] = [0, 1];
	for (let i = 0; i < 60; i++) {
		const middle = (low + high) / 2;
		if (rising(middle) < value) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/** The same over the positive numbers, from a first guess of where. */
function solve(rising: (x: number) => number, value: number, guess: number): number {
	let most = Math.max(1, 2 * guess);
	while (rising(most) < value) most *= 2;
	return most * root((x) => rising(x * most), value);
}
