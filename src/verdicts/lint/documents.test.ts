import { expect, test } from "vitest";
import { deployment, lintText, ruleTable } from "../../survey/lint.fixture.ts";

const GOOD = deployment("name: app\nimage: a\nresources: {requests: {memory: 64Mi}, limits: {memory: 128Mi}}");

ruleTable("lint/malformed", {
	"a tab": "a:\n\t«b: 1»\n".replace("\t«b: 1»", "«\tb: 1»"),
	"a bracket that stays open": "a: [1, 2«»\n".replace("2«»", "«2»"),
	"two values": "a: «b: c»\n".replace("«b: c»", "b«: c»"),
	"an unknown alias": "a: «*nowhere»\n",
	"a node that holds itself": "a: &x\n  b: «*x»\n",
	"a key twice": GOOD.replace("  name: web\n", "  name: web\n  «name»: web\n"),
	"a key twice, in a List": `kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod, «kind»: Pod, metadata: {name: x}}\n`,
	"a key twice in what is no object": "a: 1\na: 2\n",
	"a merged key given anew": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  <<: &b {k: "1"}\n  k: "2"\n`,
	"an error between two good ones": `${GOOD}---\na: [«1»\n---\n${GOOD}`,
	"well made": GOOD,
	empty: "",
	"only comments": "# nothing\n---\n# here\n",
	CRLF: GOOD.replaceAll("\n", "\r\n"),
	"a byte order mark": `\ufeff${GOOD}`,
	directives: `%YAML 1.2\n---\n${GOOD}`,
	"an end marker": `${GOOD}...\n---\n${GOOD}`,
	"tabs in JSON": '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "x"}\n}\n',
	"JSON behind comments, of another tool": '// mine\n/* and\n yours */\n{\n "a": [1, 2,],\n}\n',
	"quotes by the hundred, each with a line too far left": `a:\n${"  - rule: 'one\n  two ''2''\n  three'\n    name: x\n".repeat(300)}`,
	"JSON with comments, of another tool": '{ // mine\n "a": [1, 2,],\n}\n',
	"a manifest in broken JSON": '{"apiVersion": "v1", «"kind" "Pod"}»\n'.replace('«"kind" "Pod"}»', '"kind" «"Pod"}»'),
	"a closing bracket below its key": "a:\n  b: [\n    1,\n    2\n  ]\n  c: {\n    d: 1 # one\n  }\n",
	"items left of their key": 'a:\n  b: [\n1, # "one"\n2]\nc: 3\n',
	"a quoted text that goes on further left": "a:\n  b: 'one\n\n  two'\n  c: 1\n",
	"the same with CRLF": "a:\r\n  b: [\r\n    1\r\n  ]\r\n",
	"text with dashes": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: |\n    ---\n    b: [\n`,
});

ruleTable("lint/unrendered-template", {
	"a value": GOOD.replace("name: web\n", "name: «{{ .Values.name }}»\n"),
	"a quoted value": GOOD.replace("name: web\n", 'name: «"{{ .Release.Name }}»-x"\n'),
	"a block": `«{{- if .Values.enabled }}»\n${GOOD}{{- end }}\n`,
	"an include": GOOD.replace("labels: {app: web}", 'labels:\n        «{{- include "x.labels" . | nindent 4 }}»'),
	"a quantity": GOOD.replace("memory: 128Mi", 'memory: «"{{ .Values.limit }}»"'),
	"another engine's": "a:\n  b: «{{name}}»\n",
	"behind a key in quotes": 'a:\n  "b": «{{.Name | default "x"}}»\n',
	"in a list": "a:\n  b: [«{{ .Name }}»]\n",
	"a percent sign and a brace": "a:\n  b: «%{» name }\n",
	"at-signs": "a:\n  - b: «@N»AME@\n",
	"another engine's block": "«{% if x %}»\na: [1\n{% endif %}\n".replace("{% if x %}»", "{%» if x %}"),
	"an error beside an alert's text": 'a: ["{{ $labels.pod }}"\n',
	"an alert's text": `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x}\nspec: {text: "{{ $labels.pod }} is down"}\n`,
	"a workflow's parameter": `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: x}\nspec: {args: ["{{inputs.parameters.a}}"]}\n`,
	"a dashboard in a config map": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: "{{ .Values.x }}"}\n`,
	"a comment": `# {{ .Values.x }}\n${GOOD}`,
});

