import { expect, test } from "vitest";
import { container, counted, facts, kill, MI, pod, sample } from "./death.fixture.ts";
import type { DeathFacts } from "./facts.ts";
import { memoryVolume } from "./memory-volume.ts";

const LIMIT = 256 * MI;

/** A container of 256Mi with a volume in memory. */
const died = (
	change: Partial<DeathFacts>,
	volume: { sizeLimit?: number | null } = {},
	podLimit: number | null = null,
) => {
	const one = container({
		memoryLimit: podLimit === null ? LIMIT : null,
		memoryVolumes: [{ name: "cache", mountPath: "/cache", sizeLimit: null, ...volume }],
	});
	return facts({ pod: pod([one], { memoryLimit: podLimit }), container: one, ...change });
};
const filled = (shmem: number) => ({ kills: [kill({ limit: LIMIT, stats: counted({ shmem }) })] });

/** What the kernel or the sample says, and to how much the volume is bounded; null for no such death. */
test.each<[string, DeathFacts, { shmem: number | null; bound: number | null } | null]>([
	// 256 less 1.2 times the 56 that the programs held.
	["files of 200Mi", died(filled(200 * MI)), { shmem: 200 * MI, bound: 188 * MI }],
	// No more than three quarters of the limit.
	["files of nearly all of it", died(filled(250 * MI)), { shmem: 250 * MI, bound: 192 * MI }],
	["files of half of it", died(filled(128 * MI)), { shmem: 128 * MI, bound: 102 * MI }],
	["files of less than half of it", died(filled(127 * MI)), null],
	[
		"a volume that is bounded tighter",
		died(filled(200 * MI), { sizeLimit: 100 * MI }),
		{ shmem: 200 * MI, bound: null },
	],
	[
		"a volume with a wider bound",
		died(filled(200 * MI), { sizeLimit: 999 * MI }),
		{ shmem: 200 * MI, bound: 188 * MI },
	],
	[
		"the pod's limit",
		died({ kills: [kill({ limitLevel: "pod", limit: LIMIT, stats: counted({ shmem: 200 * MI }) })] }, {}, LIMIT),
		{ shmem: 200 * MI, bound: 188 * MI },
	],
	[
		"a sample at the limit of which little is the programs'",
		died({ sample: sample(250 * MI, 5, 40 * MI) }),
		{ shmem: null, bound: null },
	],
	[
		"the same below a pod's limit alone",
		died({ sample: sample(250 * MI, 5, 40 * MI) }, {}, LIMIT),
		{ shmem: null, bound: null },
	],
	["a sample at the limit of which half is the programs'", died({ sample: sample(250 * MI, 5, 128 * MI) }), null],
	["a sample below the limit", died({ sample: sample(200 * MI, 5, 40 * MI) }), null],
	["a sample that does not say what is the programs'", died({ sample: sample(250 * MI, 5) }), null],
])("%s", (_, given, wanted) => {
	const finding = memoryVolume.judge(given);
	expect(finding && { shmem: finding.params.shmem, bound: finding.remedies[0]?.value ?? null }).toEqual(wanted);
});

test("which volume, where there are several: the one with the most room", () => {
	const one = container({
		memoryLimit: LIMIT,
		memoryVolumes: [16 * MI, null, 64 * MI].map((sizeLimit) => ({ name: `${sizeLimit}`, mountPath: "/x", sizeLimit })),
	});
	const given = facts({ pod: pod([one]), container: one, ...filled(200 * MI) });
	expect(memoryVolume.judge(given)?.params).toMatchObject({ volume: "null", sizeLimit: null });
});
