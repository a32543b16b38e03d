import { EXIT, Failure } from "../model/failure.ts";
import { printable } from "../model/text.ts";
import { loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { secondsOf } from "./duration.ts";
import { Progress } from "./progress.ts";
import { eventText, noticeText } from "./recorder-text.ts";
import { language } from "./settings.ts";
import { clusterOptions } from "./source.ts";

const DEFAULTS = { history: "plimsoll.db", interval: "30s", retention: "30d" };
/** cAdvisor measures no more often than this; at more than ten minutes a leak of minutes is missed. */
const INTERVALS = { least: 1, most: 600, expected: "30s | 1m (1s–10m)" };
const RETENTIONS = { least: 3600, most: 3650 * 86_400, expected: "30d | 2w (1h–3650d)" };
const STATUS_MS = 1000;

/** `plimsoll record`: the memory of every container and node, kept in one file, until Ctrl-C or SIGTERM. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const path = args.value("history") ?? DEFAULTS.history;
	const interval = secondsOf("--interval", args.value("interval") ?? DEFAULTS.interval, INTERVALS);
	const retention = secondsOf("--retention", args.value("retention") ?? DEFAULTS.retention, RETENTIONS);
	const words = (await loadWords(language(context, args))).record;

	const { openRecorder } = await import("../server/recorder/open.ts");
	const progress = await Progress.on(context);
	const say = (text: string) => {
		progress.done();
		context.stderr.write(`plimsoll: ${printable(text)}\n`);
	};
	const { recorder, recording, server, close } = await openRecorder({
		cluster: clusterOptions(context, args),
		path,
		interval,
		retention,
		onNotice: (notice) => say(noticeText(notice, words)),
		onEvent: (event) => say(eventText(event, words)),
	});
	const showing = setInterval(() => {
		const { nodes, containers, missing } = recorder.status;
		progress.say(words.status(nodes, containers, missing, recording.samples, recording.size));
	}, STATUS_MS);
	try {
		say(words.recording(server, path, interval));
		await recorder.run(context.signal);
	} finally {
		clearInterval(showing);
		close();
	}
	say(words.ended(path, recording.samples, recording.size));
	return EXIT.clean;
}
