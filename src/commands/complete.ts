import { Readable } from "node:stream";
import { EXIT } from "../model/failure.ts";
import { workloadOf } from "../model/workload.ts";
import { FORMATS } from "../reports/formats.ts";
import type { Source } from "../sources/source.ts";
import { languageOf } from "../words/index.ts";
import { type Arguments, firstPositional, parse } from "./arguments.ts";
import { COMMANDS, type Command, isCommand } from "./catalogue.ts";
import type { Context } from "./context.ts";
import { FLAGS, type FlagName, type FlagSpec } from "./flags.ts";

/** What may stand in place of the last word. */
interface Candidate {
	word: string;
	/** Empty where the word says it all. */
	about: string;
}
interface Candidates {
	candidates: readonly Candidate[];
	/** Whether a file's name may stand there too. */
	files: boolean;
}

const NOTHING: Candidates = { candidates: [], files: false };
/** Of the protocol: the shell offers no files. */
const NO_FILES = 4;
/** A person waits at the key. */
const MOST_SECONDS = 3;
const MOST_PODS = 1000;

/**
 * `plimsoll __complete WORD… LAST`: what may stand in place of LAST. Written as cobra's programs write it, since kubectl asks plugins so and the scripts of
 * `plimsoll completion` read the same: a candidate a line, behind a tab what it is; at the end ":" and a number of which 4 says "no files".
 */
export async function run(context: Context, words: readonly string[]): Promise<number> {
	// Whatever stands in the way, a shell has no place for it.
	const { candidates, files } = await candidatesFor(context, words).catch(() => NOTHING);
	const last = words.at(-1) ?? "";
	for (const { word, about } of candidates) {
		// Names come from clusters: one that a shell would read as more than a word is not offered.
		if (!word.startsWith(last) || !/^[\w./:@%+=,-]+$/.test(word)) continue;
		context.stdout.write(about === "" ? `${word}\n` : `${word}\t${about}\n`);
	}
	context.stdout.write(`:${files ? 0 : NO_FILES}\n`);
	return EXIT.clean;
}

async function candidatesFor(context: Context, words: readonly string[]): Promise<Candidates> {
	const last = words.at(-1) ?? "";
	const before = words.slice(0, -1);
	const i = firstPositional(before);
	const name = before[i] ?? "";
	const command: Command | null = isCommand(name) ? COMMANDS[name] : null;
	const given = before.toSpliced(i, i === -1 ? 0 : 1);
	const inline = /^--([^=]+)=/.exec(last);
	if (inline !== null) {
		const [lead, flag = ""] = inline;
		const { candidates, files } = await new Asked(context, command, given, "").valuesOf(flagNamed(flag));
		return { candidates: candidates.map(({ word, about }) => ({ word: lead + word, about })), files };
	}
	const waiting = flagNamed(/^--?([^=]+)$/.exec(before.at(-1) ?? "")?.[1] ?? "");
	if (waiting !== null && "value" in FLAGS[waiting])
		return await new Asked(context, command, given.slice(0, -1), last).valuesOf(waiting);
	if (last.startsWith("-")) return { candidates: await flagsOf(context, command), files: false };
	if (command !== null) return await new Asked(context, command, given, last).positional();
	return i === -1 || name === "help" ? { candidates: await commands(context), files: false } : NOTHING;
}

/** By its long or short name. */
function flagNamed(name: string): FlagName | null {
	const entries = Object.entries(FLAGS) as [FlagName, FlagSpec][];
	return entries.find(([long, { short }]) => long === name || short === name)?.[0] ?? null;
}

async function helpWords(context: Context) {
	return languageOf(context.env) === "zh-CN"
		? (await import("../words/zh-CN/help.ts")).help
		: (await import("../words/en/help.ts")).help;
}

async function commands(context: Context): Promise<Candidate[]> {
	const { command } = await helpWords(context);
	return Object.entries(command).map(([word, { summary }]) => ({ word, about: summary }));
}

async function flagsOf(context: Context, command: Command | null): Promise<Candidate[]> {
	const { flag } = await helpWords(context);
	const names: readonly FlagName[] = command === null ? ["help", "version"] : command.flags;
	return names.map((name) => ({ word: `--${name}`, about: flag[name] }));
}

const plain = (words: Iterable<string>): Candidates => ({
	candidates: [...new Set(words)].map((word) => ({ word, about: "" })),
	files: false,
});

/** What is asked of a command line that is half there. */
class Asked {
	readonly #context: Context;
	readonly #command: Command | null;
	/** The words before it that are whole, without the command. */
	readonly #before: readonly string[];
	/** As far as it is typed. */
	readonly #last: string;

	constructor(context: Context, command: Command | null, before: readonly string[], last: string) {
		this.#context = context;
		this.#command = command;
		this.#before = before;
		this.#last = last;
	}

