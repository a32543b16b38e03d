import type { ContainerFacts } from "./facts.ts";
import { type Profile, profileOf } from "./profile.ts";
import { least } from "./runtime-note.ts";

/**
 * A container without a history, as a profile of one sample: what is in use now. Where not even that is known, its present limit, kills and
 * runtime stand in, as if it used what it was last given to use: half of it. Null where nothing at all is known.
 */
export function pointProfile(facts: ContainerFacts): Profile | null {
	const { use, limit, podLimit, request, kills } = facts;
	const capacity = limit ?? podLimit;
	const known = Math.max(kills?.limit ?? 0, least(facts));
	if (use === null && capacity === null && known === 0) return null;
	const bytes = use ?? Math.min(request ?? Number.POSITIVE_INFINITY, (capacity ?? known) / 2);
	const column = (value: number) => Float64Array.of(value);
	return profileOf({
		name: facts.container,
		t: column(0),
		bytes: column(bytes),
		capacity: column(capacity ?? Number.NaN),
		start: column(Number.NaN),
	});
}
