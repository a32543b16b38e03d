import type { FleetTotals, Recommendation } from "../../model/recommendation.ts";

/** What it comes to for the fleet, for each accepted risk in the order asked. */
export function totalsOf(recommendations: readonly Recommendation[]): FleetTotals[] {
	return [...Map.groupBy(recommendations, ({ oomRisk }) => oomRisk)].map(([oomRisk, sized]) => totals(oomRisk, sized));
}

function totals(oomRisk: number, recommendations: readonly Recommendation[]): FleetTotals {
	const known = recommendations.filter(({ current }) => current !== null);
	const sum = (of: readonly Recommendation[], value: (one: Recommendation) => number) =>
		of.reduce((total, one) => total + value(one) * replicasOf(one), 0);
	const requested = ({ workload }: Recommendation) => workload?.request ?? null;
	const less = (now: number | null, then: number) => (now === null ? 0 : Math.max(0, now - then));
	const more = (now: number | null, then: number) => (now === null ? 0 : Math.max(0, then - now));
	return {
		oomRisk,
		containers: recommendations.length,
		replicas: recommendations.some((one) => replicasOf(one) > 1),
		freed: sum(known, (one) => less(one.current, one.limit)),
		needed: sum(known, (one) => more(one.current, one.limit)),
		requestsFreed: sum(recommendations, (one) => less(requested(one), one.request)),
		requestsNeeded: sum(recommendations, (one) => more(requested(one), one.request)),
		withCapacity: known.length,
		now: sum(known, ({ current }) => current ?? 0),
		sized: sum(known, ({ limit }) => limit),
		limits: sum(recommendations, ({ limit }) => limit),
		requests: sum(recommendations, ({ request }) => request),
		krr: sum(recommendations, ({ replay }) => replay.krr.limit),
		vpa: sum(recommendations, ({ replay }) => replay.vpa.limit),
	};
}

function replicasOf({ workload }: Recommendation): number {
	return workload?.pods.length ?? 1;
}
