import { describe, expect, test } from "vitest";
import { MOST_SHARES } from "../../model/fleet.ts";
import type { Pod } from "../../model/pod.ts";
import { narrowPod } from "../../sources/kubernetes/narrow.ts";
import { type Learnt, RowTable, type UsageOf } from "./rows.ts";

const MI = 2 ** 20;
function pod(
	name: string,
	{ limit, request, phase = "Running", namespace = "shop", workload = "web" }: Record<string, string | undefined> = {},
): Pod {
	const narrowed = narrowPod({
		metadata: {
			namespace,
			name,
			uid: name,
			labels: { "pod-template-hash": "abc" },
			ownerReferences: [{ kind: "ReplicaSet", name: `${workload}-abc`, uid: "r", controller: true }],
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

const nothing = () => null;
function rowsOf(pods: Pod[], usageOf: UsageOf, learnt: (key: string) => Learnt | null = nothing) {
	const table = new RowTable("e");
	table.update(pods, usageOf, learnt, 1);
	return [...table.rows];
}

describe("rows", () => {
	test("a workload's replicas are one row: the one nearest its line is shown, all of them are summed", () => {
		const pods = [pod("a", { limit: "100Mi", request: "50Mi" }), pod("b", { limit: "100Mi", request: "50Mi" })];
		const [row] = rowsOf(pods, using({ a: 20 * MI, b: 90 * MI }));
		expect(row).toEqual({
			...{ namespace: "shop", kind: "Deployment", name: "web", container: "app", replicas: 2, restarts: 0 },
			...{ usage: 90 * MI, limit: 100 * MI, request: 50 * MI, podLimit: null, podRequest: null, shares: [90, 20] },
			...{ used: 110 * MI, spare: 30 * MI, short: 40 * MI, deaths: 0, severity: null },
			...{ recommendedLimit: null, recommendedRequest: null, reached: null },
		});
	});
	test("of a pod with a request of its own that counts, once, for all its containers", () => {
		const own = pod("a", { limit: "100Mi", request: "50Mi" });
		const [app] = own.containers.filter(({ name }) => name === "app");
		if (app === undefined) throw new Error("no container");
		const both = {
			...own,
			memoryRequest: 200 * MI,
			memoryLimit: 300 * MI,
			containers: [app, { ...app, name: "side" }],
		};
		const rows = rowsOf([both], using({ a: 90 * MI }));
		expect(rows).toMatchObject([
			{ container: "app", podLimit: 300 * MI, podRequest: 200 * MI, used: 90 * MI, spare: 20 * MI, short: 0 },
			{ container: "side", podLimit: 300 * MI, podRequest: 200 * MI, used: 90 * MI, spare: 0, short: 0 },
		]);
	});
	/** Limits of two containers and of their pod, and what each uses, in MiB: what is shown of each. */
	test.each<[string, [string?, string?], number | null, [number, number], [number, number, number][]]>([
		[
			"none of their own",
			[],
			200,
			[90, 100],
			[
				[190, 200, 95],
				[190, 200, 95],
			],
		],
		[
			"their own, and room in the pod",
			["100Mi", "100Mi"],
			500,
			[90, 50],
			[
				[90, 100, 90],
				[50, 100, 50],
			],
		],
		[
			"their own, and a pod that is nearer its",
			["200Mi", "200Mi"],
			200,
			[90, 100],
			[
				[190, 200, 95],
				[190, 200, 95],
			],
		],
		[
			"one of its own, which is nearer",
			["100Mi"],
			400,
			[90, 50],
			[
				[90, 100, 90],
				[140, 400, 35],
			],
		],
		[
			"their own alone",
			["100Mi", "100Mi"],
			null,
			[90, 50],
			[
				[90, 100, 90],
				[50, 100, 50],
			],
		],
	])("containers with limits of %s", (_, limits, podLimit, uses, shown) => {
		const one = pod("a");
		const main = one.containers.find(({ name }) => name === "app");
		const containers = limits
			.concat(["", ""])
			.slice(0, 2)
			.map((limit, i) => ({
				...(main ?? one.containers[0]),
				...{ name: `c${i}`, memoryLimit: limit ? Number.parseInt(limit, 10) * MI : null },
			})) as Pod["containers"];
		const memoryLimit = podLimit && podLimit * MI;
		const usageOf: UsageOf = (_, { name }) => ({ workingSet: (uses[name === "c0" ? 0 : 1] ?? 0) * MI, rss: null });
		const rows = rowsOf([{ ...one, memoryLimit, containers }], usageOf);
		expect(rows.map(({ usage, limit, shares }) => [(usage ?? 0) / MI, (limit ?? 0) / MI, shares[0]])).toEqual(shown);
		expect(rows.map(({ used }) => used / MI)).toEqual(uses);
	});
	test("what is not measured is not known, and what has no limit has no share", () => {
		const [row] = rowsOf([pod("a")], using({}));
		expect(row).toMatchObject({ usage: null, limit: null, shares: [], used: 0 });
	});
	test("pods that have ended and containers that only set up are left out", () => {
		expect(rowsOf([pod("a", { phase: "Failed" })], using({}))).toEqual([]);
		expect(rowsOf([pod("a")], using({})).map(({ container }) => container)).toEqual(["app"]);
	});
	test("what others have learnt stands in the row it is about", () => {
		const learnt: Learnt = {
			...{ deaths: 2, severity: "warning", recommendedLimit: 3 * MI, recommendedRequest: 0, reached: 5 },
		};
		const pods = [pod("a", { workload: "api" }), pod("b")];
		const [api, web] = rowsOf(pods, using({}), (key) => (key.includes("api") ? learnt : null));
		expect(api).toMatchObject(learnt);
		expect(web).toMatchObject({ deaths: 0, severity: null, recommendedLimit: null, recommendedRequest: null });
	});
	test("of many replicas the shares nearest the line are kept, and workloads' shares do not mix", () => {
		const many = Array.from({ length: 3 * MOST_SHARES }, (_, i) =>
			pod(`${i}`, { limit: "100Mi", workload: i % 2 === 0 ? "even" : "odd" }),
		);
		const bytes = Object.fromEntries(many.map(({ name }) => [name, Number(name) * MI]));
		const [even, odd] = rowsOf(many, using(bytes));
		expect(even?.shares).toEqual(Array.from({ length: MOST_SHARES }, (_, i) => 3 * MOST_SHARES - 2 - 2 * i));
		expect(odd?.shares).toEqual(Array.from({ length: MOST_SHARES }, (_, i) => 3 * MOST_SHARES - 1 - 2 * i));
	});
});

describe("what changed", () => {
	/** A pod of a workload of its own. */
	const alone = (name: string, namespace = "shop") => pod(name, { workload: name, namespace, limit: "100Mi" });
	const all = () => true;
	/** Pods and what they use, in MiB. */
	const take = (table: RowTable, version: number, uses: Record<string, number>, secret: string[] = []) => {
		const pods = Object.keys(uses).map((name) => alone(name, secret.includes(name) ? "secret" : "shop"));
		const bytes = Object.fromEntries(Object.entries(uses).map(([name, mib]) => [name, mib * MI]));
		return table.update(pods, using(bytes), nothing, version);
	};

	test("only rows that differ are sent again, under the same number; what is gone is named", () => {
		const table = new RowTable("e");
		expect(take(table, 1, { a: 1, b: 1 })).toBe(true);
		expect(take(table, 2, { a: 1, b: 1 })).toBe(false);
		expect(take(table, 3, { a: 1, b: 2, c: 3 })).toBe(true);
		expect(table.columns(3, all, { epoch: "e", version: 2 })).toMatchObject({
			full: false,
			id: [1, 2],
			name: ["b", "c"],
			used: [2 * MI, 3 * MI],
		});
		take(table, 4, { b: 2, c: 3 });
		expect(table.columns(4, all, { epoch: "e", version: 3 })).toMatchObject({ full: false, id: [], removed: [0] });
	});
	test("a row in the place of one that is gone is a new one, also where it is like it", () => {
		const table = new RowTable("e");
		take(table, 1, { a: 1, b: 1 });
		take(table, 2, { b: 1 });
		take(table, 3, { b: 1, c: 1 });
		const changed = table.columns(3, all, { epoch: "e", version: 1 });
		expect(changed).toMatchObject({ id: [2], name: ["c"], removed: [0] });
		take(table, 4, { a: 1, b: 1, c: 1 });
		expect(table.columns(4, all, null)).toMatchObject({ id: [1, 2, 3], name: ["b", "c", "a"] });
	});
	test("as many rows as there are, whatever room there was", () => {
		const table = new RowTable("e");
		const uses = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`w${i}`, i % 90]));
		take(table, 1, { first: 5 });
		expect(take(table, 2, { first: 5, ...uses })).toBe(true);
		const { id, name, used, shares } = table.columns(2, all, null);
		expect(id).toEqual([...id.keys()]);
		expect(name).toEqual(["first", ...Object.keys(uses)]);
		expect(used).toEqual([5, ...Object.values(uses)].map((mib) => mib * MI));
		expect(shares.map(([share]) => share)).toEqual([5, ...Object.values(uses)]);
		expect(take(table, 3, { first: 5, ...uses })).toBe(false);
	});
	test("who comes from another process, or for the first time, is sent everything", () => {
		const table = new RowTable("e");
		take(table, 5, { a: 1 });
		expect(table.columns(5, all, { epoch: "other", version: 5 })).toMatchObject({ full: true, name: ["a"] });
		expect(table.columns(5, all, null)).toMatchObject({ full: true, name: ["a"] });
	});
	test("rows of namespaces one may not see are not there, nor are their removals", () => {
		const table = new RowTable("e");
		take(table, 1, { a: 1, x: 1 }, ["x"]);
		const may = (namespace: string) => namespace === "shop";
		expect(table.columns(1, may, null)).toMatchObject({ namespaces: ["shop"], name: ["a"] });
		take(table, 2, { a: 1 });
		expect(table.columns(2, may, { epoch: "e", version: 1 }).removed).toEqual([]);
	});
});
