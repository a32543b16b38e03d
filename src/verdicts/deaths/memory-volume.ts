import type { MemoryVolume } from "../../model/pod.ts";
import { workloadOf } from "../../model/workload.ts";
import type { ContainerRule, DeathFacts } from "./facts.ts";
import { observe } from "./observed.ts";
import { type Oom, oomOf } from "./oom.ts";
import { oomParams, subjectOf } from "./params.ts";
import { boundMemoryVolume } from "./remedies.ts";

/** Memory files that make up this share of the limit are what filled it: the rest of the container would have had room. */
const FILLED = 0.5;

const CONFIDENCE = {
	/** The kernel's report says how much shared memory counted toward the limit. */
	kernelFigures: 0.95,
	/** The last sample stood at the limit, and less than half of it was the processes' own. */
	sample: 0.7,
} as const;

/** A memory-backed volume filled the limit: what is written there counts as the container's memory. */
export const memoryVolume: ContainerRule<"death/memory-volume"> = {
	id: "death/memory-volume",
	judge(facts) {
		const oom = oomOf(facts);
		const filled = oom === null ? null : filledVolume(facts, oom);
		if (oom === null || filled === null) return null;
		const { pod, container } = facts;
		const { volume, limit, shmem } = filled;
		const others = shmem === null ? null : limit - shmem;
		return {
			rule: "death/memory-volume",
			severity: "error",
			confidence: filled.confidence,
			subject: subjectOf(pod, container),
			params: {
				...oomParams(facts, oom, limit, oom.level === "pod" ? ["parent-limit"] : []),
				memoryLimit: limit,
				volume: volume.name,
				mountPath: volume.mountPath,
				sizeLimit: volume.sizeLimit,
				shmem,
			},
			evidence: observe(facts, oom.kills),
			remedies: boundMemoryVolume(workloadOf(pod), volume, limit, others),
		};
	},
};

interface Filled {
	volume: MemoryVolume;
	limit: number;
	shmem: number | null;
	confidence: number;
}

/**
 * The volume that filled the limit that fired, or null. The files outlive the container: after a restart they count toward the pod's cgroup,
 * so that the pod's limit may be the one that fires. Shared memory without such a volume is the program's own (a database's buffers).
 */
export function filledVolume({ container, pod, sample }: DeathFacts, oom: Oom): Filled | null {
	const volume = container.memoryVolumes.toSorted((a, b) => room(b) - room(a))[0];
	if (volume === undefined || (oom.level !== "container" && oom.level !== "pod")) return null;
	const kill = oom.kills.at(-1);
	const limit = kill?.limit ?? container.memoryLimit ?? pod.memoryLimit;
	if (limit === null) return null;
	const shmem = kill?.stats?.shmem ?? null;
	if (shmem !== null)
		return shmem >= FILLED * limit ? { volume, limit, shmem, confidence: CONFIDENCE.kernelFigures } : null;
	const { workingSet = null, rss = null } = sample ?? {};
	if (workingSet === null || rss === null || workingSet < 0.9 * limit || rss >= (1 - FILLED) * limit) return null;
	return { volume, limit, shmem: null, confidence: Math.min(oom.confidence, CONFIDENCE.sample) };
}

function room({ sizeLimit }: MemoryVolume): number {
	return sizeLimit ?? Number.POSITIVE_INFINITY;
}
