import { describe, expect, it } from "vitest";
import { labelSelector, podFields } from "./selectors.ts";

describe("label selectors", () => {
	const web = { app: "web", tier: "front", "example.com/zone": "a", size: "10" };
	it.each([
		["", true],
		["app=web", true],
		["app==web", true],
		["app = web , tier = front", true],
		["app=db", false],
		["app!=db", true],
		["absent!=x", true],
		["app!=web", false],
		["app in (web, db)", true],
		["app in (db)", false],
		["app notin (db),tier in (front)", true],
		["absent notin (x)", true],
		["absent in (x)", false],
		["app", true],
		["!app", false],
		["!absent", true],
		["example.com/zone=a", true],
		["size>9", true],
		["size<9", false],
		["app>1", false],
		["absent>1", false],
		["app=", false],
		["app==", false],
		["absent=", false],
		["constructor", false],
	])("%s", (text, holds) => {
		expect(labelSelector(text)(web)).toBe(holds);
	});

	it.each([
		"a b",
		"=web",
		"app in web",
		"app in ()x",
		"app=web,,",
		"app=we b",
		"(((((",
		"a in ((b))",
		`${"a,".repeat(9000)}`,
	])("refuses %j", (text) => {
		expect(() => labelSelector(text)).toThrow(/bad-value/);
	});
});

describe("field selectors", () => {
	const pod = { name: "p", namespace: "n", phase: "Running", node: null, restartPolicy: "Always" } as never;
	it.each([
		["", true],
		["metadata.name=p", true],
		["metadata.name!=p", false],
		["status.phase=Running,metadata.namespace==n", true],
		["spec.nodeName=", true],
		["spec.nodeName=node-1", false],
	])("%s", (text, holds) => {
		expect(podFields(text)(pod)).toBe(holds);
	});

	it.each(["metadata.labels=x", "metadata.name", "status.podIP=1.2.3.4", "constructor=x"])("refuses %s", (text) => {
		expect(() => podFields(text)).toThrow(/bad-value/);
	});
});
