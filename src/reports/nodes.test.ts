import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Report } from "../model/report.ts";
import { judgePressure } from "../verdicts/pressure/index.ts";
import { outlookOf } from "../verdicts/pressure/outlook.ts";
import {
	config,
	container,
	critical,
	GI,
	MI,
	NOON,
	node,
	pod,
	requesting,
	seen,
	series,
	stats,
} from "../verdicts/pressure/pressure.fixture.ts";
import { growthOf } from "../verdicts/pressure/trend.ts";
import { LANGUAGES, loadWords } from "../words/index.ts";
import { bar } from "./bar.ts";
import { render } from "./index.ts";
import { cells } from "./text.ts";

const pods = [
	pod("batch"),
	requesting("web", GI, 2 * GI),
	requesting("db", 2 * GI, 2 * GI),
	critical("dns", [container("coredns", { memoryRequest: 70 * MI })]),
];
const measured = {
	pods,
	stats: stats({ batch: 600 * MI, web: 1.5 * GI, db: GI }, { workingSet: 6 * GI, available: 10 * GI }),
	config: config(),
	growth: growthOf(series(1440, (i) => 3 * GI + i * 2 * MI)),
} satisfies Parameters<typeof seen>[0];

function report(...given: Parameters<typeof seen>[0][]): Report {
	const facts = given.map((one) => outlookOf(seen(one)));
	return {
		at: NOON,
		findings: judgePressure(facts),
		gaps: [],
		looked: { source: "lab", pods: 4, containers: 4, nodes: 1, events: 0, kernelKills: 0, samples: 3 },
		nodes: facts.map(({ outlook }) => outlook),
	};
}

const style = { color: false, width: 120, wide: false, now: NOON };
const one = report(measured);
const byRequests = report({ pods });
const several = report(measured, { node: node("node-2"), pods: [requesting("other", GI)] });

const threshold = { "memory.available": "0%" };
const without = report({ ...measured, config: config({ evictionHard: threshold }) });

describe.each(LANGUAGES)("%s", async (language) => {
	const words = await loadWords(language);

	test("that a kubelet has no threshold is no threshold that is not known", async () => {
		const alone = await render("table", "nodes", without, words, style);
		expect(alone).toContain(language === "en" ? "eviction without a hard threshold" : "没有硬驱逐阈值");
		const two = { ...without, nodes: [...(without.nodes ?? []), ...(without.nodes ?? [])] };
		expect(await render("table", "nodes", two, words, style)).toMatch(
			language === "en" ? /out of memory in \d/ : /距耗尽 \d/,
		);
	});

	test("a node told in full", async () => {
		expect(await render("table", "nodes", one, words, style)).toMatchSnapshot();
	});
	test("by requests alone, and it says so", async () => {
		const text = await render("table", "nodes", byRequests, words, style);
		expect(text).toContain(words.nodes.byRequests);
	});
	test("several nodes, a line each", async () => {
		expect(await render("table", "nodes", several, words, style)).toMatchSnapshot();
	});
	test("wide tells each of them", async () => {
		const text = await render("wide", "nodes", several, words, style);
		expect(text).toContain(words.nodes.label.why);
		expect(text.match(new RegExp(words.nodes.label.why, "g"))).toHaveLength(2);
	});
	test("nothing to see", async () => {
		expect(await render("table", "nodes", { ...one, findings: [], nodes: [] }, words, style)).toContain(
			words.nodes.noNodes,
		);
		const empty = report({});
		expect(await render("table", "nodes", empty, words, style)).toContain(words.nodes.noContainers);
	});
	test("fits the terminal", async () => {
		for (const width of [60, 80, 120]) {
			for (const given of [one, several]) {
				const lines = (await render("table", "nodes", given, words, { ...style, width })).split("\n");
				// The last line, what was looked at, is cut by nobody.
				expect(Math.max(...lines.slice(0, -2).map(cells))).toBeLessThanOrEqual(width);
			}
		}
	});
	test("json holds to its schema and to its contract", async () => {
		const schema = JSON.parse(await readFile(new URL("../../docs/schema/report.v1.json", import.meta.url), "utf8"));
		const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
		for (const given of [one, byRequests, several]) {
			const document = JSON.parse(await render("json", "nodes", given, words, style));
			expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
			expect(document).toMatchObject({ apiVersion: "plimsoll.dev/v1", kind: "Report" });
		}
		const { nodes } = JSON.parse(await render("json", "nodes", byRequests, words, style));
		expect(nodes[0].containers[0]).toMatchObject({
			namespace: "shop",
			pod: "batch",
			container: "app",
			qosClass: "BestEffort",
			oomScoreAdj: 1000,
			oomScore: 1000,
			kernelRank: 1,
			kubeletRank: 1,
		});
	});
	test("names with escape codes reach the terminal as text", async () => {
		const name = "\u001b]0;owned\u0007\u001b[2Jweb\u202e";
		const hostile = report({ node: node(name), pods: [pod(name, [container(name)], { namespace: name })] });
		for (const format of ["table", "wide", "json", "yaml"] as const) {
			expect(await render(format, "nodes", hostile, words, style)).not.toMatch(
				/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u,
			);
		}
	});
});

test.each([
	[0, 0, "░".repeat(24)],
	[0.5, 0, "█".repeat(12) + "░".repeat(12)],
	[0.5, 0.25, "█".repeat(12) + "░".repeat(6) + "▒".repeat(6)],
	[0.9, 0.5, "█".repeat(22) + "▒".repeat(2)],
	[7, -1, "█".repeat(24)],
])("bar(%d, %d)", (share, kept, expected) => {
	expect(bar(share, kept)).toBe(expected);
});
