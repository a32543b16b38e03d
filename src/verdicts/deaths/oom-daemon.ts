import { kernelEvidence, signalOf } from "../../model/evidence.ts";
import type { Evidence } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import { asDetail } from "../../model/text.ts";
import { type ContainerRule, type DeathFacts, hexOf } from "./facts.ts";
import { observe, skewOf } from "./observed.ts";
import { oomOf, SIGKILL } from "./oom.ts";
import { ownError } from "./own-heap-limit.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";
import { END_TO_KILL, KILL_TO_END } from "./when.ts";

/** Its line names the pod's cgroup, and the container got SIGKILL then. */
const CONFIDENCE = 0.95;
const MOST_TOLD = 3;

/** A daemon of the node that watches memory killed the container with all of its pod, in the kernel's place. */
export const oomDaemon: ContainerRule<"death/oom-daemon"> = {
	id: "death/oom-daemon",
	judge(facts) {
		const kills = daemonKillsOf(facts);
		const last = kills.at(-1);
		if (last?.daemon === undefined) return null;
		const { pod, container } = facts;
		return {
			rule: "death/oom-daemon",
			severity: "error",
			confidence: CONFIDENCE,
			subject: subjectOf(pod, container),
			params: { ...deathParams(facts), daemon: last.daemon, daemonKills: facts.daemonKills.length },
			evidence: [...observe(facts, []), ...kills.slice(-MOST_TOLD).map(told), ...skewOf(facts.clockSkew, kills)],
			remedies: [],
		};
	},
};

function told(kill: OomKill): Evidence {
	return {
		...kernelEvidence(kill),
		what: "log-line",
		value: asDetail(kill.line.replace(/^.*?(?=\[talos\]|systemd-oomd\[)/, "")),
	};
}

/** Its kills at this very end, where neither the kernel, the kubelet nor the program itself made it. */
export function daemonKillsOf(facts: DeathFacts): OomKill[] {
	const { termination, gone, daemonKills } = facts;
	if (!gone && signalOf(termination) !== SIGKILL) return [];
	const id = hexOf(termination.containerId);
	const end = termination.finishedAt;
	const ended = daemonKills.filter(({ at, containerId }) => {
		if (containerId !== null && id !== "" && containerId !== id) return false;
		if (at === null || end === null) return gone;
		return at >= end - KILL_TO_END && at <= end + END_TO_KILL;
	});
	if (ended.length === 0 || oomOf(facts) !== null || stopOf(facts) !== null || ownError(facts) !== null) return [];
	return ended;
}
