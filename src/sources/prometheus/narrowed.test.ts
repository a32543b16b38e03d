import { describe, expect, test } from "vitest";
import type { Failure } from "../../model/failure.ts";
import type { Engine } from "./engine.ts";
import { matchersOf, narrowedTo } from "./narrowed.ts";

describe("--prometheus-match", () => {
	test.each([
		["cluster=east", "cluster", "east"],
		['cluster="east"', "cluster", "east"],
		['k8s_cluster_name=eu=1 "b"', "k8s_cluster_name", 'eu=1 "b"'],
	])("%s", (text, name, value) => {
		expect(matchersOf([text])).toEqual([{ name, op: "=", value }]);
	});

	test.each(["east", "cluster=", "=east", "clu-ster=east", 'cluster=""', "cluster=~east.*"])(
		"%s is refused",
		(text) => {
			const failure = expect.objectContaining<Partial<Failure>>({ code: "bad-value" });
			expect(() => matchersOf([text])).toThrow(failure);
		},
	);
});

test.each([
	['/api/v1/query?query={pod="a{b"}&time=5', { query: '{cluster="e\\"ast",pod="a{b"}', time: "5" }],
	[
		'/api/v1/query_range?query=min by (pod) (min_over_time({__name__="m",x="\\\\\\"{"}[5s]))&step=5',
		{ query: 'min by (pod) (min_over_time({cluster="e\\"ast",__name__="m",x="\\\\\\"{"}[5s]))', step: "5" },
	],
	['/api/v1/series?match[]={__name__="m"}&match[]={__name__="n"}', { "match[]": '{cluster="e\\"ast",__name__="n"}' }],
	["/api/v1/label/pod/values?start=1", { start: "1" }],
	["/api/v1/read", {}],
])("%s is narrowed on its way", async (path, expected) => {
	const asked: string[] = [];
	const engine: Engine = {
		name: "e",
		send: async (sent) => {
			asked.push(sent);
			throw new Error("asked");
		},
		close: () => undefined,
	};
	await expect(narrowedTo(engine, matchersOf(['cluster=e"ast'])).send(path)).rejects.toThrow("asked");
	const { searchParams, pathname } = new URL(asked[0] ?? "", "http://x");
	expect([pathname, Object.fromEntries(searchParams)]).toEqual([path.replace(/\?.*/s, ""), expected]);
});
