import { describe, expect, test } from "vitest";
import { facts, node, running } from "./advisories.fixture.ts";
import { ADVISORIES } from "./catalogue.ts";
import { matchesOf } from "./match.ts";
import { PUBLIC_SETS, type PublicSet } from "./public-sets.fixture.ts";

/** Everything said of a set is looked at by a person once and then stands in `expected`; a new advisory that matches one is added there or is wrong. */
describe("what public charts and clusters run", () => {
	test.each(PUBLIC_SETS)("$name", (set) => expect(matched(set)).toEqual(set.expected.toSorted()));
});

test("there are ten of them", () => expect(PUBLIC_SETS.length).toBeGreaterThanOrEqual(10));

function matched({ images, nodes }: PublicSet): string[] {
	const seen = facts({
		images: images.map((text) => {
			const [, image = "", container] = /^([^[]+)(?:\[(.+)\])?$/.exec(text) ?? [];
			return running(image, container ?? image.split(/[:@]/)[0]?.split("/").at(-1));
		}),
		nodes: nodes.map((line, i) => {
			const [kubeletVersion = "", containerRuntime = "", kernelVersion = ""] = line.split(" ");
			return node({ name: `node-${i}`, kubeletVersion, containerRuntime, kernelVersion });
		}),
	});
	return ADVISORIES.flatMap((known) =>
		matchesOf(known, seen).map(({ standing }) => `${known.id} ${standing.grade}`),
	).sort();
}
