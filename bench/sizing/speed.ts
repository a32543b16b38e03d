import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Series } from "../../src/model/series.ts";
import { readSeriesFile } from "../../src/sources/series/file.ts";
import { surveySize } from "../../src/survey/size.ts";
import { type Profile, profileOf } from "../../src/verdicts/sizing/profile.ts";
import { recommend } from "../../src/verdicts/sizing/recommend.ts";
import { Random } from "../leaks/random.ts";

const CONTAINERS = 10_000;
const SAMPLES = (14 * 86_400) / 300;
const TARGET_SECONDS = 10;
/** Different series; a thousand others would not change the time. */
const SHAPES = 100;
/** Of a file so many containers are written and read; the rest is in proportion. */
const IN_FILE = 500;
const INQUIRY = { oomRisks: [0.05], horizon: 14 * 86_400 };

/** 10,000 containers × 14 days at 5 minutes: from columns to recommendations on one core, and from a file on all of them. */
export async function measureSpeed(): Promise<void> {
	const random = new Random("sizing");
	const shapes = Array.from({ length: SHAPES }, (_, i) => walk(`container-${i}`, random));
	const before = process.cpuUsage();
	const profiles: Profile[] = [];
	for (let i = 0; i < CONTAINERS; i++) {
		const profile = profileOf(shapes[i % SHAPES] as Series);
		if (profile !== null) profiles.push(profile);
	}
	const profiling = secondsSince(before);
	const sized = recommend(profiles, INQUIRY);
	const seconds = secondsSince(before);
	console.log(
		`\nSpeed: ${sized.length} containers × ${SAMPLES} samples in ${seconds.toFixed(1)} s of computation (profiles ${profiling.toFixed(1)} s, sizing ${(seconds - profiling).toFixed(1)} s)${seconds > TARGET_SECONDS ? ` MISSES the target of ${TARGET_SECONDS} s` : ""}`,
	);
	if (seconds > TARGET_SECONDS) process.exitCode = 1;
	await measureFile(shapes);
}

async function measureFile(shapes: readonly Series[]): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), "sizing-"));
	try {
		const path = join(folder, "memory.csv");
		await pipeline(Readable.from(csvOf(shapes)), createWriteStream(path));
		const [before, from] = [process.cpuUsage(), performance.now()];
		const file = await readSeriesFile(path);
		const [reading, read] = [secondsSince(before), performance.now()];
		await surveySize(file, { name: path, ...INQUIRY, at: 0, upTo: null });
		const times = CONTAINERS / IN_FILE;
		const wall = (to: number, since: number) => ((to - since) / 1000) * times;
		const mebi = (await stat(path)).size / 2 ** 20;
		console.log(
			`From a CSV file (${IN_FILE} containers, ${mebi.toFixed(0)} MiB, times ${times}), ${availableParallelism()} cores: reading ${(reading * times).toFixed(1)} s of computation, all ${(secondsSince(before) * times).toFixed(1)} s; by the clock ${wall(read, from).toFixed(1)} s and ${wall(performance.now(), from).toFixed(1)} s`,
		);
	} finally {
		await rm(folder, { recursive: true });
	}
}

function* csvOf(shapes: readonly Series[]): Generator<string> {
	yield "series,t,bytes,capacity,start\n";
	for (let i = 0; i < IN_FILE; i++) {
		const { t, bytes, capacity, start } = shapes[i % SHAPES] as Series;
		const rows = Array.from(
			t,
			(at, k) =>
				`shop/pod-${i}/app,${at},${Math.round(bytes[k] as number)},${Math.round(capacity[k] as number)},${start[k]}`,
		);
		yield `${rows.join("\n")}\n`;
	}
}

/** Computation on all threads, not waiting: other processes on the machine do not count. */
function secondsSince(before: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(before);
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
