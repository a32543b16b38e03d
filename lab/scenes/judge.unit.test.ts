import { expect, it } from "vitest";
import { judge, type Report } from "./judge.ts";
import { OneOf, type Scene } from "./scene.ts";

const scene = (expected: Scene["expect"]): Scene => ({
	namespace: "shop",
	images: [],
	until: { what: "", seconds: 1, reached: () => true },
	target: "deploy/cart",
	expect: expected,
});

const report = (...rules: string[]): Report => ({
	kind: "Report",
	findings: rules.map((rule) => ({
		rule,
		severity: "error",
		subject: { namespace: "shop", container: "app" },
		params: { exitCode: 137 },
		message: "killed",
	})),
});

const limit = { rule: "death/container-limit", container: "app" };

it.each([
	["the expected death", [limit], report(limit.rule), 1, [true]],
	["none where none is expected", [], report(), 0, [true]],
	["a death that was not told", [limit], report(), 0, [false]],
	["another death in its place", [limit], report("death/evicted"), 1, [false, false]],
	["a death of a healthy one", [], report(limit.rule), 1, [false]],
	["another exit code inside", [{ ...limit, params: { exitCode: 1 } }], report(limit.rule), 1, [false]],
	["one of two inside", [{ ...limit, params: { exitCode: new OneOf(1, 137) } }], report(limit.rule), 1, [true]],
	["none of two inside", [{ ...limit, params: { exitCode: new OneOf(1, 2) } }], report(limit.rule), 1, [false]],
	["a wrong exit code of the command", [limit], report(limit.rule), 0, [true, false]],
])("%s", (_, expected, actual, exitCode, right) => {
	expect(judge(scene(expected), actual, exitCode).map((verdict) => verdict.right)).toEqual(right);
});
