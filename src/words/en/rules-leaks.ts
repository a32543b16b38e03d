import type { LeakParams, LeakRuleParams } from "../../model/rules-leaks.ts";
import { bytesText, percent, shortDuration, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";

export const leakRules: Pick<RulesWords, keyof LeakRuleParams> = {
	"leak/steady": {
		title: "memory leaks",
		about: `The floor of the container's memory rises and what it gained is not given back. The floor is the 10th percentile of every stretch, so bursts and a collector's saw-teeth stand on it and do not count.

Told apart from what only looks like it: a warm-up and a cache that fills to its bound slow down and stop; a step is one jump with a level before and after it; load is given back; a daily rhythm is no higher than the day before at the same hour. Each of these is measured, and a committee of short questionnaires on the measurements gives the confidence, which is calibrated on series with known labels. docs/leaks.md says how, and how often it errs.

The limit is reached when the floor, with what usually stands on it, meets it at the present rate; the interval comes from how much the rate has differed between stretches. Judged are only the samples since the newest restart, where restarts are known. A leak that is small against what the memory does anyway, or that has only just begun, is not seen.`,
		message: (p) =>
			`Memory has grown by ${size(p.leakedBytes)} ${since(p)}, ${size(p.bytesPerHour)} an hour, and ${percent(p.keptBytes / Math.max(1, p.leakedBytes))} of it was never given back.${limit(p)}`,
	},
	"leak/restart-masked": {
		title: "restarts hide a leak",
		about: `Memory grows along a line from one restart to the next, whether the kernel's OOM killer restarts the process, a schedule or a roll-out does. A graph over weeks shows a saw-tooth that seems to stay in bounds; each tooth is the leak.

Restarts are taken from the container's start time. Where the series has none, they are inferred from collapses: memory falls at once by a good part of its range and stays down. A collector's saw-tooth and a cache that is dropped have that shape too: so only collapses that come at the limit, where the kernel ends processes, count as restarts, or where no limit is known those that all come at one height. Where start times show that nothing restarted, none do. The first part of every life is its warm-up and does not count.

It leaks since the life that first grew by far more than those before it, or for as long as it was watched. Where restarts come at even distances and well before the limit, no time is named at which the limit is reached: it is not, as long as they go on.`,
		message: (p) =>
			`Memory grows by ${size(p.leakedBytes)} from one restart to the next, ${size(p.bytesPerHour)} an hour, ${since(p)}: ${p.restarts} ${p.restarts === 1 ? "restart" : "restarts"}${p.recorded ? "" : " (concluded from collapses)"}, every ${shortDuration(p.lifeSeconds)}, at ${size(p.peakBytes)}.${p.restartsFirst ? ` They come on schedule, before ${lineOf(p)} is reached.${gone(p)}` : limit(p)}`,
	},
	"leak/fleet": {
		title: "every replica leaks",
		about: `The replicas that run one version of a workload leak alike. One finding stands for all of them.

Each replica is judged on its own, pods that followed one another as one. Their evidence is put together: replicas that agree make a leak surer than any one of them, though not as sure as independent witnesses would, because they run the same code under the same load and can be mistaken in the same way. At least two replicas, and at least half of those that run, must lean to a leak. A single replica that leaks among sound ones (a leader, say) keeps its own finding.

The rate is the median of the leaking replicas, and the time is that of the one that reaches its limit first.`,
		message: (p) =>
			`${p.leaking} of ${p.replicas} replicas${p.image === "" ? "" : ` of ${p.image}`} leak, ${size(p.bytesPerHour)} an hour each (${size(p.bytesPerHourFrom)} to ${size(p.bytesPerHourTo)}); ${p.pod} is first, with ${size(p.leakedBytes)} ${since(p)}.${limit(p)}`,
	},
	"leak/since-rollout": {
		title: "leaks since a roll-out",
		about: `The version of a workload that runs now leaks, and the one before it did not. A version is an image; with the same image, the owner's revision (a ReplicaSet for a Deployment), which changes with the configuration in the pod template.

The older version must have been watched for long enough to be judged, must not have leaned to a leak, and must have grown by less than a third of the present rate. Its pods and those of the new version are told apart by what ran when, not by their names. Where the version before leaked as well it is the roll-out of that one, and so on; a leak that began long after a roll-out did not begin with it.`,
		message: (p) =>
			`Memory leaks since the roll-out of ${timeText(p.rolledOutAt)}, ${size(p.leakedBytes)} so far, ${size(p.bytesPerHour)} an hour${p.replicas > 1 ? ` in ${p.leaking} of ${p.replicas} replicas` : ""}: ${p.change === "image" ? "image" : "revision"} ${p.after}. Under ${p.before} it did not (${size(p.bytesPerHourBefore)} an hour over ${shortDuration(p.spanBeforeSeconds)}).${limit(p)}`,
	},
	"leak/daemon": {
		title: "a process of the node leaks",
		about: `A cgroup outside any pod leaks: the kubelet, k3s, the container runtime or another service of the node. No container limit holds it; it takes memory from every pod on the node, and when the node runs out the kernel may kill it and with it what it runs.

It is judged as containers are. The node as a whole and the cgroup above all pods are left out: what grows in them is told of the pod or the daemon that grows.`,
		message: (p) =>
			`${p.daemon} (${p.cgroup}) has grown by ${size(p.leakedBytes)} ${p.restarts > 0 ? "from one restart to the next" : since(p)}, ${size(p.bytesPerHour)} an hour.${limit(p)}`,
	},
	"leak/driven": {
		title: "grows with what it handles",
		about: `Memory grows by so many bytes for each thing that is counted: namespaces or volume claims created and deleted, watches restarted, requests, connections.

Two things that rise over time always look alike, so the counter must explain more than time does: memory is regressed on the counter beside time and the square of time, with errors that follow one another (Cochrane and Orcutt 1949) a level of its own for every life of the process and waves of a day, and the counter's share must be larger than chance allows. The likelihoods of time alone, of every counter, and of what is merely in use (a counter's rate, or things created less things deleted) are then weighed against each other. If memory follows what is in use, it is load and no leak.

Events that come at an even pace cannot be told from time; then nothing is said.`,
		message: (p) =>
			`Memory grows by ${size(p.bytesPerEvent)} for each of ${p.driver} (nine in ten: ${size(p.bytesPerEventFrom)} to ${size(p.bytesPerEventTo)}); ${Math.round(p.events)} were counted, memory grew by ${size(p.leakedBytes)} ${since(p)}. That it is this and not time or another of ${p.counters} counters: ${percent(p.driverConfidence)}.${limit(p)}`,
	},
	"leak/while-disconnected": {
		title: "grows while the API server is away",
		about: `Memory grows while the API server cannot be reached, and not, or far less, before and after. Retries without back-off, caches that are not released and watches started again and again do that; with the control plane down for long, the process takes its node with it.

The growth within the times of absence is compared with the growth in as much time before and after each, with errors that follow one another and a level of its own for every life of the process. It must be clearly more than what memory does anyway in as much time.`,
		message: (p) =>
			`Memory grows by ${size(p.bytesPerHour)} an hour while the API server is away (nine in ten: ${size(p.bytesPerHourFrom)} to ${size(p.bytesPerHourTo)}) and by ${size(p.bytesPerHourOutside)} otherwise: ${p.disconnections} ${p.disconnections === 1 ? "absence" : "absences"}, ${shortDuration(p.disconnectedSeconds)} in all; memory grew by ${size(p.leakedBytes)} ${since(p)}.${limit(p)}`,
	},
};

function since(p: LeakParams): string {
	const exact = p.sinceFrom === p.sinceTo;
	return `since ${timeText(p.since)}${exact ? "" : ` (nine in ten: ${timeText(p.sinceFrom)} to ${timeText(p.sinceTo)})`}`;
}

function limit(p: LeakParams): string {
	if (p.limit === null && p.threshold === null)
		return p.goneAt === undefined ? " There is no limit to stop it." : gone(p);
	if (p.limitAt === null || p.limitFrom === null) return gone(p);
	const line = lineOf(p);
	const when = `about ${timeText(p.limitAt)} (nine in ten: ${timeText(p.limitFrom)} ${p.limitTo === null ? "or later" : `to ${timeText(p.limitTo)}`}).`;
	if (p.goneAt !== undefined) return `${gone(p)} Had it gone on, ${line} would have been reached ${when}`;
	return ` ${line.charAt(0).toUpperCase()}${line.slice(1)} is reached ${when}`;
}

function gone({ goneAt }: LeakParams): string {
	return goneAt === undefined
		? ""
		: ` All this was so until ${timeText(goneAt)}; nothing has been measured of it since: it is gone, or out of sight.`;
}

function lineOf(p: LeakParams): string {
	return p.limit === null ? "the node's eviction threshold" : `the limit of ${size(p.limit)}`;
}

function size(bytes: number): string {
	return bytesText(bytes, " bytes");
}
