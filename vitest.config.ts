import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: "unit",
					include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts", "lab/**/*.unit.test.ts"],
					testTimeout: 20_000,
				},
			},
			{
				// One real cluster: its tests take turns.
				test: {
					name: "lab",
					include: ["lab/**/*.test.ts"],
					exclude: ["lab/**/*.unit.test.ts", "**/node_modules/**"],
					testTimeout: 300_000,
					hookTimeout: 600_000,
					fileParallelism: false,
					sequence: { concurrent: false },
				},
			},
		],
	},
});
