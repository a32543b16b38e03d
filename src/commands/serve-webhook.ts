import { EXIT, Failure } from "../model/failure.ts";
import { SEVERITIES } from "../model/finding.ts";
import { parseListen } from "../server/http/server.ts";
import { startWebhook, type Webhook } from "../server/webhook/webhook.ts";
import { lintSettings } from "../survey/lint.ts";
import { loadWords } from "../words/index.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { defectTeller } from "./defects.ts";
import { language, oneOf } from "./settings.ts";

/** Where the API server's Service of the manifests leads; all addresses, because it is another machine that asks. */
const DEFAULT_LISTEN = ":8443";

/** `plimsoll serve --webhook`: answers the API server's admission reviews until Ctrl-C; needs no access to the cluster. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const words = await loadWords(language(context, args));
	const files = { certFile: args.value("tls-cert"), keyFile: args.value("tls-key") };
	const webhook = await open(context, args, words, { flag: "listen", listen: DEFAULT_LISTEN, ...files });
	await new Promise<void>((resolve) => {
		if (context.signal.aborted) resolve();
		// The listening server keeps the process alive.
		context.signal.addEventListener("abort", () => resolve(), { once: true });
	});
	await webhook.close();
	return EXIT.clean;
}

/** The same beside the page, on a port of its own: the API server wants TLS and a certificate for the Service's name, browsers may have neither. */
export async function besidePage(context: Context, args: Arguments, words: Words): Promise<Webhook> {
	return await open(context, args, words, {
		flag: "webhook-listen",
		listen: DEFAULT_LISTEN,
		certFile: args.value("webhook-tls-cert") ?? args.value("tls-cert"),
		keyFile: args.value("webhook-tls-key") ?? args.value("tls-key"),
	});
}

interface Where {
	flag: "listen" | "webhook-listen";
	/** Where the flag is not given. */
	listen: string;
	certFile: string | undefined;
	keyFile: string | undefined;
}

async function open(context: Context, args: Arguments, words: Words, where: Where): Promise<Webhook> {
	const { flag, certFile, keyFile } = where;
	if (certFile === undefined || keyFile === undefined) {
		const argument = certFile === undefined ? "--tls-cert FILE" : "--tls-key FILE";
		const asked = flag === "listen" ? "--webhook" : `--${flag}`;
		throw new Failure("missing-argument", { command: `${args.command} ${asked}`, argument });
	}
	const listen = args.value(flag) ?? where.listen;
	const at = parseListen(listen);
	if (at === null) {
		const expected = "127.0.0.1:8443 | [::1]:8443 | :8443";
		throw new Failure("bad-value", { flag: `--${flag}`, value: listen, expected });
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
		onDefect: defectTeller(context, words),
	});
	context.stderr.write(`${words.report.webhookReady(`${host}:${webhook.port}`, args.on("deny"))}\n`);
	return webhook;
}
