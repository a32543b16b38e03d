import type { FixEffect, FixItem, FixObstacle, FixRecord, HandRemedy, PlannedChange } from "../model/fix.ts";
import { fieldText, pathText } from "../model/fix.ts";
import type { Gap } from "../model/gap.ts";
import { printable, shellWord } from "../model/text.ts";
import { formatTime, type Millis } from "../model/time.ts";
import type { Workload } from "../model/workload.ts";
import type { FixWords } from "../words/fix.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { changeText, messageOf, subjectText } from "./describe.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { hanging, table, wrap } from "./text.ts";

/** What a report of fixes is written with. */
export interface FixVoice {
	words: Words;
	fix: FixWords;
	style: Style;
}

/** Prose is no longer than this even on a wide terminal. */
const PROSE_WIDTH = 110;

/** A remedy before it is made: the finding in a line, what it does, the diff, what it sets in motion, what is made sure of, how it is undone. */
export function itemText(item: FixItem, voice: FixVoice): string {
	const { words, fix, style } = voice;
	const { finding, remedy, number, findings } = item;
	const { mark, colour } = MARKS[finding.severity];
	const { namespace = "", container } = finding.subject;
	const subject = `${printable(namespace)} ${subjectText(finding.subject)}${container === undefined ? "" : ` (${printable(container)})`}`;
	const what = paint(style, colour, ruleWords(words, finding.rule).title);
	const title = findings > 1 ? words.report.aside(what, fix.more(findings)) : what;
	return `${[
		hanging(
			words.report.told(`${number}. ${paint(style, colour, mark)} ${paint(style, "bold", subject)}`, title),
			style.width,
			4,
		),
		...prose(words.report.aside(words.report.remedy[remedy.kind](remedy), words.report.risk[remedy.risk]), voice),
		...changeLines(item, voice),
	].join("\n")}\n`;
}

/** The undoing of a change before it is made. */
export function undoText(change: PlannedChange, record: FixRecord, now: Millis, voice: FixVoice): string {
	const { words, fix, style } = voice;
	const age = words.report.ago((now - record.at) / 1000);
	return `${[paint(style, "bold", hanging(printable(fix.undoing(record, age)), style.width, 4)), ...changeLines(change, voice)].join("\n")}\n`;
}

function changeLines(change: PlannedChange, voice: FixVoice): string[] {
	const { fix, style } = voice;
	const { diff, effects, guards } = change;
	const lines =
		diff === ""
			? []
			: [
					"",
					...diff
						.trimEnd()
						.split("\n")
						.map((line) => colouredLine(line, style)),
					"",
				];
	if (change.obstacle !== null) return [...lines, ...outcomeLines(change, voice)];
	return [
		...lines,
		...(effects.length === 0 ? [] : prose(fix.effects(effects.map((effect) => effectText(effect, fix))), voice)),
		...(guards.length === 0 ? [] : prose(fix.guards(guards.map((guard) => fix.guard[guard])), voice)),
		...(change.undo === null ? prose(fix.undoable, voice) : []),
	];
}

function colouredLine(line: string, style: Style): string {
	const text = `  ${printable(line)}`;
	if (line.startsWith("+++") || line.startsWith("---")) return paint(style, "bold", text);
	if (line.startsWith("+")) return paint(style, "green", text);
	if (line.startsWith("-")) return paint(style, "red", text);
	return line.startsWith("@@") ? paint(style, "cyan", text) : text;
}

/** How it ended, and what to do next. */
export function outcomeLines(change: PlannedChange, voice: FixVoice, undo = "", prove = ""): string[] {
	const { fix, style } = voice;
	const { obstacle, outcome } = change;
	if (obstacle !== null) {
		const mark = outcome === "refused" ? paint(style, "red", "✗") : paint(style, "yellow", "!");
		return prose(obstacleText(obstacle, fix), voice).map((line, i) =>
			i === 0 ? `  ${mark} ${line.trimStart()}` : line,
		);
	}
	const good = paint(style, "green", "✓");
	if (outcome === "accepted") return [`  ${good} ${fix.accepted}`];
	if (outcome === "undone") return [`  ${good} ${fix.undone}`];
	if (outcome === "applied") return [`  ${good} ${printable(fix.applied(undo))}`, `    ${printable(fix.prove(prove))}`];
	return outcome === "skipped" ? [`  ${fix.skipped}`] : [];
}

