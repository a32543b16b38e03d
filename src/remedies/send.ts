import { Failure } from "../model/failure.ts";
import { type FixObstacle, fieldText, type PlannedChange, pathText } from "../model/fix.ts";
import type { KubeClient } from "../sources/kubernetes/client.ts";
import type { Shape } from "../sources/kubernetes/shape.ts";
import { shape, text } from "../sources/kubernetes/shape.ts";
import { driftOf, inverse, jsonPatch } from "./edits.ts";
import { FIELD_MANAGER } from "./managed.ts";
import { isObstacle, objectPath, readerOf } from "./targets.ts";

/** Controllers write the status all the time: a conflict that leaves the fields as they were shown is tried again. */
const TRIES = 4;

/** What an object held before a change and what the API server made of it. */
export interface Sent {
	before: Shape;
	after: Shape;
}

/**
 * Reads the object again, holds it against what was shown, and sends the change as one request: as a server-side dry run, or in earnest.
 * @throws Failure when the server cannot be reached or does not know us, before anything was sent in earnest
 */
export async function send(client: KubeClient, change: PlannedChange, dryRun: boolean): Promise<Sent | FixObstacle> {
	for (let tries = 1; ; tries++) {
		const before = await readerOf(client)(change.target);
		if (isObstacle(before)) return before;
		const changed = changedSince(before, change);
		if (changed !== null) return changed;
		try {
			return { before, after: await patch(client, before, change, dryRun) };
		} catch (error) {
			if (statusOf(error) === 409 && tries < TRIES) continue;
			const obstacle = obstacleOf(error, dryRun, change.subresource);
			if (obstacle.kind !== "uncertain") return obstacle;
			return await resolved(client, before, change, obstacle);
		}
	}
}

/** Whether this is still the object that was shown, with what was shown in it. */
export function changedSince(object: Shape, { uid, edits }: PlannedChange): FixObstacle | null {
	if (uid !== "" && text(shape(object.metadata).uid) !== uid) return { kind: "replaced" };
	if (driftOf(object, inverse(edits)) === null) return { kind: "already" };
	const drift = driftOf(object, edits);
	if (drift === null) return null;
	const { edit, now } = drift;
	return { kind: "drifted", path: pathText(edit.path), shown: fieldText(edit.before), now: fieldText(now) };
}

async function patch(client: KubeClient, object: Shape, change: PlannedChange, dryRun: boolean): Promise<Shape> {
	const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, ...(dryRun ? { dryRun: "All" } : {}) });
	const path = `${objectPath(change.target, change.subresource)}?${query}`;
	const operations = jsonPatch(object, change.edits, text(shape(object.metadata).resourceVersion));
	return await client.write("PATCH", path, operations, { headers: { "content-type": "application/json-patch+json" } });
}

/** No answer came: the object itself says whether the change was made. */
async function resolved(client: KubeClient, before: Shape, change: PlannedChange, unknown: FixObstacle) {
	try {
		const now = await readerOf(client)(change.target);
		if (!isObstacle(now) && driftOf(now, inverse(change.edits)) === null) return { before, after: now };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
	}
	// It may be taken yet.
	return unknown;
}

function obstacleOf(error: unknown, dryRun: boolean, subresource: string): FixObstacle {
	if (!(error instanceof Failure)) throw error;
	const { detail = "", seconds } = error.params as { detail?: string; seconds?: number };
	const status = statusOf(error);
	if (error.code === "cluster-forbidden")
		return isLackOfRights(detail) ? { kind: "forbidden", detail } : { kind: "refused", detail };
	// A server without in-place resize does not know the subresource.
	if (status === 404 && subresource === "") return { kind: "not-found" };
	if (status === 409) return { kind: "conflict" };
	// A webhook that does not answer fails the request before anything is written.
	if ((status !== null && status < 500) || /failed calling webhook/.test(detail)) return { kind: "refused", detail };
	if (dryRun || error.code === "cluster-unauthorized") throw error;
	return { kind: "uncertain", detail: seconds === undefined ? detail : `${seconds} s` };
}

/** Authorization's own words (apiserver endpoints/handlers/responsewriters, ForbiddenStatusError); admission refuses with 403, too. */
export function isLackOfRights(detail: string): boolean {
	return /cannot \w+ resource/.test(detail);
}

function statusOf(error: unknown): number | null {
	if (!(error instanceof Failure) || error.code !== "cluster-failed") return null;
	return (error as Failure<"cluster-failed">).params.status;
}
