import { defaultLintSettings } from "../../src/model/lint-settings.ts";
import { startWebhook } from "../../src/server/webhook/webhook.ts";
import { loadWords } from "../../src/words/index.ts";

/** The webhook as `plimsoll serve --webhook` starts it, on a free port. `node serve.ts CERT KEY` */
const [, , certFile = "", keyFile = ""] = process.argv;
const { port } = await startWebhook({
	host: "127.0.0.1",
	port: 0,
	certFile,
	keyFile,
	deny: false,
	failOn: "error",
	settings: defaultLintSettings("."),
	words: await loadWords("en"),
	onDefect: (error) => {
		console.error(error);
		process.exitCode = 1;
	},
});
console.error(`:${port}`);
