import { EXIT, Failure } from "../model/failure.ts";
import { type Finding, SEVERITIES, type Severity } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { Looked, Report } from "../model/report.ts";
import { type Millis, parseMoment } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import { LANGUAGES, type Language, languageNamed, languageOf } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context, Output } from "./context.ts";

/** --lang, else the locale. */
export function language(context: Context, args: Arguments): Language {
	const given = args.value("lang");
	if (given === undefined) return languageOf(context.env);
	return languageNamed(given) ?? oneOf("--lang", given, LANGUAGES);
}

/** --color, else NO_COLOR, FORCE_COLOR, TERM=dumb and whether a person is looking. */
export function color(context: Context, args: Arguments, output: Output): boolean {
	const given = oneOf("--color", args.value("color") ?? "auto", ["auto", "always", "never"] as const);
	if (given !== "auto") return given === "always";
	const { NO_COLOR, FORCE_COLOR, TERM } = context.env;
	if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
	if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
	return output.isTTY === true && TERM !== "dumb";
}

/** --at: RFC 3339, or unix seconds. Undefined when not given. */
export function at(args: Arguments): Millis | undefined {
	const text = args.value("at");
	if (text === undefined) return undefined;
	const time = parseMoment(text);
	if (time === null) {
		throw new Failure("bad-value", { flag: "--at", value: text, expected: "2026-11-21T10:19:05Z | 1795256345" });
	}
	return time;
}

/** Which namespace and selectors; without -n and -A the context's namespace, and everything of an archive. -A wins over -n, as with kubectl. */
export function scopeOf(args: Arguments, source: Pick<Source, "defaultNamespace">): Scope {
	return {
		namespace: args.on("all-namespaces") ? null : (args.value("namespace") ?? source.defaultNamespace),
		labelSelector: args.value("selector") ?? "",
		fieldSelector: args.value("field-selector") ?? "",
	};
}

/** Nothing is found in a namespace that is not there: that is a mistake in the question, and no clean bill. @throws Failure target-not-found */
export async function checkNamespace(
	source: Source,
	{ namespace }: Scope,
	found: Pick<Report, "looked" | "findings"> | null = null,
): Promise<void> {
	if (namespace === null || (found !== null && (found.looked.pods > 0 || found.findings.length > 0))) return;
	if ((await source.hasNamespace?.(namespace)) !== false) return;
	throw new Failure("target-not-found", { target: `namespace/${namespace}`, namespace: null, source: source.name });
}

/** 1 when a finding is at or above --fail-on; one that its owner suppressed does not count. */
export function exitCode(args: Arguments, findings: readonly Finding[]): number {
	const failOn = oneOf("--fail-on", args.value("fail-on") ?? "error", [...SEVERITIES, "never"] as const);
	if (args.on("exit-zero") || failOn === "never") return EXIT.clean;
	const least = SEVERITIES.indexOf(failOn as Severity);
	return findings.some(({ severity, suppressed }) => suppressed === undefined && SEVERITIES.indexOf(severity) >= least)
		? EXIT.findings
		: EXIT.clean;
}

/** The same where pods are what it is about: when none of them could be read, finding nothing is no clean bill. */
export function exitCodeOfPods(args: Arguments, report: Report): number {
	return noPodSeen(report) && report.findings.length === 0 ? EXIT.failed : exitCode(args, report.findings);
}

/** Whether pods could not be read, or what is left of an archive may have held them, and none was seen. */
export function noPodSeen({ gaps, looked }: { gaps: readonly Gap[]; looked: Looked }): boolean {
	return looked.pods === 0 && gaps.some((gap) => mayHidePods(gap) && gap.reason !== "absent");
}

/** Pods, or a file of an archive, that could not be read: what was asked for may be there. Else not finding it is a mistake in the question. */
export function mayHidePods({ source, what, reason }: Gap): boolean {
	return source === "archive" ? reason !== "absent" : /^pods\b/.test(what);
}

export function oneOf<T extends string>(flag: string, value: string, choices: readonly T[]): T {
	const choice = choices.find((known) => known === value);
	if (choice === undefined) throw new Failure("bad-value", { flag, value, expected: choices.join(" | ") });
	return choice;
}
