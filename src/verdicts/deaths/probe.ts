import type { KubeEvent } from "../../model/event.ts";
import { signalOf } from "../../model/evidence.ts";
import type { ProbeMemory } from "../../model/rules.ts";
import { workloadOf } from "../../model/workload.ts";
import type { ContainerRule, DeathFacts } from "./facts.ts";
import { tellsOfCollections } from "./heap-errors.ts";
import { observe } from "./observed.ts";
import { endingKills, killsOf, oomOf, standsAtLimit } from "./oom.ts";
import { deathParams, subjectOf } from "./params.ts";
import { raiseProbeTimeout, raiseStartupThreshold } from "./remedies.ts";
import { outlivedGrace, type Stop, stopOf } from "./stop.ts";
import { happened, isAbout, SECOND } from "./when.ts";

const CONFIDENCE = {
	/** The kubelet's own event says that the probe failed and the container is stopped for it. */
	killingEvent: 0.97,
	/** The same, while the runtime reports OOMKilled: a counter that an earlier kill raised, most likely. */
	butOomKilled: 0.7,
	/** It ended as it had before, and the kubelet holds its events back. */
	asBefore: 0.7,
} as const;

/** Probes fail `failureThreshold` times in a row, by default every ten seconds, before the container is stopped. */
const FAILING_MILLIS = 10 * 60 * SECOND;

/** A tenth of the time with every task waiting for memory: answers come late or not at all (systemd-oomd acts at 60 % over half a minute). */
const MUCH_STALLED = 0.1;
/** A collector that holds a program up for a third of the time leaves pauses of seconds. */
const MUCH_COLLECTING = 0.3;

/** HTTP, TCP, gRPC and exec probes that got no answer in time (k8s.io/kubernetes pkg/probe). */
const TIMED_OUT = /Client\.Timeout|deadline exceeded|i\/o timeout|timed out|timeout/i;

/** A liveness or startup probe failed and the kubelet stopped the container for it. */
export const probe: ContainerRule<"death/probe"> = {
	id: "death/probe",
	judge(facts) {
		const stop = stopOf(facts);
		if (stop === null || (stop.cause !== "liveness" && stop.cause !== "startup") || oomOf(facts) !== null) return null;
		const { pod, container, termination } = facts;
		const failed = unhealthy(facts, stop.cause);
		const output = (failed?.message ?? "").replace(/^(?:Liveness|Startup) probe (?:failed|errored)[^:]*: /, "");
		const timedOut = TIMED_OUT.test(output);
		const memory = memoryBehind(facts);
		const signal = signalOf(termination);
		const disputed = termination.reason === "OOMKilled" && signal === 9;
		const workload = workloadOf(pod);
		return {
			rule: "death/probe",
			severity: memory === null || memory === "none" ? "warning" : "error",
			confidence: disputed ? CONFIDENCE.butOomKilled : stop.earlier ? CONFIDENCE.asBefore : CONFIDENCE.killingEvent,
			subject: subjectOf(pod, container),
			params: {
				...deathParams(facts, disputed ? ["stopped-by-kubelet"] : stop.earlier ? ["events-held-back"] : []),
				probe: stop.cause,
				failures: stop.earlier ? null : (failed?.count ?? null),
				output: output.trim(),
				timedOut,
				killed: !facts.gone && outlivedGrace(facts, stop),
				graceSeconds: stop.graceSeconds,
				memory,
			},
			evidence: observe(facts, killsOf(facts)),
			remedies:
				stop.cause === "startup"
					? raiseStartupThreshold(workload, container)
					: timedOut && memory !== "at-limit" && memory !== "stalled"
						? raiseProbeTimeout(workload, container, stop.cause)
						: [],
		};
	},
};

/** `Liveness probe failed: …` (pkg/kubelet/prober/prober.go), the last time before the end. */
function unhealthy({ events, container, termination }: DeathFacts, kind: Stop["cause"]): KubeEvent | null {
	const at = termination.finishedAt;
	const about = events.filter(
		(event) =>
			event.reason === "Unhealthy" &&
			event.message.toLowerCase().startsWith(`${kind} probe`) &&
			isAbout(event, container.name) &&
			(at === null || happened(event, at - FAILING_MILLIS, at + SECOND)),
	);
	return about.sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))[0] ?? null;
}

/** Whether memory was why it did not answer; null where nothing tells. */
function memoryBehind(facts: DeathFacts): ProbeMemory | null {
	const { sample, container, pod } = facts;
	if (killsOf(facts).length > endingKills(facts).length) return "killed-inside";
	if (standsAtLimit(facts)) return "at-limit";
	if ((sample?.stalled ?? 0) >= MUCH_STALLED) return "stalled";
	if (tellsOfCollections(facts.lastLines) || (sample?.collecting ?? 0) >= MUCH_COLLECTING) return "collecting";
	const limit = container.memoryLimit ?? pod.memoryLimit;
	// Without a limit there is none to stand at; without a sample nobody knows.
	if (sample?.workingSet == null) return null;
	return limit === null || sample.workingSet < 0.7 * limit ? "none" : null;
}
