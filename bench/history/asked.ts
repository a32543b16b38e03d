import { Agent, createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A question as it was put to a server. */
export interface Asked {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** What a program asks of a server, kept while it passes through. */
export async function askedBy(url: string, program: (through: string) => Promise<unknown>): Promise<Asked[]> {
	const all: Asked[] = [];
	const agent = new Agent({ keepAlive: true });
	const relay = createServer(async (incoming, outgoing) => {
		const { method = "GET", url: path = "/", headers } = incoming;
		const asked = { method, path, headers, body: await buffer(incoming) };
		all.push(asked);
		const forward = request(new URL(path, url), { agent, method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		forward.on("error", () => outgoing.destroy());
		forward.end(asked.body);
	});
	await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
	try {
		await program(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`);
	} finally {
		relay.close();
		relay.closeAllConnections();
		agent.destroy();
	}
	return all;
}

/** Asks the same again, so many at once; answers are counted and thrown away. Returns their bytes, as they came over the wire. */
export async function askAgain(url: string, all: readonly Asked[], width: number): Promise<number> {
	const agent = new Agent({ keepAlive: true });
	let [next, bytes] = [0, 0];
	const one = ({ method, path, headers, body }: Asked) =>
		new Promise<void>((resolve, reject) => {
			const again = request(new URL(path, url), { agent, method, headers }, (answer) => {
				answer.on("data", (piece: Buffer) => {
					bytes += piece.length;
				});
				answer.on("end", resolve);
				answer.on("error", reject);
			});
			again.on("error", reject);
			again.end(body);
		});
	const worker = async (): Promise<void> => {
		while (next < all.length) await one(all[next++] as Asked);
	};
	await Promise.all(Array.from({ length: width }, worker));
	agent.destroy();
	return bytes;
}
