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
				// The real server and a real Chromium.
				test: {
					name: "web",
					include: ["web/test/**/*.test.ts"],
					testTimeout: 60_000,
					hookTimeout: 120_000,
					fileParallelism: false,
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
