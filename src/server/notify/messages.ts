import type { Finding } from "../../model/finding.ts";
import { momentOf } from "../../model/matter.ts";
import { nothingLooked } from "../../model/report.ts";
import { printable } from "../../model/text.ts";
import { formatTime, type Millis } from "../../model/time.ts";
import { changeText, messageOf, subjectText } from "../../reports/describe.ts";
import { documentOf } from "../../reports/document.ts";
import { ruleWords } from "../../words/rule.ts";
import type { Words } from "../../words/words.ts";
import type { Notice } from "./groups.ts";

const MARK = { error: "🔴", warning: "🟠", info: "🔵" } as const;
/** A header may have 150 characters, a section 3,000. */
const HEADER = 150;
const SECTION = 2900;

/** An incoming webhook's message: a line that says it, then each finding, and the first remedy to copy. */
export function slackMessage(notice: Notice, cluster: string, words: Words): object {
	const [first] = notice.findings;
	const where = first === undefined ? "" : placeOf(first);
	const title = printable(`${MARK[notice.severity]} ⦵ ${cluster}: ${where}`);
	const lines = notice.findings.map(
		(finding) => `• ${escaped(printable(`${placeOf(finding)}: ${messageOf(finding, words)}`))}`,
	);
	if (notice.count > notice.findings.length) lines.push(`… ${notice.count}`);
	const [remedy] = first?.remedies ?? [];
	const sections = [
		upTo(lines.join("\n"), SECTION),
		// Cut inside its fence: without the end of it the rest of the message would be code.
		...(remedy === undefined
			? []
			: [`\`\`\`${upTo(unfenced(escaped(linesOf(changeText(remedy.change)))), SECTION)}\`\`\``]),
	];
	return {
		text: escaped(upTo(title, HEADER)),
		unfurl_links: false,
		unfurl_media: false,
		blocks: [
			{ type: "header", text: { type: "plain_text", text: upTo(title, HEADER) } },
			// Without `verbatim` Slack makes links of what looks like an address, a channel or a person.
			...sections.map((text) => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } })),
		],
	};
}

/** For any receiver: the findings in the report's own form. */
export function webhookMessage(notice: Notice, cluster: string, words: Words): object {
	const { apiVersion, findings } = documentOf(
		{ at: notice.at, findings: [...notice.findings], gaps: [], looked: nothingLooked(cluster) },
		words,
	);
	const { key, severity, count, at } = notice;
	return { apiVersion, kind: "Notification", at: formatTime(at), cluster, group: key, severity, count, findings };
}

/**
 * What Alertmanager's `POST /api/v2/alerts` takes: all that holds now, sent again and again; what is no longer sent ends by itself at `endsAt`.
 * Labels identify an alert, so nothing that changes may be one.
 */
export function alertmanagerAlerts(
	findings: Iterable<Finding>,
	{ cluster, now, holds, words }: { cluster: string; now: Millis; holds: Millis; words: Words },
): object[] {
	const alerts = new Map<string, object>();
	for (const finding of findings) {
		if (finding.suppressed !== undefined) continue;
		const { rule, severity, subject } = finding;
		const labels = {
			alertname: "Plimsoll",
			rule,
			severity,
			cluster,
			...pick(subject, ["namespace", "kind", "name", "container", "node"]),
		};
		// The last of several deaths of one container stands for them.
		alerts.set(JSON.stringify(labels), {
			labels,
			annotations: {
				summary: printable(`${placeOf(finding)}: ${ruleWords(words, rule).title}`),
				description: printable(messageOf(finding, words)),
			},
			// Without it Alertmanager takes the end for the start, which is yet to come (api/v2, postAlertsHandler).
			startsAt: new Date(Math.min(momentOf(finding) ?? now, now)).toISOString(),
			endsAt: new Date(now + holds).toISOString(),
		});
	}
	return [...alerts.values()];
}

function placeOf({ subject }: Finding): string {
	const object = subject.name === undefined ? (subject.node ?? "") : subjectText(subject);
	const container = subject.container === undefined ? "" : ` (${subject.container})`;
	return `${subject.namespace === undefined ? "" : `${subject.namespace}/`}${object}${container}`;
}

/** Slack's three: nothing from a cluster may become a link or a mention. */
function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A patch has lines of its own. */
function linesOf(text: string): string {
	return text.split("\n").map(printable).join("\n");
}

/** A fence within a fence would end it. */
function unfenced(text: string): string {
	return text.replaceAll("```", "`\u200b``");
}

/** Cut where it is too long, but neither within a character nor within what `escaped` made of one. */
function upTo(text: string, bound: number): string {
	return text.length <= bound ? text : text.slice(0, bound).replace(/[\ud800-\udbff]$|&[a-z]{0,3}$/, "");
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
	return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]))) as Partial<
		Pick<T, K>
	>;
}
