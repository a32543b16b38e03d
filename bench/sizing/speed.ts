import type { Series } from "../../src/model/series.ts";
import { type Profile, profileOf } from "../../src/verdicts/sizing/profile.ts";
import { recommend } from "../../src/verdicts/sizing/recommend.ts";
import { Random } from "../leaks/random.ts";

const CONTAINERS = 10_000;
const SAMPLES = (14 * 86_400) / 300;
const TARGET_SECONDS = 10;
/** Different series; a thousand others would not change the time. */
const SHAPES = 100;

/** 10,000 containers × 14 days at 5 minutes, from columns to recommendations. */
export function measureSpeed(): void {
	const random = new Random("sizing");
	const shapes = Array.from({ length: SHAPES }, (_, i) => walk(`container-${i}`, random));
	const before = process.cpuUsage();
	const profiles: Profile[] = [];
	for (let i = 0; i < CONTAINERS; i++) {
		const profile = profileOf(shapes[i % SHAPES] as Series);
		if (profile !== null) profiles.push(profile);
	}
	const read = process.cpuUsage(before);
	const sized = recommend(profiles, { oomRisks: [0.05], horizon: 14 * 86_400 });
	const all = process.cpuUsage(before);
	const [profiling, seconds] = [secondsOf(read), secondsOf(all)];
	console.log(
		`\nSpeed: ${sized.length} containers × ${SAMPLES} samples in ${seconds.toFixed(1)} s of computation (profiles ${profiling.toFixed(1)} s, sizing ${(seconds - profiling).toFixed(1)} s)${seconds > TARGET_SECONDS ? ` MISSES the target of ${TARGET_SECONDS} s` : ""}`,
	);
	if (seconds > TARGET_SECONDS) process.exitCode = 1;
}

/** Computation, not waiting: other processes on the machine do not count. */
function secondsOf({ user, system }: NodeJS.CpuUsage): number {
	return (user + system) / 1e6;
}

/** A random walk about a level with spikes. */
function walk(name: string, random: Random): Series {
	const level = random.logBetween(5e7, 5e9);
	let drift = 0;
	const bytes = Float64Array.from({ length: SAMPLES }, () => {
		drift = 0.99 * drift + 0.02 * random.normal();
		return level * Math.exp(drift) * (random.chance(0.001) ? 2 : 1);
	});
	return {
		name,
		t: Float64Array.from({ length: SAMPLES }, (_, i) => 1_700_000_000 + i * 300),
		bytes,
		capacity: new Float64Array(SAMPLES).fill(level * 4),
		start: new Float64Array(SAMPLES).fill(1_699_000_000),
	};
}
