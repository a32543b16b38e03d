import { createHash, randomBytes } from "node:crypto";
import type { ExecRequest } from "../../model/figures.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import type { KubeClient } from "./client.ts";
import { BadFrame, clientFrame, FrameReader, OPCODE } from "./frames.ts";
import { list, shape, text } from "./shape.ts";
import type { Upgraded } from "./upgrade.ts";

/** Newest first (k8s.io/apimachinery pkg/util/remotecommand): binary messages, each with its channel in front. */
const PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
/** RFC 6455, 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const OUTPUT_BOUND = 1024 * 1024;
/** A server answers such a question at once, or is in trouble. */
const WAIT_MS = 10_000;

/** The command could not be run, or ended with an error: why, in the words of the server or the program. */
export class ExecFailed extends Error {}

/**
 * What a command in a container prints. Nothing is written to it.
 * @throws ExecFailed; Failure of the cluster
 */
export async function execIn(client: KubeClient, request: ExecRequest, signal: AbortSignal): Promise<string> {
	const { namespace, pod, container, command } = request;
	const query = new URLSearchParams({ container, stdout: "true", stderr: "true" });
	for (const word of command) query.append("command", word);
	const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query}`;
	const key = randomBytes(16).toString("base64");
	const headers = {
		accept: "*/*",
		connection: "Upgrade",
		upgrade: "websocket",
		"sec-websocket-version": "13",
		"sec-websocket-key": key,
		"sec-websocket-protocol": PROTOCOLS.join(", "),
	};
	const upgraded = await client.upgrade(path, headers, { signal });
	try {
		const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
		const { "sec-websocket-accept": accepted, "sec-websocket-protocol": protocol } = upgraded.headers;
		if (accepted !== accept || !PROTOCOLS.includes(protocol ?? "")) throw new ExecFailed(said("no WebSocket answer"));
		return await outputOf(upgraded, signal);
	} finally {
		upgraded.socket.destroy();
	}
}

async function outputOf({ socket, head }: Upgraded, signal: AbortSignal): Promise<string> {
	const reader = new FrameReader(OUTPUT_BOUND);
	const timeout = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
	const stop = (): void =>
		void socket.destroy(new ExecFailed(said("no end within {seconds} s", { seconds: WAIT_MS / 1000 })));
	timeout.addEventListener("abort", stop);
	let [output, errors, size] = ["", "", 0];
	let status: string | null = null;
	try {
		for await (const chunk of chunks(socket, head)) {
			for (const { opcode, data } of reader.push(chunk)) {
				if (opcode === OPCODE.ping) socket.write(clientFrame(OPCODE.pong, data.subarray(0, 125), randomBytes(4)));
				if (opcode === OPCODE.close) return result(output, errors, status);
				if (opcode !== OPCODE.binary && opcode !== OPCODE.text) continue;
				const [channel, body] = [data[0], data.subarray(1).toString("utf8")];
				size += body.length;
				if (size > OUTPUT_BOUND) throw new ExecFailed(said("over {bytes} bytes", { bytes: OUTPUT_BOUND }));
				if (channel === STDOUT) output += body;
				else if (channel === STDERR) errors += body;
				else if (channel === STATUS) status = (status ?? "") + body;
			}
			if (status !== null && isWhole(status)) return result(output, errors, status);
		}
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		if (error instanceof BadFrame) throw new ExecFailed(asDetail(error.message));
		if (error instanceof ExecFailed) throw error;
		throw new ExecFailed(asDetail(error instanceof Error ? error.message : String(error)));
	} finally {
		timeout.removeEventListener("abort", stop);
	}
	return result(output, errors, status);
}

async function* chunks(socket: Upgraded["socket"], head: Uint8Array): AsyncGenerator<Uint8Array> {
	if (head.length > 0) yield head;
	for await (const chunk of socket) yield chunk as Buffer;
}

function isWhole(status: string): boolean {
	try {
		JSON.parse(status);
		return true;
	} catch {
		return false;
	}
}

/** The last word is a Status object: success, or a failure with the exit code. */
function result(output: string, errors: string, status: string | null): string {
	if (status === null || !isWhole(status)) throw new ExecFailed(said("broken off"));
	const { status: how, message, details } = shape(JSON.parse(status));
	if (how === "Success") return output;
	const cause = list(shape(details).causes)
		.map((one) => text(shape(one).message))
		.find((one) => one !== "");
	const code = cause ?? "?";
	const [line = ""] = (errors.trim() || output.trim()).split("\n");
	const own = text(message);
	if (own !== "") throw new ExecFailed(asDetail(line === "" ? own : `${own}: ${line}`));
	throw new ExecFailed(
		asDetail(
			line === "" ? said("exit code {code}", { code }) : said("exit code {code}: {output}", { code, output: line }),
		),
	);
}
