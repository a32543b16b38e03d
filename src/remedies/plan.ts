import type { Finding } from "../model/finding.ts";
import {
	FIX_GUARDS,
	type FixItem,
	type FixObstacle,
	type FixRecord,
	fieldText,
	type HandRemedy,
	type PlannedChange,
	pathText,
} from "../model/fix.ts";
import { parseBytes } from "../model/quantity.ts";
import type { Remedy } from "../model/remedy.ts";
import type { Workload } from "../model/workload.ts";
import { type Shape, shape, text } from "../sources/kubernetes/shape.ts";
import { editsOf, inverse, jsonPatch } from "./edits.ts";
import { effectsOf } from "./effects.ts";
import { managerOf } from "./managed.ts";
import { objectDiff } from "./object-diff.ts";
import { changedSince } from "./send.ts";
import { controllerOf, isObstacle, type ReadObject } from "./targets.ts";

interface PlanOptions {
	/** Change objects too that something else keeps. */
	evenIfManaged: boolean;
}

/** The remedies of findings that are patches of one object each, with what they change in it as it is now; each change once. */
export async function planFixes(
	findings: readonly Finding[],
	read: ReadObject,
	{ evenIfManaged }: PlanOptions,
): Promise<{ items: FixItem[]; byHand: HandRemedy[] }> {
	const known = new Map<string, ReturnType<ReadObject>>();
	const readOnce: ReadObject = (target) => {
		const key = keyOf(target);
		const reading = known.get(key) ?? read(target);
		known.set(key, reading);
		return reading;
	};
	const items = new Map<string, FixItem>();
	const byHand: HandRemedy[] = [];
	for (const finding of findings.filter(({ suppressed }) => suppressed === undefined)) {
		for (const remedy of finding.remedies) {
			const { change } = remedy;
			if (change.type !== "strategic-merge") {
				byHand.push({ finding, remedy });
				continue;
			}
			const key = `${keyOf(change)} ${JSON.stringify(change.patch)}`;
			const same = items.get(key);
			if (same !== undefined) same.findings++;
			else {
				const planned = await plannedOne(finding, remedy, change, readOnce, evenIfManaged);
				items.set(key, { ...planned, number: items.size + 1, finding, findings: 1, remedy });
			}
		}
	}
	return { items: [...items.values()], byHand };
}

async function plannedOne(
	finding: Finding,
	remedy: Remedy,
	{ kind, namespace, name, patch, subresource = "" }: Workload & { patch: object; subresource?: string },
	read: ReadObject,
	evenIfManaged: boolean,
): Promise<PlannedChange> {
	const { target, object } = await withOwner({ kind, namespace, name }, read);
	const change = blank(target, subresource);
	if (isObstacle(object)) return { ...change, obstacle: object };
	const edits = editsOf(object, patch);
	if (!Array.isArray(edits)) return { ...change, obstacle: edits };
	const manager = evenIfManaged || subresource !== "" ? null : managerOf(object, edits);
	return {
		...change,
		uid: text(shape(object.metadata).uid),
		edits,
		operations: jsonPatch(object, edits),
		diff: objectDiff(target, object, edits),
		guards: FIX_GUARDS.filter(
			(guard) => (guard !== "not-managed" || !evenIfManaged) && (guard !== "pods-dry-run" || rollsOut(target)),
		),
		effects: effectsOf(target, object, subresource, edits),
		obstacle: changedSinceSeen(finding, remedy, edits) ?? manager,
	};
}

/** A ReplicaSet of a Deployment is made anew from it: the Deployment is what to change. */
async function withOwner(
	target: Workload,
	read: ReadObject,
): Promise<{ target: Workload; object: Shape | FixObstacle }> {
	const object = await read(target);
	const owner = isObstacle(object) || target.kind !== "ReplicaSet" ? null : controllerOf(object);
	if (owner?.kind !== "Deployment") return { target, object };
	const above = { kind: "Deployment", namespace: target.namespace, name: owner.name };
	return { target: above, object: await read(above) };
}

/** What the finding saw in the pod, where the remedy rests on it: a template that says something else by now has been changed since. */
function changedSinceSeen({ params }: Finding, { kind }: Remedy, edits: PlannedChange["edits"]): FixObstacle | null {
	const key = kind === "raise-memory-limit" ? "memoryLimit" : kind === "raise-memory-request" ? "memoryRequest" : null;
	const seen = key === null ? undefined : (params as Partial<Record<typeof key, unknown>>)[key];
	if (typeof seen !== "number") return null;
	for (const { path, before } of edits) {
		// A pod's own limit that goes along is not what was seen of the container.
		if (!path.some((step) => typeof step !== "string")) continue;
		const bytes = parseBytes(before);
		if (bytes !== null && bytes !== seen)
			return { kind: "changed-since", path: pathText(path), seen: fieldText(seen), now: fieldText(before) };
	}
	return null;
}

/** What would undo a change, held against the object as it is. */
export async function planUndo(
	{ target, subresource, uid, edits: made, id }: FixRecord,
	read: ReadObject,
): Promise<PlannedChange> {
	const object = await read(target);
	const change = { ...blank(target, subresource), uid, edits: inverse(made), undo: id };
	if (isObstacle(object)) return { ...change, obstacle: object };
	const obstacle = changedSince(object, change);
	return {
		...change,
		operations: obstacle === null ? jsonPatch(object, change.edits) : [],
		diff: obstacle === null ? objectDiff(target, object, change.edits) : "",
		guards: FIX_GUARDS.filter((guard) => guard !== "not-managed" && (guard !== "pods-dry-run" || rollsOut(target))),
		// The old value is what the manifest says.
		effects: (obstacle === null ? effectsOf(target, object, subresource, change.edits) : []).filter(
			(effect) => effect.kind !== "applied-from-manifest",
		),
		obstacle,
	};
}

function blank(target: Workload, subresource: string): PlannedChange {
	return {
		...{ target, subresource, uid: "", edits: [], operations: [], diff: "", guards: [], effects: [] },
		...{ obstacle: null, outcome: "shown", undo: null },
	};
}

function rollsOut({ kind }: Workload): boolean {
	return kind !== "ConfigMap" && kind !== "Pod";
}

function keyOf({ kind, namespace, name }: Workload): string {
	return JSON.stringify([kind, namespace, name]);
}
