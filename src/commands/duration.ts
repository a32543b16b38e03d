import { Failure } from "../model/failure.ts";

const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** What a duration flag takes; seconds, both ends included. */
interface DurationRange {
	least: number;
	most: number;
	/** Examples, for who gave something else. */
	expected: string;
}

/** `14d`, `36h`, `1d12h`, or seconds: to seconds. */
export function secondsOf(flag: string, text: string, { least, most, expected }: DurationRange): number {
	const whole = /^\d+$/.test(text) ? Number(text) : (spanOf(text) ?? Number.NaN);
	if (!(whole > 0 && whole >= least && whole <= most)) throw new Failure("bad-value", { flag, value: text, expected });
	return whole;
}

/** `14d`, `36h`, `1d12h`: in seconds; null for what has no units. */
export function spanOf(text: string): number | null {
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([wdhms])/g)];
	if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return null;
	return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (UNITS[unit] ?? Number.NaN), 0);
}
