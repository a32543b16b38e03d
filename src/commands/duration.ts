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
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([wdhms])/g)];
	const whole = /^\d+$/.test(text)
		? Number(text)
		: parts.map(([part]) => part).join("") === text
			? parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ""] ?? Number.NaN), 0)
			: Number.NaN;
	if (!(whole > 0 && whole >= least && whole <= most)) throw new Failure("bad-value", { flag, value: text, expected });
	return whole;
}
