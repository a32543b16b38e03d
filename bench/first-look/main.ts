import type { Series } from "../../src/model/series.ts";
import { FIRST_LOOK_SECONDS, FIRST_LOOK_STRETCHES, worthReading } from "../../src/verdicts/leaks/first-look.ts";
import { judgeSeries } from "../../src/verdicts/leaks/judge.ts";
import { allCases } from "../leaks/dataset.ts";

/**
 * What the first look passes over, and what that costs: every series of the leak rules' labelled set of at least four days is looked at as
 * an engine would show it (floors at the end of stretches, whether it restarted), and judged by all its samples. A finding that would have been
 * passed over is lost.
 */
const LEAST_SPAN = 4 * 86_400;
const tally = {
	leaking: { series: 0, passed: 0, found: 0, lost: 0 },
	quiet: { series: 0, passed: 0, found: 0, lost: 0 },
};
const lost: string[] = [];
for await (const { series, leak, kind, origin } of allCases()) {
	const span = (series.t.at(-1) ?? 0) - (series.t[0] ?? 0);
	if (span < LEAST_SPAN) continue;
	const counts = leak === null ? tally.quiet : tally.leaking;
	counts.series++;
	const { finding } = judgeSeries(series, Number.POSITIVE_INFINITY);
	// An engine knows when containers started; traces mostly do not, and what they were found to hide restarts of counts as restarted.
	const passed = !worthReading(floorsOf(series, finding?.rule === "leak/restart-masked"));
	if (passed) counts.passed++;
	if (finding === null) continue;
	counts.found++;
	if (!passed) continue;
	counts.lost++;
	if (leak !== null) lost.push(`${origin} ${kind} ${leak.shape}`);
}
for (const [label, { series, passed, found, lost: gone }] of Object.entries(tally)) {
	console.log(
		`${label.padEnd(8)} ${String(series).padStart(6)} series, ${((100 * passed) / series).toFixed(1).padStart(5)} % passed over; of ${found} findings ${gone} lost (${((100 * gone) / Math.max(1, found)).toFixed(2)} %)`,
	);
}
for (const [what, all] of Map.groupBy(lost, (one) => one)) console.log(`  lost: ${all.length} × ${what}`);

function floorsOf({ t, bytes, capacity, start }: Series, masked: boolean) {
	const [from, to] = [t[0] as number, t.at(-1) as number];
	const width = (to - from) / FIRST_LOOK_STRETCHES;
	const floors = new Float64Array(FIRST_LOOK_STRETCHES).fill(Number.NaN);
	let now = Number.NaN;
	for (let row = 0; row < t.length; row++) {
		const [time, value] = [t[row] as number, bytes[row] as number];
		const stretch = Math.min(FIRST_LOOK_STRETCHES - 1, Math.floor((time - from) / width));
		if (time > to - 3600 && !(now <= value)) now = value;
		if (time < from + (stretch + 1) * width - FIRST_LOOK_SECONDS) continue;
		if (!((floors[stretch] as number) >= 0) || value < (floors[stretch] as number)) floors[stretch] = value;
	}
	const starts = start.filter((value) => !Number.isNaN(value));
	const restarted = masked || (starts.length > 0 && Math.max(...starts) - Math.min(...starts) >= 2);
	const [namespace, pod, container] = ["", "", ""];
	return { namespace, pod, container, owner: null, floors, now, restarted, limit: capacity.at(-1) ?? Number.NaN };
}
