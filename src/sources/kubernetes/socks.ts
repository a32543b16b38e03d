import { Agent, type AgentOptions, type RequestOptions } from "node:https";
import { connect as connectTcp, isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

/**
 * An https agent that connects through a SOCKS5 proxy (RFC 1928, passwords by RFC 1929), which Node's own proxy support leaves out.
 * The proxy resolves the server's name, as Go has it. Sixty lines in place of six packages.
 */
export class SocksAgent extends Agent {
	private readonly proxy: URL;
	constructor(proxy: URL, options: AgentOptions) {
		super(options);
		this.proxy = proxy;
	}

	override createConnection(options: RequestOptions, done?: (error: Error | null, socket: Duplex) => void): undefined {
		const name = (options as ConnectionOptions).servername || options.host || "";
		this.open(options.host ?? "", Number(options.port)).then(
			(socket) => {
				// A name for TLS is no IP address (RFC 6066); Node checks the certificate against the host where there is no name.
				const tls = { ...(options as ConnectionOptions), socket, servername: isIP(name) === 0 ? name : "" };
				done?.(null, connectTls(tls));
			},
			(error: Error) => done?.(error, new Socket()),
		);
	}

	private async open(host: string, port: number): Promise<Socket> {
		const socket = connectTcp({
			host: this.proxy.hostname.replace(/^\[|\]$/g, ""),
			port: Number(this.proxy.port || 1080),
		});
		// The request's own limit does not see this socket before the handshake is over.
		socket.setTimeout(HANDSHAKE_MS, () => socket.destroy(new SocksError("no answer from the SOCKS proxy")));
		try {
			await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
			await negotiate(socket, this.proxy);
			const name = Buffer.from(host.replace(/^\[|\]$/g, ""), "utf8");
			socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]));
			const [version, code = 1, , type] = await read(socket, 4);
			if (version !== 5 || code !== 0) throw new SocksError(REPLIES[code] ?? `SOCKS reply ${code}`);
			const length = type === 1 ? 4 : type === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
			await read(socket, length + 2);
			socket.setTimeout(0);
			return socket;
		} catch (error) {
			socket.destroy();
			throw error;
		}
	}
}

const HANDSHAKE_MS = 30_000;

/** RFC 1928, section 6. */
const REPLIES: Readonly<Record<number, string>> = {
	1: "general SOCKS server failure",
	2: "connection not allowed by ruleset",
	3: "network unreachable",
	4: "host unreachable",
	5: "connection refused",
	6: "TTL expired",
};

class SocksError extends Error {
	readonly code = "ERR_PROXY_TUNNEL";
}

async function negotiate(socket: Socket, proxy: URL): Promise<void> {
	const user = Buffer.from(decodeURIComponent(proxy.username));
	const password = Buffer.from(decodeURIComponent(proxy.password));
	const named = user.length > 0;
	socket.write(Buffer.from(named ? [5, 2, 0, 2] : [5, 1, 0]));
	const [version, method] = await read(socket, 2);
	if (version !== 5) throw new SocksError("not a SOCKS5 proxy");
	if (method === 0) return;
	if (method !== 2 || !named) throw new SocksError("the SOCKS proxy asks for a login");
	socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
	const [, status] = await read(socket, 2);
	if (status !== 0) throw new SocksError("the SOCKS proxy refused the login");
}

async function read(socket: Socket, length: number): Promise<Buffer> {
	for (;;) {
		const chunk: Buffer | null = length === 0 ? Buffer.alloc(0) : socket.read(length);
		if (chunk !== null && chunk.length === length) return chunk;
		if (socket.readableEnded || socket.destroyed) throw new SocksError("the SOCKS proxy closed the connection");
		await new Promise<void>((resolve, reject) => {
			const settle = (error?: Error): void => {
				socket.off("readable", settle).off("end", settle).off("close", settle).off("error", reject);
				if (error instanceof Error) reject(error);
				else resolve();
			};
			socket.once("readable", settle).once("end", settle).once("close", settle).once("error", settle);
		});
	}
}
