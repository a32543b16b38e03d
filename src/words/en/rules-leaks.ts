import type { LeakParams, LeakRuleParams } from "../../model/rules-leaks.ts";
import { formatBytes, percent, shortDuration, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";

export const leakRules: Pick<RulesWords, keyof LeakRuleParams> = {
	"leak/steady": {
		title: "memory leaks",
		about: `The floor of the container's memory rises and what it gained is not given back. The floor is the 10th percentile of every stretch, so bursts and a collector's saw-teeth stand on it and do not count.

Told apart from what only looks like it: a warm-up and a cache that fills to its bound slow down and stop; a step is one jump with a level before and after it; load is given back; a daily rhythm is no higher than the day before at the same hour. Each of these is measured, and a committee of short questionnaires on the measurements gives the confidence, which is calibrated on series with known labels. docs/leaks.md says how, and how often it errs.

The limit is reached when the floor, with what usually stands on it, meets it at the present rate; the interval comes from how much the rate has differed between stretches. Judged are only the samples since the newest restart, where restarts are known. A leak that is small against what the memory does anyway, or that has only just begun, is not seen.`,
		message: (p) =>
			`Memory has grown by ${formatBytes(p.leakedBytes)} since ${timeText(p.since)}, ${formatBytes(p.bytesPerHour)} an hour, and ${percent(p.keptBytes / Math.max(1, p.leakedBytes))} of it was never given back.${limit(p)}`,
	},
	"leak/restart-masked": {
		title: "restarts hide a leak",
		about: `Memory grows along a line from one restart to the next, whether the kernel's OOM killer restarts the process or a schedule does. A graph over weeks shows a saw-tooth that seems to stay in bounds; each tooth is the leak.

Restarts are taken from the container's start time. Where the series has none, they are inferred from collapses: memory falls at once by a good part of its range and stays down. A collector's saw-tooth has that shape too; it is told apart by how high the teeth reach, how deep they fall and how even they are, and where start times show that nothing restarted it is never called a leak. The first part of every life is its warm-up and does not count.`,
		message: (p) =>
			`Memory grows by ${formatBytes(p.leakedBytes)} from one restart to the next, ${formatBytes(p.bytesPerHour)} an hour: ${p.restarts} ${p.restarts === 1 ? "restart" : "restarts"}${p.recorded ? "" : " (concluded from collapses)"}, every ${shortDuration(p.lifeSeconds)}, at ${formatBytes(p.peakBytes)}.${limit(p)}`,
	},
};

function limit(p: LeakParams): string {
	if (p.limit === null) return " There is no limit to stop it.";
	if (p.limitAt === null || p.limitFrom === null) return "";
	return ` The limit of ${formatBytes(p.limit)} is reached about ${timeText(p.limitAt)} (nine in ten: ${timeText(p.limitFrom)} ${p.limitTo === null ? "or later" : `to ${timeText(p.limitTo)}`}).`;
}
