import type { Recommendation, Replay, SizingReason } from "../../model/recommendation.ts";
import { allocate, type Candidate, OWN_RISK, targetOf } from "./allocate.ts";
import { LENGTH, PERIODS, type Period, type RecurringPeak } from "./calendar.ts";
import { type Curve, curveOf, rangeOf } from "./curve.ts";
import { covered, FEW_PARTS, GLOBAL, type Shape, shapeOf } from "./features.ts";
import { factorOf } from "./kills.ts";
import { leakLimit, reachedWithin } from "./leak.ts";
import { KRR_BUFFER, VPA_BUFFER } from "./peers.ts";
import type { Profile } from "./profile.ts";

/** A fortnight of samples is one step short of a fortnight. */
const LONGER = 1.05;
/** A peak counts as not covered when the limit lies below it by more than rounding. */
const BELOW = 0.999;

/** A recurring peak is told where it is the highest, or nearly. */
const NEARLY = 0.98;

/**
 * What would exceed even the highest limit offered as often as this is sized by itself: without a limit and with little history a container could make
 * all others keep what they have. The own risk that is granted at 1 %; the same for all risks, or a smaller one could give another container less.
 */
const HOPELESS = OWN_RISK * 0.01;

/** What holds the size of one container up or down, beyond its series. Bytes. */
export interface Hold {
	floor: number;
	/** How much of the floor is known to be needed, and not only what may yet fill; all of it where left out. */
	surely?: number;
	/** What no limit may lie above; infinite for nothing. */
	ceiling: number;
	/** Sized by itself: too little is known of it to let the others pay for its risk. */
	alone: boolean;
}

const FREE: Hold = { floor: 0, ceiling: Number.POSITIVE_INFINITY, alone: false };

/**
 * Sizes profiles together: for each accepted risk one recommendation each, in the profiles' order. `horizon` in seconds; `holds` in the
 * order of the profiles, where there are any.
 */
