import { expect, test } from "vitest";
import type { FieldEdit } from "../model/fix.ts";
import { objectDiff } from "./object-diff.ts";

const WEB = { kind: "Deployment", namespace: "shop", name: "web" };
const container = {
	name: "app",
	args: ["--password", "hunter2"],
	env: [
		{ name: "PASSWORD", value: "hunter2" },
		{ name: "GODEBUG", value: "x=1" },
	],
	resources: { limits: { memory: "96Mi" } },
};
const object = {
	apiVersion: "apps/v1",
	metadata: { name: "web", annotations: { "kubectl.kubernetes.io/last-applied-configuration": "hunter2" } },
	spec: { template: { spec: { containers: [container] } } },
};
const edit = (path: FieldEdit["path"], before: unknown, after: unknown): FieldEdit => ({ path, before, after });
const APP: FieldEdit["path"] = ["spec", "template", "spec", "containers", { name: "app" }];

test("the lines around the change, and nothing that may be secret", () => {
	const diff = objectDiff(WEB, object, [edit([...APP, "resources", "limits", "memory"], "96Mi", "196Mi")]);
	expect(diff).toContain("-              memory: 96Mi\n+              memory: 196Mi");
	expect(diff).toContain("--- a/shop/deployment/web.yaml");
	expect(diff).not.toContain("hunter2");
});

test("a variable that changes is shown, its neighbours are not", () => {
	const diff = objectDiff(WEB, object, [edit([...APP, "env", { name: "GODEBUG" }, "value"], "x=1", "x=0")]);
	expect(diff).toMatch(/-\s+value: x=1\n\+\s+value: x=0/);
	expect(diff).not.toContain("hunter2");
});

test("a variable that is new", () => {
	const added = { name: "NEW", value: "1" };
	const diff = objectDiff(WEB, object, [edit([...APP, "env", { name: "NEW" }], null, added)]);
	expect(diff).toMatch(/\+\s+- name: NEW\n\+\s+value: '1'/);
	expect(diff).not.toContain("hunter2");
});

test("of a config map only the key that changes", () => {
	const map = { apiVersion: "v1", metadata: { name: "m" }, data: { a: "secret", "b.conf": "old" } };
	const diff = objectDiff({ kind: "ConfigMap", namespace: "shop", name: "m" }, map, [
		edit(["data", "b.conf"], "old", "new"),
	]);
	expect(diff).toMatch(/-\s+b\.conf: old\n\+\s+b\.conf: new/);
	expect(diff).not.toContain("secret");
});

test("a hostile name stays within its line", () => {
	const diff = objectDiff({ ...WEB, name: "../../etc" }, object, [
		edit([...APP, "resources", "limits", "memory"], "96Mi", "1Gi"),
	]);
	expect(diff.split("\n")[0]).toBe("--- a/shop/deployment/.._.._etc.yaml");
});
