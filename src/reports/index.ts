import type { Report } from "../model/report.ts";
import type { Words } from "../words/words.ts";
import type { Style } from "./style.ts";

export const FORMATS = ["table", "wide", "json", "yaml"] as const;
export type Format = (typeof FORMATS)[number];

/** How people read a report: a list of findings, each one told in full, or node by node. */
export type Layout = "table" | "story" | "nodes";

export async function render(
	format: Format,
	layout: Layout,
	report: Report,
	words: Words,
	style: Style,
): Promise<string> {
	switch (format) {
		case "json":
			return (await import("./document.ts")).renderJson(report, words);
		case "yaml":
			return (await import("./document.ts")).renderYaml(report, words);
		case "wide":
		case "table": {
			const wide = { ...style, wide: format === "wide" };
			if (layout === "nodes") return (await import("./nodes.ts")).renderNodes(report, words, wide);
			return layout === "story"
				? (await import("./story.ts")).renderStory(report, words, wide)
				: (await import("./table.ts")).renderTable(report, words, wide);
		}
	}
}
