import { expect, test } from "vitest";
import type { Recommendation, SizingNote } from "../../model/recommendation.ts";
import { totalsOf } from "./totals.ts";

/** Limits and requests: what is set now, and what should be. Without pods it is a series of a file. */
const sized = (
	limit: [number | null, number],
	request: [number | null, number],
	pods?: number,
	oomRisk = 0.01,
	ofPod: { name?: string; podLimit?: number; podRequest?: number; notes?: SizingNote[] } = {},
) =>
	({
		...{ oomRisk, current: limit[0], limit: limit[1], request: request[1] },
		replay: { krr: { limit: 3 }, vpa: { limit: 4 } },
		...(pods === undefined
			? {}
			: { workload: { notes: [], ...ofPod, request: request[0], pods: Array.from({ length: pods }, () => "p") } }),
	}) as unknown as Recommendation;

test("each replica counts, and what gives back is not held against what needs more", () => {
	const all = [
		sized([100, 60], [50, 20], 2),
		sized([40, 90], [null, 30], 1),
		sized([10, 10], [5, 15], 1),
		sized([null, 10], [null, 15]),
	];
	expect(totalsOf(all)).toEqual([
		{
			...{ oomRisk: 0.01, containers: 4, replicas: true, withCapacity: 3 },
			...{ freed: 80, needed: 50, now: 250, sized: 220, limits: 230 },
			// What requests nothing today needs all of it; of a file's series nobody knows.
			...{ requestsFreed: 60, requestsNeeded: 40, requests: 100 },
			...{ krr: 15, vpa: 20 },
		},
	]);
});

test("each accepted risk by itself, in the order asked", () => {
	const found = totalsOf([
		sized([9, 1], [1, 1], 1, 0.05),
		sized([9, 2], [1, 1], 1, 0.01),
		sized([9, 3], [1, 1], 1, 0.05),
	]);
	expect(found.map(({ oomRisk, limits, replicas }) => [oomRisk, limits, replicas])).toEqual([
		[0.05, 4, false],
		[0.01, 2, false],
	]);
});

test("what a pod has of its own counts once, whichever of its containers it is for", () => {
	const web = { name: "web", podLimit: 100, podRequest: 50 };
	const needs = (limit: number, request: number) => ({ notes: [{ kind: "pod-level" as const, limit, request }] });
	const [found] = totalsOf([
		sized([100, 30], [null, 20], 2, 0.01, { ...web, ...needs(50, 40) }),
		sized([40, 20], [10, 20], 2, 0.01, web),
		sized([100, 30], [null, 70], 1, 0.01, { ...web, name: "api", ...needs(30, 70) }),
		sized([100, 30], [null, 40], 1, 0.01, { ...web, name: "fits" }),
		sized([10, 30], [null, 5], 1, 0.01, { name: "api" }),
	]);
	expect(found).toMatchObject({ withCapacity: 5, now: 410, sized: 260, limits: 190 });
	expect(found).toMatchObject({ freed: 100 + 70, needed: 20, requestsFreed: 20, requestsNeeded: 20 + 5 });
});
