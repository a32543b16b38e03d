import { describe, expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import type { LintRuleId } from "../model/rules-lint.ts";
import { noManifests, readManifests } from "../sources/manifests/manifests.ts";
import { judgeManifests } from "../verdicts/lint/index.ts";

/** Everything lint finds in one text. */
export function lintText(text: string, file = "test.yaml"): Finding[] {
	const manifests = noManifests();
	readManifests(file, text, manifests);
	return judgeManifests(manifests);
}

/** A Deployment `web` around containers, each given as the lines below its dash. */
export function deployment(...containers: string[]): string {
	return workload("apps/v1", "Deployment", containers.join("\n---8<---\n"));
}

/** The same for any kind with `spec.template`; more lines of the pod's spec may follow. */
export function workload(apiVersion: string, kind: string, containers: string, more = "", name = "web"): string {
	const list = containers
		.split("\n---8<---\n")
		.map((container) => indent(container, 10).replace(/^ {10}/, "        - "))
		.join("\n");
	return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
spec:
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
${list}
${indent(more, 6)}
`;
}

export function indent(text: string, columns: number): string {
	return text
		.split("\n")
		.map((line) => (line === "" ? "" : " ".repeat(columns) + line))
		.join("\n");
}

/**
 * A rule's table: in each text the ranges that the rule must point at stand in «…», and there must be no others. A text without marks is one the
 * rule must leave alone. Returns nothing: it declares tests.
 */
export function ruleTable(rule: LintRuleId, cases: Readonly<Record<string, string>>): void {
	describe(rule, () => {
		test.each(Object.entries(cases))("%s", (_, marked) => {
			const found = lintText(marked.replace(/[«»]/g, ""))
				.filter((finding) => finding.rule === rule)
				.map(({ subject }) => rangeText(subject));
			expect(found.sort()).toEqual(rangesOf(marked).sort());
		});
	});
}

/** What a rule tells of each text, as far as it is written here, in the order of the findings. */
export function toldTable(rule: LintRuleId, cases: Readonly<Record<string, readonly [string, ...object[]]>>): void {
	describe(rule, () => {
		test.each(Object.entries(cases))("tells of %s", (_, [text, ...told]) => {
			expect(lintText(text).filter((finding) => finding.rule === rule)).toMatchObject(told);
		});
	});
}

function rangeText({ line, column, endLine, endColumn }: Finding["subject"]): string {
	return `${line}:${column}-${endLine}:${endColumn}`;
}

/** Where the marks stand in the text without them. */
function rangesOf(marked: string): string[] {
	const ranges: string[] = [];
	let [line, column, start] = [1, 1, ""];
	for (const c of marked) {
		if (c === "«") start = `${line}:${column}`;
		else if (c === "»") ranges.push(`${start}-${line}:${column}`);
		else if (c === "\n") [line, column] = [line + 1, 1];
		else column += c.length;
	}
	return ranges;
}
