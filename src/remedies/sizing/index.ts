import type { PatchFormat, PatchPiece } from "../../model/patch.ts";
import type { Recommendation } from "../../model/recommendation.ts";

/** The sizes of one accepted risk in a form that can be applied. Nothing is changed by it. */
export async function sizingPatches(
	format: PatchFormat,
	recommendations: readonly Recommendation[],
): Promise<PatchPiece[]> {
	const pieces = await build(format, recommendations);
	return pieces.length > 0 ? pieces : [{ type: "comment", comment: "nothing", subject: "", detail: "" }];
}

async function build(format: PatchFormat, recommendations: readonly Recommendation[]): Promise<PatchPiece[]> {
	switch (format) {
		case "patch":
			return (await import("./patch.ts")).kubectlPatches(recommendations);
		case "kustomize":
			return (await import("./patch.ts")).kustomization(recommendations);
		case "helm":
			return (await import("./helm.ts")).helmValues(recommendations);
		case "vpa":
			return (await import("./vpa.ts")).verticalAutoscalers(recommendations);
		case "resize":
			return (await import("./resize.ts")).resizes(recommendations);
	}
}
