import type { Place } from "../../model/place.ts";
import { finding, type LintRule, seen } from "./rule.ts";

/** A document that no YAML reader takes, or that says one thing twice. */
export const malformed: LintRule<"lint/malformed"> = {
	id: "lint/malformed",
	judge: ({ problems }) =>
		problems.map(({ problem, detail, place }) =>
			finding(
				"lint/malformed",
				{ object: null, suppressions: [] },
				{
					severity: "error",
					place,
					params: { problem, detail },
				},
			),
		),
};

/** A template as it lies in its chart: nothing in it can be judged before helm has filled it in. One finding a chart. */
export const unrenderedTemplate: LintRule<"lint/unrendered-template"> = {
	id: "lint/unrendered-template",
	judge({ unrendered }) {
		const charts = new Map<string, Place[]>();
		const others = new Set(unrendered.filter(({ helm }) => !helm).map(({ place }) => place));
		for (const { chart, place } of unrendered) {
			const key = chart ?? `\0${place.file}`;
			charts.set(key, [...(charts.get(key) ?? []), place]);
		}
		return [...charts].flatMap(([chart, places]) => {
			const [place] = places;
			if (place === undefined) return [];
			const folder = chart.startsWith("\0") ? "CHART" : quoted(chart);
			const command = others.has(place) ? null : `helm template RELEASE ${folder} | plimsoll lint -`;
			const files = new Set(places.map(({ file }) => file)).size;
			return [
				finding(
					"lint/unrendered-template",
					{ object: null, suppressions: [] },
					{
						severity: "warning",
						place,
						params: { files, command },
						evidence: places.slice(1, 10).map((other) => seen("setting", "{{ … }}", other)),
						remedies:
							command === null
								? []
								: [{ kind: "render-chart", risk: "low", value: files, change: { type: "command", command } }],
					},
				),
			];
		});
	},
};

function quoted(path: string): string {
	return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
