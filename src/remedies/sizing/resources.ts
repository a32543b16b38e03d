import type { PatchPiece } from "../../model/patch.ts";
import type { Recommendation, SizedWorkload, SizingNote } from "../../model/recommendation.ts";

/** A recommendation that is somebody's in a cluster. */
export interface Sized extends Recommendation {
	workload: SizedWorkload;
}

const MEBI = 1 << 20;

/** `700Mi` where that says it exactly, else bytes. */
export function quantity(bytes: number): string {
	return bytes % MEBI === 0 ? `${bytes / MEBI}Mi` : String(bytes);
}

export function resourcesOf({ request, limit }: Pick<Recommendation, "request" | "limit">): object {
	return { requests: { memory: quantity(request) }, limits: { memory: quantity(limit) } };
}

export function subjectOf({ kind, namespace, name }: SizedWorkload): string {
	return `${namespace}/${kind}/${name}`;
}

/** What a pod's own resources must be. */
export type PodLevel = Extract<SizingNote, { kind: "pod-level" }>;

/**
 * What can be applied, grouped by workload, comments on what is left out or goes with it, and what pods have of their own, by workload.
 * @param vpa  whether what a VerticalPodAutoscaler sets is kept
 * @param edits  whether the form changes settings of runtimes where they stand in the template
 * @param pods  whether the form changes running pods, not what they are made from
 */
export function applicable(
	recommendations: readonly Recommendation[],
	{ vpa = false, edits = false, pods = false }: { vpa?: boolean; edits?: boolean; pods?: boolean } = {},
): { workloads: Sized[][]; comments: PatchPiece[]; ownOf: ReadonlyMap<string, PodLevel> } {
	const ownOf = new Map<string, PodLevel>();
	const comments: PatchPiece[] = [];
	const kept: Sized[] = [];
	for (const one of recommendations) {
		const { workload } = one;
		if (workload === undefined) continue;
		const subject = `${subjectOf(workload)}/${workload.container}`;
		// Told at one of the pod's containers, which may stay as it is.
		const own = workload.notes.find(({ kind }) => kind === "pod-level");
		if (own?.kind === "pod-level") ownOf.set(subjectOf(workload), own);
		if (one.reasons.includes("leak-suspected"))
			comments.push({ type: "comment", comment: "leak-not-sized", subject, detail: "" });
		if (one.limit === workload.limit && one.request === workload.request) continue;
		const setter = workload.notes.find((note) => note.kind === "vpa" && note.sets);
		if (setter?.kind === "vpa" && !vpa) {
			comments.push({ type: "comment", comment: "vpa-sets-it", subject, detail: setter.object });
			continue;
		}
		if (!pods && workload.notes.some(({ kind }) => kind === "injected")) {
			comments.push({ type: "comment", comment: "injected", subject, detail: "" });
			continue;
		}
		const runtime = workload.notes.find(({ kind }) => kind === "runtime");
		if (runtime !== undefined) {
			const comment = edits && Object.keys(editOf(workload)).length > 0 ? "runtime-changed" : "runtime-setting";
			comments.push({ type: "comment", comment, subject, detail: runtime });
		}
		const refused = workload.notes.find((note) => note.kind === "limit-range-refuses" && note.size !== null);
		if (refused !== undefined)
			comments.push({ type: "comment", comment: "limit-range-refuses", subject, detail: refused });
		kept.push({ ...one, workload });
	}
	const workloads = [...Map.groupBy(kept, ({ workload }) => subjectOf(workload)).values()];
	return { workloads, comments, ownOf };
}

/** A pod's own resources as a part of its spec. */
export function ownResources({ request, limit }: PodLevel): object {
	return {
		resources: {
			...(request === null ? {} : { requests: { memory: quantity(request) } }),
			...(limit === null ? {} : { limits: { memory: quantity(limit) } }),
		},
	};
}

/** The runtime's setting as a part of its container, where the template itself holds it. Variables merge by name, lists are replaced whole. */
export function editOf({ notes }: SizedWorkload): object {
	const note = notes.find(({ kind }) => kind === "runtime");
	const edit = note?.kind === "runtime" ? note.edit : undefined;
	if (edit?.type === "variable") return { env: [{ name: edit.name, value: edit.value }] };
	return edit?.type === "words" ? { [edit.list]: edit.words } : {};
}
