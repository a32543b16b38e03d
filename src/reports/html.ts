import { createHash } from "node:crypto";
import { SEVERITIES } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { VERSION } from "../model/version.ts";
import type { Language } from "../words/index.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { messageOf, subjectText } from "./describe.ts";
import { readAsset } from "./page-files.ts";
import { escaped } from "./text.ts";

/** What the page in the file answers itself from, by the paths of the API; and in which language it begins. */
export interface PageAnswers {
	language: Language;
	answers: Readonly<Record<string, unknown>>;
}

/**
 * One file with everything in it: the page's own components, and no network. Where scripts do not run, in a mail, the findings stand as text.
 */
export async function renderHtml(report: Report, words: Words, { language, answers }: PageAnswers): Promise<string> {
	const [script, style] = await Promise.all([read("report.js"), read("report.css")]);
	const own = Object.keys(answers).length === 0 ? answersOf(report) : answers;
	const data = JSON.stringify({ language, answers: { ...own, session: SESSION } });
	const policy = [
		"default-src 'none'",
		`script-src '${hashOf(script)}'`,
		`style-src '${hashOf(style)}'`,
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
	return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Plimsoll · ${escaped(report.looked.source)}</title>
<style>${style}</style>
</head>
<body>
<div id="page">${asText(report, words)}</div>
<script type="application/json" id="data">${inert(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const SESSION = { login: "link", user: "report", namespaces: null, version: VERSION };

/** A closing tag within would end the element: no script of ours needs one as it stands. */
async function read(name: string): Promise<string> {
	const text = (await readAsset(name))?.toString("utf8") ?? "";
	return text.replaceAll(/<\/(script|style)/gi, "<\\/$1");
}

function hashOf(text: string): string {
	return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** JSON within a page: nothing in it ends the element, and nothing turns the direction of what a person reads in the file. */
function inert(json: string): string {
	return json.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
const UNSAFE = /[<\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The findings without any script: what a mail shows. */
function asText(report: Report, words: Words): string {
	const rows = report.findings.map((finding) => {
		const { subject, severity, rule } = finding;
		const about = [subject.namespace ?? "", subjectText(subject), subject.container ?? ""].join(" ").trim();
		return `<li><b>${escaped(words.report.told(words.report.severity[severity], ruleWords(words, rule).title))}</b> ${escaped(about)}<br>${escaped(messageOf(finding, words))}</li>`;
	});
	const body =
		rows.length === 0 ? `<p>${escaped(words.report.noFindings(report.looked))}</p>` : `<ol>${rows.join("\n")}</ol>`;
	return `<h1>Plimsoll</h1>${body}<p>${escaped(words.report.looked(report.looked))}</p>`;
}

/** Of a report alone, where nothing is known of the fleet. */
function answersOf(report: Report): Record<string, unknown> {
	const { at, findings, gaps, looked } = report;
	const deaths = findings.filter(({ rule }) => rule.startsWith("death/"));
	const of = (room: string) => findings.filter(({ rule }) => rule.startsWith(`${room}/`));
	const counts = SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]);
	const fleet = { workloads: 0, containers: 0, measured: 0, withoutLimit: 0, nearLine: 0, used: 0, spare: 0, short: 0 };
	const source = { name: looked.source, state: "recorded", since: at, detail: "" };
	return {
		overview: {
			...{ version: 1, at, source, looked, fleet, deaths, deathsTotal: deaths.length },
			...{ leaks: of("leak"), nodes: null, advisories: of("advisory"), gaps },
			findings: Object.fromEntries(counts),
		},
		findings: { version: 1, findings, gaps },
		deaths: { version: 1, findings: deaths, gaps },
		advisories: { version: 1, findings: of("advisory"), gaps },
		nodes: { version: 1, nodes: [] },
		fleet: {
			...{ epoch: "0", version: 1, full: true, removed: [], namespaces: [], kinds: [], containers: [], id: [] },
			...{ namespace: [], kind: [], name: [], container: [], replicas: [], usage: [], limit: [], request: [] },
			...{ shares: [], used: [], spare: [], short: [], restarts: [], deaths: [], severity: [] },
			...{ recommendedLimit: [], recommendedRequest: [], reached: [] },
		},
	};
}
