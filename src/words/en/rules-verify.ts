import type { Interval, VerifyParams, VerifyRuleParams, VerifySide } from "../../model/rules-verify.ts";
import { bytesText, formatBytes, shortDuration, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";

const HOW = `\`plimsoll verify KIND/NAME --since ROLLOUT|TIME\` holds what was measured before a moment against what was measured after it: growth in every life of a container (the median slope between floors, Theil 1950, with Sen's 95 % interval, 1968; warm-ups do not count), how often it restarted, was killed for memory or evicted (exact Poisson intervals, Garwood 1936; their ratio by Przyborowski and Wilenski 1940), and the usual peak (the median of the highest memory in stretches that are equally long on both sides, with the interval of order statistics). Where a history counts what drives the growth, what is expected after the moment is scaled by the load of both sides; how much of an end or a peak the load is to blame for is not known, so what is claimed of them must hold either way. How often containers end is told of each container: more or fewer replicas change nothing. What growth did by itself in more than one stretch in twenty of before, just as long, proves nothing after: a leak that comes in leaps rests in between. And a process that has just begun is not held to be worse for filling up to what the one before it held: on its first day to the most it ever did, later to what it usually did. Nor is it better while it may still fill.`;

export const verifyRules: Pick<RulesWords, keyof VerifyRuleParams> = {
	"verify/fixed": {
		title: "the fix worked",
		about: `${HOW}

Fixed: the upper end of the growth that is left is below a fifth of what it was, and nothing is killed as often as before; or kills and restarts have not come at all, for which the chance would be below one in twenty if they came as often as before. \`scan\` remembers it, and says so when it comes back.`,
		message: (p) => `Since ${timeText(p.since)} it is fixed. ${sides(p)}`,
	},
	"verify/improved": {
		title: "better, not fixed",
		about: `${HOW}

Improved: it still grows or is still killed, but surely less than before: the interval after lies below the one before by at least a fifth. Where it neither grows nor is killed, the usual peaks decide.`,
		message: (p) => `Since ${timeText(p.since)} it is better, but not fixed. ${sides(p)}`,
	},
	"verify/unchanged": {
		title: "nothing has changed",
		about: `${HOW}

Unchanged: growth after is known well enough to say that it is what it was, or memory grew neither before nor after (and has been seen for long enough to show what growth would have shown before), nothing is killed more or less often, and peaks are what they were.`,
		message: (p) => `Since ${timeText(p.since)} nothing has changed. ${sides(p)}`,
	},
	"verify/worse": {
		title: "worse than before",
		about: `${HOW}

Worse: the interval of growth after lies above the one before by a fifth or more, memory grows that did not, more is killed than chance allows, or the usual peak is higher by a fifth or more.`,
		message: (p) => `Since ${timeText(p.since)} it is worse. ${sides(p)}`,
	},
	"verify/too-early": {
		title: "too early to tell",
		about: `${HOW}

Too early: what was seen after is too little to tell a fix from none, or memory that does not grow from memory that grows too slowly to be seen yet. It is said from when on it can be told if memory goes on as it does; the error of a slope falls with the time seen to the power of one and a half. Without any load after the moment, or where too little was measured before it, nothing can be told at all.`,
		message: (p) => `${early(p)} ${sides(p)}`,
	},
	"verify/reopened": {
		title: "what was fixed is back",
		about: `\`plimsoll verify\` proved this fixed, and \`scan\` has found it again since: a leak, a death for memory, or the version with the known bug. What was proven is kept in \`fixed.json\` below the XDG state folder; \`--no-memory\` neither reads nor writes it.`,
		message: (p) =>
			`${p.workload.kind} ${p.workload.namespace}/${p.workload.name} was proven fixed on ${timeText(p.fixedAt)}, and ${p.came} is back.`,
	},
};

function early({ since, load, before, tellAt }: VerifyParams): string {
	if (load?.after === 0)
		return `Nothing of ${load.counter} was counted since ${timeText(since)}: without load it cannot be told.`;
	if (tellAt === null && before.bytesPerHour === null)
		return `Too little was measured before ${timeText(since)} to tell what it has changed.`;
	const when = tellAt === null ? "" : `; about ${timeText(tellAt)} it can be told`;
	return `It is too early to tell what ${timeText(since)} has changed${when}.`;
}

function sides({ before, after, load }: VerifyParams): string {
	const counted =
		load === null || load.after === 0
			? ""
			: ` ${load.counter}: ${load.before.toFixed(1)} an hour before, ${load.after.toFixed(1)} after; taken into account.`;
	return `Before${image(before)}: ${side(before)}. After${image(after)}: ${side(after)}.${counted}`;
}

function image(side: VerifySide): string {
	return side.image === "" ? "" : ` (${side.image})`;
}

function side({ bytesPerHour, peak, peaks, restarts, deaths, endsPerHour, seconds }: VerifySide): string {
	if (peak === null) return "nothing measured";
	const usual = peaks === null ? "" : `, usually ${formatBytes(peaks.low)} to ${formatBytes(peaks.high)}`;
	return `${growth(bytesPerHour)}, peak ${formatBytes(peak)}${usual}, ${ended(restarts, deaths)}${often(endsPerHour)} in ${shortDuration(seconds)} of container time`;
}

function ended(restarts: number, deaths: VerifySide["deaths"]): string {
	const { kills = 0, evictions = 0, others = 0 } = deaths ?? {};
	const known = [
		kills > 0 ? `${kills} known OOM ${kills === 1 ? "kill" : "kills"}` : "",
		others > 0 ? `${others} of another cause` : "",
	];
	const told = known.filter((part) => part !== "").join(", ");
	const evicted = evictions > 0 ? `, ${evictions} ${evictions === 1 ? "eviction" : "evictions"} for memory` : "";
	return `${restarts} ${restarts === 1 ? "restart" : "restarts"}${told === "" ? "" : ` (${told})`}${evicted}`;
}

/** A day is what people count ends by. */
function often(perHour: Interval | null): string {
	if (perHour === null) return "";
	const aDay = (value: number) => String(Number((value * 24).toPrecision(2)));
	return ` (${aDay(perHour.low)} to ${aDay(perHour.high)} a day)`;
}

function growth(interval: Interval | null): string {
	if (interval === null) return "growth not known";
	const { value, low, high } = interval;
	return `${signed(value)} an hour (${signed(low)} to ${signed(high)})`;
}

function signed(bytes: number): string {
	const size = bytesText(Math.abs(bytes), " bytes");
	return bytes < 0 ? `−${size}` : size;
}
