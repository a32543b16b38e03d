import { expect, test } from "vitest";
import { unusedIn } from "./unused-exports.ts";

const unused = (files: Record<string, string>) => unusedIn(new Map(Object.entries(files))).map(({ name }) => name);

test.each<[string, Record<string, string>, string[]]>([
	["by nobody", { "src/a.ts": "export const one = 1;\nexport interface Two {}" }, ["one", "Two"]],
	["by its own file alone", { "src/a.ts": "export const one = 1;\none + 1;" }, ["one"]],
	["by another", { "src/a.ts": "export type One = 1;", "src/b/c.ts": 'import type { One } from "../a.ts";' }, []],
	[
		"by one that imports something else",
		{ "src/a.ts": "export const one = 1;", "src/b.ts": 'import { two } from "./c.ts"; one' },
		["one"],
	],
	["by a test", { "src/a.ts": "export const one = 1;", "src/a.test.ts": 'import { one } from "./a.ts";' }, []],
	[
		"by the page",
		{ "src/a.ts": "export const one = 1;", "web/src/b.tsx": 'import { one } from "../../src/a.ts";' },
		[],
	],
	[
		"when it is needed",
		{ "src/a.ts": "export async function one() {}", "src/b.ts": 'const { one } = await import("./a.ts");' },
		[],
	],
	[
		"through a file that passes all on",
		{
			"src/a.ts": "export const one = 1;",
			"src/b.ts": 'export type * from "./a.ts";',
			"src/c.ts": 'import { one } from "./b.ts";',
		},
		[],
	],
	[
		"through one whose readers want something else",
		{
			"src/a.ts": "export const one = 1;",
			"src/b.ts": 'export * from "./a.ts";',
			"src/c.ts": 'import { two } from "./b.ts";',
		},
		["one"],
	],
])("imported %s", (_, files, names) => {
	expect(unused(files)).toEqual(names);
});
