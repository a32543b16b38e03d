import { once } from "node:events";
import { Readable, Writable } from "node:stream";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import { EXIT, Failure } from "../model/failure.ts";
import { VERSION } from "../model/version.ts";
import type { Arguments } from "./arguments.ts";
import type { CommandLine, Context, Output } from "./context.ts";
import { cutJson } from "./cut-json.ts";
import { CLUSTER_FLAGS, FLAGS } from "./flags.ts";
import { type Given, TOOLS, type Tool } from "./mcp-tools.ts";

/** An assistant reads all of an answer: what is larger is cut, and a second text says so. */
const MOST_CHARACTERS = 200_000;
const CUT = "The answer was too long, its last items are missing. Ask for one namespace or one target.";

/**
 * `plimsoll mcp`: the same questions for assistants, over standard input and output by the Model Context Protocol. Read-only: each tool is a
 * command of ours that changes nothing. The flags that choose a cluster or an archive hold for all of them.
 */
export async function run(context: Context, args: Arguments, line: CommandLine): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const answering = new Set<Promise<unknown>>();
	const server = new Server({ name: "plimsoll", version: VERSION }, { capabilities: { tools: {} } });
	server.setRequestHandler(ListToolsRequestSchema, () => ({
		tools: TOOLS.map(({ name, description, properties, required }) => ({
			name,
			description,
			inputSchema: { type: "object", properties, required: [...required], additionalProperties: false },
			annotations: { readOnlyHint: true, openWorldHint: false },
		})),
	}));
	server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
		const tool = TOOLS.find(({ name }) => name === params.name);
		if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `unknown tool ${params.name}`);
		const argv = argvOf(tool, givenTo(tool, params.arguments ?? {}), connection(args));
		// A question that is taken back is read for no longer, and nobody waits for what has not ended yet.
		const takenBack = AbortSignal.any([context.signal, signal]);
		const answered = Promise.race([answer({ ...context, signal: takenBack, takenBack }, line, argv), over(takenBack)]);
		answering.add(answered);
		return await answered.finally(() => answering.delete(answered));
	});
	const asked = Readable.from(context.stdin);
	const ended = new Promise<void>((resolve) => {
		server.onclose = resolve;
		asked.once("close", resolve);
		context.signal.addEventListener("abort", () => resolve(), { once: true });
	});
	await server.connect(new StdioServerTransport(asked, writableTo(context.stdout)));
	await ended;
	// Whoever hangs up after a question still gets the answer.
	await Promise.allSettled(answering);
	await server.close();
	return EXIT.clean;
}

/** Only ends by being aborted. */
async function over(signal: AbortSignal): Promise<never> {
	if (!signal.aborted) await once(signal, "abort");
	throw new McpError(ErrorCode.RequestTimeout, "taken back");
}

/** What was given, checked against what the tool takes. @throws McpError */
function givenTo(tool: Tool, given: Readonly<Record<string, unknown>>): Given {
	for (const [name, value] of Object.entries(given)) {
		const { type } = tool.properties[name] ?? {};
		if (type === undefined || typeof value !== type)
			throw new McpError(ErrorCode.InvalidParams, `${tool.name} takes no such ${name}`);
	}
	const missing = tool.required.find((name) => given[name] === undefined || given[name] === "");
	if (missing !== undefined) throw new McpError(ErrorCode.InvalidParams, `${tool.name} needs ${missing}`);
	return given as Given;
}

/** The flags of the command line that all of its answers share. */
function connection(args: Arguments): string[] {
	return [...CLUSTER_FLAGS, "from" as const].flatMap((name) => {
		if (!("value" in FLAGS[name])) return args.on(name) ? [`--${name}`] : [];
		return args.values(name).map((value) => `--${name}=${value}`);
	});
}

/** The command line that answers, and what it reads. */
function argvOf(tool: Tool, given: Given, shared: readonly string[]): { argv: string[]; stdin: string } {
	const { argv, stdin = "" } = tool.line(given);
	return { argv: [tool.command, ...(tool.ofCluster ? shared : []), ...argv], stdin };
}

function writableTo(output: Output): Writable {
	const write = (text: unknown, _: string, done: () => void) => {
		output.write(String(text));
		done();
	};
	return new Writable({ decodeStrings: false, write });
}

async function answer(context: Context, line: CommandLine, { argv, stdin }: { argv: string[]; stdin: string }) {
	const [out, err] = [new Kept(), new Kept()];
	async function* bytes() {
		yield Buffer.from(stdin);
	}
	const own: Context = {
		...context,
		stdout: out,
		stderr: err,
		stdin: bytes(),
	};
	const code = await line(own, argv);
	const failed = code !== EXIT.clean && code !== EXIT.findings;
	const told = failed ? err : out;
	const texts = told.isCut ? [told.text.startsWith("{") ? cutJson(told.text) : told.text, CUT] : [told.text];
	return { content: texts.map((text) => ({ type: "text" as const, text })), isError: failed };
}

/** What a command writes, as far as an assistant may read it: no more is held. */
class Kept implements Output {
	#text = "";
	#cut = false;

	get text(): string {
		return this.#text;
	}

	get isCut(): boolean {
		return this.#cut;
	}

	write(text: string): void {
		const room = MOST_CHARACTERS - this.#text.length;
		this.#cut ||= text.length > room;
		// Not within a character.
		this.#text += text.length <= room ? text : text.slice(0, room).replace(/[\ud800-\udbff]$/, "");
	}
}
