import type { Subject } from "../model/finding.ts";
import { formatBytes } from "../model/quantity.ts";
import type { Review, ReviewMatter, ReviewSums, Standing } from "../model/review.ts";
import type { RuleId } from "../model/rules.ts";
import { printable } from "../model/text.ts";
import { formatTime, type Millis } from "../model/time.ts";
import type { ReviewWords } from "../words/review.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { changeText, messageOf, objectText, titleOf } from "./describe.ts";
import { escaped } from "./text.ts";

/** A review as blocks that both forms are made of: Markdown for tickets, HTML for mails. */
type Block =
	| { kind: "title" | "heading" | "text"; text: string }
	| { kind: "table"; head: string[]; rows: string[][] }
	/** Items with what stands behind them, and a command to copy. */
	| { kind: "list"; items: { text: string; note: string; command: string | null }[] };

const SECTIONS = {
	death: "deaths",
	leak: "leaks",
	advisory: "advisories",
	budget: "settings",
	pressure: "pressure",
	verify: "verify",
} as const;
/** Things to do first, as many as a team takes on until the next review. */
const MOST_NEXT = 5;

export function reviewMarkdown(review: Review, words: Words, own: ReviewWords): string {
	return `${blocksOf(review, words, own).map(markdown).join("\n\n")}\n`;
}

export function reviewHtml(review: Review, words: Words, own: ReviewWords, language: string): string {
	const body = blocksOf(review, words, own).map(html).join("\n");
	return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(own.title(review.source))}</title>
