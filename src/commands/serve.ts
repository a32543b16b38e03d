import { userInfo } from "node:os";
import { EXIT, Failure } from "../model/failure.ts";
import { asDetail } from "../model/text.ts";
import { serve } from "../server/serve.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { at, language, oneOf } from "./settings.ts";
import { openCluster, openSource } from "./source.ts";

/** Any free port: a second server on a laptop is nothing special. */
const DEFAULT_LISTEN = "127.0.0.1:0";

/** `plimsoll serve`: the page and its API, until Ctrl-C. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const words = await loadWords(language(context, args));
	const login = oneOf("--login", args.value("login") ?? "link", ["link", "kubernetes"] as const);
	if (login === "kubernetes" && args.given("from"))
		throw new Failure("flags-conflict", { one: "--from", other: "--login" });
	const from = args.given("from") ? await recording(context, args) : { open: () => openCluster(context, args) };
	await serve({
		listen: args.value("listen") ?? DEFAULT_LISTEN,
		login,
		allowRemote: args.on("allow-remote"),
		hosts: args.values("host"),
		tlsCert: args.value("tls-cert") ?? null,
		tlsKey: args.value("tls-key") ?? null,
		trustProxy: args.values("trust-proxy"),
		trustProxyCa: args.value("trust-proxy-ca") ?? null,
		sessionKeyFile: args.value("session-key-file") ?? null,
		lease: args.value("lease") ?? null,
		from,
		user: userInfo().username,
		now: context.now,
		signal: context.signal,
		onAddress: (url) => context.stdout.write(`${words.report.serving(url)}\n`),
		onDefect: (error) => {
			const detail = asDetail(error instanceof Error ? error.message : String(error));
			context.stderr.write(`plimsoll: ${words.failures.internal({ detail })}\n`);
			if (context.env.PLIMSOLL_DEBUG && error instanceof Error) context.stderr.write(`${error.stack}\n`);
		},
	});
	return EXIT.clean;
}

async function recording(context: Context, args: Arguments) {
	const source = await openSource(context, args);
	return { source, at: at(args) ?? source.takenAt ?? context.now() };
}
