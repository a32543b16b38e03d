import type { HelpWords } from "../words/help.ts";
import type { Language } from "../words/index.ts";
import { COMMANDS, type CommandName } from "./catalogue.ts";
import { FLAGS, type FlagName, type FlagSpec } from "./flags.ts";

/** The text of --help: of one command, or of all when the topic is null. */
export async function helpText(program: string, topic: CommandName | null, language: Language): Promise<string> {
	const { help } = language === "zh-CN" ? await import("../words/zh-CN/help.ts") : await import("../words/en/help.ts");
	return topic === null ? overview(program, help) : ofCommand(program, topic, help);
}

function overview(program: string, help: HelpWords): string {
	const names = Object.keys(COMMANDS) as CommandName[];
	const width = Math.max(...names.map((name) => name.length + COMMANDS[name].args.length)) + 1;
	return [
		help.tagline,
		"",
		`${help.commands}:`,
		...names.map(
			(name) => `  ${program} ${`${name} ${COMMANDS[name].args}`.padEnd(width)}  ${help.command[name].summary}`,
		),
		"",
		help.more(program),
		help.exitCodes,
		"",
	].join("\n");
}

function ofCommand(program: string, name: CommandName, help: HelpWords): string {
	const { args, flags } = COMMANDS[name];
	const rows = flags.map((flag) => [flagText(flag), help.flag[flag]] as const);
	const width = Math.max(...rows.map(([text]) => text.length));
	return [
		help.command[name].about,
		"",
		`${help.usage}: ${program} ${name}${args === "" ? "" : ` ${args}`} [${help.flags}]`,
		"",
		`${help.examples}:`,
		...help.command[name].examples(program).map((line) => `  ${line}`),
		"",
		`${help.flags}:`,
		...rows.map(([text, about]) => `  ${text.padEnd(width)}  ${about}`),
		"",
		help.exitCodes,
		"",
	].join("\n");
}

function flagText(name: FlagName): string {
	const { short, value, inline }: FlagSpec = FLAGS[name];
	const given = value !== undefined ? ` ${value}` : inline !== undefined ? `[=${inline.join("|")}]` : "";
	return `${short === undefined ? "    " : `-${short}, `}--${name}${given}`;
}