<style>${STYLE}</style></head><body>
${body}
</body></html>
`;
}

/** The page's own colours (web/src/style.css): paper, ink, and the one strong colour for the mark. */
const STYLE = `:root{color-scheme:light dark;--paper:#f6f7f5;--ink:#14252e;--quiet:#52656f;--rule:#d9dfdf;--sheet:#fff;--mark:#b3321b}
@media(prefers-color-scheme:dark){:root{--paper:#0d171d;--ink:#e2eaec;--quiet:#93a7b0;--rule:#263944;--sheet:#13212a;--mark:#ff8567}}
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere;background:var(--paper);color:var(--ink)}
h1{font-size:1.35rem;line-height:1.3;padding-bottom:.5rem;border-bottom:2px solid}h1 svg{width:1.1em;height:1.1em;vertical-align:-.2em;color:var(--mark)}
h2{font-size:1rem;margin:2rem 0 .5rem;padding-bottom:.35rem;border-bottom:1px solid var(--rule);break-after:avoid}
table{border-collapse:collapse}th,td{text-align:left;padding:.2rem 1.2rem .2rem 0;border-bottom:1px solid var(--rule);font-variant-numeric:tabular-nums;overflow-wrap:normal}
th{font-weight:450;color:var(--quiet)}:is(th,td):not(:first-child){text-align:right;padding:.2rem 0 .2rem 1.2rem}
ul{padding-left:1.2rem}li{margin:.45rem 0;break-inside:avoid}small{color:var(--quiet)}
pre{background:var(--sheet);border:1px solid var(--rule);border-radius:3px;padding:.5rem .7rem;margin:.4rem 0;font-size:.85em;white-space:pre-wrap}
@media print{:root:root{--paper:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--sheet:#fff;--mark:#b3321b;color-scheme:light}@page{margin:14mm}body{margin:0;max-width:none;padding:0;font-size:10pt}}`;

function blocksOf(review: Review, words: Words, own: ReviewWords): Block[] {
	const { previous } = review;
	const blocks: Block[] = [
		{ kind: "title", text: own.title(review.source) },
		{ kind: "text", text: own.period(day(review.since), day(review.at)) },
		{ kind: "text", text: previous === null ? own.first : own.against(day(previous.at)) },
		...(previous === null ? [] : [{ kind: "text", text: standingsOf(review, own) } as const]),
		sumsTable(review, own),
	];
	const urgent = review.matters.filter(({ finding }) => finding.severity === "error").slice(0, MOST_NEXT);
	if (urgent.length > 0) {
		blocks.push({ kind: "heading", text: own.section.next }, nextOf(urgent, words, own));
	}
	for (const [room, section] of Object.entries(SECTIONS)) {
		const matters = review.matters.filter(({ finding }) => finding.rule.startsWith(`${room}/`));
		// A room that nothing is said of is left out, but for the two everybody looks for.
		if (matters.length === 0 && section !== "deaths" && section !== "leaks") continue;
		blocks.push({ kind: "heading", text: own.section[section] });
		blocks.push(
			matters.length === 0
				? {
						kind: "text",
						text: review.sums[section === "leaks" ? "leaks" : "deaths"] === null ? own.unknown : own.nothing,
					}
				: listOf(matters, words, own),
		);
	}
	if (review.gone.length > 0) {
		const items = review.gone.map(({ key, firstAt, goneAt }) => ({
			text: matterText(key, words),
			note: own.goneBy(day(goneAt), day(firstAt)),
			command: null,
		}));
		blocks.push({ kind: "heading", text: own.section.gone }, { kind: "list", items });
	}
	if (review.gaps.length > 0) {
		const items = review.gaps.map((gap) => ({ text: words.report.gapLine(gap), note: "", command: null }));
		blocks.push({ kind: "heading", text: own.section.gaps }, { kind: "list", items });
	}
	return blocks;
}

function sumsTable({ sums, previous }: Review, own: ReviewWords): Block {
	const names = Object.keys(own.sum) as (keyof ReviewSums)[];
	const show = (name: keyof ReviewSums, value: number | null): string =>
		value === null ? own.unknownSum : name === "waste" || name === "missing" ? formatBytes(value) : String(value);
	const change = (name: keyof ReviewSums, before: number | null): string => {
		const now = sums[name];
		if (now === null || before === null) return "";
		return now === before ? "=" : `${now > before ? "+" : "−"}${show(name, Math.abs(now - before))}`;
	};
	const head = ["", own.now, ...(previous === null ? [] : [own.before, own.change])];
	const rows = names.map((name) => [
		own.sum[name],
		show(name, sums[name]),
		...(previous === null ? [] : [show(name, previous.sums[name]), change(name, previous.sums[name])]),
	]);
	return { kind: "table", head, rows };
}

/** How many matters are new, came back, last, and are gone. */
function standingsOf({ matters, gone }: Review, own: ReviewWords): string {
	const count = (standing: Standing) => matters.filter((matter) => matter.standing === standing).length;
	return own.standings({ new: count("new"), back: count("back"), still: count("still"), gone: gone.length });
}

/** What to do in a line each; what is behind it stands in the sections. A command that mends two things is said once. */
function nextOf(matters: readonly ReviewMatter[], words: Words, own: ReviewWords): Block {
	const said = new Set<string>();
	const items = matters.map(({ finding, standing }) => {
		const [first] = finding.remedies;
		const command = first === undefined ? null : changeText(first.change);
		const isSaid = command !== null && said.has(command);
		if (command !== null) said.add(command);
		return {
			text: about(finding.subject, ruleWords(words, finding.rule).title, words),
			note: own.standing[standing],
			command: isSaid ? null : command,
		};
	});
	return { kind: "list", items };
}

function about(subject: Subject, text: string, { report }: Words): string {
	const { namespace } = subject;
	return printable(report.told(`${namespace === undefined ? "" : `${namespace} `}${objectText(subject)}`, text));
}

function listOf(matters: readonly ReviewMatter[], words: Words, own: ReviewWords): Block {
	const items = matters.map(({ finding, standing, count, firstAt }) => {
		const notes = [
			finding.rule,
			own.standing[standing],
			...(count > 1 ? [own.times(count)] : []),
			...(standing === "new" ? [] : [own.firstSeen(day(firstAt))]),
		];
		return {
			text: about(finding.subject, messageOf(finding, words), words),
			note: notes.join(", "),
			command: null,
		};
	});
	return { kind: "list", items };
}

/** What a matter was, by its key (model/matter.ts): of what is gone there is no more. */
function matterText(key: string, words: Words): string {
	const [rule = "", namespace, kind, ...name] = key.split(" ");
	// A rule of another version has no words here.
	if (!rule.startsWith("advisory/") && !Object.hasOwn(words.rules, rule)) return printable(key);
	const subject = { ...(namespace ? { namespace } : {}), ...(kind ? { kind } : {}), name: name.join(" ") };
	return about(subject, titleOf({ rule: rule as RuleId }, words), words);
}

/** Its date in UTC: a review is read in several zones. */
function day(at: Millis): string {
	return formatTime(at).slice(0, 10);
}

function markdown(block: Block): string {
	switch (block.kind) {
		case "title":
			return `# ⦵ ${plain(block.text)}`;
		case "heading":
			return `## ${plain(block.text)}`;
		case "text":
			return plain(block.text);
		case "table": {
			const row = (cells: readonly string[]) => `| ${cells.map((cell) => plain(cell)).join(" | ")} |`;
			return [row(block.head), `|${" --- |".repeat(block.head.length)}`, ...block.rows.map(row)].join("\n");
		}
		case "list":
			return block.items
				.map(({ text, note, command }) => {
					const behind = note === "" ? "" : ` *(${plain(note)})*`;
					// Longer than any run of backticks in it, so that no name can end it.
					const fence = "`".repeat(Math.max(3, ...(command?.match(/`+/g) ?? []).map((run) => run.length + 1)));
					const code = command === null ? "" : `\n\n  ${fence}sh\n  ${command}\n  ${fence}`;
					return `- ${plain(text)}${behind}${code}`;
				})
				.join("\n");
	}
}

/** Nothing from a cluster may become markup. */
function plain(text: string): string {
	return text.replace(/[\\`*_[\]<>|#~]/g, "\\$&");
}

/** Drawn, as many a font has no ⦵. */
const MARK = `<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="9.5" fill="none" stroke="currentColor" stroke-width="3"/><path d="M1 16h30" stroke="currentColor" stroke-width="3"/></svg>`;

function html(block: Block): string {
	switch (block.kind) {
		case "title":
			return `<h1>${MARK} ${escaped(block.text)}</h1>`;
		case "heading":
			return `<h2>${escaped(block.text)}</h2>`;
		case "text":
			return `<p>${escaped(block.text)}</p>`;
		case "table": {
			const row = (cells: readonly string[], tag: string) =>
				`<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
			return `<table><thead>${row(block.head, "th")}</thead><tbody>${block.rows.map((cells) => row(cells, "td")).join("")}</tbody></table>`;
		}
		case "list":
			return `<ul>${block.items
				.map(({ text, note, command }) => {
					const behind = note === "" ? "" : ` <small>${escaped(note)}</small>`;
					return `<li>${escaped(text)}${behind}${command === null ? "" : `<pre>${escaped(command)}</pre>`}</li>`;
				})
				.join("\n")}</ul>`;
	}
}
