import type { PatchComment, PatchPiece } from "../../model/patch.ts";
import type { Recommendation, SizedWorkload } from "../../model/recommendation.ts";
import { shellWord } from "../../model/text.ts";
import { applicable, ownResources, type PodLevel, resourcesOf, type Sized, subjectOf } from "./resources.ts";

/**
 * In-place resize of the running pods (subresource `resize`, kubelets from 1.33). The template is not changed by it: the next rollout needs the
 * patch as well.
 */
export function resizes(recommendations: readonly Recommendation[]): PatchPiece[] {
	const { workloads, comments, ownOf } = applicable(recommendations, { pods: true });
	return [...comments, ...workloads.flatMap((containers) => ofWorkload(containers, ownOf))];
}

function ofWorkload(containers: readonly Sized[], ownOf: ReadonlyMap<string, PodLevel>): PatchPiece[] {
	const { workload } = containers[0] as Sized;
	const subject = subjectOf(workload);
	const now = { request: workload.podRequest, limit: workload.podLimit };
	const hasOwn = now.request !== null || now.limit !== null;
	const own = ownOf.get(subject);
	const comment = (what: PatchComment): PatchPiece => ({ type: "comment", comment: what, subject, detail: "" });
	if (!workload.resizable) return [comment(hasOwn ? "own-not-resizable" : "not-resizable")];
	// A pod's own resources alone make its class.
	const sized = hasOwn ? [own ?? now] : containers;
	if (sized.some((one) => changesClass(one, workload.qosClass))) return [comment("class-would-change")];
	const decreases =
		containers.some(({ limit, workload: { limit: before } }) => before !== null && limit < before) ||
		(now.limit !== null && own !== undefined && own.limit !== null && own.limit < now.limit);
	const of = (role: "main" | "sidecar") =>
		containers
			.filter((one) => one.workload.role === role)
			.map((one) => ({ name: one.workload.container, resources: resourcesOf(one) }));
	const [main, sidecars] = [of("main"), of("sidecar")];
	const spec = {
		...(own === undefined ? {} : ownResources(own)),
		...(main.length === 0 ? {} : { containers: main }),
		...(sidecars.length === 0 ? {} : { initContainers: sidecars }),
	};
	return [
		...(decreases ? [comment("restart-for-decrease")] : []),
		...workload.pods.map((pod): PatchPiece => {
			const patch = JSON.stringify({ spec });
			const words = ["kubectl", "patch", "pod", pod, "-n", workload.namespace, "--subresource", "resize", "-p", patch];
			return { type: "command", command: words.map(shellWord).join(" ") };
		}),
	];
}

/** A pod keeps its QoS class through a resize (kubernetes pkg/apis/core/validation, ValidatePodResize). */
function changesClass(
	{ request, limit }: Pick<PodLevel, "request" | "limit">,
	now: SizedWorkload["qosClass"],
): boolean {
	return now === "BestEffort" || (now === "Guaranteed" && request !== limit);
}
