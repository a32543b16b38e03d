import type { LinesRequest } from "../source.ts";
import type { KubeClient } from "./client.ts";
import { splitLines } from "./lines.ts";

/** A runtime's own word on its end is in the last lines; a stack trace may follow it. */
const TAIL_LINES = 60;
/** The server cuts from the beginning of what it sends. */
const LIMIT_BYTES = 64 * 1024;
const LINE_BOUND = 8 * 1024;

/**
 * The last lines a container's ended instance wrote, oldest first, as `kubectl logs --tail` prints them.
 * @throws Failure cluster-*; cluster-failed with status 400 or 404 when the instance or its log is gone
 */
export async function lastLinesOf(
	client: KubeClient,
	{ namespace, pod, container, previous }: LinesRequest,
	signal: AbortSignal,
): Promise<string[]> {
	const query = new URLSearchParams({
		container,
		tailLines: String(TAIL_LINES),
		limitBytes: String(LIMIT_BYTES),
		...(previous ? { previous: "true" } : {}),
	});
	const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
	const answer = await client.get(path, { headers: { accept: "*/*" }, signal, retries: 1 });
	const lines: string[] = [];
	for await (const line of splitLines(answer.body, LINE_BOUND)) {
		if (line.trim() !== "") lines.push(line);
		if (lines.length > 4 * TAIL_LINES) lines.shift();
	}
	return lines;
}
