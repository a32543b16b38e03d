import { formatBytes, percent, shortDuration } from "../format.ts";
import type { SizingWords } from "../sizing.ts";

export const sizing: SizingWords = {
	label: {
		now: "NOW",
		limit: "LIMIT",
		request: "REQUEST",
		use: "USE",
		peaks: "PEAKS",
		needed: "NEEDED (4 OF 5)",
		replay: "REPLAY",
		risk: "RISK",
		why: "WHY",
	},
	reason: {
		"short-history": "little history: a wide margin",
		"horizon-beyond-history": "horizon longer than the history",
		"restarts-at-limit": "restarted at its limit: needs more",
		"leak-suspected": "climbs in every life: not sized up",
		rising: "rising",
		"peak-not-covered": "a lone peak is not covered",
		"at-capacity": "all of its capacity",
		"above-capacity": "was above its capacity",
		"no-capacity": "no limit today",
		"no-use": "no use measured",
	},
	promise: (oomRisk, horizon, containers) =>
		`Of ${count(containers, "container")} sized so, at most ${share(oomRisk)} exceed their limit within ${shortDuration(horizon)}.`,
	replay: (exceeded, slack) => `${exceeded} over, ${percent(slack)} unused`,
	fleet: (t) => [
		`Limits together: ${formatBytes(t.limits)}; requests: ${formatBytes(t.requests)}. By KRR's rule the limits would be ${formatBytes(t.krr)}, by VPA's ${formatBytes(t.vpa)}.`,
		...(t.withCapacity === 0
			? []
			: [
					`Where there is a limit today (${count(t.withCapacity, "container")}): ${formatBytes(t.now)} → ${formatBytes(t.sized)}, ${formatBytes(Math.abs(t.now - t.sized))} ${t.sized <= t.now ? "less" : "more"}.`,
				]),
	],
	nothing: "No series to size.",
	leaks: (program, series) =>
		`${count(series, "container")} may leak: more memory only delays the end. ${program} leaks shows them.`,
	looked: (l) =>
		`Looked at ${count(l.samples, "sample")} of ${count(l.series ?? 0, "series", "series")} in ${l.source}${(l.skippedRows ?? 0) > 0 ? `; ${count(l.skippedRows ?? 0, "row")} held no measurement` : ""}${(l.repeatedRows ?? 0) > 0 ? `; ${count(l.repeatedRows ?? 0, "row")} named a time of their series twice and only the last counts: are several containers under one name?` : ""}.`,
};

function share(risk: number): string {
	return `${Number((risk * 100).toPrecision(3))} %`;
}

function count(n: number, noun: string, plural = `${noun}s`): string {
	return `${n} ${n === 1 ? noun : plural}`;
}
