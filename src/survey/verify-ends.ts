import type { Finding } from "../model/finding.ts";
import type { RuleId } from "../model/rules.ts";
import type { Millis } from "../model/time.ts";
import type { Source } from "../sources/source.ts";
import type { KnownEnd } from "../verdicts/verify/side.ts";
import { surveyDeaths } from "./deaths.ts";
import { belongsTo, type Target } from "./target.ts";

/** An end of a container whose cause the cluster still knows; of all the pod's containers where it names none. */
export interface ContainerEnd extends KnownEnd {
	container: string | null;
}

const KILLS: ReadonlySet<RuleId> = new Set<RuleId>([
	"death/container-limit",
	"death/child-killed",
	"death/memory-volume",
	"death/node-out-of-memory",
	"death/oom-daemon",
	"death/own-heap-limit",
	"death/parent-limit",
	"death/unreported-oom",
]);
/** What is no end of a container, or says nothing of its cause. */
const NOT_COUNTED: ReadonlySet<RuleId> = new Set<RuleId>([
	"death/preempted",
	"death/refused",
	"death/stale-oomkilled",
	"death/system-service",
	"death/unknown",
]);

/**
 * How the target's containers ended, so far as states, events and kernel lines still tell. What could not be read is among the source's gaps.
 * @param until where a moment of the past is asked about: see DeathInquiry
 */
export async function surveyEnds(
	source: Source,
	target: Target,
	namespace: string,
	at: Millis,
	until?: Millis,
): Promise<ContainerEnd[]> {
	const scope = { namespace, labelSelector: "", fieldSelector: "" };
	const { findings } = await surveyDeaths(source, { scope, wanted: (pod) => belongsTo(pod, target), at, until });
	return findings.flatMap(endOf);
}

function endOf({ rule, subject, params }: Finding): ContainerEnd[] {
	if (!rule.startsWith("death/") || NOT_COUNTED.has(rule) || !("at" in params) || typeof params.at !== "number")
		return [];
	const container = subject.container ?? null;
	if (rule === "death/evicted") {
		// Evictions for disk have nothing to do with memory.
		const forMemory = "resource" in params && params.resource === "memory";
		return [{ at: params.at, cause: forMemory ? "eviction" : "other", container }];
	}
	const isKill = KILLS.has(rule);
	// In a pod that is gone the kernel's line does not say in which of several containers it killed: it is no known end of any.
	if (isKill && container === null) return [];
	return [{ at: params.at, cause: isKill ? "kill" : "other", container }];
}
