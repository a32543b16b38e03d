import type { Advisory, AffectedRange, PossibleReason } from "../../model/advisory.ts";
import { compareVersions, parseVersion } from "./versions/schemes.ts";
import type { Version } from "./versions/version.ts";

export type Standing = { grade: "affected" | "clean"; reason: null } | { grade: "possibly"; reason: PossibleReason };

const CLEAN: Standing = { grade: "clean", reason: null };
const AFFECTED: Standing = { grade: "affected", reason: null };
const possibly = (reason: PossibleReason): Standing => ({ grade: "possibly", reason });

/**
 * How a version stands to an advisory. A version that cannot be read possibly has the bug; one of another line (another kernel's flavour,
 * another channel) has nothing to do with it; a vendor's build of an affected version may hold the fix.
 */
export function standingOf(advisory: Pick<Advisory, "scheme" | "affected">, text: string): Standing {
	const { scheme, affected } = advisory;
	const version = parseVersion(scheme, text);
	if (version === null) return possibly("version-unknown");
	const whole = version.floating ? floatingStanding(advisory, version) : standingIn(scheme, affected, version);
	return whole.grade === "affected" && version.fork !== null ? possibly("fork") : whole;
}

function standingIn(scheme: Advisory["scheme"], ranges: readonly AffectedRange[], version: Version): Standing {
	for (const range of ranges) {
		const place = placeIn(scheme, range, version);
		if (place === "in") return AFFECTED;
		if (place === "older") return possibly("older-than-seen");
		if (place === "pre-release") return possibly("pre-release");
	}
	return CLEAN;
}

type PlaceIn = "in" | "out" | "older" | "pre-release";

/** Where a version lies to a range; `older`: below what it was seen in, with no known beginning. */
function placeIn(scheme: Advisory["scheme"], range: AffectedRange, version: Version): PlaceIn {
	const to = (bound: string | undefined): number | null | undefined => {
		if (bound === undefined) return undefined;
		const other = parseVersion(scheme, bound);
		return other === null ? null : compareVersions(scheme, version, other);
	};
	const [from, seen, before, through] = [to(range.from), to(range.seen), to(range.before), to(range.through)];
	if ([from, seen, before, through].includes(null)) return "out";
	if ((before ?? -1) >= 0 || (through ?? -1) > 0 || (from ?? 0) < 0) return "out";
	if (version.pre !== null && range.before !== undefined && isPreReleaseOf(scheme, version, range.before)) {
		return "pre-release";
	}
	if (seen === undefined || seen === null) return range.from !== undefined ? "in" : "older";
	return seen < 0 ? "older" : "in";
}

/** `1.15.9-rc.1` of 1.15.9: the fix may already be in. */
function isPreReleaseOf(scheme: Advisory["scheme"], version: Version, release: string): boolean {
	const fixed = parseVersion(scheme, release);
	return fixed !== null && fixed.pre === null && fixed.core.every((number, i) => number === (version.core[i] ?? 0));
}

/** `v2`, `1.29`: any of its releases. Sure only where the first and the last of them, and every bound between, say the same. */
function floatingStanding({ scheme, affected }: Pick<Advisory, "scheme" | "affected">, version: Version): Standing {
	const exactly = standingIn(scheme, affected, { ...version, floating: false });
	const last = standingIn(scheme, affected, { ...version, core: [...version.core, Number.POSITIVE_INFINITY] });
	const inside = affected.some((range) =>
		[range.from, range.seen, range.before, range.through].some((bound) => {
			const other = bound === undefined ? null : parseVersion(scheme, bound);
			return other !== null && version.core.every((number, i) => number === other.core[i]);
		}),
	);
	if (inside || exactly.grade !== last.grade) return possibly("version-unknown");
	return exactly;
}
