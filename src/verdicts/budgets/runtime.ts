import type { LintRuleParams } from "../../model/rules-lint.ts";
import known from "./runtimes.json" with { type: "json" };
import type { Unit } from "./units.ts";

/** One way a setting is written, and in what unit. Any of them may be absent. */
export interface SettingSpec {
	unit: Unit | "text";
	/** `--maxmemory 1gb`, `--maxmemory=1gb`. */
	flags?: string[];
	/** `-Xmx1g`, `--max-old-space-size=512`. */
	prefixes?: string[];
	/** `-c work_mem=4MB`, `--work-mem=4MB`. */
	assignments?: string[];
	/** Variables whose value is the setting. */
	variables?: string[];
	/** Variables whose value is a list of flags. */
	options?: string[];
	/** Names in configuration files. */
	keys?: string[];
}

/** The rules that hold one setting against the limit, alike for all runtimes. */
export type HeldRuleId = {
	[R in keyof LintRuleParams]: LintRuleParams[R] extends { bound: number; advised: number } ? R : never;
}[keyof LintRuleParams];

/** Where the memory of a runtime goes and what bounds it: a file of knowledge/budgets. */
export interface Runtime {
	id: string;
	name: string;
	/** Last parts of image names. */
	images: string[];
	programs: string[];
	unless: string[];
	/** Whether more replicas leave each one as large as it was. */
	keepsMemory: boolean;
	settings: Record<string, SettingSpec>;
	/** Which keys of a config map are its configuration files, and which of those are not; regular expressions. */
	files?: string;
	otherFiles?: string;
	defaults?: Record<string, number>;
	/** Shares of the limit. */
	held: { setting: string; rule: HeldRuleId; error: number; warning: number; advised: number };
}

// The file is generated from YAML; runtimes.test.ts holds its shape to these types.
export const RUNTIMES = known as unknown as readonly Runtime[];

export function runtimeOf(id: string): Runtime {
	const runtime = RUNTIMES.find((candidate) => candidate.id === id);
	if (runtime === undefined) throw new Error(`knowledge/budgets has no ${id}`);
	return runtime;
}
