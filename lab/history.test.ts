import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HELD, historyContract, type Measured, SEEN_TWICE, T0 } from "../src/history/history.contract.ts";
import { PrometheusHistory } from "../src/history/prometheus/prometheus.ts";
import { strangers, USUAL, writtenOf } from "../src/history/prometheus/testing/written.ts";
import { openEngine } from "../src/sources/prometheus/direct.ts";
import type { Engine } from "../src/sources/prometheus/engine.ts";
import { EngineRefused } from "../src/sources/prometheus/engine.ts";
import { remoteWrite, type WrittenSeries } from "../src/sources/prometheus/testing/remote-write.ts";
import { type RealPrometheus, startPrometheus } from "../src/sources/prometheus/testing/server.ts";
import { build } from "./build.ts";
import { type RealEngine, startThanos, startVictoriaMetrics } from "./engines.ts";

/** The same contract against the real engines that the lab builds: their chunks, their index, their expressions. No cluster is needed. */
let prometheus: RealPrometheus;
/** The first time on a machine: minutes of both cores for each engine. */
const BUILD_MILLISECONDS = 60 * 60_000;
beforeAll(async () => {
	await build(console.log);
	prometheus = await startPrometheus();
	await remoteWrite(prometheus.url, written());
}, BUILD_MILLISECONDS);
afterAll(async () => await prometheus.stop());

function written(): WrittenSeries[] {
	const twice = writtenOf(SEEN_TWICE, { ...USUAL, stateMetrics: "absent", more: { replica: "b" } });
	const all = [...HELD.flatMap((one) => writtenOf(one)), ...twice, ...strangers((HELD[0] as Measured).t)];
	// A scraper marks what has ended as stale, by this very NaN; without it a range query goes on for five minutes.
	return all.map(endingStale);
}

const STALE = new DataView(new BigUint64Array([0x7ff0000000000002n]).buffer).getFloat64(0, true);

function endingStale({ labels, t, v }: WrittenSeries): WrittenSeries {
	const [times, values]: [number[], number[]] = [[], []];
	for (let i = 0; i < t.length; i++) {
		times.push(t[i] as number);
		values.push(v[i] as number);
		if (i + 1 === t.length || (t[i + 1] as number) - (t[i] as number) > 60) {
			times.push((t[i] as number) + 1);
			values.push(STALE);
		}
	}
	return { labels, t: times, v: values };
}

const engine = () => openEngine({ url: prometheus.url, environment: {} });
const abilities = { duplicates: true, stretches: true };

historyContract(
	"a real Prometheus, by remote read",
	abilities,
	async () => new PrometheusHistory([await engine()], true),
);

historyContract("a real Prometheus, by range queries", abilities, async () => {
	const real = await engine();
	const without: Engine = {
		...real,
		send: async (path, request) => {
			if (path.endsWith("/read")) throw new EngineRefused(404, "no remote read");
			return await real.send(path, request);
		},
	};
	return new PrometheusHistory([without], true);
});

const OTHERS = { VictoriaMetrics: startVictoriaMetrics, "a Thanos querier": startThanos };
describe.each(Object.entries(OTHERS))("%s", (name, start) => {
	let real: RealEngine;
	beforeAll(async () => {
		real = await start();
		await remoteWrite(real.into, written());
		await real.flush();
	});
	afterAll(async () => await real.stop());
	const open = async () => new PrometheusHistory([await openEngine({ url: real.url, environment: {} })], true);
	historyContract(`${name}, the real one,`, abilities, open);
	test("floors are those of the samples", async () => await floors(await open()));
});

test("what pods count themselves, and how often watches began anew", async () => {
	const t = HELD[0]?.t ?? [];
	const counting = (name: string, labels: Record<string, string>, each: number): WrittenSeries => ({
		labels: { __name__: name, ...labels },
		t,
		v: t.map((_, i) => each * (i % 30)),
	});
	const plain = { namespace: "web", pod: "plain" };
	await remoteWrite(prometheus.url, [
		counting("http_requests_total", { ...plain, code: "200" }, 10),
		counting("http_requests_total", { ...plain, code: "500" }, 1),
		counting("apiserver_request_total", { verb: "WATCH", instance: "a" }, 3),
	]);
	const history = new PrometheusHistory([await engine()], true);
	const request = { from: T0, to: T0 + 3540, namespaces: null, wanted: null };
	const counted = await history.countersOf(request, [plain]);
	expect(counted.get("web/plain")?.map(({ name, t: times, bytes }) => [name, times.length, bytes.at(-1)])).toEqual([
		["requests", 60, 29 * 11],
	]);
	const [watches] = await Array.fromAsync(history.counters(request));
	expect([watches?.name, watches?.bytes.at(-1)]).toEqual(["watch restarts", 2 * 29 * 3]);
	await history.close();
});

// An engine that can be asked directly gives away its chunks, and is not asked to look itself.
test("floors are those of the samples", async () =>
	await floors(new PrometheusHistory([{ ...(await engine()), relayed: true }], true)));

async function floors(history: PrometheusHistory): Promise<void> {
	const request = { from: T0, to: T0 + 3540, namespaces: null, wanted: null };
	const floors = await history.floors(request, 10, 7200);
	const one = floors?.find(({ pod }) => pod === "restarted");
	expect([floors?.length, one?.restarted, one?.limit, one?.now]).toEqual([9, true, 512 * 2 ** 20, 124 * 2 ** 20]);
	expect(floors?.find(({ pod }) => pod === "resized")?.restarted).toBe(false);
	await history.close();
}
