import { userInfo } from "node:os";
import { EXIT, Failure } from "../model/failure.ts";
import { printable } from "../model/text.ts";
import { PROXY_HEADERS } from "../server/auth/proxy.ts";
import type { Targets } from "../server/notify/notifier.ts";
import type { ServeOptions } from "../server/serve.ts";
import { readSmall } from "../sources/small-file.ts";
import { loadWords } from "../words/index.ts";
import type { RecordWords } from "../words/record.ts";
import type { Words } from "../words/words.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { defectTeller } from "./defects.ts";
import type { FlagName } from "./flags.ts";
import { endOf, historyBeside, openHistoryOf } from "./history.ts";
import { eventText, noticeText } from "./recorder-text.ts";
import { at, language, oneOf } from "./settings.ts";
import { clusterOptions, openCluster, openSource } from "./source.ts";

/** As `plimsoll record` has them. */
const RECORD_SECONDS = 30;
const RECORD_DAYS = 30;
/** Any free port: a second server on a laptop is nothing special. */
const DEFAULT_LISTEN = "127.0.0.1:0";

/** What only admission reviews are answered by. */
const OF_A_WEBHOOK = [
	"deny",
	"fail-on",
	"config",
	"webhook-tls-cert",
	"webhook-tls-key",
] as const satisfies readonly FlagName[];

/** `plimsoll serve`: the page and its API, until Ctrl-C. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	if (args.on("webhook") && args.given("webhook-listen"))
		throw new Failure("flags-conflict", { one: "--webhook", other: "--webhook-listen" });
	const ofWebhook = OF_A_WEBHOOK.find((flag) => args.given(flag));
	if (ofWebhook !== undefined && !args.on("webhook") && !args.given("webhook-listen"))
		throw new Failure("flag-needs", { flag: `--${ofWebhook}`, other: "--webhook" });
	if (args.on("webhook")) return await (await import("./serve-webhook.ts")).run(context, args);
	const { serve } = await import("../server/serve.ts");
	const words = await loadWords(language(context, args));
	const login = oneOf("--login", args.value("login") ?? "link", ["link", "kubernetes"] as const);
	const live = login === "kubernetes" ? "login" : OF_A_CLUSTER.find((flag) => args.given(flag));
	if (live !== undefined && args.given("from"))
		throw new Failure("flags-conflict", { one: "--from", other: `--${live}` });
	const from = args.given("from") ? await recording(context, args) : { open: () => openCluster(context, args) };
	const webhook = args.given("webhook-listen")
		? await (await import("./serve-webhook.ts")).besidePage(context, args, words)
		: null;
	await serve({
		listen: args.value("listen") ?? DEFAULT_LISTEN,
		login,
		allowRemote: args.on("allow-remote"),
		hosts: args.values("host"),
		tlsCert: args.value("tls-cert") ?? null,
		tlsKey: args.value("tls-key") ?? null,
		trustProxy: args.values("trust-proxy"),
		trustProxyCa: args.value("trust-proxy-ca") ?? null,
		proxyHeaders: oneOf("--trust-proxy-headers", args.value("trust-proxy-headers") ?? "x-remote", PROXY_HEADERS),
		sessionKeyFile: args.value("session-key-file") ?? null,
		lease: args.value("lease") ?? null,
		from,
		history: (cluster) =>
			"source" in from ? historyBeside(context, args, from.source, null) : openHistoryOf(context, args, cluster),
		nodeHistory: args.given("history") ? () => openHistoryOf(context, args) : null,
		record: args.on("record") ? await recorderOf(context, args, words.record) : null,
		notify: await targetsOf(args, words),
		user: userName(),
		now: context.now,
		signal: context.signal,
		onAddress: (url) => context.stdout.write(`${words.report.serving(url)}\n`),
		onDefect: defectTeller(context, words),
	}).finally(() => webhook?.close());
	return EXIT.clean;
}

/** A container's user often has a number and no name. */
function userName(): string {
	try {
		return userInfo().username;
	} catch {
		return "";
	}
}

const NOTIFY_FLAGS = ["notify-slack-file", "notify-webhook-file", "alertmanager", "events"] as const;
/** What a capture has no use for: it does not change. */
const OF_A_CLUSTER = ["record", "lease", ...NOTIFY_FLAGS] as const;

/** Whom to tell of news. Addresses that are passwords come from files: a command line can be read by others. */
async function targetsOf(args: Arguments, words: Words): Promise<Targets | null> {
	const asked = NOTIFY_FLAGS.find((flag) => args.given(flag));
	if (asked === undefined) return null;
	const alertmanager = args.value("alertmanager") ?? null;
	if (alertmanager !== null && !/^https?:$/.test(URL.parse(alertmanager)?.protocol ?? ""))
		throw new Failure("bad-value", { flag: "--alertmanager", value: alertmanager, expected: "http://HOST:9093" });
	return {
		cluster: args.value("cluster-name") ?? args.value("context") ?? "",
		words,
		slack: await addressIn(args, "notify-slack-file"),
		webhook: await addressIn(args, "notify-webhook-file"),
		alertmanager,
		events: args.on("events"),
	};
}

async function addressIn(args: Arguments, flag: "notify-slack-file" | "notify-webhook-file"): Promise<string | null> {
	const path = args.value(flag);
	if (path === undefined) return null;
	const bytes = await readSmall(path).catch((error: NodeJS.ErrnoException) => {
		throw new Failure("file-unreadable", { flag: `--${flag}`, path, detail: error.code ?? error.message }, error);
	});
	const address = bytes.toString("utf8").trim();
	// The file's content is never shown.
	if (!/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
		throw new Failure("bad-value", { flag: `--${flag}`, value: path, expected: "https://…" });
	return address;
}

/** The recorder as `plimsoll record` runs it, into the history that the page reads. */
async function recorderOf(
	context: Context,
	args: Arguments,
	words: RecordWords,
): Promise<NonNullable<ServeOptions["record"]>> {
	const path = args.value("history");
	if (path === undefined) throw new Failure("flag-needs", { flag: "--record", other: "--history" });
	const { openRecorder } = await import("../server/recorder/open.ts");
	return async (signal, show, shared) => {
		const cluster = clusterOptions(context, args);
		const tokenFiles = args.values("kubelet-token-file");
		const kept = { cluster, tokenFiles, path, interval: RECORD_SECONDS, retention: RECORD_DAYS * 86_400 };
		const say = (text: string) => context.stderr.write(`plimsoll: ${printable(text)}\n`);
		const { recorder, recording, close } = await openRecorder({
			...kept,
			shared,
			onNotice: (notice) => say(noticeText(notice, words)),
			onEvent: (event) => say(eventText(event, words)),
		});
		show(() => ({ ...recorder.status, samples: recording.samples, bytes: recording.size }));
		try {
			await recorder.run(signal);
		} finally {
			close();
		}
	};
}

async function recording(context: Context, args: Arguments) {
	const source = await openSource(context, args);
	const history = await historyBeside(context, args, source, null);
	const end = await endOf(context, args, { source, history }).finally(() => history?.close());
	const until = at(args);
	return { source, at: until ?? end, until };
}
