import { expect, test } from "vitest";
import { containerOf } from "./event.ts";

test.each<[string, string | null]>([
	["spec.containers{app}", "app"],
	["spec.initContainers{wait-for-db}", "wait-for-db"],
	["spec.ephemeralContainers{debugger}", "debugger"],
	["", null],
	["spec.containers", null],
	["spec.containers{app}.image", null],
	["status.spec.containers{app}", null],
])("an event about %j is about the container %j", (fieldPath, expected) => {
	const regarding = { kind: "Pod", namespace: "n", name: "p", uid: "", fieldPath };
	expect(containerOf({ regarding } as Parameters<typeof containerOf>[0])).toBe(expected);
});
