import type { Feature } from "./features.ts";

/** Written by `npm run bench -- sizing --fit`; what they mean and how they were found is in docs/sizing.md. */
export const COEFFICIENTS: Readonly<Record<Feature, number>> = {
	one: 2.71,
	partsAbove: 1.44,
	episodesAbove: -0.586,
	oneEpisode: -0.563,
	sinceAbove: -0.866,
	restlessness: 0.378,
	roomAbovePeak: -0.576,
	roomAboveBody: -0.311,
	rising: 0.69,
	fewParts: -3.6,
	share: -0.659,
	horizon: 4.9,
};

/** The mean risk to aim for so that the share accepted (first) is kept on series not seen. */
export const AIMS: readonly (readonly [accepted: number, aim: number])[] = [
	[0.01, 0.01],
	[0.05, 0.0339],
	[0.1, 0.0645],
];
