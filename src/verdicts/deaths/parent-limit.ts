import { containerLimits } from "../../model/requests.ts";
import type { ParentLimitParams } from "../../model/rules.ts";
import type { ContainerRule } from "./facts.ts";
import { filledVolume } from "./memory-volume.ts";
import { observe } from "./observed.ts";
import { oomOf } from "./oom.ts";
import { oomParams, subjectOf } from "./params.ts";
import { raisePodMemoryLimit } from "./remedies.ts";

/** A limit above the container's fired: the pod's, a QoS class's, that of all pods, or one further up. */
export const parentLimit: ContainerRule<"death/parent-limit"> = {
	id: "death/parent-limit",
	judge(facts) {
		const oom = oomOf(facts);
		if (oom === null || (oom.level !== "pod" && oom.level !== "parent") || filledVolume(facts, oom) !== null)
			return null;
		const { pod, container } = facts;
		const kill = oom.kills.at(-1);
		const owner = oom.level === "pod" ? "pod" : ownerOf(kill?.limitCgroup ?? "");
		const limit = kill?.limit ?? (owner === "pod" ? (pod.memoryLimit ?? containerLimits(pod)) : null);
		return {
			rule: "death/parent-limit",
			severity: "error",
			confidence: oom.confidence,
			subject: subjectOf(pod, container),
			params: {
				...oomParams(facts, oom, limit, ["parent-limit"]),
				owner,
				cgroup: kill?.limitCgroup ?? "",
				limit,
			},
			evidence: observe(facts, oom.kills),
			remedies: owner === "pod" ? raisePodMemoryLimit(pod) : [],
		};
	},
};

/** `/kubepods` and `/kubepods.slice` hold all pods, with the node's allocatable memory as limit; `…burstable` and `…besteffort` those of a QoS class. */
function ownerOf(cgroup: string): ParentLimitParams["owner"] {
	const name = cgroup.split("/").findLast((level) => level !== "") ?? "";
	if (/(?:^|-)kubepods(?:\.slice)?$/.test(name)) return "all-pods";
	return /^(?:(?:\S*-)?kubepods-)?(?:burstable|besteffort)(?:\.slice)?$/.test(name) ? "qos" : "other";
}
