import type { Subject } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { subjectText } from "./describe.ts";
import type { Layout } from "./formats.ts";

/**
 * One name a line, as `-o name` of kubectl writes them, for the next command: of what was found, each once and worst first; of `nodes` and `size` what
 * they list. A series or a file's line where there is no object.
 */
export function renderNames(report: Report, layout: Layout): string {
	const names = new Set(subjectsOf(report, layout).map(subjectText));
	return [...names].map((name) => `${name}\n`).join("");
}

function subjectsOf({ findings, nodes = [], recommendations = [] }: Report, layout: Layout): Subject[] {
	if (layout === "nodes") return nodes.map(({ name }) => ({ kind: "Node", name }));
	if (layout === "size") return recommendations.map(({ workload, series }) => workload ?? { series });
	return findings.filter(({ suppressed }) => suppressed === undefined).map(({ subject }) => subject);
}
