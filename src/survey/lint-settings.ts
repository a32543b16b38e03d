import { relative, resolve, sep } from "node:path";
import type { Finding } from "../model/finding.ts";
import { type LintSettings, severityFor } from "../model/lint-settings.ts";

/** The findings as a repository's settings want them: rules that are off are left out, severities replaced. */
export function settled(findings: readonly Finding[], settings: LintSettings): Finding[] {
	const overrides = settings.overrides.map(({ paths, rules }) => ({ matches: matcher(paths, settings.folder), rules }));
	return findings.flatMap((finding): Finding[] => {
		const { rule, subject } = finding;
		let severity = severityFor(settings.rules, rule);
		for (const { matches, rules } of overrides) {
			if (subject.file !== undefined && matches(subject.file)) severity = severityFor(rules, rule) ?? severity;
		}
		if (severity === "off") return [];
		return [severity === undefined ? finding : { ...finding, severity }];
	});
}

/** Whether a path is one of the globs; both are taken relative to `folder`. */
export function matcher(globs: readonly string[], folder: string): (path: string) => boolean {
	if (globs.length === 0) return () => false;
	const patterns = globs.map(globPattern);
	return (path) => {
		const name = relative(folder, resolve(path)).split(sep).join("/");
		return patterns.some((pattern) => pattern.test(name));
	};
}

/** As in .gitignore: `*` within a name, `**` over folders, `?` one character; a folder's name covers what is in it. */
function globPattern(glob: string): RegExp {
	const body = glob
		.replace(/^\.?\//, "")
		.replace(/\/+$/, "")
		.replace(/[.+^$()|[\]{}\\]/g, "\\$&")
		.replace(/\*\*\/|\*\*|\*|\?/g, (mark) =>
			mark === "**/" ? "(?:[^/]+/)*" : mark === "**" ? ".*" : mark === "*" ? "[^/]*" : "[^/]",
		);
	return new RegExp(`^${body}(?:/.*)?$`);
}