export function recommend(
	profiles: readonly Profile[],
	{ oomRisks, horizon, holds = [] }: { oomRisks: readonly number[]; horizon: number; holds?: readonly Hold[] },
): Recommendation[] {
	const sized = profiles.map((profile, i) => {
		const shape = shapeOf(profile, horizon);
		const { floor, surely = floor, ceiling, alone } = holds[i] ?? FREE;
		const own = floorOf(profile, horizon);
		const [least, sure] = [Math.max(own, floor), Math.max(own, surely)];
		const held = leakLimit(profile);
		const curve = curveOf(shape, least / shape.scale);
		// What is not sized by its risk is no measure for the others, nor do they pay for what no limit can take away.
		const apart = alone || profile.climbing || (curve.risks.at(-1) as number) > HOPELESS;
		const { high } = rangeOf(curve, shape.hedge);
		const { low } = rangeOf(sure < least ? curveOf(shape, sure / shape.scale) : curve, shape.hedge);
		const neededPeak = { low: Math.ceil(low * shape.scale), high: Math.ceil(high * shape.scale) };
		return { profile, shape, least, ceiling, held, apart, curve, neededPeak };
	});
	const candidates: Candidate[] = sized.map(({ curve, shape }) => ({ curve, cost: shape.share }));
	const together = candidates.filter((_, i) => sized[i]?.apart === false);
	return oomRisks.flatMap((oomRisk) => {
		const target = targetOf(oomRisk);
		const shared = allocate(together, target).values();
		const levels = sized.map(({ apart }, i) =>
			apart ? allocate([candidates[i] as Candidate], target)[0] : shared.next().value,
		);
		return sized.map(({ profile, shape, curve, least, ceiling, held, neededPeak }, i) => {
			const level = levels[i] as number;
			const safe = bytesOf((curve.levels[level] as number) * shape.scale, profile);
			const limit = Math.max(Math.ceil(profile.last), held ?? Math.min(ceiling, safe));
			return {
				series: profile.name,
				oomRisk,
				horizonSeconds: horizon,
				request: Math.min(limit, Math.max(1, Math.ceil(profile.recentHigh), Math.ceil(profile.last))),
				limit,
				current: profile.capacity,
				use: profile.last,
				peak: profile.peak,
				expectedRisk:
					profile.climbing && limit < Math.max(safe, reachedWithin(profile, horizon))
						? 1
						: riskOf(curve, { limit, safe, level, scale: shape.scale }),
				neededPeak,
				confidence: covered(profile) * Math.min(1, Math.sqrt(profile.seconds / horizon)),
				basis: { seconds: profile.seconds, samples: profile.samples },
				reasons: reasonsOf(profile, shape, {
					...{ limit, safe, least, horizon },
					isKept: (curve.risks[level] as number) <= target.most,
				}),
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

/**
 * Never below what is in use now, nor below what starting took, as applying a size starts it again, nor below a peak that the calendar brings
 * again; and a container that was killed at its limit needs more than that.
 */
function floorOf(profile: Profile, horizon: number): number {
	const { last, startPeak, climbing } = profile;
	const started = Math.max(last, startPeak, ...toCome(profile, horizon).map(({ bytes }) => bytes));
	return climbing ? started : Math.max(started, afterRestarts(profile));
}

/** What restarts at a limit ask for: more than that limit, which may have been raised since. */
function afterRestarts({ restartsAtLimit: { count, limit } }: Profile): number {
	return factorOf(count) * limit;
}

/** The recurring peaks that the horizon reaches. */
function toCome({ recurring }: Profile, horizon: number): RecurringPeak[] {
	return recurring.filter(({ next }) => next <= horizon);
}

/** The shortest cycle that the horizon holds and the history does not hold twice. */
function unrepeated({ seconds }: Profile, horizon: number): Period | undefined {
	return PERIODS.find((period) => horizon >= LENGTH[period] && LONGER * seconds < 2 * LENGTH[period]);
}

/** What is held to another limit than its own risk asks for exceeds that as often as the curve says. */
function riskOf(
	{ levels, risks }: Curve,
	{ limit, safe, level, scale }: { limit: number; safe: number; level: number; scale: number },
): number {
	if (limit === safe) return risks[level] as number;
	const below = levels.findLastIndex((one) => one * scale <= limit);
	return below === -1 ? 1 : (risks[below] as number);
}

/** Whole bytes; what the way to the scale and back added in the last digits is taken off again. */
function bytesOf(bytes: number, { last }: Profile): number {
	return Math.max(1, Math.ceil(last), Math.ceil(bytes * (1 - 1e-12)));
}

function reasonsOf(
	profile: Profile,
	shape: Shape,
	{
		limit,
		safe,
		least,
		horizon,
		isKept,
	}: { limit: number; safe: number; least: number; horizon: number; isKept: boolean },
): SizingReason[] {
	const { capacity, bound, peak, startPeak, last } = profile;
	const reasons: [SizingReason, boolean][] = [
		["no-use", peak === 0],
		["risk-not-kept", !isKept && limit >= safe && !profile.climbing],
		["leak-suspected", profile.climbing],
		// Of what climbs in every life that tells nothing of a need.
		["restarts-at-limit", !profile.climbing && afterRestarts(profile) > (capacity ?? 0)],
		["short-history", shape.parts.length < FEW_PARTS],
		["horizon-beyond-history", horizon > LONGER * profile.seconds],
		["day-seen-once", unrepeated(profile, horizon) === "day"],
		["week-seen-once", unrepeated(profile, horizon) === "week"],
		["month-seen-once", unrepeated(profile, horizon) === "month"],
		...toCome(profile, horizon).map(({ period, bytes }): [SizingReason, boolean] => [
			`${period}-peak`,
			bytes >= NEARLY * peak && (period !== "day" || limit <= bytes / NEARLY),
		]),
		["rising", (shape.global[GLOBAL.indexOf("rising")] as number) > Math.log(1.05)],
		["start-up-peak", startPeak > last && limit === Math.ceil(startPeak) && least === startPeak],
		["peak-not-covered", limit < peak * BELOW],
		["at-capacity", bound === capacity && !profile.climbing && limit >= Math.floor(bound) && limit <= Math.ceil(bound)],
		["limit-lowered", capacity !== null && capacity < bound && bound < Infinity && limit > Math.ceil(capacity)],
		["above-capacity", capacity !== null && peak > capacity],
		["no-capacity", capacity === null],
		["held-down", limit < safe && !profile.climbing],
	];
	return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

function replay({ spread, mean }: Profile, limit: number): Replay {
	return { limit, exceeded: spread.above(limit), slack: limit > 0 ? Math.max(0, 1 - mean / limit) : 0 };
}
