import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { backOff } from "./back-off.ts";
import type { KubeClient } from "./client.ts";
import { isExpired } from "./client-failures.ts";
import { failedOf } from "./gaps.ts";
import { splitLines } from "./lines.ts";
import { listObjects } from "./list.ts";
import { collectionPath, type Selection } from "./resources.ts";
import { isShape, shape, text } from "./shape.ts";

/**
 * `resync`: what follows is a new listing; what it does not name is gone. Its end is the first bookmark.
 * `bookmark`: everything up to `object.metadata.resourceVersion` has been given.
 */
export interface WatchEvent {
	type: "added" | "modified" | "deleted" | "bookmark" | "resync";
	/** As the server has it; null for a resync. */
	object: unknown;
}

export interface WatchOptions {
	signal: AbortSignal;
	/** Told on each change; `detail` is the reason of a reconnection, one line. */
	onState?: (state: "connected" | "reconnecting", detail: string) => void;
	/** Has the server leave out everything but the objects' metadata. */
	metadataOnly?: boolean;
	/** Items a page of a listing. */
	page?: number;
	/** Milliseconds; shorter ones in tests. */
	stall?: number;
	firstBackOff?: number;
	mostBackOff?: number;
	refused?: number;
}

/** The server sends a bookmark about every minute (apiserver storage/cacher, bookmarkFrequency): three missed ones are no coincidence. */
const STALL_MS = 180_000;
const FIRST_BACK_OFF_MS = 500;
const MOST_BACK_OFF_MS = 30_000;
/** A connection that held this long was a good one: the next failure starts with the shortest wait again. */
const GOOD_MS = 10_000;
/** A server that has just started refuses everybody until it has read who may what: only so much later is a refusal believed of one who was let in before. */
const REFUSED_MS = 60_000;
/** The server ends a watch after five to ten minutes, at random so that clients spread (client-go tools/cache/reflector.go, minWatchTimeout). */
const TIMEOUT_SECONDS = 300;
/** etcd takes objects of 1.5 MiB; JSON escapes at most sixfold. */
const LINE_BOUND = 16 * 1024 * 1024;
/** The same place in the stream failing this often is a place we cannot read: list again instead. */
const SAME_PLACE = 3;

/**
 * A collection and its changes, until the signal aborts. Survives everything a server can do but refuse us: closed, broken and silent
 * connections go on at the last version seen; a version the server has forgotten leads to a resync; a server that is away is asked
 * again with growing waits, for ever, and so for a while is one that refuses us after it did not. Holds no objects.
 * @throws Failure cluster-forbidden
 */
export async function* watchObjects(
	client: KubeClient,
	selection: Selection,
	options: WatchOptions,
): AsyncGenerator<WatchEvent, void> {
	const { signal } = options;
	let version = "";
	let attempt = 0;
	let failuresHere = 0;
	let connected = false;
	let letIn = false;
	let refusedAt: number | null = null;
	const state = (next: "connected" | "reconnecting", detail: string): void => {
		if (next === "connected") [letIn, refusedAt] = [true, null];
		if (connected === (next === "connected")) return;
		connected = next === "connected";
		options.onState?.(next, detail);
	};
	while (!signal.aborted) {
		const startedAt = Date.now();
		let before = version;
		let reason = "";
		try {
			if (version === "") {
				version = yield* relist(client, selection, options, () => state("connected", ""));
				before = version;
			}
			for await (const event of connect(client, selection, version, options, () => state("connected", ""))) {
				version = versionOf(event.object) || version;
				yield event;
			}
			// The server closed it, as it does every few minutes.
		} catch (error) {
			if (signal.aborted) return;
			if (error instanceof Failure && error.code === "cluster-forbidden") {
				refusedAt ??= Date.now();
				if (!letIn || Date.now() - refusedAt >= (options.refused ?? REFUSED_MS)) throw error;
			}
			if (error instanceof Failure && (error.code === "certificate-expired" || error.code === "internal")) throw error;
			reason = failedOf(error);
			failuresHere = version === before ? failuresHere + 1 : 0;
			const unreadable = error instanceof BrokenLine && failuresHere >= SAME_PLACE;
			if (isExpired(error) || error instanceof Expired || unreadable) {
				version = "";
				failuresHere = 0;
			}
		}
		if (reason !== "") state("reconnecting", reason);
		attempt = Date.now() - startedAt >= GOOD_MS ? 0 : attempt + 1;
		const wait = backOff(attempt, options.firstBackOff ?? FIRST_BACK_OFF_MS, options.mostBackOff ?? MOST_BACK_OFF_MS);
		await sleep(wait, undefined, { signal }).catch(() => {});
	}
}

