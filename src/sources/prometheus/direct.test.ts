import { expect, test } from "vitest";
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
