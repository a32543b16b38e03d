/** Predicted peaks against real servers at their configured worst, on the real kubelet. */
import { beforeAll, describe, expect, it } from "vitest";
import { foreignKubeconfig } from "../cluster.ts";
import { labUp } from "../harness.ts";
import { bearsOut, type Held, holdAll } from "./held.ts";
import { TRIALS } from "./trials.ts";

/** The cgroup files of another cluster's node are out of reach. */
describe.skipIf(foreignKubeconfig() !== undefined)("budgets", () => {
	let all: Promise<Map<string, Promise<Held>>>;
	beforeAll(async () => {
		all = holdAll(await labUp(console.log), console.log);
	}, 60 * 60_000);

	const heldOf = async (name: string): Promise<Held> => {
		const held = await (await all).get(name);
		if (held === undefined) throw new Error(`no trial ${name}`);
		return held;
	};

	it.each(TRIALS.filter(({ unsafe }) => unsafe !== true).map(({ name }) => name))(
		"%s: what was predicted is what it takes, and it lives",
		async (name) => {
			const held = await heldOf(name);
			const { budget, outcome, errors } = held;
			expect(errors).toEqual([]);
			expect(budget.limit ?? 0).toBeGreaterThan(budget.worst.bytes);
			expect(outcome.died).toBe(false);
			expect(bearsOut(held), `${outcome.peak.held} of ${JSON.stringify(budget.worst)}`).toBe(true);
		},
		200_000,
	);

	it.each(TRIALS.filter(({ unsafe }) => unsafe === true).map(({ name }) => name))(
		"%s: what is called unsafe dies",
		async (name) => {
			const { budget, outcome, errors } = await heldOf(name);
			expect(errors).not.toEqual([]);
			expect(budget.margin).toBeLessThan(0);
			expect(outcome.died).toBe(true);
		},
		200_000,
	);
});
