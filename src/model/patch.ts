import type { SizingNote } from "./recommendation.ts";

/** Forms in which sizes can be applied. */
export const PATCH_FORMATS = ["patch", "kustomize", "helm", "vpa", "resize"] as const;
export type PatchFormat = (typeof PATCH_FORMATS)[number];

/** What a comment in a patch is for: a closed list, each with its sentence in the words room. */
export type PatchComment =
	/** A kind that no patch of its own changes: a bare pod, a job, an operator's object. */
	| "not-patched"
	/** Its pods get this container from elsewhere: the template does not have it. */
	| "injected"
	| "vpa-sets-it"
	| "no-release"
	| "unknown-chart"
	| "not-resizable"
	| "own-not-resizable"
	| "restart-for-decrease"
	| "class-would-change"
	| "leak-not-sized"
	/** Must be changed beside the patch, or is changed by it. */
	| "runtime-setting"
	| "runtime-changed"
	/** Pods of this size are not admitted yet. */
	| "limit-range-refuses"
	| "nothing";

/** A piece of what is written out: a comment, a command for a shell, or a YAML document. */
export type PatchPiece =
	| { type: "comment"; comment: PatchComment; subject: string; detail: string | SizingNote }
	| { type: "command"; command: string }
	/** Whose values the next document is. */
	| { type: "release"; namespace: string; release: string }
	| { type: "document"; document: object };
