import type { Series } from "../../model/series.ts";

export const [MINUTE, HOUR, DAY] = [60, 3600, 86_400] as const;
export const MIB = 2 ** 20;
/** 2023-11-14T22:13:20Z */
export const BEGIN = 1_700_000_000;

export interface Recipe {
	/** Seconds; every five minutes by default. */
	span: number;
	step?: number;
	/** Bytes; none by default. */
	limit?: number;
	/** MiB by the seconds since the beginning. */
	mib(seconds: number): number;
	/** Seconds at which the process began the life it is in; not known by default. */
	start?(seconds: number): number;
	/** MiB of even noise to either side; 2 by default. */
	noise?: number;
	name?: string;
	/** Makes the noise of one series differ from another's. */
	seed?: number;
}

/** A series by a formula. The noise is the same every time. */
export function series({
	span,
	step = 300,
	limit = Number.NaN,
	mib,
	start,
	noise = 2,
	name = "shop/web",
	seed = 0,
}: Recipe): Series {
	const t = Float64Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => BEGIN + i * step);
	return {
		name,
		t,
		bytes: t.map((time, i) => MIB * (mib(time - BEGIN) + noise * (2 * scatter(i + 7919 * seed) - 1))),
		capacity: new Float64Array(t.length).fill(limit),
		start: t.map((time) => (start === undefined ? Number.NaN : BEGIN + start(time - BEGIN))),
	};
}

/** Spread evenly over 0 to 1 with no order that shows. */
function scatter(i: number): number {
	const x = Math.sin(i * 12.9898 + 1) * 43_758.5453;
	return x - Math.floor(x);
}

/** Day and night as a share, 0 to 1. */
export function daily(seconds: number): number {
	return (1 - Math.cos((2 * Math.PI * seconds) / DAY)) / 2;
}

/** The same noise for formulas that are no series: -1 to 1. */
export function noiseAt(i: number): number {
	return 2 * scatter(i) - 1;
}
