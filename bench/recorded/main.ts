/**
 * `npm run bench -- recorded [CONTAINERS]`: a recording of so many containers (50 unless told), every minute of 14 days, and how long the whole
 * `plimsoll leaks --history` takes to read and judge it, beside a start of the program that reads nothing. The fastest of some rounds counts.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rowOf } from "../../src/history/store/figures.ts";
import { Recording } from "../../src/history/store/recording.ts";
import { bundle } from "../bundle.ts";
import { containerOf, SPAN, STEP } from "../history/fleet.ts";
import { Random } from "../leaks/random.ts";

const CONTAINERS = Number(process.argv[2] ?? 50);
const MINUTE = 60;
const NODES = 5;
const ROUNDS = 5;
const PAGE = 4096;
const FROM = 1_700_000_000;

const folder = mkdtempSync(join(tmpdir(), "plimsoll-recorded-"));
try {
	const path = join(folder, "history.db");
	record(path);
	const program = bundle();
	const leaks = ["leaks", "--history", path, "--at", String(FROM + SPAN), "--exit-zero", "-o", "json"];
	const [nothing, whole] = [fastest([program, "--version"]).seconds, fastest([program, ...leaks])];
	const samples = (CONTAINERS * SPAN) / MINUTE;
	console.log(
		`${CONTAINERS} containers, 14 days at a minute: ${(samples / 1e6).toFixed(1)} million samples of working set, RSS, cache, limit and start, ${(statSync(path).size / 2 ** 20).toFixed(1)} MiB`,
	);
	console.log(
		`plimsoll leaks --history: ${whole.seconds.toFixed(2)} s, of them ${nothing.toFixed(2)} s to start; ${(samples / 1e6 / (whole.seconds - nothing)).toFixed(1)} million samples a second; RSS ${whole.rss.toFixed(0)} MB`,
	);
} finally {
	rmSync(folder, { recursive: true });
}

/** The fleet of `bench/history`, looked at every minute: between its own samples memory stays near the last. */
function record(path: string): void {
	const fleet = Array.from({ length: CONTAINERS }, (_, i) => containerOf(i, FROM));
	const random = new Random("recorded");
	const recording = new Recording(path, {
		interval: MINUTE,
		retention: 2 * SPAN,
		now: FROM,
		onNotice: () => undefined,
	});
	for (let t = FROM; t < FROM + SPAN; t += MINUTE) {
		const row = Math.floor((t - FROM) / STEP);
		for (let node = 0; node < NODES; node++) {
			const here = fleet.filter((_, i) => i % NODES === node);
			recording.sweep(
				`node-${node}`,
				t,
				here.map(({ namespace, pod, container, series: { bytes, capacity, start } }) => {
					const workingSet = (bytes[row] as number) + PAGE * Math.floor(20 * random.next());
					return {
						name: { kind: "container", namespace, pod, container },
						figures: rowOf({
							workingSet,
							rss: 0.8 * workingSet,
							cache: 100 * PAGE,
							limit: capacity[row] as number,
							start: start[row] as number,
						}),
						about: { image: "registry.example/team/app:1.4.2", owner: null },
					};
				}),
			);
		}
		recording.flush(t);
	}
	recording.close(FROM + SPAN);
}

/** The least seconds of some rounds, and the most memory in MB. */
function fastest(argv: readonly string[]): { seconds: number; rss: number } {
	let [seconds, rss] = [Number.POSITIVE_INFINITY, 0];
	for (let round = 0; round < ROUNDS; round++) {
		const began = performance.now();
		const { stderr } = spawnSync("/usr/bin/env", ["time", "-f", "%M", process.execPath, ...argv], { encoding: "utf8" });
		seconds = Math.min(seconds, (performance.now() - began) / 1000);
		rss = Math.max(rss, Number(stderr.trim().split("\n").at(-1)) / 1024);
	}
	return { seconds, rss };
}
