import type { Series } from "../../model/series.ts";
import type { ContainerFloors } from "../../model/track.ts";
import { median, rowsUpTo } from "./numbers.ts";

/** Into so many stretches the time is cut for a first look: of two weeks, days, in which daily rhythms cancel out. */
export const FIRST_LOOK_STRETCHES = 14;
/** Of each stretch its last two hours are looked at: an engine then opens one chunk in eight, and what leaks shows as well. Seconds. */
export const FIRST_LOOK_SECONDS = 7200;
/** Fewer floors than this tell nothing. */
const LEAST = 8;
/** A floor that stands higher than those before by this share of the limit has grown. */
const GROWN = 0.01;
/** The last hour's floor has fewer samples to find a low one among, so that noise alone lifts it: it must stand higher by more. */
const LEAPT = 0.1;
/** Without a limit, growth is held against one and a half times the highest floor, as the judgement does. */
const INSTEAD_OF_LIMIT = 1.5;

type Look = Pick<ContainerFloors, "floors" | "now" | "restarted" | "limit">;

/** Of the newest floor, seconds. */
const HOUR = 3600;

/** The times that `lookAt` looks at. */
export function glimpsesOf(from: number, to: number): { from: number; to: number }[] {
	const step = (to - from) / FIRST_LOOK_STRETCHES;
	return Array.from({ length: FIRST_LOOK_STRETCHES }, (_, i) => {
		const end = to - (FIRST_LOOK_STRETCHES - 1 - i) * step;
		return { from: end - Math.min(FIRST_LOOK_SECONDS, step), to: end };
	});
}

/** What an engine would tell of samples that have been read: between two moments (unix seconds), in as many equal stretches. */
export function lookAt(
	{ t, bytes, capacity, start }: Series,
	from: number,
	to: number,
	glimpses: readonly { from: number; to: number }[] = glimpsesOf(from, to),
): Look {
	const least = (end: number, seconds: number): number => {
		let floor = Number.NaN;
		for (let row = rowsUpTo(t, end - seconds); row < t.length && (t[row] as number) <= end; row++)
			if (!((bytes[row] as number) >= floor)) floor = bytes[row] as number;
		return floor;
	};
	const floors = new Float64Array(glimpses.length);
	for (let i = 0; i < floors.length; i++) {
		const glimpse = glimpses[i] as { from: number; to: number };
		floors[i] = least(glimpse.to, glimpse.to - glimpse.from);
	}
	const began = start.at(-1) ?? Number.NaN;
	const now = least(to, Math.min(HOUR, (to - from) / FIRST_LOOK_STRETCHES));
	const restarted = Number.isNaN(began) || Number.isNaN(now) ? null : began > from;
	return { floors, now, restarted, limit: capacity.at(-1) ?? Number.NaN };
}

/**
 * Whether a container may leak, by the floors of stretches alone. What leaks and is not given back lifts the floor of the newest stretch
 * above the median of those before it; restarts give back, so what restarted, or may have, is always worth reading. What is said not to be
 * has floors that did not grow by a hundredth of its limit: `npm run bench -- first-look` counts the findings that it would cost.
 */
export function worthReading({ floors, now, restarted, limit }: Look): boolean {
	if (restarted !== false) return true;
	const known = floors.filter((floor) => !Number.isNaN(floor));
	if (known.length < LEAST) return true;
	const scale = Number.isNaN(limit) ? INSTEAD_OF_LIMIT * Math.max(...known) : limit;
	const before = median(known.subarray(0, -1));
	return (known.at(-1) as number) - before > GROWN * scale || now - before > LEAPT * scale;
}
