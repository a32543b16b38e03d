import { expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import type { FileEdit } from "../../model/remedy.ts";
import { deployment, lintText } from "../../survey/lint.fixture.ts";

const container = (image: string, more: string) =>
	deployment(`name: app\nimage: ${image}\nresources:\n  requests: {memory: 1Gi}\n  limits: {memory: 1Gi}\n${more}`);
const env = (name: string, value: string) => container("a", `env: [{name: ${name}, value: ${value}}]`);
const ofLimit = (name: string, more = "") =>
	container(
		"a",
		`${more}\nenv: [{name: ${name}, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}]`,
	);
const conf = (image: string, file: string, line: string) =>
	`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  ${file}: |\n    ${line}\n---\n${container(
		image,
		"volumeMounts: [{name: c, mountPath: /etc/rabbitmq}]",
	)}      volumes: [{name: c, configMap: {name: c}}]\n`;

/** What must stand in the text when each kind of remedy of its budget's findings was applied; none of them leaves a finding behind. */
test.each<[string, string, { "lower-setting"?: string; "raise-limit-for-setting"?: string }]>([
	["a heap", env("JAVA_OPTS", "-Xmx1g"), { "lower-setting": "-Xmx768m", "raise-limit-for-setting": "memory: 1366Mi" }],
	[
		"with the initial heap, as no JVM starts with more than its bound",
		env("JAVA_TOOL_OPTIONS", '"-Xms1g -Dx=y -Xmx1g"'),
		{ "lower-setting": '"-Xms768m -Dx=y -Xmx768m"', "raise-limit-for-setting": "memory: 1366Mi" },
	],
	[
		"in two words",
		container("a", "command: [java, -Xmx1g, -Xms900m, -jar, a.jar]"),
		{ "lower-setting": "[java, -Xmx768m, -Xms768m, -jar, a.jar]", "raise-limit-for-setting": "memory: 1366Mi" },
	],
	[
		"an initial heap that fits stays",
		env("JAVA_OPTS", '"-Xms512m -Xmx1g"'),
		{ "lower-setting": '"-Xms512m -Xmx768m"', "raise-limit-for-setting": "memory: 1366Mi" },
	],
	[
		"Elasticsearch's heap leaves room for direct memory",
		container("elasticsearch:8.13.0", 'env: [{name: ES_JAVA_OPTS, value: "-Xms1g -Xmx1g"}]'),
		{ "lower-setting": '"-Xms512m -Xmx512m"', "raise-limit-for-setting": "memory: 2048Mi" },
	],
	[
		"and its initial heap goes with it",
		container("elasticsearch:8.13.0", 'env: [{name: ES_JAVA_OPTS, value: "-Xms700m -Xmx700m"}]'),
		{ "lower-setting": '"-Xms512m -Xmx512m"' },
	],
	[
		"a share of a JVM grows with the limit",
		env("JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=95.0"),
		{ "lower-setting": "-XX:MaxRAMPercentage=75.0}" },
	],
	["a share beside a large initial heap", env("JAVA_TOOL_OPTIONS", '"-XX:MaxRAMPercentage=95 -Xms900m"'), {}],
	["of Node.js", env("NODE_OPTIONS", "--max-old-space-size-percentage=95"), { "lower-setting": "percentage=75}" }],
	[".NET's, hexadecimal", env("DOTNET_GCHeapHardLimitPercent", "5F"), { "lower-setting": "value: 4B}" }],
	[
		"RabbitMQ's",
		conf("rabbitmq:4", "rabbitmq.conf", "vm_memory_high_watermark.relative = 0.95"),
		{ "lower-setting": "relative = 0.6\n" },
	],
	["what refers to the limit", ofLimit("GOMEMLIMIT").replace(", divisor: 1Mi", ""), {}],
	["a word with what refers to it", ofLimit("MB", "command: [node, --max-old-space-size=$(MB), a.js]"), {}],
	[
		"PostgreSQL's own quotes",
		conf("postgres:16", "postgresql.conf", "shared_buffers = '1GB'"),
		{ "lower-setting": "shared_buffers = '256MB'\n", "raise-limit-for-setting": "memory: 4096Mi" },
	],
])("%s", (_, text, expected) => {
	const found = budgetFindings(text);
	expect(found.length).toBeGreaterThan(0);
	const edits = found.flatMap(({ remedies }) =>
		remedies.flatMap(({ kind, change }) => (change.type === "file-edit" ? [{ kind, change }] : [])),
	);
	const applied = [...Map.groupBy(edits, ({ kind }) => kind)].map(([kind, own]) => {
		const after = apply(
			text,
			own.map(({ change }) => change),
		);
		expect(budgetFindings(after), after).toEqual([]);
		return [kind, after] as const;
	});
	expect(applied.map(([kind]) => kind).sort()).toEqual(Object.keys(expected).sort());
	for (const [kind, after] of applied) expect(after).toContain(expected[kind as keyof typeof expected]);
});

function budgetFindings(text: string): Finding[] {
	return lintText(text).filter(({ rule }) => rule.startsWith("budget/"));
}

function apply(text: string, edits: readonly FileEdit[]): string {
	const lines = text.split("\n");
	for (const { line, column, endColumn, to } of edits.toSorted((a, b) => b.line - a.line || b.column - a.column)) {
		const old = lines[line - 1] ?? "";
		lines[line - 1] = old.slice(0, column - 1) + to + old.slice(endColumn - 1);
	}
	return lines.join("\n");
}
