import type { Case } from "./cases.ts";
import { type Outcome, outcomeOf } from "./fit.ts";

/** What a rule reckons from a history before its buffer: bytes. */
export interface Rule {
	name: string;
	estimate(one: Case): number;
}

/** Autopilot (Rzadca et al., EuroSys 2020, section 3.2.2): peaks of moving windows, and a percentile whose samples fade. */
const FADE_HALF_LIFE = 48 * 3600;

export const RULES: readonly Rule[] = [
	{ name: "KRR: max", estimate: ({ profile }) => profile.peak },
	{ name: "VPA: p90 of daily peaks", estimate: ({ profile }) => profile.dailyPeak },
	...[0.1, 0.25, 0.5, 0.75].map((share) => ({
		name: `Autopilot: max, last ${share * 100} %`,
		estimate: (one: Case) => windowPeak(one, share),
	})),
	{ name: "Autopilot: p98, 48 h", estimate: (one) => fadingPercentile(one, 0.98) },
];

function windowPeak({ history: { t, bytes }, profile }: Case, share: number): number {
	const from = (t.at(-1) as number) - share * profile.seconds;
	let peak = 0;
	for (let i = t.length - 1; i >= 0 && (t[i] as number) >= from; i--) peak = Math.max(peak, bytes[i] as number);
	return peak;
}

function fadingPercentile({ history: { t, bytes } }: Case, percentile: number): number {
	const end = t.at(-1) as number;
	const order = Uint32Array.from(t.keys()).sort((a, b) => (bytes[b] as number) - (bytes[a] as number));
	const weight = (i: number) => 2 ** (((t[i] as number) - end) / FADE_HALF_LIFE);
	let rest = (1 - percentile) * order.reduce((sum, i) => sum + weight(i), 0);
	for (const i of order) {
		rest -= weight(i);
		if (rest <= 0) return bytes[i] as number;
	}
	return bytes[order.at(-1) ?? 0] as number;
}

export const BUFFERS: readonly number[] = Array.from({ length: 300 }, (_, i) => 0.9 * 1.01 ** i);

/** A rule's outcomes over all buffers. `capped` holds its limits to the capacity, as ours are where the capacity is a bound. */
export function outcomes(rule: Rule, cases: readonly Case[], capped: boolean): { buffer: number; outcome: Outcome }[] {
	const estimates = cases.map((one) => rule.estimate(one));
	return BUFFERS.map((buffer) => {
		const limits = cases.map(({ profile }, i) => {
			const limit = (estimates[i] as number) * buffer;
			return capped ? Math.min(limit, profile.bound) : limit;
		});
		return { buffer, outcome: outcomeOf(cases, limits) };
	});
}

/** The least memory at which at most this share exceeds; undefined where no buffer does. */
export function leastMemory(tried: readonly { outcome: Outcome; buffer: number }[], exceeded: number) {
	return tried
		.filter(({ outcome }) => outcome.exceeded <= exceeded)
		.toSorted((a, b) => a.outcome.memory - b.outcome.memory)[0];
}
