import { kernelEvidence, signalOf } from "../../model/evidence.ts";
import type { Evidence } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import { asDetail } from "../../model/text.ts";
import { type ContainerRule, type DeathFacts, hexOf } from "./facts.ts";
import { observe, skewOf } from "./observed.ts";
import { oomOf, SIGKILL, SIGTERM } from "./oom.ts";
import { ownError } from "./own-heap-limit.ts";
import { deathParams, subjectOf } from "./params.ts";
import { stopOf } from "./stop.ts";
import { END_TO_KILL, KILL_TO_END, SECOND } from "./when.ts";

/** Its line names the pod's cgroup, and the container got SIGKILL then. */
const CONFIDENCE = 0.95;
/** It names a process of the node, and this container got the same signal then; another's may have, too. */
const CONFIDENCE_UNNAMED = 0.6;
const MOST_TOLD = 3;
/** earlyoom waits ten seconds for a process to go (kill.c, MAX_WAIT), and the runtime notes its end a moment later. */
const ASKED_TO_END = 12 * SECOND;

/** A daemon of the node that watches memory killed the container, most often with all of its pod, in the kernel's place. */
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
			confidence: last.podUid === null ? CONFIDENCE_UNNAMED : CONFIDENCE,
			subject: subjectOf(pod, container),
			params: {
				...deathParams(facts),
				daemon: last.daemon,
				daemonKills: Math.max(1, facts.daemonKills.filter(({ podUid }) => podUid !== null).length),
				victim: last.podUid === null ? { process: last.process, pid: last.pid } : null,
			},
			evidence: [...observe(facts, []), ...kills.slice(-MOST_TOLD).map(told), ...skewOf(facts.clockSkew, kills)],
			remedies: [],
		};
	},
};

function told(kill: OomKill): Evidence {
	return {
		...kernelEvidence(kill),
		what: "log-line",
		value: asDetail(kill.line.replace(/^.*?(?=\[talos\]|systemd-oomd\[|earlyoom\[)/, "")),
	};
}

/** Its kills at this very end, where neither the kernel, the kubelet nor the program itself made it. */
export function daemonKillsOf(facts: DeathFacts): OomKill[] {
	const { termination, gone, daemonKills } = facts;
	const signal = signalOf(termination);
	if (!gone && signal !== SIGKILL && signal !== SIGTERM) return [];
	const id = hexOf(termination.containerId);
	const end = termination.finishedAt;
	const ended = daemonKills.filter(({ at, containerId, podUid }) => {
		// Only who names no cgroup asks first, with SIGTERM.
		if (podUid === null) return at !== null && end !== null && at >= end - ASKED_TO_END && at <= end + END_TO_KILL;
		if (signal === SIGTERM) return false;
		if (containerId !== null && id !== "" && containerId !== id) return false;
		if (at === null || end === null) return gone;
		return at >= end - KILL_TO_END && at <= end + END_TO_KILL;
	});
	if (ended.length === 0 || oomOf(facts) !== null || stopOf(facts) !== null || ownError(facts) !== null) return [];
	// Whose line names the pod says more than one that names a process.
	const named = ended.filter(({ podUid }) => podUid !== null);
	return named.length > 0 ? named : ended;
}
