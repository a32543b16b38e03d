import type { Finding } from "./finding.ts";
import type { Remedy, Risk } from "./remedy.ts";
import type { Millis } from "./time.ts";
import type { Workload } from "./workload.ts";

/** A key of an object, or an entry of a list that is found by its name. */
export type Step = string | { name: string };

/** One field that a remedy changes; null is "not there". */
export interface FieldEdit {
	path: Step[];
	before: unknown;
	after: unknown;
}

/** RFC 6902. */
export interface JsonPatchOperation {
	op: "test" | "add" | "replace" | "remove";
	path: string;
	value?: unknown;
}

/** Why a remedy is not applied. A closed list: the words room says each in a sentence. */
export type FixObstacle =
	/** Something else writes this object and would write it back. */
	| { kind: "managed"; by: string; where: string }
	| { kind: "not-found" }
	/** An archive holds no object to show the change on. */
	| { kind: "not-kept" }
	| { kind: "unreadable"; detail: string }
	/** What the patch changes is not in the object any more. */
	| { kind: "missing"; path: string }
	/** The object says something else than what the finding saw in the pod. */
	| { kind: "changed-since"; path: string; seen: string; now: string }
	| { kind: "already" }
	/** Changed since it was shown. */
	| { kind: "drifted"; path: string; shown: string; now: string }
	/** Another object bears the name. */
	| { kind: "replaced" }
	/** Another remedy of this run has changed the same field. */
	| { kind: "superseded"; by: number }
	/** Applied after what the finding tells of: whether it helped is not known yet. */
	| { kind: "applied-before"; id: string }
	| { kind: "risk"; risk: Risk }
	| { kind: "conflict" }
	| { kind: "forbidden"; detail: string }
	| { kind: "refused"; detail: string }
	/** The object would be taken, its pods would not: quota, LimitRange, admission. */
	| { kind: "pods-refused"; detail: string }
	/** No answer: it may or may not have been taken. */
	| { kind: "uncertain"; detail: string };

/** Obstacles that the cluster put in the way when asked: exit code 3. */
export const FAILED: ReadonlySet<FixObstacle["kind"]> = new Set<FixObstacle["kind"]>([
	"unreadable",
	"drifted",
	"replaced",
	"conflict",
	"forbidden",
	"refused",
	"pods-refused",
	"uncertain",
]);

/** What happens when the change is made, beside what the remedy is for. */
export type FixEffect =
	/** Its pods are replaced a few at a time, all at once, or only when somebody deletes them. */
	| { kind: "rolls-out" | "recreates" | "on-delete" | "paused"; pods: number }
	/** A bare ReplicaSet leaves the pods it has as they are. */
	| { kind: "new-pods-only" }
	/** A CronJob makes its next Job of it. */
	| { kind: "next-job" }
	/** Programs see it when they start, or read the file again. */
	| { kind: "config-map" }
	/** The container goes on, or starts again, in the same pod. */
	| { kind: "resized"; restarts: boolean }
	/** More (or less) memory reserved on nodes, bytes over all pods. */
	| { kind: "reserves"; bytes: number }
	/** kubectl apply wrote it from a manifest, and the next one writes it back. */
	| { kind: "applied-from-manifest" }
	/** Not checked, and why. */
	| { kind: "pods-unchecked"; detail: string };

type FixOutcome = "shown" | "accepted" | "applied" | "undone" | "skipped" | "refused";

/** What is made sure of before the change is made, each time anew. */
export const FIX_GUARDS = ["same-object", "fields-unchanged", "not-managed", "dry-run", "pods-dry-run"] as const;
export type FixGuard = (typeof FIX_GUARDS)[number];

/** A change on the way to the cluster: of a remedy, or the undoing of one. */
export interface PlannedChange {
	target: Workload;
	/** Sent to this subresource of the object; empty for the object itself. */
	subresource: string;
	/** Of the object that was shown; empty where there is none. */
	uid: string;
	edits: FieldEdit[];
	/** The edits for the object as it was read, each with a test of what stood there. */
	operations: JsonPatchOperation[];
	/** Before and after as a unified diff; empty where nothing can be shown. */
	diff: string;
	guards: FixGuard[];
	effects: FixEffect[];
	obstacle: FixObstacle | null;
	outcome: FixOutcome;
	/** Of its undo record, once there is one. */
	undo: string | null;
}

export interface FixItem extends PlannedChange {
	/** Its place in the list, from 1. */
	number: number;
	finding: Finding;
	/** How many findings it answers. */
	findings: number;
	remedy: Remedy;
}

/** What a person has to do by hand: no patch of one object. */
export interface HandRemedy {
	finding: Finding;
	remedy: Remedy;
}

/** What was changed, kept so that it can be undone. Written before the change is made. */
export interface FixRecord {
	id: string;
	at: Millis;
	/** The API server's address, and the kubeconfig's context. */
	server: string;
	context: string;
	target: Workload;
	subresource: string;
	uid: string;
	rule: string;
	edits: FieldEdit[];
	/** `begun` until the API server has answered: it may or may not have been taken. */
	state: "begun" | "applied" | "undone";
}

/** `spec.template.spec.containers[app].resources.limits.memory`. */
export function pathText(path: readonly Step[]): string {
	return path
		.map((step, i) => {
			if (typeof step !== "string") return `[${step.name}]`;
			const plain = /^[\w-]+$/.test(step) ? step : JSON.stringify(step);
			return i === 0 ? plain : `.${plain}`;
		})
		.join("");
}

/** A field's value in a few characters. */
export function fieldText(value: unknown): string {
	const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
	return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
