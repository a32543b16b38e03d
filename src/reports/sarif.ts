import type { Finding, Severity, Subject } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { RuleId } from "../model/rules.ts";
import { VERSION } from "../model/version.ts";
import { ruleWords } from "../words/rule.ts";
import type { Words } from "../words/words.ts";
import { messageOf, objectText } from "./describe.ts";
import { safeJson } from "./document.ts";
import { fingerprints } from "./fingerprint.ts";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
	error: "error",
	warning: "warning",
	info: "note",
};

/** SARIF 2.1.0 (OASIS), with the region of each value, for code scanning. Columns are UTF-16 code units. */
export function renderSarif(report: Report, words: Words): string {
	const ids = [...new Set(report.findings.map(({ rule }) => rule))].sort();
	const prints = fingerprints(report.findings);
	return safeJson({
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: { driver: { name: "plimsoll", version: VERSION, rules: ids.map((id) => ruleOf(id, words)) } },
				columnKind: "utf16CodeUnits",
				results: report.findings.map((finding, i) =>
					resultOf(finding, ids.indexOf(finding.rule), prints[i] ?? "", words),
				),
				invocations: [
					{
						executionSuccessful: true,
						toolExecutionNotifications: report.gaps.map((gap) => ({
							level: "warning",
							message: { text: words.report.gapLine(gap) },
						})),
					},
				],
			},
		],
	});
}

function ruleOf(id: RuleId, words: Words) {
	const { title, about } = ruleWords(words, id);
	return {
		id,
		name: id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
		shortDescription: { text: title },
		fullDescription: { text: about.split("\n\n")[0] ?? about },
		help: { text: about, markdown: about },
	};
}

function resultOf(finding: Finding, ruleIndex: number, print: string, words: Words) {
	const { rule, severity, subject, suppressed, confidence } = finding;
	return {
		ruleId: rule,
		ruleIndex,
		level: LEVELS[severity],
		message: { text: messageOf(finding, words) },
		locations: [locationOf(subject)],
		partialFingerprints: { "plimsoll/v1": print },
		properties: { confidence },
		...(suppressed === undefined ? {} : { suppressions: [{ kind: "inSource", justification: suppressed }] }),
	};
}

/** Where a finding has no file, the object in the cluster is its logical place. */
function locationOf(subject: Subject) {
	const { file, line, column, endLine, endColumn, namespace } = subject;
	const object = objectText(subject);
	const logical =
		object === ""
			? {}
			: {
					logicalLocations: [
						{
							name: object,
							fullyQualifiedName: (namespace === undefined ? [object] : [namespace, object]).join("/"),
							kind: "resource",
						},
					],
				};
	if (file === undefined) return logical;
	const region =
		line === undefined
			? {}
			: {
					region: {
						startLine: line,
						...(column === undefined ? {} : { startColumn: column }),
						...(endLine === undefined ? {} : { endLine }),
						...(endColumn === undefined ? {} : { endColumn }),
					},
				};
	return { physicalLocation: { artifactLocation: artifact(file), ...region }, ...logical };
}

/** A URI reference: relative paths below the source root, absolute ones as file URIs. */
function artifact(file: string) {
	const path = file.split("/").map(encodeURIComponent).join("/");
	if (file.startsWith("/")) return { uri: `file://${path}` };
	return { uri: path.replace(/^(?:\.\/)+/, ""), uriBaseId: "%SRCROOT%" };
}
