import { describe, expect, test } from "vitest";
import { noManifests, readManifests } from "../../sources/manifests/manifests.ts";
import { workload } from "../../survey/lint.fixture.ts";
import { budgetsOf } from "../budgets/picture.ts";
import { judgeManifests } from "./index.ts";

type Files = Readonly<Record<string, string>>;

const web = (memory: string, more = "") =>
	workload(
		"apps/v1",
		"Deployment",
		`name: app\nimage: a\nresources: {requests: {memory: ${memory}}, limits: {memory: ${memory}}}`,
	).replace("spec:\n", `spec:\n${more}`);
const named = (text: string, namespace: string) =>
	text.replace(/name: (web|few|much)/g, `$&\n  namespace: ${namespace}`);
const limitRange = (max: string) =>
	`apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: few\nspec:\n  limits: [{type: Container, max: {memory: ${max}}}]\n`;
const quota = (limit: string) =>
	`apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: much\nspec:\n  hard: {limits.memory: ${limit}}\n`;
const budget =
	"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n";
const replicas = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n";

/** Files by their paths, and where a finding of one of the rules must stand. */
const CASES: Readonly<Record<string, readonly [Files, readonly string[]]>> = {
	"a LimitRange beside it": [{ "a/range.yaml": limitRange("1Gi"), "a/web.yaml": web("2Gi") }, ["a/web.yaml"]],
	"a LimitRange above it": [{ "range.yaml": limitRange("1Gi"), "a/web.yaml": web("2Gi") }, ["a/web.yaml"]],
	"a LimitRange of one overlay": [{ "overlays/low/range.yaml": limitRange("1Gi"), "base/web.yaml": web("2Gi") }, []],
	"a LimitRange of the same chart": [
		{ "c/templates/range.yaml": limitRange("1Gi"), "c/charts/w/templates/web.yaml": web("2Gi") },
		["c/charts/w/templates/web.yaml"],
	],
	"a LimitRange of the same namespace": [
		{ "ns/range.yaml": named(limitRange("1Gi"), "x"), "app/web.yaml": named(web("2Gi"), "x") },
		["app/web.yaml"],
	],
	"each environment by its own": [
		{
			"dev/range.yaml": named(limitRange("1Gi"), "x"),
			"dev/web.yaml": named(web("1Gi"), "x"),
			"prod/range.yaml": named(limitRange("4Gi"), "x"),
			"prod/web.yaml": named(web("3Gi"), "x"),
		},
		[],
	],
	"an environment without one": [
		{
			"dev/range.yaml": named(limitRange("1Gi"), "x"),
			"dev/web.yaml": named(web("1Gi"), "x"),
			"prod/web.yaml": named(web("3Gi"), "x"),
		},
		[],
	],
	"the sum of one environment": [
		{ "dev/quota.yaml": quota("1Gi"), "dev/web.yaml": web("1Gi"), "prod/web.yaml": web("3Gi") },
		[],
	],
	"a quota that is too small": [
		{ "dev/quota.yaml": quota("1Gi"), "dev/web.yaml": web("1Gi", "  replicas: 2\n") },
		["dev/quota.yaml"],
	],
	"variants of one workload count once": [
		{ "quota.yaml": quota("1Gi"), "web.yaml": web("1Gi"), "web-other.yaml": web("1Gi") },
		[],
	],
	"a disruption budget": [{ "web.yaml": `${web("1Gi")}---\n${budget}` }, ["web.yaml"]],
	"a disruption budget of each environment": [
		{
			"dev/web.yaml": `${web("1Gi")}---\n${budget}`,
			"prod/web.yaml": `${web("1Gi", "  replicas: 2\n")}---\n${budget}`,
		},
		["dev/web.yaml"],
	],
	"a disruption budget of an overlay": [{ "base/web.yaml": web("1Gi"), "overlays/prod/budget.yaml": budget }, []],
	"a patch sets the replicas": [{ "web.yaml": `${web("1Gi")}---\n${budget}`, "prod/patch.yaml": replicas }, []],
};

describe("what goes together", () => {
	test.each(Object.entries(CASES))("%s", (_, [files, expected]) => {
		const found = judgeManifests(read(files)).filter(({ rule }) =>
			["lint/limitrange-unsatisfiable", "lint/quota-unsatisfiable", "lint/pdb-blocks"].includes(rule),
		);
		expect(found.map(({ subject }) => subject.file)).toEqual(expected);
	});
});

const redis = workload(
	"apps/v1",
	"Deployment",
	"name: r\nimage: redis:7\nargs: [/conf/redis.conf]\nresources: {limits: {memory: 1Gi}}\nvolumeMounts: [{name: c, mountPath: /conf}]",
	"volumes: [{name: c, configMap: {name: settings}}]",
);
const settings = (maxmemory: string) =>
	`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  redis.conf: |\n    maxmemory ${maxmemory}\n`;

test.each<[string, Files, (number | null)[]]>([
	[
		"each environment has its own",
		{ "dev/m.yaml": settings("1mb"), "dev/r.yaml": redis, "prod/m.yaml": settings("2mb"), "prod/r.yaml": redis },
		[1, 2],
	],
	["in one file first", { "a.yaml": settings("1mb"), "b.yaml": `${redis}---\n${settings("2mb")}` }, [2]],
	["one for all", { "m.yaml": settings("1mb"), "dev/r.yaml": redis, "prod/r.yaml": redis }, [1, 1]],
	["copies", { "a.yaml": settings("1mb"), "b.yaml": settings("1mb"), "r.yaml": redis }, [1]],
	["nobody knows which", { "dev/m.yaml": settings("1mb"), "prod/m.yaml": settings("2mb"), "base/r.yaml": redis }, []],
])("config maps of one name: %s", (_, files, expected) => {
	const found = budgetsOf(read(files)).map(({ parts }) => (parts[0]?.bytes ?? Number.NaN) / 1024 ** 2);
	expect(found).toEqual(expected);
});

function read(files: Files) {
	const manifests = noManifests();
	for (const [file, text] of Object.entries(files)) readManifests(file, text, manifests);
	return manifests;
}
