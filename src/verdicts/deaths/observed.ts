import { kernelEvidence, podStatusSource } from "../../model/evidence.ts";
import type { Evidence } from "../../model/finding.ts";
import type { OomKill } from "../../model/kernel.ts";
import type { DeathFacts } from "./facts.ts";

/** What was seen of a death, in the order a person would check it: status, limit, kernel, memory, events. */
export function observe(facts: DeathFacts, kills: readonly OomKill[]): Evidence[] {
	const { pod, container, termination, sample } = facts;
	const source = podStatusSource(pod);
	const seen: Evidence[] = [
		{
			source,
			at: termination.finishedAt,
			what: container.state.kind === "terminated" ? "termination" : "last-termination",
			value: `reason ${termination.reason || "none"}, exit code ${termination.exitCode}`,
		},
		{ source, at: null, what: "restart-count", value: container.restartCount },
	];
	if (container.state.kind === "waiting" && container.state.reason !== "") {
		seen.push({
			source,
			at: null,
			what: "waiting-state",
			value: `${container.state.reason}: ${container.state.message}`,
		});
	}
	if (container.memoryLimit !== null)
		seen.push({ source, at: null, what: "memory-limit", value: container.memoryLimit });
	for (const kill of kills) {
		const line = kernelEvidence(kill);
		seen.push(line);
		const { source, at } = line;
		if (kill.usage !== null) seen.push({ source, at, what: "cgroup-usage", value: kill.usage });
		if (kill.limit !== null) seen.push({ source, at, what: "cgroup-limit", value: kill.limit });
	}
	if (sample?.workingSet != null) {
		seen.push({ source: sample.source, at: sample.at, what: "working-set", value: sample.workingSet });
	}
	if (sample?.rss != null) seen.push({ source: sample.source, at: sample.at, what: "rss", value: sample.rss });
	return seen;
}
