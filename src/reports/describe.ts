import { EVIDENCE_UNITS, type Evidence, type Finding, type Subject } from "../model/finding.ts";
import type { Change, Remedy, Risk } from "../model/remedy.ts";
import type { RuleId, RuleParams } from "../model/rules.ts";
import { printable, shellWord } from "../model/text.ts";
import { formatBytes, shortDuration } from "../words/format.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";

/** A finding's sentence in the chosen language. Names from the cluster in it are made printable. */
export function messageOf(finding: Finding, words: Words): string {
	return printable(sentence(words, finding.rule, finding.params));
}

/** What it is in a few words; of a known bug also which, as a node may have several. */
export function titleOf({ rule }: Pick<Finding, "rule">, words: Words): string {
	const { title } = ruleWords(words, rule);
	return rule.startsWith("advisory/") ? words.report.told(title, rule.slice("advisory/".length)) : title;
}

// The finding's rule and params belong together by construction (FindingOf<R>); the union cannot say so without a switch over every rule.
function sentence<R extends RuleId>(words: Words, rule: R, params: RuleParams[RuleId]): string {
	return ruleWords(words, rule).message(params as RuleParams[R]);
}

/** `pod/NAME`, in kubectl's manner. */
export function subjectText({ kind, name, series, file, line, cluster }: Subject): string {
	if (file !== undefined) return printable(line === undefined ? file : `${file}:${line}`);
	if (series !== undefined) return printable(series);
	return printable(`${(kind ?? "").toLowerCase()}/${name ?? ""}${inCluster(cluster)}`);
}

/** `@east`, where an engine keeps several clusters. */
function inCluster(cluster: string | undefined): string {
	return cluster === undefined ? "" : `@${cluster}`;
}

/** Where a finding stands: `file:line:column`, as editors take it. */
export function placeText({ file, line, column }: Subject): string {
	return printable([file ?? "", line, column].filter((part) => part !== undefined).join(":"));
}

/** `deployment/web (app)`, or a series' name; empty where a file has no object. */
export function objectText({ kind, name, container, series, node, cluster }: Subject): string {
	if (kind === undefined) return printable(series ?? node ?? "");
	return printable(
		`${kind.toLowerCase()}/${name ?? ""}${inCluster(cluster)}${container === undefined ? "" : ` (${container})`}`,
	);
}

/** A finding's sentence for a place that shows nothing else: what is in no file is named in it. */
export function messageWithObject(finding: Finding, words: Words): string {
	const { file, namespace } = finding.subject;
	const object = file === undefined ? objectText(finding.subject) : "";
	const parts = object === "" ? [] : [`${[printable(namespace ?? ""), object].join(" ").trim()}:`];
	return [...parts, messageOf(finding, words)].join(" ");
}

export function valueText({ what, value }: Evidence): string {
	const unit = EVIDENCE_UNITS[what];
	if (unit === "bytes" && typeof value === "number") return formatBytes(value);
	if (unit === "share" && typeof value === "number") return `${Math.round(value * 100)} %`;
	if (unit === "seconds" && typeof value === "number")
		return `${value < 0 ? "−" : "+"}${shortDuration(Math.abs(value))}`;
	return printable(String(value));
}

/** The command a person would type to apply a change. */
export function changeText(change: Change): string {
	if (change.type === "command") return printable(change.command);
	if (change.type === "file-edit") return printable(`${change.file}:${change.line}:${change.column}: ${change.to}`);
	const { kind, namespace, name, patch, subresource } = change;
	const sub = subresource === undefined ? "" : ` --subresource ${subresource}`;
	return printable(
		`kubectl patch ${kind.toLowerCase()} ${shellWord(name)} -n ${shellWord(namespace)}${sub} -p ${shellWord(JSON.stringify(patch))}`,
	);
}

/** Each sentence once, with all the ways to do it. */
export function remediesOf(
	remedies: readonly Remedy[],
	words: Words,
): { sentence: string; risk: Risk; changes: Change[] }[] {
	const told = new Map<string, { sentence: string; risk: Risk; changes: Change[] }>();
	for (const remedy of remedies) {
		const { risk, change } = remedy;
		const sentence = words.report.remedy[remedy.kind](remedy);
		const key = `${risk} ${sentence}`;
		const known = told.get(key) ?? { sentence, risk, changes: [] };
		known.changes.push(change);
		told.set(key, known);
	}
	return [...told.values()];
}
