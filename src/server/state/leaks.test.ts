import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openHistory } from "../../history/open.ts";
import { PrometheusHistory } from "../../history/prometheus/prometheus.ts";
import { startStandIn } from "../../history/prometheus/testing/stand-in.ts";
import { openArchive } from "../../sources/archive/archive.ts";
import { openEngine } from "../../sources/prometheus/direct.ts";
import { surveyAll } from "../../survey/scan.ts";
import { lookForLeaks } from "./leaks.ts";
import { recordedState } from "./recorded.ts";

const AT = Date.parse("2026-11-21T12:00:00Z");
const [MI, DAY] = [2 ** 20, 86_400];
const folder = mkdtempSync(join(tmpdir(), "plimsoll-leaks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A fortnight that climbs twice as fast in its second week. */
function writeFacts(): void {
	const end = AT / 1000;
	const rows = Array.from({ length: 16 * 288 }, (_, i) => {
		const t = end - i * 300;
		const days = 16 - (end - t) / DAY;
		const level = 100 + 5 * days + Math.max(0, days - 9) * 5;
		return `shop/cart-0/app,${t},${Math.round((level + Math.sin(i * 7)) * MI)},${512 * MI}`;
	}).reverse();
	writeFileSync(join(folder, "memory.csv"), ["series,t,bytes,capacity", ...rows, ""].join("\n"));
	const pod = {
		...{ apiVersion: "v1", kind: "Pod", metadata: { namespace: "shop", name: "cart-0", uid: "u1" } },
		spec: { nodeName: "n1", containers: [{ name: "app", resources: { limits: { memory: "512Mi" } } }] },
		status: { phase: "Running", startTime: "2026-11-01T00:00:00Z" },
	};
	writeFileSync(join(folder, "pod.json"), JSON.stringify(pod));
}

test("of an engine that keeps several clusters the others' leaks are not told as those of this one", async () => {
	writeFacts();
	const from = AT / 1000 - 6 * DAY;
	const t = Array.from({ length: 6 * 72 }, (_, i) => from + i * 1200);
	const of = (pod: string, cluster: string, mib: (row: number) => number) => ({
		labels: { __name__: "container_memory_working_set_bytes", namespace: "shop", pod, container: "app", cluster },
		t,
		v: t.map((_, i) => Math.round((mib(i) + Math.sin(i * 7)) * MI)),
	});
	const server = await startStandIn(
		[
			of("cart-0", "east", () => 100),
			of("cart-1", "west", (row) => 100 + row / 2),
			of("web-0", "east", (row) => 100 + row / 2),
		],
		"chunks",
	);
	const history = new PrometheusHistory([await openEngine({ url: server.url, environment: {} })], true);
	const state = await recordedState(await openArchive(join(folder, "pod.json"), { now: AT }), AT);
	await lookForLeaks(state, history);
	expect(state.found.leaks?.map(({ subject }) => subject.name)).toEqual(["web"]);
	await history.close();
	await server.stop();
});

test("the page and scan measure the same leak alike", async () => {
	writeFacts();
	const scope = { namespace: null, labelSelector: "", fieldSelector: "" };
	const open = () => openArchive(join(folder, "pod.json"), { now: AT });
	const history = await openHistory({ path: join(folder, "memory.csv") });
	const { findings } = await surveyAll(await open(), { scope, at: AT, history });
	const state = await recordedState(await open(), AT);
	await lookForLeaks(state, history);
	const leaks = findings.filter(({ rule }) => rule.startsWith("leak/"));
	expect(leaks).toHaveLength(1);
	expect(state.found.leaks).toEqual(leaks);
});
