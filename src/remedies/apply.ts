import { Failure } from "../model/failure.ts";
import { FAILED, type FixObstacle, type FixRecord, type PlannedChange } from "../model/fix.ts";
import type { KubeClient } from "../sources/kubernetes/client.ts";
import { podsAccepted } from "./pods-accepted.ts";
import { dropRecord, pruneRecords, writeRecord } from "./records.ts";
import { type Sent, send } from "./send.ts";

/** Asks the API server whether it would take a change, and the pods that come of it. Nothing is changed; the change bears the answer. */
export async function tryOut(client: KubeClient, change: PlannedChange): Promise<void> {
	const sent = await send(client, change, true);
	if ("kind" in sent) return refuse(change, sent);
	const pods = change.subresource === "" ? await podsAccepted(client, change, sent) : null;
	if (pods?.kind === "pods-unchecked") change.effects.push(pods);
	else if (pods !== null) return refuse(change, pods);
	change.outcome = "accepted";
}

/**
 * Makes a change that was tried out, as one request. What it undoes is on disk before it is sent, and forgotten again where it was refused.
 * @throws Failure output-unwritable; when the server cannot be reached
 */
export async function apply(
	client: KubeClient,
	change: PlannedChange,
	folder: string,
	record: FixRecord,
): Promise<void> {
	writeRecord(folder, record);
	let sent: Sent | FixObstacle;
	try {
		sent = await send(client, change, false);
	} catch (error) {
		// Nothing was taken: a Failure is thrown only before anything is sent, or for a login that was refused.
		if (error instanceof Failure) dropRecord(folder, record);
		throw error;
	}
	if ("kind" in sent) {
		refuse(change, sent);
		if (sent.kind !== "uncertain") dropRecord(folder, record);
		else change.undo = record.id;
		return;
	}
	change.outcome = "applied";
	change.undo = record.id;
	settle(folder, { ...record, state: "applied" });
	pruneRecords(folder, record.at);
}

/** The same for undoing what a record tells of. */
export async function undo(
	client: KubeClient,
	change: PlannedChange,
	folder: string,
	record: FixRecord,
): Promise<void> {
	const sent = await send(client, change, false);
	if ("kind" in sent) return refuse(change, sent);
	change.outcome = "undone";
	settle(folder, { ...record, state: "undone" });
}

/** The change is made, and what undoes it is on disk: where the disk has no room for more, undoing looks at the object, which says how it went. */
function settle(folder: string, record: FixRecord): void {
	try {
		writeRecord(folder, record);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
	}
}

function refuse(change: PlannedChange, obstacle: FixObstacle): void {
	change.obstacle = obstacle;
	change.outcome = FAILED.has(obstacle.kind) ? "refused" : "skipped";
}
