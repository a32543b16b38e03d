import { expect, test } from "vitest";
import { AtHand } from "./at-hand.ts";

type Seen = [cluster: string | undefined, from: number, to: number, isThere?: boolean];

/** What was seen of which clusters; which is meant, which are several, and which are left out. */
test.each<[string, Seen[], string | null, string, string]>([
	["nothing", [], null, "", ""],
	["no names", [[undefined, 0, 9, true]], null, "", ""],
	["one", [["east", 0, 9, true]], "east", "", ""],
	[
		"one, and others without a name",
		[
			["east", 0, 9],
			[undefined, 0, 9, true],
		],
		null,
		"",
		"",
	],
	[
		"two",
		[
			["east", 0, 9, true],
			["west", 0, 9],
		],
		"east",
		"east west",
		"west",
	],
	[
		"two, and none of the pods that are there",
		[
			["east", 0, 9],
			["west", 0, 9],
		],
		null,
		"east west",
		"east west",
	],
	[
		"two, and as many pods in each",
		[
			["east", 0, 9, true],
			["west", 0, 9, true],
		],
		null,
		"east west",
		"east west",
	],
	[
		"two, and more pods in one",
		[
			["east", 0, 9, true],
			["west", 0, 9, true],
			["west", 5, 9, true],
		],
		"west",
		"east west",
		"east",
	],
	[
		"one that was renamed",
		[
			["old", 0, 4],
			["new", 5, 9, true],
		],
		"new",
		"",
		"",
	],
	[
		"one that meets another by a sample",
		[
			["old", 0, 5],
			["new", 5, 9, true],
		],
		"new",
		"new old",
		"old",
	],
	[
		"one that was renamed, beside another",
		[
			["old", 0, 4],
			["new", 5, 9, true],
			["west", 0, 9],
		],
		"new",
		"new old west",
		"west",
	],
])("%s", (_, seen, meant, several, others) => {
	const clusters = new AtHand();
	for (const [cluster, from, to, isThere = false] of seen) {
		const t = Float64Array.of(from, to);
		clusters.see({ cluster, series: { name: "", t, bytes: t, capacity: t, start: t } }, isThere);
	}
	expect([clusters.meant(), clusters.several().join(" "), [...clusters.others()].join(" ")]).toEqual([
		meant,
		several,
		others,
	]);
});
