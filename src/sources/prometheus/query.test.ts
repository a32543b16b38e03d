import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SampleRequest } from "../source.ts";
import { batchRequests, queryLastSamples, quote } from "./query.ts";
import { KNOWN_SERVICES, portToAsk } from "./services.ts";

const T = 1_700_000_000_000;
const request = (container: string, more: Partial<SampleRequest> = {}): SampleRequest => ({
	namespace: "web",
	pod: "p",
	container,
	before: T,
	node: "n",
	...more,
});
const answer =
	(...result: unknown[]) =>
	async (): Promise<unknown> => ({ status: "success", data: { resultType: "matrix", result } });
const series = (container: string, ...values: unknown[]): unknown => ({
	metric: { __name__: "container_memory_working_set_bytes", container },
	values,
});

describe("queryLastSamples", () => {
	test.each<[string, unknown[], [number, number | null] | null]>([
		["the newest", [series("a", [T / 1000 - 30, "1"], [T / 1000 - 5, "2"])], [T - 5000, 2]],
		["not after the moment", [series("a", [T / 1000 - 30, "1"], [T / 1000 + 1, "2"])], [T - 30_000, 1]],
		["not older than five minutes", [series("a", [T / 1000 - 301, "1"])], null],
		[
			"the newest of two instances",
			[series("a", [T / 1000 - 90, "9"]), series("a", [T / 1000 - 30, "3"])],
			[T - 30_000, 3],
		],
		["NaN is no sample", [series("a", [T / 1000 - 30, "1"], [T / 1000 - 5, "NaN"])], [T - 30_000, 1]],
		["another container's", [series("b", [T / 1000 - 5, "1"])], null],
		["nonsense", [series("a", "x", [1], [null, "2"]), { metric: 5 }, null], null],
	])("%s", async (_, result, expected) => {
		const samples = await queryLastSamples(answer(...result), [request("a")]);
		expect(samples.map(({ at, workingSet }) => [at, workingSet])).toEqual(expected === null ? [] : [expected]);
	});

	test.each<[string, unknown, string]>([
		["an error", { status: "error", error: "too many samples" }, "too many samples"],
		["a vector", { status: "success", data: { resultType: "vector", result: [] } }, "no matrix"],
		["something else", "x", "no Prometheus answer"],
	])("%s is a failure", async (_, body, message) => {
		await expect(queryLastSamples(async () => body, [request("a")])).rejects.toThrow(message);
	});

	const lost = (name: string, ...values: unknown[]): unknown => ({
		metric: { __name__: name, container: "a" },
		values,
	});
	const at = (seconds: number, value: string): unknown => [T / 1000 - seconds, value];
	const STALLED = "container_pressure_memory_stalled_seconds_total";
	test.each<[string, unknown[], { stalled?: number; collecting?: number }]>([
		["a third of the last minute", [lost(STALLED, at(70, "10"), at(40, "20"), at(10, "30"))], { stalled: 1 / 3 }],
		[
			"only the last two minutes count",
			[lost(STALLED, at(290, "0"), at(130, "90"), at(70, "90"), at(10, "90"))],
			{ stalled: 0 },
		],
		["a restart sets the counter back", [lost(STALLED, at(60, "90"), at(30, "3"), at(10, "5"))], { stalled: 0.1 }],
		["one sample says nothing", [lost(STALLED, at(10, "5"))], {}],
		["nor do two of one moment", [lost(STALLED, at(12, "5"), at(10, "7"))], {}],
		[
			"a JVM's collectors together",
			[
				lost("jvm_gc_collection_seconds_sum", at(50, "1"), at(10, "11")),
				lost("jvm_gc_collection_seconds_sum", at(50, "0"), at(10, "20")),
			],
			{ collecting: 0.75 },
		],
		["never more than all of it", [lost("jvm_gc_pause_seconds_sum", at(50, "1"), at(10, "900"))], { collecting: 1 }],
	])("time lost: %s", async (_, result, expected) => {
		const fetch = answer(series("a", [T / 1000 - 10, "5"]), ...result);
		const [sample] = await queryLastSamples(fetch, [request("a")]);
		const { stalled, collecting } = sample ?? {};
		expect({ stalled, collecting }).toEqual({ stalled: undefined, collecting: undefined, ...expected });
	});

	test("label values cannot break out of their quotes", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (value) => {
				const quoted = quote(value);
				expect(quoted).toMatch(/^"(?:[^"\\\u0000-\u001f]|\\["\\]|\\x[0-9a-f]{2})*"$/s);
			}),
		);
	});

	test("one query serves the containers of a pod at one moment", () => {
		const batches = batchRequests([
			request("a"),
			request("b"),
			request("a", { before: T - 1 }),
			request("a", { pod: "q" }),
		]);
		expect(batches.map((batch) => batch.map(({ container }) => container).join())).toEqual(["a,b", "a", "a"]);
	});

	test("names are matched literally", async () => {
		let path = "";
		await queryLastSamples(
			async (asked) => {
				path = asked;
				return { status: "success", data: { resultType: "matrix", result: [] } };
			},
			[request("a.b"), request('c"d')],
		);
		expect(new URL(path, "http://x").searchParams.get("query")).toContain(String.raw`container=~"a\\.b|c\"d"`);
	});
});

describe("portToAsk", () => {
	const [thanos] = KNOWN_SERVICES;
	test.each<[{ name: string; port: number }[], string | null]>([
		[
			[
				{ name: "grpc", port: 10901 },
				{ name: "http", port: 9090 },
			],
			"9090",
		],
		[
			[
				{ name: "x", port: 10902 },
				{ name: "y", port: 1 },
			],
			"10902",
		],
		[[{ name: "", port: 80 }], "80"],
		[
			[
				{ name: "a", port: 1 },
				{ name: "b", port: 2 },
			],
			null,
		],
		[[], null],
	])("%j", (ports, expected) => {
		if (thanos === undefined) throw new Error("no known services");
		expect(portToAsk(thanos, ports)).toBe(expected);
	});
});
