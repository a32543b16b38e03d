import { FORMATS } from "../reports/formats.ts";
import type { HelpWords } from "../words/help.ts";
import type { Language } from "../words/index.ts";
import { COMMANDS, type Command, type CommandName } from "./catalogue.ts";
import { FLAGS, type FlagName, type FlagSpec } from "./flags.ts";

/** Flags with their values are as long as that; the few longer ones stand above their sentence. */
const NAMES_WIDTH = 30;

/** Less room than this behind the names makes sentences a pillar of single words: they then stand below. */
const LEAST_PROSE = 34;

/** Lays a text out behind what it explains. */
type Explain = (name: string, text: string, column: number) => string;

/**
 * The text of --help: of one command, or of all when the topic is null.
 * @param width columns of the terminal; null when the output is none: sentences are then one line each
 */
export async function helpText(
	program: string,
	topic: CommandName | null,
	language: Language,
	width: number | null,
): Promise<string> {
	const { help } = language === "zh-CN" ? await import("../words/zh-CN/help.ts") : await import("../words/en/help.ts");
	if (width === null) {
		const plain: Explain = (name, text, column) => `${name.padEnd(column)}${text}`;
		return topic === null ? overview(program, help, plain) : ofCommand(program, topic, help, plain);
	}
	const { hanging } = await import("../reports/text.ts");
	const wrapped: Explain = (name, text, column) => {
		const indent = Math.min(column, width < NAMES_WIDTH + LEAST_PROSE ? 8 : NAMES_WIDTH + 4);
		const lead = name.length + 2 > indent ? `${name.trimEnd()}\n${" ".repeat(indent)}` : name.padEnd(indent);
		return lead + hanging(text, width, indent);
	};
	return topic === null ? overview(program, help, wrapped) : ofCommand(program, topic, help, wrapped);
}

function overview(program: string, help: HelpWords, explain: Explain): string {
	const names = Object.keys(COMMANDS) as CommandName[];
	const width = Math.max(...names.map((name) => name.length + COMMANDS[name].args.length)) + 1;
	return [
		explain("", help.tagline, 0),
		"",
		help.heading(help.commands),
		...names.map((name) =>
			explain(`  ${program} ${name} ${COMMANDS[name].args}`, help.command[name].summary, program.length + width + 5),
		),
		"",
		explain("", help.more(program), 0),
		explain("", help.exitCodes, 0),
		"",
	].join("\n");
}

function ofCommand(program: string, name: CommandName, help: HelpWords, explain: Explain): string {
	const { args, flags, formats = FORMATS }: Command = COMMANDS[name];
	const rows = flags.map((flag): readonly [string, string] => {
		if (flag !== "output") return [flagText(flag, FLAGS[flag]), help.flag[flag]];
		return formats.length === 0
			? [flagText(flag, { ...FLAGS.output, value: "FILE" }), help.flag.output]
			: [flagText(flag, FLAGS.output), help.formats(formats)];
	});
	const width = Math.max(...rows.map(([text]) => text.length));
	return [
		explain("", help.command[name].about, 0),
		"",
		explain("", help.usage(`${program} ${name}${args === "" ? "" : ` ${args}`} [${help.flags}]`), 0),
		"",
		help.heading(help.examples),
		...help.command[name].examples(program).map((line) => `  ${line}`),
		"",
		help.heading(help.flags),
		...rows.map(([text, about]) => explain(`  ${text}`, about, width + 4)),
		"",
		explain("", help.exitCodes, 0),
		"",
	].join("\n");
}

function flagText(name: FlagName, { short, value, inline }: FlagSpec): string {
	const given = value !== undefined ? ` ${value}` : inline !== undefined ? `[=${inline.join("|")}]` : "";
	return `${short === undefined ? "    " : `-${short}, `}--${name}${given}`;
}
