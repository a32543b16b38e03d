import { expect, it } from "vitest";
import { RUNTIMES } from "../../verdicts/budgets/runtime.ts";
import { settingsOf } from "./narrow-settings.ts";

const names = RUNTIMES.flatMap(({ ownVariables = [], settings }) => [
	...ownVariables,
	...Object.values(settings).flatMap(({ variables = [], options = [], fallbacks = [], instead }) => [
		...[...variables, ...options, ...fallbacks],
		...(instead?.variables ?? []),
	]),
]);
const variablesOf = (...env: object[]) => settingsOf({ env }, "app").settings?.variables ?? [];

it.each([...new Set(names)])("what a budget reads is held of a running container: %s", (name) => {
	expect(variablesOf({ name, value: "1" })).toMatchObject([{ name, value: "1" }]);
});

it("of where to log in nothing is held", () => {
	const secret = { valueFrom: { secretKeyRef: { name: "a", key: "b" } } };
	expect(variablesOf({ name: "POSTGRES_USER", ...secret }, { name: "REDIS_HOST", ...secret })).toEqual([]);
});

it.each<[string, object, object[]]>([
	["somebody else's to know", { valueFrom: { secretKeyRef: { name: "a", key: "b" } } }, [{ value: null }]],
	["what a capture left out", { value: "<removed>" }, [{ value: null }]],
	["nothing at all", {}, []],
])("a variable that is %s", (_, given, kept) => {
	expect(variablesOf({ name: "MAXMEMORY", ...given })).toMatchObject(kept);
});
