import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { TryAgain } from "./outbox.ts";
import { postJson } from "./post.ts";

let server: Server | null = null;
afterEach(() => {
	server?.closeAllConnections();
	server?.close();
});

async function receiver(answer: RequestListener): Promise<URL> {
	server = createServer(answer);
	await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
	return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const post = (url: URL) => postJson(url.href, { said: true }, new AbortController().signal);

test.each([301, 302, 307, 308])(
	"a receiver that names another place (%i) is not followed, and not asked again",
	async (status) => {
		const asked: string[] = [];
		const url = await receiver(({ url: path = "" }, response) => {
			asked.push(path);
			response.writeHead(status, { location: "/elsewhere" }).end();
		});
		const failed = await post(url).catch((error: unknown) => error);
		expect([failed, failed instanceof TryAgain, asked]).toEqual([new Error(`HTTP ${status}`), false, ["/"]]);
	},
);

test("a name and password in the address are sent as such, and not as a part of it", async () => {
	const seen: (string | undefined)[] = [];
	const url = await receiver(({ headers, url: path }, response) => {
		seen.push(path, headers.authorization);
		response.end();
	});
	[url.username, url.password] = ["plimsoll", "a:b@c%d/é"];
	await post(url);
	expect(seen).toEqual(["/", `Basic ${Buffer.from("plimsoll:a:b@c%d/é").toString("base64")}`]);
});

test("one that closes the connection is asked again", async () => {
	const url = await receiver(({ socket }) => socket.destroy());
	await expect(post(url)).rejects.toBeInstanceOf(TryAgain);
});
