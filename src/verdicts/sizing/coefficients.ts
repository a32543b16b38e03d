import type { Feature } from "./features.ts";

/** Written by `npm run bench -- sizing --fit`; what they mean and how they were found is in docs/sizing.md. */
export const COEFFICIENTS: Readonly<Record<Feature, number>> = {
	one: 6.92,
	partsAbove: 1.4,
	episodesAbove: -0.47,
	oneEpisode: -0.42,
	sinceAbove: -0.74,
	restlessness: 0.4,
	roomAbovePeak: -0.49,
	roomAboveBody: -0.41,
	rising: 0.76,
	fewParts: -3.6,
	share: -0.85,
	horizon: 4.43,
};

/** The mean risk to aim for so that the share accepted (first) is kept on series not seen. */
export const AIMS: readonly (readonly [accepted: number, aim: number])[] = [
	[0.01, 0.014],
	[0.05, 0.033],
	[0.1, 0.058],
];