test("a .json that is none and names no version is somebody's data", () => {
	expect(lintText("a: b: c\n", "answer.json")).toEqual([]);
	expect(lintText("a: b: c\n", "answer.yaml").map(({ rule }) => rule)).toEqual(["lint/malformed"]);
	expect(lintText('{"apiVersion": "v1", "kind": \n', "pod.json").map(({ rule }) => rule)).toEqual(["lint/malformed"]);
});

test("the rest of a file is judged, and the templates of a chart are told once, with the command", () => {
	const found = lintText(
		`a: {{ .Values.a }}\n---\nb: {{ .Values.b }}\n---\n${deployment("name: app\nimage: a")}`,
		"charts/web/templates/all.yaml",
	);
	expect(found.filter(({ rule }) => rule === "lint/unrendered-template")).toHaveLength(1);
	expect(found[0]?.remedies[0]?.change).toEqual({
		type: "command",
		command: "helm template RELEASE charts/web | plimsoll lint -",
	});
	expect(found.some(({ rule }) => rule === "lint/no-memory-limit")).toBe(true);
});

test.each<[string, string, string | undefined]>([
	["the object", "lint/no-memory-limit: it is a batch", "it is a batch"],
	["a folder of rules", "lint/*: old", "old"],
	["several", "lint/removed-api: a; lint/no-memory-limit: b", "b"],
	["by lines", "lint/removed-api: a\\nlint/no-memory-limit: b; c", "b; c"],
	["everything", "*: vendored", "vendored"],
	["no reason", "lint/no-memory-limit", undefined],
	["an empty reason", "lint/no-memory-limit: ", undefined],
	["another rule", "lint/best-effort: x", undefined],
])("suppressed by %s", (_, annotation, reason) => {
	const annotations = `metadata:\n  annotations: {plimsoll.dev/ignore: "${annotation}"}`;
	const text = deployment("name: app\nimage: a").replace("metadata:", annotations);
	expect(lintText(text).find(({ rule }) => rule === "lint/no-memory-limit")?.suppressed).toBe(reason);
});

test("an annotation of the pod template counts too", () => {
	const text = deployment("name: app\nimage: a").replace(
		"      labels:",
		'      annotations: {plimsoll.dev/ignore: "lint/no-memory-limit: x"}\n      labels:',
	);
	expect(lintText(text).find(({ rule }) => rule === "lint/no-memory-limit")?.suppressed).toBe("x");
});

test("bombs of aliases and merges cost no more than their text", () => {
	const levels = Array.from(
		{ length: 40 },
		(_, i) =>
			`a${i}: &a${i} [${Array(9)
				.fill(i === 0 ? "x" : `*a${i - 1}`)
				.join(", ")}]`,
	);
	const started = lintText(`apiVersion: v1\nkind: Bomb\nmetadata: {name: x}\n${levels.join("\n")}\n`);
	expect(started).toEqual([]);
	const merges = Array.from(
		{ length: 60 },
		(_, i) =>
			`m${i}: &m${i} {${
				i === 0
					? "k: v"
					: `<<: [${Array(9)
							.fill(`*m${i - 1}`)
							.join(", ")}], k${i}: v`
			}}`,
	);
	expect(lintText(`${merges.join("\n")}\n`).map(({ rule }) => rule)).toEqual(["lint/malformed"]);
});

test("a nesting of a thousand is refused, not overrun", () => {
	expect(lintText(`a: ${"[".repeat(1000)}\n`).map(({ rule }) => rule)).toEqual(["lint/malformed"]);
});
