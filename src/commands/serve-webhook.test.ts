import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { main } from "../main.ts";

async function serve(...words: string[]) {
	let stderr = "";
	const write = (text: string) => (stderr += text);
	const context = {
		env: { LANG: "C" },
		stdout: { write },
		stderr: { write },
		stdin: Readable.from([]),
		now: () => 0,
		program: "plimsoll",
		signal: new AbortController().signal,
	};
	return { code: await main(context, ["serve", "--webhook", ...words]), stderr };
}

test.each<[string[], number, string]>([
	[[], 2, "--tls-cert"],
	[["--tls-cert", "a"], 2, "--tls-key"],
	[["--tls-cert", "/nowhere", "--tls-key", "/nowhere"], 3, "/nowhere"],
	[["--tls-cert", "a", "--tls-key", "b", "--listen", "here"], 2, "--listen"],
	[["--tls-cert", "a", "--tls-key", "b", "--fail-on", "never"], 2, "--fail-on"],
	[["--tls-cert", "a", "--tls-key", "b", "--config", "/nowhere.yaml"], 2, "/nowhere.yaml"],
	[["extra"], 2, "extra"],
])("serve --webhook %j ends with %d", async (words, code, said) => {
	const ended = await serve(...words);
	expect(ended).toMatchObject({ code, stderr: expect.stringContaining(said) });
});