/** Remedies that a person runs: each once, below all findings that it answers. */
export function handText(byHand: readonly HandRemedy[], { fix, style }: FixVoice): string {
	const answered = new Map<string, Set<string>>();
	for (const { finding, remedy } of byHand) {
		const what = `${printable(finding.subject.namespace ?? "")} ${subjectText(finding.subject)} ${finding.rule}`;
		const command = changeText(remedy.change);
		answered.set(command, (answered.get(command) ?? new Set()).add(`  ${hanging(what, style.width, 4)}`));
	}
	if (answered.size === 0) return "";
	const groups = Map.groupBy(answered, ([, findings]) => [...findings].join("\n"));
	const lines = [...groups].flatMap(([findings, commands]) => [
		findings,
		...commands.map(([command]) => `    ${paint(style, "cyan", command)}`),
	]);
	return `${hanging(fix.byHand(answered.size), style.width, 0)}\n${lines.join("\n")}\n`;
}

/** What was applied from here. */
export function recordsText(records: readonly FixRecord[], { words, fix, style }: FixVoice): string {
	if (records.length === 0) return `${hanging(fix.noRecords, style.width, 0)}\n`;
	const { id, when, object, change, state, cluster } = fix.column;
	const rows = records.map((record) => [
		record.id,
		words.report.ago((style.now - record.at) / 1000),
		fix.state[record.state],
		printable(record.context || record.server),
		printable(`${record.target.namespace} ${record.target.kind.toLowerCase()}/${record.target.name}`),
		printable(record.edits.map(editText).join(", ")),
	]);
	const [head = "", ...rest] = table([[id, when, state, cluster, object, change], ...rows], style.width);
	return `${[paint(style, "bold", head), ...rest].join("\n")}\n`;
}

function editText({ path, before, after }: FixRecord["edits"][number]): string {
	return `${pathText(path)}: ${fieldText(before)} → ${fieldText(after)}`;
}

/** One kubectl command a change, with tests of what it found; those with an obstacle are comments. */
export function patchCommands(items: readonly FixItem[], fix: FixWords): string {
	const lines = items.map((item) => {
		const { target, subresource, operations, obstacle } = item;
		const sub = subresource === "" ? [] : ["--subresource", subresource];
		const patch = JSON.stringify(operations);
		const words = ["kubectl", "patch", target.kind.toLowerCase(), target.name, "-n", target.namespace, ...sub];
		const command = [...words, "--type=json", "--field-manager=plimsoll", "-p", patch].map(shellWord).join(" ");
		if (obstacle === null) return printable(command);
		return `# ${printable(objectText(target))}: ${printable(obstacleText(obstacle, fix))}`;
	});
	return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function objectText({ kind, namespace, name }: Workload): string {
	return `${namespace}/${kind.toLowerCase()}/${name}`;
}

/** The machine-readable plan, or what became of it; everything but sentences is the same in all languages. */
export function fixDocument(
	items: readonly FixItem[],
	byHand: readonly HandRemedy[],
	gaps: readonly Gap[],
	{ at, source }: { at: Millis; source: string },
	{ words, fix }: Pick<FixVoice, "words" | "fix">,
): object {
	const about = ({ finding, remedy }: HandRemedy) => ({
		rule: finding.rule,
		severity: finding.severity,
		subject: finding.subject,
		message: messageOf(finding, words),
		remedy: {
			kind: remedy.kind,
			risk: remedy.risk,
			value: remedy.value,
			message: words.report.remedy[remedy.kind](remedy),
		},
	});
	return {
		apiVersion: "plimsoll.dev/v1",
		kind: "Fixes",
		at: formatTime(at),
		source,
		items: items.map((item) => ({
			number: item.number,
			...about(item),
			findings: item.findings,
			...changeDocument(item, fix),
		})),
		byHand: byHand.map((one) => ({ ...about(one), change: one.remedy.change })),
		gaps,
	};
}

export function changeDocument(change: PlannedChange, fix: FixWords): object {
	const { target, subresource, edits, operations, diff, guards, effects, obstacle, outcome, undo } = change;
	return {
		...{
			target,
			subresource,
			edits: edits.map((edit) => ({ ...edit, path: pathText(edit.path) })),
			patch: operations,
			diff,
			guards,
		},
		effects: effects.map((effect) => ({ ...effect, message: effectText(effect, fix) })),
		obstacle: obstacle === null ? null : { ...obstacle, message: obstacleText(obstacle, fix) },
		...{ outcome, undo },
	};
}

// An obstacle and its sentence belong together by their kind; only the union hides it.
function obstacleText(obstacle: FixObstacle, fix: FixWords): string {
	return (fix.obstacle[obstacle.kind] as (obstacle: FixObstacle) => string)(obstacle);
}

function effectText(effect: FixEffect, fix: FixWords): string {
	return (fix.effect[effect.kind] as (effect: FixEffect) => string)(effect);
}

function prose(text: string, { style }: FixVoice): string[] {
	const width = style.width === null ? null : Math.min(style.width, PROSE_WIDTH) - 4;
	return wrap(printable(text), width).map((line) => `    ${line}`);
}
