import { describe, expect, test } from "vitest";
import { facts, node, running } from "./advisories.fixture.ts";
import { ADVISORIES } from "./catalogue.ts";
import { matchesOf } from "./match.ts";
import { PUBLIC_REPOSITORIES } from "./public-repositories.fixture.ts";
import { PUBLIC_SETS, type PublicSet } from "./public-sets.fixture.ts";

const ALL = [...PUBLIC_SETS, ...PUBLIC_REPOSITORIES];

/** Everything said of a set is looked at by a person once and then stands in `expected`; a new advisory that matches one is added there or is wrong. */
describe("what public charts and clusters run", () => {
	test.each(ALL)("$name", (set) => expect(matched(set)).toEqual(set.expected.toSorted()));
});

test("there are thirty of them, with four hundred images", () => {
	expect(ALL.length).toBeGreaterThanOrEqual(30);
	expect(ALL.reduce((sum, { images }) => sum + images.length, 0)).toBeGreaterThanOrEqual(400);
});

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
