import type { Recommendation, Replay, SizingReason } from "../../model/recommendation.ts";
import { allocate, type Candidate, targetOf } from "./allocate.ts";
import { curveOf, levelAt } from "./curve.ts";
import { covered, type Shape, shapeOf } from "./features.ts";
import { KRR_BUFFER, VPA_BUFFER } from "./peers.ts";
import type { Profile } from "./profile.ts";

/** A container killed at its limit needed more than it shows: VPA's own bump (`OOMBumpUpRatio`). */
const AFTER_KILL = 1.2;
/** A fortnight of samples is one step short of a fortnight. */
const LONGER = 1.05;
/** A peak counts as not covered when the limit lies below it by more than rounding. */
const BELOW = 0.999;

/** Sizes profiles together: for each accepted risk one recommendation each, in the profiles' order. `horizon` in seconds. */
export function recommend(
	profiles: readonly Profile[],
	{ oomRisks, horizon }: { oomRisks: readonly number[]; horizon: number },
): Recommendation[] {
	const sized = profiles.map((profile) => {
		const shape = shapeOf(profile, horizon);
		return { profile, shape, curve: curveOf(shape, floorOf(profile) / shape.scale) };
	});
	const candidates: Candidate[] = sized.map(({ curve, shape }) => ({ curve, cost: shape.share }));
	return oomRisks.flatMap((oomRisk) => {
		const levels = allocate(candidates, targetOf(oomRisk));
		return sized.map(({ profile, shape, curve }, i) => {
			const level = levels[i] as number;
			const safe = bytesOf((curve.levels[level] as number) * shape.scale, profile);
			const limit = withinLeak(profile, safe);
			return {
				series: profile.name,
				oomRisk,
				horizonSeconds: horizon,
				request: Math.min(limit, Math.max(1, Math.ceil(profile.recentHigh), Math.ceil(profile.last))),
				limit,
				current: profile.capacity,
				use: profile.last,
				peak: profile.peak,
				// Held back below what is needed, a leak reaches its limit.
				expectedRisk: limit < safe ? 1 : (curve.risks[level] as number),
				neededPeak: {
					low: Math.ceil(levelAt(curve, 0.9) * shape.scale),
					high: Math.ceil(levelAt(curve, 0.1) * shape.scale),
				},
				confidence: covered(profile) * Math.min(1, Math.sqrt(profile.seconds / horizon)),
				basis: { seconds: profile.seconds, samples: profile.samples },
				reasons: reasonsOf(profile, shape, limit, horizon),
				replay: {
					recommended: replay(profile, limit),
					krr: replay(profile, Math.ceil(profile.peak * KRR_BUFFER)),
					vpa: replay(profile, Math.ceil(profile.dailyPeak * VPA_BUFFER)),
				},
				peaks: [...profile.parts].map((peak) => (peak < 0 ? null : peak)),
			};
		});
	});
}

/** Never below what is in use now; and a container that was killed at its limit needs more than that. */
function floorOf({ last, restartsAtLimit, climbing, capacity }: Profile): number {
	return restartsAtLimit > 0 && !climbing && capacity !== null ? Math.max(last, AFTER_KILL * capacity) : last;
}

/** Whole bytes; what the way to the scale and back added in the last digits is taken off again. */
function bytesOf(bytes: number, { last }: Profile): number {
	return Math.max(1, Math.ceil(last), Math.ceil(bytes * (1 - 1e-12)));
}

/** A leak is not sized up: where use climbs in every life, the present limit stays the highest. */
function withinLeak({ climbing, capacity, last }: Profile, limit: number): number {
	return climbing && capacity !== null ? Math.min(limit, Math.max(Math.ceil(capacity), Math.ceil(last))) : limit;
}

function reasonsOf(profile: Profile, shape: Shape, limit: number, horizon: number): SizingReason[] {
	const { capacity, peak } = profile;
	const reasons: [SizingReason, boolean][] = [
		["no-use", peak === 0],
		["restarts-at-limit", profile.restartsAtLimit > 0],
		["leak-suspected", profile.climbing],
		["short-history", shape.fewParts],
		["horizon-beyond-history", horizon > LONGER * profile.seconds],
		["rising", shape.rising > Math.log(1.05)],
		["peak-not-covered", limit < peak * BELOW],
		["at-capacity", profile.bounded && capacity !== null && limit >= Math.floor(capacity)],
		["above-capacity", capacity !== null && peak > capacity],
		["no-capacity", capacity === null],
	];
	return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

function replay({ spread, mean }: Profile, limit: number): Replay {
	return { limit, exceeded: spread.above(limit), slack: limit > 0 ? Math.max(0, 1 - mean / limit) : 0 };
}
