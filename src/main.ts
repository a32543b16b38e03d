import { basename } from "node:path";
import { COMMANDS, type CommandName, isCommand } from "./commands/catalogue.ts";
import type { Context } from "./commands/context.ts";
import { FLAGS, type FlagName } from "./commands/flags.ts";
import { EXIT, Failure } from "./model/failure.ts";
import { plainly } from "./model/said.ts";
import { VERSION } from "./model/version.ts";

/** What shells and kubectl ask for when the key is pressed. No command for people. */
const COMPLETE = "__complete";

/** Runs one command line and says how the process should end. */
export async function main(context: Context, argv: readonly string[]): Promise<number> {
	try {
		return await dispatch(context, argv);
	} catch (error) {
		return explain(context, argv, error);
	}
}

async function dispatch(context: Context, argv: readonly string[]): Promise<number> {
	if (argv[0] === COMPLETE) return await (await import("./commands/complete.ts")).run(context, argv.slice(1));
	const [name, ...rest] = await commandFirst(argv);
	if (name === "--version" || name === "version") {
		context.stdout.write(`plimsoll ${VERSION}\n`);
		return EXIT.clean;
	}
	if (name === undefined || name === "-h" || name === "--help" || name === "help") {
		const { firstPositional, parse } = await import("./commands/arguments.ts");
		// Without a command: what is misspelt must not pass for a wish for help.
		if (name === undefined) parse(context.program, argv, Object.keys(FLAGS) as FlagName[]);
		const topic = name === undefined ? null : (rest[firstPositional(rest)] ?? null);
		if (topic !== null && !isCommand(topic)) throw await unknownCommand(topic);
		await help(context, name === undefined ? argv : rest, topic);
		return name === undefined ? EXIT.usage : EXIT.clean;
	}
	if (!isCommand(name)) throw await unknownCommand(name);
	const { parse } = await import("./commands/arguments.ts");
	const args = parse(`${context.program} ${name}`, rest, COMMANDS[name].flags);
	if (args.on("help")) {
		await help(context, rest, name);
		return EXIT.clean;
	}
	// Every command has these two, and not every answer needs them.
	const { color, language } = await import("./commands/settings.ts");
	language(context, args);
	color(context, args, context.stdout);
	const { run } = await COMMANDS[name].load();
	return run(context, args, main);
}

async function unknownCommand(command: string): Promise<Failure> {
	const { nearest } = await import("./commands/nearest.ts");
	return new Failure("unknown-command", { command, nearest: nearest(command, Object.keys(COMMANDS)) });
}

/** kubectl lets flags stand before the command: `kubectl plimsoll -n shop why web-0`. */
async function commandFirst(argv: readonly string[]): Promise<readonly string[]> {
	const [first = ""] = argv;
	if (!first.startsWith("-") || ["-h", "--help", "--version"].includes(first)) return argv;
	const { firstPositional } = await import("./commands/arguments.ts");
	const i = firstPositional(argv);
	return i === -1 ? [] : [argv[i] ?? "", ...argv.slice(0, i), ...argv.slice(i + 1)];
}

async function help(context: Context, argv: readonly string[], topic: CommandName | null): Promise<void> {
	const { helpText } = await import("./commands/help.ts");
	const { isTTY, columns } = context.stdout;
	const width = isTTY === true ? (columns ?? 80) : null;
	context.stdout.write(await helpText(context.program, topic, await languageIn(context, argv), width));
}

/** One sentence on stderr and the documented exit code. */
async function explain(context: Context, argv: readonly string[], error: unknown): Promise<number> {
	if (isClosedPipe(error)) return EXIT.clean;
	if (context.signal.aborted) return 130;
	const failure =
		error instanceof Failure
			? error
			: new Failure("internal", { detail: error instanceof Error ? error.message : String(error) }, error);
	const [{ loadWords }, { printable }, language] = await Promise.all([
		import("./words/index.ts"),
		import("./model/text.ts"),
		languageIn(context, argv),
	]);
	const words = await loadWords(language);
	context.stderr.write(`plimsoll: ${printable(sentence(failure, words.failures))}\n`);
	if (failure.code === "internal" && context.env.PLIMSOLL_DEBUG && error instanceof Error) {
		context.stderr.write(`${error.stack}\n`);
	}
	return failure.exitCode;
}

