import { defineConfig } from "vitest/config";

/** Of the lab's tests those that wait for minutes and hardly need a core: `npm test` plays them in a second lab, beside everything else. */
const PATIENT = ["lab/advisories/operator.test.ts", "lab/kill-order/*.test.ts", "lab/record.test.ts"];
/** How long `expect.poll` waits: a bound for what never comes, not a measure. vitest's own second is one, and a busy machine breaks it. */
const PATIENTLY = { poll: { timeout: 30_000 } };
/** One real cluster: its tests take turns. */
const LAB = {
	expect: PATIENTLY,
	testTimeout: 300_000,
	hookTimeout: 600_000,
	fileParallelism: false,
	sequence: { concurrent: false },
};

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: "unit",
					include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts", "lab/**/*.unit.test.ts"],
					// A bound for what hangs, not a measure: machines that test are busy.
					testTimeout: 60_000,
					expect: PATIENTLY,
				},
			},
			{
				// The real server and a real Chromium.
				test: {
					name: "web",
					include: ["web/test/**/*.test.ts"],
					testTimeout: 60_000,
					hookTimeout: 120_000,
					expect: PATIENTLY,
					fileParallelism: false,
				},
			},
			{
				test: {
					name: "lab",
					include: ["lab/**/*.test.ts"],
					exclude: ["lab/**/*.unit.test.ts", ...PATIENT, "**/node_modules/**"],
					...LAB,
				},
			},
			{ test: { name: "lab-patient", include: PATIENT, ...LAB } },
		],
	},
});
