import { expect, test } from "vitest";
import { queryNodeSeries } from "./node-series.ts";

const answer = (...result: object[]) => ({ status: "success", data: { resultType: "matrix", result } });
const series = (metric: object, ...values: [number, string][]) => ({ metric, values });
const NOON = 1_795_262_400_000;

test("a node is known by its label, its host name or its address, whatever the scrape configuration", async () => {
	const asked: string[] = [];
	const found = await queryNodeSeries(
		async (path) => {
			asked.push(decodeURIComponent(path.replaceAll("+", " ")));
			return answer(
				series({ id: "/", node: "a", instance: "10.0.0.1:10250" }, [1, "5"], [61, "6"]),
				series({ id: "/", kubernetes_io_hostname: "b", instance: "b-long" }, [1, "7"]),
				series({ id: "/", instance: "c:10250" }, [1, "8"]),
				series({ id: "/", node: "stranger" }, [1, "9"]),
				series({ id: "/" }, [1, "9"]),
			);
		},
		["a", "b", "c"],
		NOON - 3_600_000,
		NOON,
	);
	expect(asked).toEqual([
		'/api/v1/query_range?query=container_memory_working_set_bytes{id="/"}&start=1795258800.000&end=1795262400.000&step=60',
	]);
	expect(found.map(({ name, t, bytes }) => [name, [...t], [...bytes]])).toEqual([
		["a", [1, 61], [5, 6]],
		["b", [1], [7]],
		["c", [1], [8]],
	]);
});

test("of two scrapers the one that saw more, without what is no number", async () => {
	const fetch = async () =>
		answer(series({ node: "a" }, [1, "5"], [2, "NaN"]), series({ node: "a", job: "x" }, [1, "6"], [2, "7"]));
	const [one, ...others] = await queryNodeSeries(fetch, ["a"], 0, NOON);
	expect([others, one && [...one.bytes]]).toEqual([[], [6, 7]]);
});

test.each([{}, { status: "error", error: "query timed out" }, { status: "success", data: { resultType: "vector" } }])(
	"%j is no answer",
	async (refusal) => {
		await expect(queryNodeSeries(async () => refusal, ["a"], 0, NOON)).rejects.toThrow();
	},
);