type FailureWords = import("./words/words.ts").FailureWords;

// Code and params of a Failure belong together by construction; only the union hides it.
function sentence<C extends import("./model/failure.ts").FailureCode>(
	failure: Failure<C>,
	words: FailureWords,
): string {
	const { params } = failure;
	return words[failure.code]("detail" in params ? { ...params, detail: plainly(params.detail) } : params);
}

/** The language even where the command line is not (yet) understood. */
async function languageIn(context: Context, argv: readonly string[]) {
	const { languageNamed, languageOf } = await import("./words/index.ts");
	const i = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
	const word = argv[i] ?? "";
	const given = word === "--lang" ? argv[i + 1] : word.slice("--lang=".length);
	return languageNamed(given ?? "") ?? languageOf(context.env);
}

function isClosedPipe(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/** Well within the half minute that Kubernetes gives by default. */
const STOP_MS = 10_000;

const NURSERY = "--max-semi-space-size";
/** One arena of malloc, and what is a page or more outside it: that goes back when it is freed; the image sets the same. glibc reads them when a process starts. */
const MALLOC = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "4096", MALLOC_TRIM_THRESHOLD_: "65536" };

/**
 * What passes through a recorder or a server is garbage at once, and a larger nursery only holds more of it: some 40 MB with ten thousand containers. Node
 * takes its size only when it starts, so the process begins anew in its own place, with the same id.
 */
function withSmallNursery([command, ...rest]: readonly string[]): void {
	const stays =
		command === "record" || (command === "serve" && !rest.some((word) => word === "--help" || word === "-h"));
	const told = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((option) => option.includes(NURSERY));
	if (!stays || told || process.execve === undefined || process.platform === "win32") return;
	// The server does without V8's last compiler too: `server/small-heap.ts` says why.
	// And both collect what lies outside the heap before V8 would.
	const options = [`${NURSERY}=2`, "--expose-gc", ...(command === "serve" ? ["--no-opt"] : []), ...process.execArgv];
	process.execve(process.execPath, [process.execPath, ...options, ...process.argv.slice(1)], {
		...MALLOC,
		...process.env,
	});
}

/**
 * Ends as if nobody had caught the signal. `process.exit` would wait for threads that wait for a file, such as a named pipe that nobody writes to.
 */
function endBy(signal: "SIGINT" | "SIGTERM"): void {
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
}

/** The real process, and nothing else, is touched here. */
export async function start(): Promise<void> {
	withSmallNursery(process.argv.slice(2));
	const abort = new AbortController();
	process.once("SIGINT", () => {
		abort.abort();
		// A second Ctrl-C, or one that nothing answers within a second, ends at once.
		process.once("SIGINT", () => endBy("SIGINT"));
		setTimeout(() => endBy("SIGINT"), 1000).unref();
	});
	// A service is stopped with it: what was done is kept, and there is more time than for a person who waits.
	process.once("SIGTERM", () => {
		abort.abort();
		setTimeout(() => endBy("SIGTERM"), STOP_MS).unref();
	});
	const called = basename(process.env.PLIMSOLL_PROGRAM ?? process.argv[1] ?? "");
	// By this name kubectl asks a plugin what may stand in place of the last word.
	const lead = called.startsWith("kubectl_complete-plimsoll") ? [COMPLETE] : [];
	const argv = [...lead, ...process.argv.slice(2)];
	const context: Context = {
		env: process.env,
		stdout: process.stdout,
		stderr: process.stderr,
		stdin: process.stdin,
		now: Date.now,
		program: /^kubectl[-_]plimsoll/.test(called) ? "kubectl plimsoll" : "plimsoll",
		signal: abort.signal,
	};
	// A reader that went away is no failure; a full disk is, and what is there of the output must not pass for whole.
	process.stdout.on("error", async (error) => {
		if (isClosedPipe(error)) process.exit(EXIT.clean);
		const failure = new Failure("output-unwritable", { path: "/dev/stdout", detail: error.message }, error);
		process.exit(await explain(context, argv, failure));
	});
	process.stderr.on("error", (error) => process.exit(isClosedPipe(error) ? EXIT.clean : EXIT.failed));
	process.exitCode = await main(context, argv);
}
