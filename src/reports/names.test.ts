import { expect, test } from "vitest";
import type { Finding, Subject } from "../model/finding.ts";
import type { NodeOutlook } from "../model/node-outlook.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import type { Layout } from "./formats.ts";
import { renderNames } from "./names.ts";

const of = (subject: Subject, suppressed?: string) =>
	({ subject, ...(suppressed === undefined ? {} : { suppressed }) }) as Finding;
const web = { kind: "Deployment", namespace: "shop", name: "web", container: "app" };
const report = (change: Partial<Report>): Report => ({
	...{ at: 0, findings: [], gaps: [], looked: nothingLooked("test") },
	...change,
});

test.each<[string, Layout, Partial<Report>, string]>([
	["each object once", "table", { findings: [of(web), of({ ...web, container: "sidecar" })] }, "deployment/web\n"],
	["what its owner silenced is not named", "table", { findings: [of(web, "known")] }, ""],
	["a series", "leaks", { findings: [of({ series: "a b" })] }, "a b\n"],
	["a file's line", "lint", { findings: [of({ ...web, file: "web.yaml", line: 7 })] }, "web.yaml:7\n"],
	["a name that a terminal would obey", "table", { findings: [of({ kind: "Pod", name: "a\nb" })] }, "pod/a\\x0ab\n"],
	["nodes, whatever was found", "nodes", { nodes: [{ name: "n1" } as NodeOutlook] }, "node/n1\n"],
	["nothing", "table", {}, ""],
])("%s", (_, layout, change, expected) => {
	expect(renderNames(report(change), layout)).toBe(expected);
});
