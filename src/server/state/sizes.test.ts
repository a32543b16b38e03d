import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ArchiveHistory } from "../../history/files/archive-history.ts";
import { openArchive } from "../../sources/archive/archive.ts";
import { surveyClusterSizes } from "../../survey/size-cluster.ts";
import { totalsOf } from "../../verdicts/sizing/totals.ts";
import { overview, workloadDetail } from "./answer.ts";
import { recordedState } from "./recorded.ts";
import { forgetSizes, isUnsized, sizeByPieces } from "./sizes.ts";
import type { State } from "./state.ts";
import { everything } from "./viewer.ts";

const RECORDING = "lab/recordings/demo.tar.gz";
const MI = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-sizes-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(path: string, history: ArchiveHistory | null = null): Promise<State> {
	const source = await openArchive(path, { now: 0 });
	const state = await recordedState(source, source.takenAt ?? AT, null, { history });
	await source.close();
	return state;
}

const AT = Date.parse("2026-11-21T13:00:00Z");
const EVERYTHING = { namespace: null, labelSelector: "", fieldSelector: "" };

/** A folder of two pods of a Deployment in each namespace, and a fortnight of one of them. */
function write(namespaces: readonly string[]): void {
	const pods = namespaces.flatMap((namespace) =>
		["a", "b"].map((suffix) => ({
			apiVersion: "v1",
			kind: "Pod",
			metadata: {
				name: `web-5d4f8c7b9-${suffix}`,
				namespace,
				uid: `${namespace}-${suffix}`,
				labels: { "pod-template-hash": "5d4f8c7b9" },
				ownerReferences: [
					{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-5d4f8c7b9", uid: "r", controller: true },
				],
			},
			spec: {
				nodeName: "n",
				containers: [
					{ name: "app", image: "x", resources: { requests: { memory: "512Mi" }, limits: { memory: "1Gi" } } },
				],
			},
			status: { phase: "Running", containerStatuses: [{ name: "app", state: { running: {} } }] },
		})),
	);
	writeFileSync(join(folder, "pods.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: pods }));
	const rows = Array.from({ length: 14 * 24 }, (_, i) => {
		const bytes = Math.round((100 + 8 * Math.sin(i / 4)) * MI);
		return `${namespaces[0]}/web-5d4f8c7b9-a/app,${AT / 1000 - (14 * 24 - i) * 3600},${bytes},${2 ** 30}`;
	});
	writeFileSync(join(folder, "memory.csv"), `series,t,bytes,capacity\n${rows.join("\n")}\n`);
}

/** What plimsoll size asks by default. */
const TERMS = {
	scope: EVERYTHING,
	wanted: () => true,
	oomRisks: [0.01],
	horizon: 14 * 86_400,
	qos: "keep" as const,
};

describe("sizes", () => {
	test("of a capture are those of plimsoll size, and so are their sums", async () => {
		const state = await open(RECORDING);
		const source = await openArchive(RECORDING, { now: 0 });
		const { recommendations = [] } = await surveyClusterSizes(source, null, { ...TERMS, at: source.takenAt ?? 0 });
		await source.close();
		expect(state.sizes.size).toBe(recommendations.length);
		for (const { workload, limit, request } of recommendations) {
			if (workload === undefined) throw new Error("of a workload");
			const { namespace, kind, name, container } = workload;
			const detail = workloadDetail(state, everything("me"), { namespace, kind, name });
			expect(detail?.sizes.find((size) => size.container === container)).toMatchObject({ limit, request });
		}
		const { fleet } = overview(state, everything("me"));
		expect([fleet.sized, fleet.sizedByHistory]).toEqual([recommendations.length, 0]);
		const sum = (of: (one: (typeof recommendations)[number]) => number) =>
			recommendations.reduce((total, one) => total + Math.max(0, of(one)), 0);
		expect(fleet.wasted).toBe(sum((one) => (one.workload?.request ?? 0) - one.request));
		expect(fleet.missing).toBe(sum((one) => one.limit - (one.current ?? one.limit)));
	});

	test("rest on the series that lie beside the objects", async () => {
		write(["shop", "pay"]);
		const state = await open(folder, new ArchiveHistory(folder));
		const of = (namespace: string) =>
			workloadDetail(state, everything("me"), { namespace, kind: "Deployment", name: "web" })?.sizes[0];
		expect(of("shop")).toMatchObject({ basis: "history" });
		expect(of("shop")?.request).toBeLessThan(128 * MI);
		expect(of("pay")).toMatchObject({ basis: "nothing", seconds: 0 });
		expect(overview(state, everything("me")).fleet).toMatchObject({ sized: 4, sizedByHistory: 2 });
	});

	/** Resources of the pod and of its containers app and side, which use 100 MiB together, in MiB: nought for none. */
	test.each<[string, { pod: number[]; app: number[]; side: number[] }]>([
		["a request and a limit of their own", { pod: [900, 1000], app: [0, 0], side: [0, 0] }],
		["both beside those of their containers", { pod: [900, 1000], app: [200, 400], side: [300, 600] }],
		["less than they need", { pod: [20, 40], app: [0, 0], side: [0, 0] }],
		["a limit of their own alone", { pod: [0, 60], app: [300, 0], side: [0, 0] }],
		["none", { pod: [0, 0], app: [300, 600], side: [20, 40] }],
	])("of pods with %s sum up to what plimsoll size says", async (_, { pod, app, side }) => {
		const resources = ([request = 0, limit = 0]: number[]) => ({
			requests: request === 0 ? {} : { memory: `${request}Mi` },
			limits: limit === 0 ? {} : { memory: `${limit}Mi` },
		});
		const own = mkdtempSync(join(tmpdir(), "plimsoll-own-"));
		const items = ["a", "b"].map((suffix) => ({
			...{ apiVersion: "v1", kind: "Pod" },
			metadata: {
				...{
					name: `web-5d4f8c7b9-${suffix}`,
					namespace: "shop",
					uid: suffix,
					labels: { "pod-template-hash": "5d4f8c7b9" },
				},
				ownerReferences: [
					{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-5d4f8c7b9", uid: "r", controller: true },
				],
			},
			spec: {
				resources: resources(pod),
				containers: [
					{ name: "app", image: "x", resources: resources(app) },
					{ name: "side", image: "x", resources: resources(side) },
				],
			},
			status: {
				phase: "Running",
				containerStatuses: ["app", "side"].map((name) => ({ name, state: { running: {} } })),
			},
		}));
		writeFileSync(join(own, "pods.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		const rows = ["app", "side"].flatMap((container) =>
			Array.from({ length: 14 * 24 }, (_, i) => {
				const bytes = Math.round((50 + 4 * Math.sin(i / 4)) * MI);
				return `shop/web-5d4f8c7b9-a/${container},${AT / 1000 - (14 * 24 - i) * 3600},${bytes},`;
			}),
		);
		writeFileSync(join(own, "memory.csv"), `series,t,bytes,capacity\n${rows.join("\n")}\n`);
		const history = new ArchiveHistory(own);
		const { fleet } = overview(await open(own, history), everything("me"));
		const source = await openArchive(own, { now: 0 });
		const report = await surveyClusterSizes(source, history, { ...TERMS, at: source.takenAt ?? AT });
		await source.close();
		rmSync(own, { recursive: true });
		expect(fleet.sized).toBe(4);
		const [totals] = totalsOf(report.recommendations ?? []);
		expect([fleet.wasted, fleet.missing]).toEqual([totals?.requestsFreed, totals?.needed]);
	});

	test("of a viewer are those of what they may see", async () => {
		const state = await open(RECORDING);
		const shop = { user: "anna", namespaces: new Set(["shop"]), nodes: false, logs: null };
		expect(overview(state, shop).fleet).toMatchObject({ sized: 1, wasted: 0 });
	});

	test("what has come is sized, what is gone is forgotten", async () => {
		write(["shop", "pay"]);
		const state = await open(folder);
		const pods = [...state.facts.pods.values()];
		expect(pods.some((pod) => isUnsized(state, pod))).toBe(false);
		state.sizes.clear();
		expect(pods.every((pod) => isUnsized(state, pod))).toBe(true);
		const source = await openArchive(folder, { now: 0 });
		let pieces = 0;
		for await (const _ of sizeByPieces(state, { source, history: null }, null)) pieces++;
		await source.close();
		expect([pieces, state.sizes.size]).toEqual([2, 2]);
		for (const pod of pods) if (pod.namespace === "pay") state.facts.pods.delete(pod);
		forgetSizes(state);
		expect(state.sizes.size).toBe(1);
	});
});
