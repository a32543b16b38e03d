import type { Severity } from "./finding.ts";

/** Numbers that the rules compare with; each can be set in `.plimsoll.yaml`. */
export interface LintThresholds {
	/** lint/ratio-too-wide: how many times the request a limit may be. */
	ratio: number;
	/** lint/probe-kills: seconds a probe must wait if a single miss ends the container. */
	patience: number;
	/** lint/suspicious-unit: bytes below and from which a quantity is surely a slip. */
	smallest: number;
	largest: number;
	/** lint/pdb-missing: replicas from which on a workload wants a PodDisruptionBudget. */
	replicas: number;
}

export const LINT_THRESHOLDS: Readonly<LintThresholds> = {
	// Of ten pods that the scheduler puts on a node, one that grows to its limit takes the memory of the others. Sidecars of service meshes
	// ship with 8 (128Mi and 1Gi), and a Redis that forks is advised up to 3.
	ratio: 8,
	// A pause of a collector, or a stall while memory is reclaimed, is seldom longer.
	patience: 5,
	// Below this not even runc's own init fits (opencontainers/runc refuses less than about 6 MB), so it is meant otherwise.
	smallest: 1024 * 1024,
	// No machine has 64 TiB; a `Gi` meant as `Mi` can reach it, a real need cannot.
	largest: 64 * 1024 ** 4,
	replicas: 2,
};

/** The options a rule has beside its severity, and what each may be. */
export const LINT_OPTIONS: Readonly<
	Record<string, Readonly<Partial<Record<keyof LintThresholds, "number" | "bytes">>>>
> = {
	"lint/ratio-too-wide": { ratio: "number" },
	"lint/probe-kills": { patience: "number" },
	"lint/suspicious-unit": { smallest: "bytes", largest: "bytes" },
	"lint/pdb-missing": { replicas: "number" },
};

export type LintSeverity = Severity | "off";

/** What a repository's `.plimsoll.yaml` says of lint. */
export interface LintSettings {
	/** By rule, or by `lint/*`, `budget/*`, `*`: the most particular counts. */
	rules: ReadonlyMap<string, LintSeverity>;
	thresholds: Readonly<LintThresholds>;
	/** Globs of files that are not looked at, relative to `folder`. */
	ignore: readonly string[];
	/** Severities for some files alone; a later one counts more than an earlier, and both more than `rules`. */
	overrides: readonly { paths: readonly string[]; rules: ReadonlyMap<string, LintSeverity> }[];
	/** Where the file stands: what its globs are relative to. */
	folder: string;
}

export function defaultLintSettings(folder: string): LintSettings {
	return { rules: new Map(), thresholds: LINT_THRESHOLDS, ignore: [], overrides: [], folder };
}

/** What the settings say of a rule; undefined where they leave it as it is. */
export function severityFor(rules: ReadonlyMap<string, LintSeverity>, rule: string): LintSeverity | undefined {
	return rules.get(rule) ?? rules.get(`${rule.split("/")[0]}/*`) ?? rules.get("*");
}
