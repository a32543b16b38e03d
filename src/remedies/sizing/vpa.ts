import type { PatchPiece } from "../../model/patch.ts";
import type { Recommendation, SizedWorkload } from "../../model/recommendation.ts";
import { apiVersionOf, notPatched } from "./patch.ts";
import { applicable, quantity, type Sized } from "./resources.ts";

/**
 * A VerticalPodAutoscaler for each workload that moves memory requests between our request and our limit, at the creation of pods only, and
 * leaves everything else alone. One that is there already is named, so that applying changes its bounds.
 */
export function verticalAutoscalers(recommendations: readonly Recommendation[]): PatchPiece[] {
	const { workloads, comments } = applicable(recommendations, { vpa: true });
	return [
		...comments,
		...workloads.map((containers): PatchPiece => {
			const { workload } = containers[0] as Sized;
			// What it aims at is named by its API, and a bare pod or a job is nothing to aim at.
			const apiVersion = apiVersionOf(workload.kind);
			return apiVersion === undefined
				? notPatched(workload)
				: { type: "document", document: vpaOf(containers, apiVersion) };
		}),
	];
}

function vpaOfNotes({ notes }: SizedWorkload) {
	const known = notes.find(({ kind }) => kind === "vpa");
	return known?.kind === "vpa" ? known : null;
}

function vpaOf(containers: readonly Sized[], apiVersion: string): object {
	const { workload } = containers[0] as Sized;
	const { kind, namespace, name } = workload;
	const known = vpaOfNotes(workload);
	return {
		apiVersion: "autoscaling.k8s.io/v1",
		kind: "VerticalPodAutoscaler",
		metadata: { name: known?.object ?? name, namespace },
		spec: {
			targetRef: { apiVersion, kind, name },
			updatePolicy: { updateMode: "Initial" },
			resourcePolicy: {
				containerPolicies: [
					...containers.map((one) => ({
						containerName: one.workload.container,
						controlledResources: ["memory"],
						controlledValues: "RequestsOnly",
						minAllowed: { memory: quantity(one.request) },
						// What its owner allows at most stays so.
						maxAllowed: { memory: quantity(Math.min(one.limit, vpaOfNotes(one.workload)?.max ?? one.limit)) },
					})),
					{ containerName: "*", mode: "Off" },
				],
			},
		},
	};
}
