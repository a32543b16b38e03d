import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lintText } from "../survey/lint.fixture.ts";
import { applyEdits, type CheckedEdit, safeEdits } from "./file-edits.ts";

const fix = (text: string) => applyEdits(text, safeEdits(lintText(text, "f.yaml")));
const pod = (resources: string) =>
	`apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: b, resources: ${resources}}]}\n`;

test.each<[string, string, string]>([
	["milli", "{limits: {memory: 512m}}", "{limits: {memory: 512Mi}}"],
	[
		"quotes stay",
		`{limits: {memory: "512m"}, requests: {memory: '64m'}}`,
		`{limits: {memory: "512Mi"}, requests: {memory: '64Mi'}}`,
	],
	["comments stay", "{limits: {memory: 512m}} # 512m", "{limits: {memory: 512Mi}} # 512m"],
	["bytes", "{limits: {memory: 64}}", "{limits: {memory: 64Mi}}"],
	["no unit of Kubernetes'", "{limits: {memory: 1gb}}", "{limits: {memory: 1Gi}}"],
	["a blank", "{limits: {memory: 512 Mi}}", "{limits: {memory: 512Mi}}"],
	[
		"decimal beside binary",
		"{requests: {memory: 128Mi}, limits: {memory: 128M}}",
		"{requests: {memory: 128Mi}, limits: {memory: 128Mi}}",
	],
	[
		"an anchor once",
		"{limits: {memory: &m 512m}, requests: {memory: *m}}",
		"{limits: {memory: &m 512Mi}, requests: {memory: *m}}",
	],
	["a key that looks alike", "{limits: {memory: 512m, cpu: 512m}}", "{limits: {memory: 512Mi, cpu: 512m}}"],
])("fixed: %s", (_, before, after) => {
	// A flow map ends the document's line: what follows it must be a comment.
	const at = (text: string) => pod(text.replace(/ #.*/, "")).replace(/\n$/, `${/ #.*/.exec(text)?.[0] ?? ""}\n`);
	expect(fix(at(before)).text).toBe(at(after));
});

test.each([
	["a limit below the request", "{limits: {memory: 1Gi}, requests: {memory: 2Gi}}"],
	["what was meant would not fit the request", "{limits: {memory: 512m}, requests: {memory: 1Gi}}"],
	["more than any node has", "{limits: {memory: 512Ti}}"],
	["no telling", "{limits: {memory: lots}}"],
	["too small to be meant", "{limits: {memory: 1m}}"],
	["too many to be Mi", "{limits: {memory: 900000}}"],
	["a variable", "{limits: {memory: $MEMORY}}"],
	["a wide ratio", "{limits: {memory: 64Gi}, requests: {memory: 64Mi}}"],
])("left alone: %s", (_, resources) => {
	expect(fix(pod(resources))).toEqual({ text: pod(resources), edits: 0 });
});

test("what its owner suppressed is left alone", () => {
	const text = pod("{limits: {memory: 512m}}").replace(
		"{name: p}",
		'{name: p, annotations: {plimsoll.dev/ignore: "lint/suspicious-unit: a test of ours"}}',
	);
	expect(fix(text).edits).toBe(0);
});

test.each([
	["apps/v1beta2", "StatefulSet", "apps/v1"],
	["batch/v1beta1", "CronJob", "batch/v1"],
	["autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2"],
	["rbac.authorization.k8s.io/v1beta1", "Role", "rbac.authorization.k8s.io/v1"],
	// Their fields or their meaning changed.
	["extensions/v1beta1", "Deployment", null],
	["apps/v1beta1", "Deployment", null],
	["networking.k8s.io/v1beta1", "Ingress", null],
	["policy/v1beta1", "PodDisruptionBudget", null],
	["autoscaling/v2beta1", "HorizontalPodAutoscaler", null],
	["policy/v1beta1", "PodSecurityPolicy", null],
])("%s of a %s becomes %s", (version, kind, wanted) => {
	const text = (apiVersion: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`;
	expect(fix(text(version)).text).toBe(text(wanted ?? version));
});

test("JSON stays JSON", () => {
	const text =
		'{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"b","resources":{"limits":{"memory":64},"requests":{"memory":"32m"}}}]}}';
	const fixed = fix(text).text;
	expect(JSON.parse(fixed).spec.containers[0].resources).toEqual({
		limits: { memory: "64Mi" },
		requests: { memory: "32Mi" },
	});
});

const edit = (from: string, to: string, column: number, endColumn: number, line = 1): CheckedEdit => ({
	type: "file-edit",
	from,
	to,
	file: "f",
	line,
	column,
	endLine: line,
	endColumn,
});

test.each<[string, string, CheckedEdit[], string]>([
	["a place that holds something else", "a: b\n", [edit("c", "d", 4, 5)], "a: b\n"],
	["a place outside of the text", "a: b\n", [edit("b", "d", 4, 5, 9)], "a: b\n"],
	["two that want different things", "a: b\n", [edit("b", "c", 4, 5), edit("b", "d", 4, 5)], "a: b\n"],
	["two that want the same", "a: b\n", [edit("b", "c", 4, 5), edit("b", "c", 4, 5)], "a: c\n"],
	["two that overlap", "a: bcd\n", [edit("bc", "x", 4, 6), edit("cd", "y", 5, 7)], "a: bcd\n"],
	["two beside each other, in any order", "a b\n", [edit("b", "yy", 3, 4), edit("a", "xx", 1, 2)], "xx yy\n"],
	["a new line", "a: b\n", [edit("b", "c\nd: e", 4, 5)], "a: b\n"],
	["after a mark", "\ufeffa: b\r\nc: d\r\n", [edit("b", "x", 4, 5), edit("d", "y", 4, 5, 2)], "\ufeffa: x\r\nc: y\r\n"],
])("%s", (_, text, edits, wanted) => {
	expect(applyEdits(text, edits).text).toBe(wanted);
});

const corpus = join(import.meta.dirname, "../../bench/lint/corpus");
const texts = ["broken", "sound"].flatMap((folder) =>
	readdirSync(join(corpus, folder)).map((name) => readFileSync(join(corpus, folder, name), "utf8")),
);
const quantity = fc.constantFrom(
	"512m",
	'"512m"',
	"64",
	"'1gb'",
	"512 Mi",
	"1Gi",
	"128M",
	"128Mi",
	"~",
	"lots",
	"$(X)",
	"0.5g",
);
const disturbance = fc.record({
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	insert: fc.constantFrom("", " ", "\n", "# x\n", "---\n", "é😀", "&a ", "*a", '"', "\t"),
});

test("whatever a manifest looks like: fixed once is fixed, and nothing but the edited values changes", () => {
	const shaped = fc
		.record({
			text: fc.constantFrom(...texts),
			request: quantity,
			limit: quantity,
			ending: fc.constantFrom("\n", "\r\n"),
			mark: fc.boolean(),
			disturbances: fc.array(disturbance, { maxLength: 2 }),
		})
		.map(({ text, request, limit, ending, mark, disturbances }) => {
			const filled = `${text}\n---\n${pod(`{requests: {memory: ${request}}, limits: {memory: ${limit}}}`)}`;
			const disturbed = disturbances.reduce((rest, { at, insert }) => {
				const i = Math.floor(at * rest.length);
				return rest.slice(0, i) + insert + rest.slice(i);
			}, filled);
			return (mark ? "\ufeff" : "") + disturbed.replace(/^\ufeff/, "").replace(/\r?\n/g, ending);
		});
	fc.assert(
		fc.property(shaped, (text) => {
			const found = lintText(text, "f.yaml");
			const edits = safeEdits(found);
			const fixed = applyEdits(text, edits);
			expect(applyEdits(fixed.text, safeEdits(lintText(fixed.text, "f.yaml")))).toEqual({ text: fixed.text, edits: 0 });
			// What was no quantity may now be held against other bounds; a fix itself is never wrong by these.
			const wrong = (whole: string) =>
				lintText(whole, "f.yaml").filter(({ rule }) =>
					["lint/limit-below-request", "lint/suspicious-unit", "lint/malformed"].includes(rule),
				).length;
			expect(wrong(fixed.text)).toBeLessThanOrEqual(wrong(text));
			const skeleton = (whole: string, values: string[]) =>
				values.reduce((rest, value) => rest.replaceAll(value, "\0"), whole).replace(/\0+/g, "");
			const values = [...new Set(edits.flatMap(({ from, to }) => [from, to]))].sort((a, b) => b.length - a.length);
			expect(skeleton(fixed.text, [...values, '"']).length).toBe(skeleton(text, [...values, '"']).length);
		}),
		{ numRuns: 400 },
	);
});
