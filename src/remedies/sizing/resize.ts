import type { PatchComment, PatchPiece } from "../../model/patch.ts";
import type { Recommendation } from "../../model/recommendation.ts";
import { shellWord } from "../../model/text.ts";
import { applicable, resourcesOf, type Sized, subjectOf } from "./resources.ts";

/**
 * In-place resize of the running pods (subresource `resize`, kubelets from 1.33). The template is not changed by it: the next rollout needs the
 * patch as well.
 */
export function resizes(recommendations: readonly Recommendation[]): PatchPiece[] {
	const { workloads, comments } = applicable(recommendations, { pods: true });
	return [...comments, ...workloads.flatMap(ofWorkload)];
}

function ofWorkload(containers: readonly Sized[]): PatchPiece[] {
	const { workload } = containers[0] as Sized;
	const subject = subjectOf(workload);
	const comment = (what: PatchComment): PatchPiece => ({ type: "comment", comment: what, subject, detail: "" });
	if (!workload.resizable) return [comment("not-resizable")];
	if (containers.some((one) => changesClass(one))) return [comment("class-would-change")];
	const decreases = containers.some(({ limit, workload: { limit: now } }) => now !== null && limit < now);
	const of = (role: "main" | "sidecar") =>
		containers
			.filter((one) => one.workload.role === role)
			.map((one) => ({ name: one.workload.container, resources: resourcesOf(one) }));
	const [main, sidecars] = [of("main"), of("sidecar")];
	const spec = {
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
function changesClass({ request, limit, workload: { qosClass } }: Sized): boolean {
	return qosClass === "BestEffort" || (qosClass === "Guaranteed" && request !== limit);
}
