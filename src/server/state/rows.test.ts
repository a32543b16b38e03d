import { describe, expect, test } from "vitest";
import type { FleetRow } from "../../model/fleet.ts";
import { narrowPod } from "../../sources/kubernetes/narrow.ts";
import { fleetRows, RowTable } from "./rows.ts";

const MI = 2 ** 20;
function pod(
	name: string,
	{ limit, request, phase = "Running" }: { limit?: string; request?: string; phase?: string } = {},
) {
	const narrowed = narrowPod({
		metadata: {
			namespace: "shop",
			name,
			uid: name,
			labels: { "pod-template-hash": "abc" },
			ownerReferences: [{ kind: "ReplicaSet", name: "web-abc", uid: "r", controller: true }],
		},
		spec: {
			containers: [
				{
					name: "app",
					resources: { limits: limit ? { memory: limit } : {}, requests: request ? { memory: request } : {} },
				},
			],
			initContainers: [{ name: "setup" }],
		},
		status: { phase },
	});
	if (narrowed === null) throw new Error("no pod");
	return narrowed;
}

const using = (bytes: Record<string, number>) => (of: { name: string }) =>
	bytes[of.name] === undefined ? null : { workingSet: bytes[of.name] ?? null, rss: null };

describe("rows", () => {
	test("a workload's replicas are one row: the one nearest its line is shown, all of them are summed", () => {
		const pods = [pod("a", { limit: "100Mi", request: "50Mi" }), pod("b", { limit: "100Mi", request: "50Mi" })];
		const [row] = fleetRows(pods, using({ a: 20 * MI, b: 90 * MI }), new Map()).values();
		expect(row).toMatchObject({
			...{ kind: "Deployment", name: "web", container: "app", replicas: 2, usage: 90 * MI, limit: 100 * MI },
			...{ shares: [90, 20], used: 110 * MI, spare: 30 * MI, short: 40 * MI },
		});
	});
	test("what is not measured is not known, and what has no limit has no share", () => {
		const [row] = fleetRows([pod("a")], using({}), new Map()).values();
		expect(row).toMatchObject({ usage: null, limit: null, shares: [], used: 0 });
	});
	test("pods that have ended and containers that only set up are left out", () => {
		expect(fleetRows([pod("a", { phase: "Failed" })], using({}), new Map()).size).toBe(0);
		expect([...fleetRows([pod("a")], using({}), new Map()).values()].map(({ container }) => container)).toEqual([
			"app",
		]);
	});
});

describe("what changed", () => {
	const row = (name: string, used: number, namespace = "shop"): FleetRow => ({
		...{ namespace, kind: "Deployment", name, container: "app", replicas: 1, usage: used, limit: null, request: null },
		...{ shares: [], used, spare: 0, short: 0, restarts: 0, deaths: 0, severity: null },
		...{ recommendedLimit: null, recommendedRequest: null, reached: null },
	});
	const map = (...rows: FleetRow[]) => new Map(rows.map((one) => [`${one.namespace}/${one.name}`, one]));
	const all = () => true;

	test("only rows that differ are sent again, under the same number; what is gone is named", () => {
		const table = new RowTable("e");
		expect(table.update(map(row("a", 1), row("b", 1)), 1)).toBe(true);
		expect(table.update(map(row("a", 1), row("b", 1)), 2)).toBe(false);
		expect(table.update(map(row("a", 1), row("b", 2), row("c", 3)), 3)).toBe(true);
		expect(table.columns(3, all, { epoch: "e", version: 2 })).toMatchObject({
			full: false,
			id: [1, 2],
			name: ["b", "c"],
			used: [2, 3],
		});
		table.update(map(row("b", 2), row("c", 3)), 4);
		expect(table.columns(4, all, { epoch: "e", version: 3 })).toMatchObject({ full: false, id: [], removed: [0] });
	});
	test("who comes from another process, or for the first time, is sent everything", () => {
		const table = new RowTable("e");
		table.update(map(row("a", 1)), 5);
		expect(table.columns(5, all, { epoch: "other", version: 5 })).toMatchObject({ full: true, name: ["a"] });
		expect(table.columns(5, all, null)).toMatchObject({ full: true, name: ["a"] });
	});
	test("rows of namespaces one may not see are not there, nor are their removals", () => {
		const table = new RowTable("e");
		table.update(map(row("a", 1), row("x", 1, "secret")), 1);
		const may = (namespace: string) => namespace === "shop";
		expect(table.columns(1, may, null)).toMatchObject({ namespaces: ["shop"], name: ["a"] });
		table.update(map(row("a", 1)), 2);
		expect(table.columns(2, may, { epoch: "e", version: 1 }).removed).toEqual([]);
	});
});