async function* relist(
	client: KubeClient,
	selection: Selection,
	{ signal, page, metadataOnly }: WatchOptions,
	answered: () => void,
): AsyncGenerator<WatchEvent, string> {
	const headers = metadataOnly ? { headers: metadataAs("PartialObjectMetadataList") } : {};
	const narrower = { ...(page === undefined ? {} : { page }), ...headers };
	const items = listObjects(client, selection, { signal, exact: true, retries: 0, ...narrower });
	for (let first = true; ; first = false) {
		const next = await items.next();
		answered();
		// Not sooner: while the server is away, what a reader holds is still the best there is.
		if (first) yield { type: "resync", object: null };
		if (next.done) {
			// What we would watch from must be a version: without one we would be sent everything again.
			if (next.value === "") throw new BrokenLine(said("a list without resourceVersion"));
			yield { type: "bookmark", object: { metadata: { resourceVersion: next.value } } };
			return next.value;
		}
		yield { type: "added", object: next.value };
	}
}

const TYPES: Readonly<Record<string, WatchEvent["type"]>> = {
	ADDED: "added",
	MODIFIED: "modified",
	DELETED: "deleted",
	BOOKMARK: "bookmark",
};

async function* connect(
	client: KubeClient,
	selection: Selection,
	version: string,
	options: WatchOptions,
	answered: () => void,
): AsyncGenerator<WatchEvent, void> {
	const seconds = Math.round(TIMEOUT_SECONDS * (1 + Math.random()));
	const path = collectionPath(selection, {
		watch: "true",
		allowWatchBookmarks: "true",
		resourceVersion: version,
		timeoutSeconds: String(seconds),
	});
	const answer = await client.get(path, {
		signal: options.signal,
		limits: { stall: options.stall ?? STALL_MS, total: null },
		retries: 0,
		...(options.metadataOnly ? { headers: metadataAs("PartialObjectMetadata") } : {}),
	});
	answered();
	for await (const line of splitLines(answer.body, LINE_BOUND)) {
		if (line.trim() === "") continue;
		const { type, object } = parseLine(line);
		if (type === "ERROR") {
			const { code, message } = shape(object);
			if (code === 410) throw new Expired();
			throw new Failure("cluster-failed", {
				server: client.server,
				status: Number(code) || 0,
				detail: asDetail(text(message)),
			});
		}
		const known = TYPES[type];
		if (known === undefined || !isShape(object)) throw new BrokenLine(said("event of type {type}", { type }));
		yield { type: known, object };
	}
}

/** Content negotiation of the API server (apiserver endpoints/handlers/negotiation): a list and an event are asked for by different kinds. */
function metadataAs(kind: "PartialObjectMetadata" | "PartialObjectMetadataList"): Record<string, string> {
	return { accept: `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json` };
}

/** The server has forgotten the version we were at. */
class Expired extends Error {}

/** A line that is no event: cut off by a dying server, or too long for us. */
class BrokenLine extends Error {}

function parseLine(line: string): { type: string; object: unknown } {
	try {
		const { type, object } = shape(JSON.parse(line));
		return { type: text(type), object };
	} catch {
		throw new BrokenLine(said("a broken line"));
	}
}

function versionOf(object: unknown): string {
	return text(shape(shape(object).metadata).resourceVersion);
}
