import { describe, expect, test } from "vitest";
import { advisory, facts, node, running } from "./advisories.fixture.ts";
import type { AdvisoryFacts } from "./facts.ts";
import { matchesOf } from "./match.ts";
import { WILD_IMAGES } from "./wild-images.fixture.ts";
import { WILD_NODES } from "./wild-nodes.fixture.ts";

const rows = (table: string) =>
	table
		.trim()
		.split("\n")
		.map((line) => line.split("|").map((cell) => cell.trim()) as [string, string, string]);
const grade = (id: string, seen: Partial<AdvisoryFacts>) =>
	matchesOf(advisory(id), facts(seen))[0]?.standing.grade ?? "clean";

describe("images as they occur", () => {
	test.each(rows(WILD_IMAGES))("%s, %s: %s", (seen, id, expected) => {
		const [image = "", container] = seen.split(" ");
		expect(grade(id, { images: [running(image, container)] })).toBe(expected);
	});
});

describe("nodes and API servers as they occur", () => {
	test.each(rows(WILD_NODES))("%s, %s: %s", (seen, id, expected) => {
		const [what = "", value = ""] = seen.split(" ");
		const said: Record<string, Partial<AdvisoryFacts>> = {
			kubelet: { nodes: [node({ kubeletVersion: value })] },
			runtime: { nodes: [node({ containerRuntime: value })] },
			kernel: { nodes: [node({ kernelVersion: value })] },
			server: { serverVersion: value },
		};
		expect(grade(id, said[what] ?? {})).toBe(expected);
	});
});

test("there are more than three hundred", () => {
	expect(rows(WILD_IMAGES).length + rows(WILD_NODES).length).toBeGreaterThanOrEqual(300);
});
