import { type Millis, parseTime } from "../../model/time.ts";
import type { LinesRequest } from "../source.ts";
import type { KubeClient } from "./client.ts";
import { splitLines } from "./lines.ts";

/** A runtime's own word on its end is in the last lines; a stack trace may follow it. */
const TAIL_LINES = 60;
/** The server cuts from the beginning of what it sends. */
const LIMIT_BYTES = 64 * 1024;
const LINE_BOUND = 8 * 1024;

/** What a kubelet sends in a log's place, with status 200, when the log went with its container: kuberuntime_container.go's text, at all times. */
const GONE = /^unable to retrieve container logs for /i;

/** What a runtime writes after the time; the API server leaves it out. */
const CRI_STREAM = /^(?:stdout|stderr) [FP] /;

/** A status has whole seconds, a line of the log has all digits of the same clock. */
const CLOCK_SLACK_MILLIS = 2000;

/**
 * The last lines a container's ended instance wrote, oldest first, as `kubectl logs --tail` prints them. An instance that was the
 * present one when its status was read may have become the previous one since.
 * @throws Failure cluster-*; cluster-failed with status 400 or 404 when the instance or its log is gone
 */
export async function lastLinesOf(client: KubeClient, request: LinesRequest, signal: AbortSignal): Promise<string[]> {
	const lines = await linesIn(client, request, signal);
	return lines.length > 0 || request.previous ? lines : await linesIn(client, { ...request, previous: true }, signal);
}

async function linesIn(
	client: KubeClient,
	{ namespace, pod, container, previous, startedAt, finishedAt }: LinesRequest,
	signal: AbortSignal,
): Promise<string[]> {
	const query = new URLSearchParams({
		container,
		tailLines: String(TAIL_LINES),
		limitBytes: String(LIMIT_BYTES),
		timestamps: "true",
		...(previous ? { previous: "true" } : {}),
	});
	const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
	const answer = await client.get(path, { headers: { accept: "*/*" }, signal, retries: 1 });
	const lines: string[] = [];
	for await (const line of splitLines(answer.body, LINE_BOUND)) {
		const text = ofInstance(line, { startedAt, finishedAt });
		if (text === null) continue;
		lines.push(text);
		if (lines.length > 4 * TAIL_LINES) lines.shift();
	}
	return lines;
}

/**
 * What a line of a log says, without the time and the stream that runtimes put before it; null where it is another instance's, or nobody's.
 * @param raw as the runtime keeps it on the node: a line without a time is nobody's there
 */
export function ofInstance(
	line: string,
	{ startedAt, finishedAt }: Pick<LinesRequest, "startedAt" | "finishedAt">,
	raw = false,
): string | null {
	const { at, text } = stamped(line);
	if (text.trim() === "") return null;
	if (at === null) return raw || GONE.test(text) ? null : text;
	if (startedAt !== null && at < startedAt - CLOCK_SLACK_MILLIS) return null;
	return finishedAt !== null && at > finishedAt + CLOCK_SLACK_MILLIS ? null : raw ? text.replace(CRI_STREAM, "") : text;
}

/** `2026-11-21T10:19:05.123456789Z text`; a line that the server could not stamp is taken as it is. */
function stamped(line: string): { at: Millis | null; text: string } {
	const [, time, text] = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s.exec(line) ?? [];
	return time === undefined || text === undefined ? { at: null, text: line } : { at: parseTime(time), text };
}
