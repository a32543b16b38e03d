import type { Advisory, Requirement } from "../../model/advisory.ts";
import type { AdvisoryParams } from "../../model/rules-advisories.ts";
import type { AdvisoryFacts } from "./facts.ts";
import { isImage, parseImage } from "./image.ts";
import type { Match } from "./match.ts";
import { parseVersion } from "./versions/schemes.ts";
import { compareNumbers } from "./versions/version.ts";

/** Fewer an hour are the daily round of any cluster; twelve a day of namespaces are not yet the churn of case 5 (200 to 300 a day). */
const CHURN_AN_HOUR = { namespaces: 2, persistentvolumeclaims: 2, pods: 60, nodes: 1 } as const;

/** What has to hold for the bug to bite, each held against what is known. */
export function conditionsOf({ trigger }: Advisory, match: Match, facts: AdvisoryFacts): AdvisoryParams["conditions"] {
	return (trigger.requires ?? []).map((requires) => ({ requires, holds: holds(requires, match, facts) }));
}

function holds(requires: Requirement, match: Match, facts: AdvisoryFacts): boolean | null {
	if ("churn" in requires) {
		const rate = facts.churn[requires.churn];
		if (rate === undefined) return null;
		if (rate.perHour >= CHURN_AN_HOUR[requires.churn]) return true;
		// What is gone was not counted: little churn seen is not little churn.
		return rate.complete ? false : null;
	}
	// A node that is back does not say that it was away.
	if ("controlPlaneAway" in requires) return match.nodes.some(({ name }) => facts.away.has(name)) ? true : null;
	if ("replicas" in requires) return match.image === null ? null : match.image.pods.length >= requires.replicas;
	if ("initContainers" in requires) return facts.initContainers;
	if ("beside" in requires) {
		const { beside } = requires;
		return facts.images.some(({ image }) => isImage(parseImage(image), beside)) || null;
	}
	return kernelHolds(requires.kernel, match, facts);
}

function kernelHolds({ from, before }: { from?: string; before?: string }, match: Match, facts: AdvisoryFacts) {
	const names = new Set([...(match.image?.nodes ?? []), ...match.nodes.map(({ name }) => name)]);
	const kernels = facts.nodes.flatMap(({ name, kernelVersion }) => (names.has(name) ? [numbers(kernelVersion)] : []));
	const known = kernels.filter((kernel) => kernel !== null);
	if (known.length === 0) return null;
	const [low, high] = [from === undefined ? null : numbers(from), before === undefined ? null : numbers(before)];
	const bites = known.some(
		(kernel) =>
			(low === null || compareNumbers(kernel, low) >= 0) && (high === null || compareNumbers(kernel, high) < 0),
	);
	// A node whose kernel is not known may have one of them.
	return bites || (known.length < names.size ? null : false);
}

/** The upstream numbers; what distributions add has no part in this. */
function numbers(version: string): readonly number[] | null {
	return parseVersion("kernel", version)?.core ?? null;
}
