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
