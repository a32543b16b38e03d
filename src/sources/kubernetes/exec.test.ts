import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { execIn } from "./exec.ts";
import { clientTo } from "./testing/client.ts";

const REQUEST = { namespace: "n", pod: "p", container: "c", command: ["redis-cli", "INFO", "a b"] };
const SUCCESS = JSON.stringify({ kind: "Status", status: "Success" });
let server: Server | null = null;

afterEach(() => {
	server?.closeAllConnections();
	server?.close();
});

const message = (channel: number, text: string): Buffer => {
	const data = Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
	const head =
		data.length < 126
			? Buffer.from([0x82, data.length])
			: Buffer.from([0x82, 126, data.length >> 8, data.length & 255]);
	return Buffer.concat([head, data]);
};

/** A server that speaks the channel protocol as the test says. */
async function serve(talk: (socket: Duplex) => void, answer: "good" | "bad-accept" | "no-protocol" = "good") {
	const seen: IncomingMessage[] = [];
	const made = createServer((_, response) =>
		response.writeHead(403).end(JSON.stringify({ message: "pods/exec is forbidden" })),
	);
	server = made;
	made.on("upgrade", (request, socket) => {
		seen.push(request);
		const key = answer === "bad-accept" ? "x" : request.headers["sec-websocket-key"];
		const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
		const protocol = answer === "no-protocol" ? "" : "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n";
		socket.on("error", () => undefined);
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`,
		);
		talk(socket);
	});
	made.listen(0, "127.0.0.1");
	await once(made, "listening");
	const client = await clientTo(`http://127.0.0.1:${(made.address() as AddressInfo).port}`);
	const signal = new AbortController().signal;
	return { seen, run: () => execIn(client, REQUEST, signal).finally(() => client.close()) };
}

test("the output of a command that ends well", async () => {
	const { seen, run } = await serve((socket) => {
		socket.write(message(1, "maxmemory:"));
		socket.write(message(2, "warning"));
		socket.write(Buffer.from([0x89, 0]));
		socket.write(message(1, `${"1".repeat(300)}\n`));
		socket.write(message(3, SUCCESS));
	});
	expect(await run()).toBe(`maxmemory:${"1".repeat(300)}\n`);
	const url = new URL(seen[0]?.url ?? "", "http://x");
	expect(url.pathname).toBe("/api/v1/namespaces/n/pods/p/exec");
	expect(url.searchParams.getAll("command")).toEqual(REQUEST.command);
	expect(seen[0]?.headers["sec-websocket-protocol"]).toBe("v5.channel.k8s.io, v4.channel.k8s.io");
});

const failed = JSON.stringify({
	status: "Failure",
	message: "command terminated with non-zero exit code",
	details: { causes: [{ reason: "ExitCode", message: "1" }] },
});

test.each<[string, (socket: Duplex) => void, RegExp]>([
	[
		"a command that fails says why",
		(socket) => {
			socket.write(message(2, "NOAUTH Authentication required.\n"));
			socket.write(message(3, failed));
		},
		/non-zero exit code: NOAUTH/,
	],
	["a connection that ends in the middle", (socket) => socket.end(message(1, "half")), /broken off/],
	["a close without a status", (socket) => socket.write(Buffer.from([0x88, 0])), /broken off/],
	["frames beyond the bound", (socket) => socket.write(Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0])), /a frame of/],
])("%s", async (_, talk, why) => {
	const { run } = await serve(talk);
	await expect(run()).rejects.toThrow(why);
});

test.each(["bad-accept", "no-protocol"] as const)("an answer that is none: %s", async (answer) => {
	const { run } = await serve(() => undefined, answer);
	await expect(run()).rejects.toThrow(/no WebSocket answer/);
});
