import { createHash } from "node:crypto";
import type { Finding, Subject } from "../model/finding.ts";

/**
 * What a finding is, independent of where its lines have moved to: a code-scanning service keeps its state and its comments by this. The
 * n-th finding of a rule on the same thing is its own.
 */
export function fingerprints(findings: readonly Finding[]): string[] {
	const seen = new Map<string, number>();
	return findings.map(({ rule, subject }) => {
		const key = JSON.stringify([rule, ...identity(subject)]);
		const nth = seen.get(key) ?? 0;
		seen.set(key, nth + 1);
		return createHash("sha256").update(`${key}#${nth}`).digest("hex").slice(0, 32);
	});
}

function identity({ kind, namespace, name, container, node, series, file }: Subject) {
	return [kind, namespace, name, container, node, series, file].map((part) => part ?? "");
}
