import { expect, test } from "vitest";
import { queryFigures } from "./figures.ts";

const request = {
	namespace: 'n"x',
	pod: "p-0",
	metrics: ["redis_memory_max_bytes", 'jvm_memory_max_bytes{area="heap"}', "not a metric"],
};
const series = (labels: object, value: string) => ({ metric: labels, value: [1, value] });
const answer = (...result: object[]) => ({ status: "success", data: { resultType: "vector", result } });

test("one query a pod, names and labels escaped; values of one name are added, what is unbounded is not", async () => {
	const asked: string[] = [];
	const figures = await queryFigures(async (path) => {
		asked.push(new URLSearchParams(path.split("?")[1]).get("query") ?? "");
		return answer(
			series({ __name__: "redis_memory_max_bytes" }, "1024"),
			series({ __name__: "jvm_memory_max_bytes", area: "heap", id: "a" }, "10"),
			series({ __name__: "jvm_memory_max_bytes", area: "heap", id: "b" }, "5"),
			series({ __name__: "jvm_memory_max_bytes", area: "heap", id: "c" }, "-1"),
			series({ __name__: "jvm_memory_max_bytes", area: "nonheap" }, "7"),
			series({ __name__: "redis_memory_max_bytes" }, "NaN"),
		);
	}, request);
	expect(asked).toEqual(['{__name__=~"redis_memory_max_bytes|jvm_memory_max_bytes",namespace="n\\"x",pod="p-0"}']);
	expect(figures).toEqual({ redis_memory_max_bytes: 1024, 'jvm_memory_max_bytes{area="heap"}': 15 });
});

test("what several scrapers say is not added up", async () => {
	const said = (more: object, value: string) => series({ __name__: "redis_memory_max_bytes", ...more }, value);
	const figures = await queryFigures(
		async () =>
			answer(
				said({ job: "a", instance: "1" }, "1024"),
				said({ job: "b", instance: "1" }, "1024"),
				said({ job: "a", instance: "1", prometheus_replica: "1" }, "1024"),
			),
		request,
	);
	expect(figures).toEqual({ redis_memory_max_bytes: 1024 });
});

test.each([[{ status: "error", error: "no" }], [answer(), "matrix"], [null], [{ status: "success", data: {} }]])(
	"%j is no answer",
	async (body, type?: string) => {
		const bad = type === undefined ? body : { status: "success", data: { resultType: type, result: [] } };
		await expect(queryFigures(async () => bad, request)).rejects.toThrow();
	},
);

test("nothing to ask asks nothing", async () => {
	expect(await queryFigures(() => Promise.reject(new Error("asked")), { ...request, metrics: [] })).toEqual({});
});
