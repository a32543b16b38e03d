import { expect, test } from "vitest";
import { Metrics, type RecorderFigures } from "./metrics.ts";
import { State } from "./state/state.ts";

const COST = { watchRestarts: 1, surveys: 2, surveySeconds: 0.5, scrapes: 3, scrapeSeconds: 1.5, failures: 0 };
const FIGURES: RecorderFigures = {
	...{ nodes: 3, containers: 40, missing: 1, awaySince: null, looks: 90, failures: 4 },
	...{ lookedAt: 1_795_000_000.25, lookSeconds: 0.125, samples: 1234, bytes: 65_536 },
};

function metricsOf(recorder: RecorderFigures | null): Metrics {
	const metrics = new Metrics(new State("", () => 0), COST);
	metrics.recorder = () => recorder;
	metrics.count(200);
	return metrics;
}

test("a recorder tells how it goes: what it wrote, how old and how long its last look is, and what failed", () => {
	const samples = new Map(
		metricsOf(FIGURES)
			.text()
			.split("\n")
			.filter((line) => line !== "" && !line.startsWith("#"))
			.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))] as const),
	);
	expect(Object.fromEntries([...samples].filter(([name]) => name.startsWith("plimsoll_recorder_")))).toEqual({
		plimsoll_recorder_nodes: 3,
		plimsoll_recorder_missing_nodes: 1,
		plimsoll_recorder_containers: 40,
		plimsoll_recorder_api_server_up: 1,
		plimsoll_recorder_looks_total: 90,
		plimsoll_recorder_failed_looks_total: 4,
		plimsoll_recorder_last_look_timestamp_seconds: 1_795_000_000.25,
		plimsoll_recorder_last_look_seconds: 0.125,
		plimsoll_recorder_samples_total: 1234,
		plimsoll_recorder_store_bytes: 65_536,
	});
});

test.each<[string, RecorderFigures | null, RegExp]>([
	["where none runs", null, /plimsoll_recorder/],
	["before its first look", { ...FIGURES, lookedAt: null }, /last_look/],
])("%s nothing is made up", (_, figures, hidden) => {
	expect(metricsOf(figures).text()).not.toMatch(hidden);
});

/** OpenMetrics 1.0: one TYPE a family and before its samples, counters end in _total, the text ends in # EOF. */
test("the text is OpenMetrics", () => {
	const text = metricsOf(FIGURES).text();
	expect(text.endsWith("# EOF\n")).toBe(true);
	const types = new Map<string, string>();
	for (const line of text.trimEnd().split("\n").slice(0, -1)) {
		const [, word, family = "", rest = ""] = /^# (TYPE|HELP) (\S+) (.+)$/.exec(line) ?? [];
		if (word === "TYPE") {
			expect(types.has(family), family).toBe(false);
			types.set(family, rest);
		} else if (word === undefined) {
			const [, name = "", value] = /^([a-z_]+)(?:\{[^}]*\})? (\S+)$/.exec(line) ?? [];
			expect(Number.isFinite(Number(value)), line).toBe(true);
			const [last = "", type] = [...types].at(-1) ?? [];
			expect(name).toBe(type === "counter" ? `${last}_total` : last);
		}
	}
});
