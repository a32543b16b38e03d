import { expect, test } from "vitest";
import { breachesOf, circlesIn, pageBreaches } from "./imports.ts";

test.each([
	["verdicts/deaths/a.ts", 'import { x } from "../../model/pod.ts";', 0],
	["verdicts/deaths/a.ts", 'import { x } from "../../sources/source.ts";', 1],
	["verdicts/deaths/a.ts", 'import { readFile } from "node:fs";', 1],
	["verdicts/deaths/a.ts", "const at = Date.now();", 1],
	["verdicts/deaths/a.ts", "// Date.now() would be wrong here", 0],
	["model/a.ts", 'import type { X } from "../words/words.ts";', 1],
	["model/a.ts", 'import type { X } from "./b.ts";', 0],
	["reports/a.ts", 'import type { X } from "../words/words.ts";', 0],
	["survey/a.ts", 'const { x } = await import("../reports/table.ts");', 1],
	["remedies/a.ts", 'import { x } from "../sources/kubernetes/client.ts";', 0],
	["remedies/a.ts", 'import { x } from "../sources/archive/archive.ts";', 1],
	["main.ts", 'import { x } from "./commands/flags.ts";', 0],
	["model/a.ts", 'import { x } from "../version.ts";', 1],
	["attic/a.ts", "", 1],
])("%s: %s has %d breaches", (path, text, count) => {
	expect(breachesOf(path, text)).toHaveLength(count);
});

test.each([
	["pages/A.tsx", 'import { x } from "../../../src/words/page.ts";', 0],
	["pages/A.tsx", 'import type { X } from "../../../src/server/api/answers.ts";', 0],
	["pages/A.tsx", 'import { x } from "../../../src/server/state/state.ts";', 1],
	["words.ts", 'const words = await import("../../src/words/en.ts");', 0],
	["words.ts", 'import { x } from "../../src/sources/source.ts";', 1],
	["words.ts", 'import { readFile } from "node:fs/promises";', 1],
	["start.tsx", 'import { render } from "preact";', 0],
])("the page's %s: %s has %d breaches", (path, text, count) => {
	expect(pageBreaches(path, text)).toHaveLength(count);
});

test.each([
	["a -> b -> c", { "a.ts": ["b"], "b.ts": ["c"], "c.ts": [] }, []],
	["two ways to one", { "a.ts": ["b", "c"], "b.ts": ["c"], "c.ts": [] }, []],
	["a <-> b", { "a.ts": ["b"], "b.ts": ["a"] }, [["a.ts", "b.ts", "a.ts"]]],
	["a circle further on", { "a.ts": ["b"], "b.ts": ["c"], "c.ts": ["b"] }, [["b.ts", "c.ts", "b.ts"]]],
])("circles of %s", (_, files, expected) => {
	const code = Object.entries(files).map(([file, imports]) => {
		const lines = imports.map((name) => `import type { X } from "./${name}.ts";`);
		return [`src/${file}`, lines.join("\n")] as const;
	});
	expect(circlesIn(new Map(code))).toEqual(expected.map((way) => way.map((file) => `src/${file}`)));
});
