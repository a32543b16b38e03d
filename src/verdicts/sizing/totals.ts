import type { FleetTotals, Recommendation } from "../../model/recommendation.ts";
import { replicasOf, type Share, sharesOf } from "./shares.ts";

/** What it comes to for the fleet, for each accepted risk in the order asked. */
export function totalsOf(recommendations: readonly Recommendation[]): FleetTotals[] {
	return [...Map.groupBy(recommendations, ({ oomRisk }) => oomRisk)].map(([oomRisk, sized]) => totals(oomRisk, sized));
}

function totals(oomRisk: number, recommendations: readonly Recommendation[]): FleetTotals {
	const limits = sharesOf(recommendations, "limit", ({ current }) => current);
	// A series of a file tells nothing of requests; what a cluster's container does not request is none.
	const requests = sharesOf(recommendations, "request", ({ workload }) =>
		workload === undefined ? null : (workload.request ?? 0),
	);
	const sum = (of: readonly Recommendation[], value: (one: Recommendation) => number) =>
		of.reduce((total, one) => total + value(one) * replicasOf(one), 0);
	const change = (of: readonly Share[], sign: 1 | -1) =>
		of.reduce((total, { now, sized, pods }) => total + pods * Math.max(0, sign * (sized - now)), 0);
	return {
		oomRisk,
		containers: recommendations.length,
		replicas: recommendations.some((one) => replicasOf(one) > 1),
		freed: change(limits, -1),
		needed: change(limits, 1),
		requestsFreed: change(requests, -1),
		requestsNeeded: change(requests, 1),
		withCapacity: recommendations.filter(({ current }) => current !== null).length,
		now: limits.reduce((total, { now, pods }) => total + now * pods, 0),
		sized: limits.reduce((total, { sized, pods }) => total + sized * pods, 0),
		limits: sum(recommendations, ({ limit }) => limit),
		requests: sum(recommendations, ({ request }) => request),
		krr: sum(recommendations, ({ replay }) => replay.krr.limit),
		vpa: sum(recommendations, ({ replay }) => replay.vpa.limit),
	};
}
