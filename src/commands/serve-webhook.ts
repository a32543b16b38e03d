import { EXIT, Failure } from "../model/failure.ts";
import { SEVERITIES } from "../model/finding.ts";
import { asDetail } from "../model/text.ts";
import { parseListen } from "../server/http/server.ts";
import { startWebhook } from "../server/webhook/webhook.ts";
import { lintSettings } from "../survey/lint.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { language, oneOf } from "./settings.ts";

/** Where the API server's Service of the manifests leads; all addresses, because it is another machine that asks. */
const DEFAULT_LISTEN = ":8443";

/** `plimsoll serve --webhook`: answers the API server's admission reviews until Ctrl-C; needs no access to the cluster. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const words = await loadWords(language(context, args));
	const [certFile, keyFile] = [args.value("tls-cert"), args.value("tls-key")];
	if (certFile === undefined || keyFile === undefined) {
		const argument = certFile === undefined ? "--tls-cert FILE" : "--tls-key FILE";
		throw new Failure("missing-argument", { command: `${args.command} --webhook`, argument });
	}
	const listen = args.value("listen") ?? DEFAULT_LISTEN;
	const at = parseListen(listen);
	if (at === null) {
		throw new Failure("bad-value", {
			flag: "--listen",
			value: listen,
			expected: "127.0.0.1:8443 | [::1]:8443 | :8443",
		});
	}
	const { host, port } = at;
	const webhook = await startWebhook({
		host,
		port,
		certFile,
		keyFile,
		deny: args.on("deny"),
		failOn: oneOf("--fail-on", args.value("fail-on") ?? "error", SEVERITIES),
		settings: await lintSettings(args.value("config"), ["."]),
		words,
		onDefect: (error) => {
			const detail = asDetail(error instanceof Error ? error.message : String(error));
			const known = error instanceof Failure && error.code === "certificate-unusable";
			const sentence = known
				? words.failures["certificate-unusable"](error.params as Failure<"certificate-unusable">["params"])
				: words.failures.internal({ detail });
			context.stderr.write(`plimsoll: ${sentence}\n`);
		},
	});
	context.stderr.write(`${words.report.webhookReady(`${host}:${webhook.port}`, args.on("deny"))}\n`);
	await new Promise<void>((resolve) => {
		if (context.signal.aborted) resolve();
		// The listening server keeps the process alive.
		context.signal.addEventListener("abort", () => resolve(), { once: true });
	});
	await webhook.close();
	return EXIT.clean;
}
