import type { Report } from "../model/report.ts";
import { formatTime, type Millis } from "../model/time.ts";
import type { Words } from "../words/words.ts";
import { messageOf } from "./describe.ts";

/** The machine-readable report; its schema is docs/schema/report.v1.json. Everything but `message` is the same in all languages. */
export function documentOf(report: Report, words: Words) {
	return {
		apiVersion: "plimsoll.dev/v1",
		kind: "Report",
		at: formatTime(report.at),
		findings: report.findings.map((finding) => ({
			...finding,
			params: "at" in finding.params ? { ...finding.params, at: time(finding.params.at) } : finding.params,
			message: messageOf(finding, words),
			evidence: finding.evidence.map((piece) => ({ ...piece, at: time(piece.at) })),
		})),
		gaps: report.gaps,
		looked: report.looked,
	};
}

function time(at: Millis | null): string | null {
	return at === null ? null : formatTime(at);
}

/** JSON that is safe to print to a terminal: JSON.stringify leaves DEL and the C1 controls as they are. */
export function renderJson(report: Report, words: Words): string {
	const text = JSON.stringify(documentOf(report, words), null, 2);
	return `${text.replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

export async function renderYaml(report: Report, words: Words): Promise<string> {
	const { dump } = await import("js-yaml");
	return dump(documentOf(report, words), { lineWidth: -1, noRefs: true });
}
