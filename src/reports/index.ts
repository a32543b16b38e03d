import type { Report } from "../model/report.ts";
import type { Words } from "../words/words.ts";
import type { Format, Layout } from "./formats.ts";
import type { PageAnswers } from "./html.ts";
import type { Style } from "./style.ts";

export async function render(
	format: Format,
	layout: Layout,
	report: Report,
	words: Words,
	style: Style,
	page: PageAnswers = { language: "en", answers: {} },
): Promise<string> {
	switch (format) {
		case "json":
			return (await import("./document.ts")).renderJson(report, words);
		case "yaml":
			return (await import("./document.ts")).renderYaml(report, words);
		case "name":
			return (await import("./names.ts")).renderNames(report, layout);
		case "sarif":
			return (await import("./sarif.ts")).renderSarif(report, words);
		case "junit":
			return (await import("./junit.ts")).renderJunit(report, words);
		case "github":
			return (await import("./github.ts")).renderGithub(report, words);
		case "gitlab":
			return (await import("./gitlab.ts")).renderGitlab(report, words);
		case "markdown":
			return (await import("./markdown.ts")).renderMarkdown(report, words);
		case "html":
			return (await import("./html.ts")).renderHtml(report, words, page);
		case "wide":
		case "table": {
			const wide = { ...style, wide: format === "wide" };
			if (layout === "nodes") return (await import("./nodes.ts")).renderNodes(report, words, wide);
			if (layout === "size") return (await import("./size.ts")).renderSizes(report, words, wide);
			if (layout === "leaks") return (await import("./leaks.ts")).renderLeaks(report, words, wide);
			if (layout === "lint") return (await import("./lint.ts")).renderLint(report, words, wide);
			return layout === "story"
				? (await import("./story.ts")).renderStory(report, words, wide)
				: (await import("./table.ts")).renderTable(report, words, wide);
		}
	}
}
