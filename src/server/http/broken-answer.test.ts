import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createServer } from "./server.ts";

test("an answer that breaks off in its midst is cut, so that nobody waits for its end", async () => {
	const server = createServer({
		served: {} as Parameters<typeof createServer>[0]["served"],
		hosts: new Set(),
		metrics: () => "",
		tls: null,
		onDefect: () => {},
		count: () => {},
		others: [
			{
				path: "/half",
				answer: async (_, response) => {
					response.writeHead(200).write("half");
					throw new Error("the rest cannot be had");
				},
			},
		],
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	try {
		const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/half`);
		await expect(answer.text()).rejects.toThrow("terminated");
	} finally {
		server.closeAllConnections();
		server.close();
	}
});
