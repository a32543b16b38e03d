import { expect, test } from "vitest";
import { Growth } from "./growth.ts";
import { DAY, series } from "./series.fixture.ts";

type Life = [from: number, to: number, grew: boolean];

/** From which day to which, and whether it grew; whether some are said to, and whether most are. */
test.each<[string, Life[], boolean, boolean]>([
	["none", [], false, false],
	["the only one", [[0, 9, true]], true, true],
	[
		"none of two",
		[
			[0, 9, false],
			[0, 9, false],
		],
		false,
		false,
	],
	[
		"one of two",
		[
			[0, 9, true],
			[0, 9, false],
		],
		true,
		false,
	],
	[
		"two of three",
		[
			[0, 9, true],
			[0, 9, true],
			[0, 9, false],
		],
		true,
		true,
	],
	[
		"those of before; the one since lives as long and does not",
		[
			[0, 2, true],
			[2, 4, true],
			[4, 6, false],
		],
		false,
		false,
	],
	[
		"those of before; the one since is younger",
		[
			[0, 2, true],
			[2, 4, true],
			[4, 5, false],
		],
		true,
		true,
	],
	[
		"some lived no longer than the one since",
		[
			[0, 3, true],
			[3, 4, true],
			[4, 6, false],
		],
		true,
		false,
	],
	[
		"it came back",
		[
			[0, 2, true],
			[2, 5, false],
			[5, 6, true],
		],
		true,
		false,
	],
	[
		"one beside it began before",
		[
			[1, 3, true],
			[0, 9, false],
		],
		true,
		false,
	],
	[
		"a rollout, where both run for a while",
		[
			[0, 3, true],
			[2, 9, false],
		],
		false,
		false,
	],
])("grew: %s", (_, lives, some, most) => {
	const growth = new Growth();
	for (const [from, to, grew] of lives) {
		const one = series([1, 1], { step: (to - from) * DAY });
		growth.add({ ...one, t: one.t.map((t) => t + from * DAY) }, grew);
	}
	expect([growth.some(), growth.most()]).toEqual([some, most]);
});
