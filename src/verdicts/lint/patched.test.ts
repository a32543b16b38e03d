import { describe, expect, test } from "vitest";
import { noManifests, readManifests } from "../../sources/manifests/manifests.ts";
import { deployment, indent } from "../../survey/lint.fixture.ts";
import { judgeManifests } from "./index.ts";

const KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
const base = {
	"base/kustomization.yaml": "resources: [web.yaml]\n",
	"base/web.yaml": deployment("name: app\nimage: a:1", "name: beside\nimage: b:1\nresources: {limits: {memory: 1Gi}}"),
};
const overlay = (text: string, file = "prod/kustomization.yaml") => ({
	[file]: `${KUSTOMIZATION}resources: [../base]\n${text}`,
});
const merge = (resources: string, more = "") =>
	`apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: app, resources: ${resources}${more}}]}}}\n`;
const patches = (patch: string, target = "") => `patches:\n- ${target}patch: |-\n${indent(patch, 4)}\n`;
const target = (text: string) => `target: {${text}}\n  `;
const LIMIT = "- op: add\n  path: /spec/template/spec/containers/0/resources\n  value: {limits: {memory: 1Gi}}";

const told = (files: Record<string, string>) => {
	const manifests = noManifests();
	for (const [file, text] of Object.entries(files)) readManifests(file, text, manifests);
	return judgeManifests(manifests)
		.filter(({ rule }) => /no-memory|best-effort|malformed/.test(rule))
		.map(({ rule, subject }) => `${rule.split("/")[1]} ${subject.file}`)
		.sort();
};
const [NO_LIMIT, NO_REQUEST] = ["no-memory-limit base/web.yaml", "no-memory-request base/web.yaml"];

describe("what a kustomization gives", () => {
	test.each<[string, Record<string, string>, string[]]>([
		["nothing", overlay(""), [NO_LIMIT, NO_REQUEST]],
		["a merge", overlay(patches(merge("{limits: {memory: 1Gi}}"))), []],
		["a request alone", overlay(patches(merge("{requests: {memory: 1Gi}}"))), [NO_LIMIT]],
		["other resources", overlay(patches(merge("{limits: {cpu: '1'}}"))), [NO_LIMIT, NO_REQUEST]],
		["operations", overlay(patches(LIMIT, target("kind: Deployment, name: web"))), []],
		["operations on all of a kind", overlay(patches(LIMIT, target("kind: Deployment"))), []],
		["by a regular expression", overlay(patches(LIMIT, target("name: w.*"))), []],
		["another's", overlay(patches(LIMIT, target("kind: Deployment, name: we"))), [NO_LIMIT, NO_REQUEST]],
		["another container's", overlay(patches(LIMIT.replace("/0/", "/1/"), target("name: web"))), [NO_LIMIT, NO_REQUEST]],
		["a value", overlay(patches(LIMIT.replace("resources", "resources/limits/memory"), target("name: web"))), []],
		[
			"a removal",
			overlay(patches(LIMIT.replace("op: add", "op: remove"), target("name: web"))),
			[NO_LIMIT, NO_REQUEST],
		],
		["an older list", overlay(`patchesStrategicMerge:\n- |-\n${indent(merge("{limits: {memory: 1Gi}}"), 2)}`), []],
		[
			"a file",
			{ ...overlay("patches: [{path: memory.yaml}]"), "prod/memory.yaml": merge("{limits: {memory: 1Gi}}") },
			[],
		],
		[
			"a file of operations",
			{ ...overlay("patches: [{path: m.yaml, target: {kind: Deployment, name: web}}]"), "prod/m.yaml": LIMIT },
			[],
		],
		[
			"a component",
			{
				...overlay("components: [../memory]"),
				"memory/kustomization.yaml": `${KUSTOMIZATION.replace("Kustomization", "Component")}${patches(merge("{limits: {memory: 1Gi}}"))}`,
			},
			[],
		],
		[
			"a kustomization of other resources",
			{ "other/kustomization.yaml": `${KUSTOMIZATION}${patches(merge("{limits: {memory: 1Gi}}"))}` },
			[NO_LIMIT, NO_REQUEST],
		],
	])("%s", (_, files, expected) => {
		expect(told({ ...base, ...files })).toEqual(expected);
	});
	test("a regular expression that would take for ever is not tried", () => {
		const name = "a".repeat(40);
		const files = {
			...base,
			"base/web.yaml": deployment("name: app\nimage: a:1").replace("name: web", `name: ${name}b`),
		};
		expect(told({ ...files, ...overlay(patches(LIMIT, target("name: (a+)+x"))) })).toEqual([]);
	});
	test("a patch of the image is none of the memory", () => {
		const image = { "prod/image.yaml": merge("{}", ", image: a:2") };
		const given = { ...base, "base/web.yaml": deployment("name: app\nimage: a:1\nresources: {limits: {memory: 1Gi}}") };
		expect(told({ ...given, ...image, ...overlay("patchesStrategicMerge: [image.yaml]") })).toEqual([]);
		expect(told({ ...given, ...image })).not.toEqual([]);
	});
	test("a patch of what is not here", () => {
		const image = { "prod/image.yaml": merge("{}", ", image: a:2") };
		expect(told({ ...image, ...overlay("patchesStrategicMerge: [image.yaml]") })).toEqual([]);
	});
	test("a container that a patch adds is judged", () => {
		const added = { "prod/proxy.yaml": merge("{}", ", image: proxy:1").replace("name: app", "name: proxy") };
		expect(told({ ...base, ...added, ...overlay("patches: [{path: proxy.yaml}]") })).toContain(
			"no-memory-limit prod/proxy.yaml",
		);
	});
	test.each(["./", "/srv/shop/", "../"])("wherever it lies: %s", (folder) => {
		const files = Object.entries({ ...base, ...overlay(patches(merge("{limits: {memory: 1Gi}}"))) });
		expect(told(Object.fromEntries(files.map(([file, text]) => [folder + file, text])))).toEqual([]);
	});
});

test("literals of a generated config map are variables", () => {
	const manifests = noManifests();
	const more = "envFrom: [{configMapRef: {name: env}}]\nresources: {limits: {memory: 1Gi}}";
	readManifests("web.yaml", deployment(`name: app\nimage: a:1\n${more}`), manifests);
	readManifests(
		"kustomization.yaml",
		"resources: [web.yaml]\nconfigMapGenerator:\n- name: env\n  literals: [JAVA_TOOL_OPTIONS=-Xmx1g]\n",
		manifests,
	);
	expect(
		judgeManifests(manifests).map(({ rule, subject }) => `${rule} ${subject.file}:${subject.line}:${subject.column}`),
	).toContain("budget/jvm-heap-at-limit kustomization.yaml:4:36");
});

test("what a policy of Kyverno writes into pods is no pod", () => {
	const policy = deployment("name: app\nimage: '{{ element.image }}'").replace("apps/v1", "kyverno.io/v1");
	expect(told({ "policy.yaml": policy.replace("kind: Deployment", "kind: ClusterPolicy") })).toEqual([]);
});
