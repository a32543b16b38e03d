import { signalOf } from "../../model/evidence.ts";
import type { DeathParams } from "../../model/rules.ts";
import { workloadOf } from "../../model/workload.ts";
import type { DeathFacts } from "./facts.ts";

/** What every death's finding carries. */
export function deathParams({ pod, container, termination, sample }: DeathFacts): DeathParams {
	const { startedAt, finishedAt } = termination;
	const waiting = container.state.kind === "waiting" ? container.state : null;
	return {
		workload: workloadOf(pod),
		role: container.role,
		at: finishedAt,
		reason: termination.reason,
		exitCode: termination.exitCode,
		signal: signalOf(termination),
		livedSeconds: startedAt === null || finishedAt === null ? null : Math.max(0, (finishedAt - startedAt) / 1000),
		restartCount: container.restartCount,
		backingOff: waiting?.reason === "CrashLoopBackOff",
		backOffSeconds: waiting?.reason === "CrashLoopBackOff" ? backOffSeconds(waiting.message) : null,
		memoryLimit: container.memoryLimit,
		lastWorkingSet: sample?.workingSet ?? null,
		lastWorkingSetAge: sample === null || finishedAt === null ? null : Math.max(0, (finishedAt - sample.at) / 1000),
	};
}

/** The wait in `back-off 1m20s restarting failed container=…` (kubelet, Go's duration format), seconds. */
export function backOffSeconds(message: string): number | null {
	const match = /back-off (?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)? restarting/.exec(message);
	if (match === null) return null;
	const [, hours = "0", minutes = "0", seconds = "0"] = match;
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
