import { createReadStream } from "node:fs";
import { said } from "../model/said.ts";

/** Settings, certificates, tokens and what we keep ourselves are pages long; the largest of them, a baseline of a large repository, some MiB. */
const BOUND = 64 * 1024 * 1024;

/**
 * A small file that somebody named, or the pipe of a process substitution. Nobody waits for the end of `/dev/zero`, and a pipe that nobody writes to
 * holds up neither signals nor anything else, as a blocking read would.
 * @throws an Error of the system, or one that says how much it was given
 */
export async function readSmall(path: string, bound = BOUND): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of createReadStream(path, { end: bound }) as AsyncIterable<Buffer>) {
		size += chunk.length;
		chunks.push(chunk);
	}
	if (size > bound) throw new Error(said("over {bytes} bytes", { bytes: bound }));
	return Buffer.concat(chunks);
}
