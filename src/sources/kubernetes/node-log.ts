/**
 * A node's kernel log through the API server's node proxy, from the files the kubelet serves under /logs/ (its /var/log).
 *
 * The kubelet's log query (/logs/?query=) is no way to it: the kubelet runs `journalctl --unit=NAME` for units it knows and else looks for
 * /var/log/NAME(.log) (kubernetes pkg/kubelet/kubelet_server_journal.go, splitNativeVsFileLoggers; kubelet_server_journal_linux.go), and the
 * kernel's messages belong to no unit. A node that keeps them in the journal alone has no kernel log to read from here.
 */
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { LINES_MISSING } from "../kernel/reach.ts";
import type { KubeClient } from "./client.ts";
import { splitLines } from "./lines.ts";
import type { Answer } from "./transport.ts";

/** Where syslog daemons put kernel messages: Debian and Ubuntu, Red Hat, those without a file for the kernel. */
const FILES = ["kern.log", "messages", "syslog"];
/** Only the end of a long log is read: some hundred thousand lines. */
const TAIL = 16 * 1024 * 1024;
/** For a server that sends a whole file although its end was asked for. */
const MOST = 256 * 1024 * 1024;
/** Longer than any line of the kernel's. */
const LINE_BOUND = 64 * 1024;

/**
 * The lines of the first of a node's kernel logs that exists, oldest first, after those of the file it was rotated to. Raw: they may
 * hold anything.
 * @throws Failure cluster-*; cluster-failed with status 404 when the node has no such file
 */
export async function* kernelLines(client: KubeClient, node: string, signal?: AbortSignal): AsyncGenerator<string> {
	let missing: unknown;
	for (const file of FILES) {
		try {
			await probe(client, node, file, signal);
		} catch (error) {
			if (!hasStatus(error, 404)) throw error;
			missing ??= error;
			continue;
		}
		for (const part of [`${file}.1`, file]) {
			try {
				yield* linesOf(await open(client, node, part, `-${TAIL}`, signal));
			} catch (error) {
				if (signal?.aborted) throw signal.reason;
				// Absent, as logs are rotated while we look; or empty, without an end to send.
				if (!hasStatus(error, 404) && !hasStatus(error, 416)) throw client.failure(error, pathOf(node, part));
			}
		}
		return;
	}
	throw missing;
}

/** How far a node's kernel log was read. */
export interface LogEnd {
	file: string;
	bytes: number;
}

/**
 * The lines that were added to a node's kernel log since it ended at `end`, and where it ends now. A log that is shorter than it was has
 * been rotated, and is read from its beginning. Without an end nothing is read: it tells where the log ends.
 * @throws as kernelLines
 */
export async function addedLines(
	client: KubeClient,
	node: string,
	end: LogEnd | null,
	signal?: AbortSignal,
): Promise<{ end: LogEnd; lines: string[] }> {
	if (end === null) return { end: await endOf(client, node, signal), lines: [] };
	const { file } = end;
	try {
		const size = await sizeOf(client, node, file, signal);
		const from = size < end.bytes ? 0 : end.bytes;
		if (size === from) return { end: { file, bytes: size }, lines: [] };
		const answer = await open(client, node, file, `${Math.max(from, size - TAIL)}-${size - 1}`, signal);
		const lines = await Array.fromAsync(splitLines(atMost(answer.body, TAIL), LINE_BOUND));
		return { end: { file, bytes: size }, lines };
	} catch (error) {
		// A body that breaks off is no Failure by itself.
		throw client.failure(error, pathOf(node, file));
	}
}

async function endOf(client: KubeClient, node: string, signal: AbortSignal | undefined): Promise<LogEnd> {
	let missing: unknown;
	for (const file of FILES) {
		try {
			return { file, bytes: await sizeOf(client, node, file, signal) };
		} catch (error) {
			if (!hasStatus(error, 404)) throw error;
			missing ??= error;
		}
	}
	throw missing;
}

/** Bytes of the file, as the answer to a request for one of them says. An empty one has none to send. */
async function sizeOf(
	client: KubeClient,
	node: string,
	file: string,
	signal: AbortSignal | undefined,
): Promise<number> {
	try {
		const answer = await open(client, node, file, "0-0", signal);
		const size = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1]);
		if (answer.status !== 206 || !Number.isSafeInteger(size)) {
			answer.discard();
			throw new Failure("cluster-failed", {
				server: client.server,
				status: answer.status,
				detail: said("no byte ranges"),
			});
		}
		for await (const _ of answer.body);
		return size;
	} catch (error) {
		if (hasStatus(error, 416)) return 0;
		throw error;
	}
}

/** Asks for one byte, so that the connection can be kept. */
async function probe(client: KubeClient, node: string, file: string, signal: AbortSignal | undefined): Promise<void> {
	try {
		const answer = await open(client, node, file, "0-0", signal);
		if (answer.status === 206) for await (const _ of answer.body);
		else answer.discard();
	} catch (error) {
		if (!hasStatus(error, 416)) throw error;
	}
}

function pathOf(node: string, file: string): string {
	return `/api/v1/nodes/${encodeURIComponent(node)}/proxy/logs/${file}`;
}

async function open(
	client: KubeClient,
	node: string,
	file: string,
	range: string,
	signal: AbortSignal | undefined,
): Promise<Answer> {
	// Not compressed, or a range would be one of the compressed bytes.
	const headers = { range: `bytes=${range}`, "accept-encoding": "identity", accept: "*/*" };
	return await client.get(pathOf(node, file), { headers, signal, retries: 1 });
}

async function* linesOf(answer: Answer): AsyncGenerator<string> {
	const cut = /^bytes (\d+)-/.exec(answer.headers["content-range"] ?? "");
	let broken = answer.status === 206 && cut?.[1] !== "0";
	// What stood there before is neither here nor in the file it was rotated to.
	if (broken) yield LINES_MISSING;
	let size = 0;
	const counted = async function* () {
		for await (const chunk of answer.body) {
			size += chunk.length;
			yield chunk;
		}
	};
	for await (const line of splitLines(atMost(counted(), MOST), LINE_BOUND)) {
		if (!broken) yield line;
		broken = false;
	}
	if (size > MOST) yield LINES_MISSING;
}

async function* atMost(chunks: AsyncIterable<Uint8Array>, bound: number): AsyncGenerator<Uint8Array> {
	let size = 0;
	for await (const chunk of chunks) {
		size += chunk.length;
		if (size > bound) return;
		yield chunk;
	}
}

function hasStatus(error: unknown, status: number): boolean {
	if (!(error instanceof Failure) || error.code !== "cluster-failed") return false;
	return (error as Failure<"cluster-failed">).params.status === status;
}
