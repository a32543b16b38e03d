import type { Feature } from "./features.ts";

/** Written by `npm run bench -- sizing --fit`; what they mean and how they were found is in docs/sizing.md. */
export const COEFFICIENTS: Readonly<Record<Feature, number>> = {
	one: 2.6,
	partsAbove: 1.46,
	episodesAbove: -0.449,
	oneEpisode: -0.54,
	sinceAbove: -0.527,
	restlessness: 0.38,
	roomAbovePeak: -0.493,
	roomAboveBody: -0.027,
	roomAboveLate: -0.359,
	rising: 0.561,
	fewParts: -3.64,
	share: -0.665,
	horizon: 4.89,
};

/** The mean risk to aim for so that the share accepted (first) is kept on series not seen. */
export const AIMS: readonly (readonly [accepted: number, aim: number])[] = [
	[0.01, 0.01],
	[0.05, 0.0323],
	[0.1, 0.0614],
];
