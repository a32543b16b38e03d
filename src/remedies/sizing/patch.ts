import type { PatchPiece } from "../../model/patch.ts";
import type { Recommendation, SizedWorkload } from "../../model/recommendation.ts";
import { shellWord } from "../../model/text.ts";
import { applicable, editOf, ownResources, type PodLevel, resourcesOf, type Sized, subjectOf } from "./resources.ts";

/** Where a kind keeps the template of its pods. Bare pods and jobs cannot be changed; other kinds are operators'. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
	Deployment: ["spec", "template"],
	StatefulSet: ["spec", "template"],
	DaemonSet: ["spec", "template"],
	ReplicaSet: ["spec", "template"],
	ReplicationController: ["spec", "template"],
	CronJob: ["spec", "jobTemplate", "spec", "template"],
};

/** Of kinds that have a template, in Kubernetes itself and Argo's; undefined for another's. */
export function apiVersionOf(kind: string): string | undefined {
	if (kind === "Rollout") return "argoproj.io/v1alpha1";
	if (!Object.hasOwn(TEMPLATES, kind)) return undefined;
	return kind === "CronJob" ? "batch/v1" : kind === "ReplicationController" ? "v1" : "apps/v1";
}

/** `kubectl patch` commands with a strategic merge each. */
export function kubectlPatches(recommendations: readonly Recommendation[]): PatchPiece[] {
	const { workloads, comments, ownOf } = applicable(recommendations, { edits: true });
	return [
		...comments,
		...workloads.flatMap((containers): PatchPiece[] => {
			const { workload } = containers[0] as Sized;
			const patch = templatePatch(containers, ownOf.get(subjectOf(workload)));
			if (patch === null) return [notPatched(workload)];
			const { kind, namespace, name } = workload;
			const words = ["kubectl", "patch", kind.toLowerCase(), name, "-n", namespace, "-p", JSON.stringify(patch)];
			return [{ type: "command", command: words.map(shellWord).join(" ") }];
		}),
	];
}

/** One Kustomize component with a patch for each workload. */
export function kustomization(recommendations: readonly Recommendation[]): PatchPiece[] {
	const { workloads, comments, ownOf } = applicable(recommendations, { edits: true });
	const pieces: PatchPiece[] = [...comments];
	const patches: object[] = [];
	for (const containers of workloads) {
		const { workload } = containers[0] as Sized;
		const patch = templatePatch(containers, ownOf.get(subjectOf(workload)));
		if (patch === null) {
			pieces.push(notPatched(workload));
			continue;
		}
		const { kind, namespace, name } = workload;
		const whole = { apiVersion: apiVersionOf(kind), kind, metadata: { name, namespace }, ...patch };
		// A patch is text in a kustomization; JSON is YAML.
		patches.push({ target: { kind, name, namespace }, patch: JSON.stringify(whole) });
	}
	if (patches.length > 0) {
		const document = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component", patches };
		pieces.push({ type: "document", document });
	}
	return pieces;
}

/** Containers merge by name; sidecars stand among the init containers. Null for kinds without a template. */
function templatePatch(containers: readonly Sized[], own: PodLevel | undefined): object | null {
	const [first] = containers;
	const path = TEMPLATES[first?.workload.kind ?? ""];
	if (path === undefined) return null;
	const of = (role: SizedWorkload["role"]) =>
		containers
			.filter(({ workload }) => workload.role === role)
			.map((one) => ({ name: one.workload.container, resources: resourcesOf(one), ...editOf(one.workload) }));
	const [main, sidecars] = [of("main"), of("sidecar")];
	const spec = {
		...(own === undefined ? {} : ownResources(own)),
		...(main.length === 0 ? {} : { containers: main }),
		...(sidecars.length === 0 ? {} : { initContainers: sidecars }),
	};
	return path.reduceRight<object>((inner, key) => ({ [key]: inner }), { spec });
}

export function notPatched(workload: SizedWorkload): PatchPiece {
	return { type: "comment", comment: "not-patched", subject: subjectOf(workload), detail: "" };
}
