import { SEVERITIES, type Severity } from "../../../src/model/finding.ts";
import { usePage } from "../context.ts";

/** The mark ⦵: a ring, and the line through it. */
export function Mark({ size = 22 }: { size?: number }) {
	return (
		<svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
			<circle cx="16" cy="16" r="9.5" fill="none" stroke="currentColor" stroke-width="3" />
			<path d="M1 16h30" stroke="currentColor" stroke-width="3" />
		</svg>
	);
}

const SIGNS: Record<Severity, string> = { error: "✗", warning: "!", info: "·" };

/** A sign beside the colour, and its word for those who see neither. */
export function SeverityMark({ severity, words = false }: { severity: Severity; words?: boolean }) {
	const { words: all } = usePage();
	const word = all.report.severity[severity];
	return (
		<span class={`severity ${severity}`} title={word}>
			<span aria-hidden="true">{SIGNS[severity]}</span>
			<span class={words ? "" : "unseen"}>{word}</span>
		</span>
	);
}

export function severityAt(index: number): Severity | null {
	return SEVERITIES[index] ?? null;
}