	async valuesOf(flag: FlagName | null): Promise<Candidates> {
		if (flag === null || this.#command?.flags.includes(flag) === false) return NOTHING;
		if (flag === "output") return { ...plain(this.#command?.formats ?? FORMATS), files: true };
		if (flag === "namespace") return await this.#named(namespacesOf);
		if (flag === "context" || flag === "cluster" || flag === "user") return plain(await this.#kubeconfig(`${flag}s`));
		const { value = "", inline = [] }: FlagSpec = FLAGS[flag];
		if (value === "RULE") return plain(await this.#rules());
		// Words in small letters are the values themselves.
		if (/^[a-z].*\|/.test(value)) return plain(value.split("|"));
		return { ...plain(inline), files: /\b(FILE|PATH|DIR)\b/.test(value) };
	}

	/** What the command's usage says of its first argument. */
	async positional(): Promise<Candidates> {
		const usage = this.#command?.args ?? "";
		if (firstPositional(this.#before) !== -1) return { ...NOTHING, files: usage.includes("FILE") };
		const files = /\b(FILE|DIR)\b/.test(usage);
		if (/\bRULE\b/.test(usage)) return plain(await this.#rules());
		if (/\bID\|WORD\b/.test(usage)) return plain([...(await this.#advisories()), "update", "reset"]);
		if (/\bWHAT\b/.test(usage)) return plain((await import("./export.ts")).EXPORT_NAMES);
		if (/^[a-z]/.test(usage)) return plain(usage.split("|"));
		if (usage === "[NAME]") return await this.#named(nodesOf);
		if (!usage.includes("KIND/NAME")) return { ...NOTHING, files };
		const found = await this.#named((source, args) => targetsOf(source, args, usage.includes("POD"), this.#last));
		return { ...found, files };
	}

	async #kubeconfig(what: "contexts" | "clusters" | "users"): Promise<readonly string[]> {
		const [{ kubeconfigNames }, { clusterOptions }] = await Promise.all([
			import("../sources/kubernetes/kubeconfig.ts"),
			import("./source.ts"),
		]);
		return (await kubeconfigNames(clusterOptions(this.#context, this.#args())))[what];
	}

	async #advisories(): Promise<string[]> {
		const [{ loadSet }, { advisoriesPath }] = await Promise.all([
			import("../survey/advisory-sets.ts"),
			import("./advisories.ts"),
		]);
		return (await loadSet(advisoriesPath(this.#context))).advisories.map(({ id }) => id);
	}

	async #rules(): Promise<string[]> {
		const { loadWords } = await import("../words/index.ts");
		const { rules } = await loadWords(languageOf(this.#context.env));
		return [...Object.keys(rules), ...(await this.#advisories()).map((id) => `advisory/${id}`)];
	}

	#args(): Arguments {
		return parse("", this.#before, this.#command?.flags ?? []);
	}

	/** Names that the cluster or the archive knows, within some seconds; nobody is asked for a password. */
	async #named(names: (source: Source, args: Arguments) => AsyncIterable<string>): Promise<Candidates> {
		const args = this.#args();
		if (args.value("from") === "-") return NOTHING;
		const { openSource } = await import("./source.ts");
		const takenBack = AbortSignal.any([this.#context.signal, AbortSignal.timeout(MOST_SECONDS * 1000)]);
		const source = await openSource({ ...this.#context, stdin: Readable.from([]), signal: takenBack, takenBack }, args);
		const found = new Set<string>();
		try {
			for await (const name of names(source, args)) found.add(name);
		} catch {
			// What came in time is offered.
		} finally {
			await source.close();
		}
		return plain(found);
	}
}

async function* namespacesOf(source: Source): AsyncGenerator<string> {
	if (source.objects !== undefined) for await (const { name } of source.objects("namespaces")) yield name;
	else
		for await (const { namespace } of source.pods({ namespace: null, labelSelector: "", fieldSelector: "" }))
			yield namespace;
}

async function* nodesOf(source: Source): AsyncGenerator<string> {
	for await (const { name } of source.nodes()) yield name;
}

/** Pods and workloads; the kind as it is typed, be it `deploy` or `deployments.apps`. */
async function* targetsOf(source: Source, args: Arguments, withPods: boolean, last: string): AsyncGenerator<string> {
	const [{ scopeOf }, { parseTarget }] = await Promise.all([import("./settings.ts"), import("../survey/target.ts")]);
	const [typed = "", ...behind] = last.split("/");
	const wanted = behind.length === 0 ? null : parseTarget(`${typed}/any`).kind.toLowerCase();
	let seen = 0;
	for await (const pod of source.pods(scopeOf(args, source))) {
		const { kind, name } = workloadOf(pod);
		const plain = kind.toLowerCase();
		if (plain !== "pod") yield `${plain === wanted ? typed : plain}/${name}`;
		if (withPods) yield wanted === "pod" ? `${typed}/${pod.name}` : pod.name;
		if (++seen >= MOST_PODS) return;
	}
}
