import { Failure } from "../model/failure.ts";
import type { Risk } from "../model/remedy.ts";
import { shellWord } from "../model/text.ts";
import type { FixVoice } from "../reports/fix.ts";
import { FIX_FORMATS } from "../reports/formats.ts";
import { loadFixWords, loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import type { FlagName } from "./flags.ts";
import { targetsOf } from "./outputs.ts";
import { color, exitCode, language, oneOf } from "./settings.ts";

export type FixFormat = (typeof FIX_FORMATS)[number];
const RISKS = ["low", "medium", "high"] as const satisfies readonly Risk[];

export interface FixSettings {
	/** Only shows; tries out by dry run; asks about each; applies all that may be. */
	mode: "show" | "try" | "ask" | "apply";
	/** The riskiest that may be applied. */
	risk: Risk;
	rules: string[];
	voice: FixVoice;
	/** Whether standard output is for reading. */
	toPerson: boolean;
}

/** Reads the flags before anything is asked of a cluster. */
export async function settingsOf(context: Context, args: Arguments): Promise<FixSettings> {
	exitCode(args, []);
	const dryRun = oneOf("--dry-run", args.value("dry-run") ?? (args.on("dry-run") ? "client" : "none"), [
		"none",
		"client",
		"server",
	]);
	const yes = args.on("yes");
	for (const flag of ["yes", "undo", "dry-run"] as const satisfies readonly FlagName[]) {
		const needs = flag === "dry-run" ? dryRun === "server" : args.on(flag);
		if (needs && args.given("from")) throw new Failure("flags-conflict", { one: `--${flag}`, other: "--from" });
	}
	for (const flag of ["undo", "yes", "dry-run", "rule", "risk"] as const satisfies readonly FlagName[]) {
		if (args.on("list") && args.given(flag)) throw new Failure("flags-conflict", { one: "--list", other: `--${flag}` });
	}
	const targets = targetsOf<FixFormat>(args, FIX_FORMATS);
	const toPerson = targets.some(({ format, path }) => isTable(format) && path === null);
	const person = toPerson && context.stdin.isTTY === true && context.stdout.isTTY === true;
	const mode =
		dryRun === "server"
			? "try"
			: dryRun === "client" || args.given("from")
				? "show"
				: yes
					? "apply"
					: person
						? "ask"
						: "show";
	const risk = oneOf("--risk", args.value("risk") ?? (mode === "apply" ? "low" : "high"), RISKS);
	const [words, fix] = await Promise.all([loadWords(language(context, args)), loadFixWords(language(context, args))]);
	const style = {
		color: toPerson && color(context, args, context.stdout),
		width: toPerson && context.stdout.isTTY ? context.stdout.columns || 80 : null,
		wide: false,
		now: context.now(),
	};
	return { mode, risk, rules: rulesOf(args, words.rules), voice: { words, fix, style }, toPerson };
}

/** Rules as they are named, or all of a kind: `death/*`. */
function rulesOf(args: Arguments, known: object): string[] {
	return args.values("rule").map((rule) => {
		const isKind =
			rule.endsWith("/*") && [...Object.keys(known), "advisory/"].some((one) => one.startsWith(rule.slice(0, -1)));
		if (isKind || rule.startsWith("advisory/") || Object.hasOwn(known, rule)) return rule;
		throw new Failure("bad-value", {
			flag: "--rule",
			value: rule,
			expected: "death/container-limit | death/* (plimsoll rules)",
		});
	});
}

export function takes(most: Risk, risk: Risk): boolean {
	return RISKS.indexOf(risk) <= RISKS.indexOf(most);
}

/** A command line that goes to the same cluster. */
export function commandOf({ program }: Context, args: Arguments, words: readonly string[]): string {
	const places = (["kubeconfig", "context"] as const).flatMap((flag) => {
		const value = args.value(flag);
		return value === undefined ? [] : [`--${flag}`, value];
	});
	return `${program} ${[...words, ...places].map(shellWord).join(" ")}`;
}

export function isTable(format: FixFormat): boolean {
	return format === "table" || format === "wide";
}
