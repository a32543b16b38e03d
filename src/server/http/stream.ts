import type { ServerResponse } from "node:http";
import type { Change } from "../api/answers.ts";
import type { State } from "../state/state.ts";
import { readable, type Viewer } from "../state/viewer.ts";
import { SECURITY_HEADERS } from "./headers.ts";
import { Refusal } from "./respond.ts";

/** Proxies close what is silent for a minute. */
const BEAT_MS = 15_000;
const MOST_STREAMS = 500;
/** A page that reads no more must not keep what it has not read in our memory. */
const MOST_UNREAD = 1024 * 1024;

/**
 * The changes as server-sent events. Each bears `EPOCH-VERSION` as its id; who comes back with one is told what they missed, or with `resync`
 * to read everything anew.
 * @param still asked now and then whether this viewer may still see what they see; null ends the stream
 */
export function sendChanges(
	response: ServerResponse,
	state: State,
	viewer: Viewer,
	lastId: string | undefined,
	still: () => Promise<Viewer | null>,
): void {
	if (state.listeners >= MOST_STREAMS) throw new Refusal("unavailable", "too many streams");
	response.writeHead(200, {
		...SECURITY_HEADERS,
		"content-type": "text/event-stream",
		"cache-control": "no-store",
		"x-accel-buffering": "no",
	});
	// HEAD asks for no more; a stream would never end.
	if (response.req.method === "HEAD") return void response.end();
	response.flushHeaders();
	let as = viewer;
	const write = (text: string): void => {
		if (response.writableLength > MOST_UNREAD) response.destroy();
		else response.write(text);
	};
	const tell = (change: Change): void => {
		const deaths = readable(as, change.deaths);
		write(`id: ${state.epoch}-${change.version}\nevent: change\ndata: ${JSON.stringify({ ...change, deaths })}\n\n`);
	};
	const [, epoch, version] = /^(\w+)-(\d+)$/.exec(lastId ?? "") ?? [];
	const missed = epoch === state.epoch ? state.changesSince(Number(version)) : null;
	if (missed === null) {
		const now: Change = { version: state.version, at: state.now(), source: state.source, parts: [], deaths: [] };
		write(`retry: 2000\nid: ${state.epoch}-${state.version}\nevent: resync\ndata: ${JSON.stringify(now)}\n\n`);
	} else for (const change of missed) tell(change);
	const stop = state.listen(tell);
	const beat = setInterval(async () => {
		// Without an answer about the viewer now, the last one holds until there is.
		const next = await still().catch(() => as);
		if (next === null) response.end();
		else {
			as = next;
			write(": \n\n");
		}
	}, BEAT_MS);
	response.once("close", () => {
		clearInterval(beat);
		stop();
	});
}
