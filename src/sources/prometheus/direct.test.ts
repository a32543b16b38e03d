import { expect, test } from "vitest";
import { Folder } from "../kubernetes/testing/options.ts";
import { sendJson, startServer } from "../kubernetes/testing/server.ts";
import { openEngine } from "./direct.ts";

test.each([
	["anna:secret", "anna:secret"],
	["anna:p%40ss%2Fword", "anna:p@ss/word"],
	["anna:100%sure", "anna:100%sure"],
	["an%na:", "an%na:"],
	["anna:p%C3%A4ss", "anna:päss"],
])("a URL's login %s is sent as %s", async (written, sent) => {
	const server = await startServer((_, response) => sendJson(response, {}));
	const engine = await openEngine({ url: server.url.replace("//", `//${written}@`), environment: {} });
	(await engine.send("/")).discard();
	expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from(sent).toString("base64")}`);
	engine.close();
	await server.stop();
});

test.each([
	["a line end behind it", "abc.def\n", "Bearer abc.def"],
	["a byte order mark and a Windows line end", "\uFEFFabc.def\r\n", "Bearer abc.def"],
	["two lines", "abc\ndef\n", null],
	["its scheme before it", "Bearer abc", null],
])("a token file with %s", async (_, text, sent) => {
	const folder = new Folder();
	const tokenFile = folder.write("token", text);
	const server = await startServer((_, response) => sendJson(response, {}));
	const asked = openEngine({ url: server.url, tokenFile, environment: {} }).then(async (engine) => {
		(await engine.send("/")).discard();
		engine.close();
	});
	if (sent === null) await expect(asked).rejects.toMatchObject({ code: "prometheus-file" });
	else await asked;
	expect(server.requests[0]?.headers.authorization).toBe(sent ?? undefined);
	await server.stop();
	folder[Symbol.dispose]();
});

test("what the address asks for goes with every question, and is no part of the engine's name", async () => {
	const server = await startServer((_, response) => sendJson(response, {}));
	const engine = await openEngine({ url: `${server.url}/prom/?tenant=a+b&key=s%26t`, environment: {} });
	(await engine.send("/api/v1/query?query=up%7Ba%3D%22b+c%22%7D")).discard();
	(await engine.send("/api/v1/read", { body: new Uint8Array(1) })).discard();
	expect(engine.name).toBe(`${server.url}/prom`);
	const asked = server.requests.map(({ url = "" }) => new URL(url, server.url));
	expect(asked.map(({ pathname, searchParams }) => [pathname, ...searchParams])).toEqual([
		["/prom/api/v1/query", ["query", 'up{a="b c"}'], ["tenant", "a b"], ["key", "s&t"]],
		["/prom/api/v1/read", ["tenant", "a b"], ["key", "s&t"]],
	]);
	engine.close();
	await server.stop();
});
