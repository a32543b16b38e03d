import type { Series } from "../../src/model/series.ts";
import { BENIGN } from "../leaks/benign.ts";
import { add, blank, DAY } from "../leaks/canvas.ts";
import { addLeak } from "../leaks/leaking.ts";
import { Random } from "../leaks/random.ts";

export const SPAN = 14 * DAY;
export const STEP = 300;
const REPLICAS = 4;
const LEAKS_EVERY = 20;
const PAGE = 4096;

export interface FleetContainer {
	namespace: string;
	pod: string;
	container: string;
	leaks: boolean;
	series: Series;
}

/**
 * Container `i` of a fleet: four replicas a workload that behave alike, each with its own noise. Half of the workloads are level, as most
 * are; the others are what looks most like leaks without being any (bench/leaks/benign.ts), and one in twenty leaks two fifths of its limit.
 */
export function containerOf(i: number, from: number): FleetContainer {
	const workload = Math.floor(i / REPLICAS);
	const random = new Random(`workload ${workload}`);
	const canvas = blank(`fleet ${i}`, random, SPAN, STEP);
	const leaks = workload % LEAKS_EVERY === 0;
	if (!leaks && workload % 2 === 0) random.pick(Object.values(BENIGN))(canvas, random);
	if (leaks) addLeak(canvas, random, 0.4 * canvas.unit);
	const own = new Random(`replica ${i}`);
	add(canvas, () => canvas.unit * 0.002 * own.normal());
	const { series } = canvas;
	const shift = from - (series.t[0] as number);
	const began = from - 3600;
	return {
		namespace: `team-${workload % 25}`,
		pod: `app-${workload}-${replicaSetHash(workload)}-${suffix(i)}`,
		container: "app",
		leaks,
		series: {
			...series,
			t: series.t.map((t) => Math.round(t + shift)),
			bytes: series.bytes.map((bytes) => Math.max(PAGE, Math.round(bytes / PAGE) * PAGE)),
			capacity: series.capacity.map((limit) => (Number.isNaN(limit) ? 2 ** 30 : Math.round(limit))),
			start: series.start.map((start) => (Number.isNaN(start) ? began : Math.round(start + shift))),
		},
	};
}

const SAFE = "bcdfghjklmnpqrstvwxz2456789";
const letters = (n: number, length: number) =>
	Array.from({ length }, (_, i) => SAFE[Math.floor(n / SAFE.length ** i) % SAFE.length]).join("");
const replicaSetHash = (workload: number) => letters(workload * 7919 + 1e9, 9);
const suffix = (i: number) => letters(i * 104_729 + 1e6, 5);

/** `app-7-5d9cbdw7b-x2k5p` is a pod of `app-7-5d9cbdw7b`, and that one of `app-7`. */
export const replicaSetOf = (pod: string) => pod.replace(/-[^-]*$/, "");
export const workloadOf = (pod: string) => replicaSetOf(replicaSetOf(pod));
