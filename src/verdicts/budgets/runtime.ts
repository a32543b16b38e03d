import type { BudgetPartName } from "../../model/budget.ts";
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
	/** Variables that stand in for its default alone: files override them. */
	fallbacks?: string[];
	/** Variables whose value is a list of flags. */
	options?: string[];
	/** Names in configuration files; one of several words has its value after the last. */
	keys?: string[];
	/** A value that means there is no bound. */
	none?: number;
	/** Words that are the setting, whole, and what each says: `-XX:-UseContainerSupport`. */
	words?: Record<string, string>;
	/** Another setting that takes its place where it is set. */
	instead?: SettingSpec;
}

/** A number, or a formula of other names; of several the first whose names are all known, the limit aside. */
export type Usual = number | string | string[];

/** One part of the memory, with its formulas (formula.ts) at the worst moment; without `bytes` nothing bounds it. */
export interface PartSpec {
	part: BudgetPartName;
	/** For people: what bounds it, and where that is written. */
	bound: string;
	source: string;
	bytes?: number | string;
	low?: number | string;
	high?: number | string;
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
	/** Of an image's name with its tag, where only that tells: `php:8.3-fpm`. */
	tagged?: string;
	/** A regular expression for the word, with the one before it, behind which all are not the runtime's flags but its application's. */
	flagsEnd?: string;
	/** Flags whose value is the next word: any other word behind the program that is no flag is what it runs, and what follows is that one's own. */
	valued?: string[];
	/** Words that name a file with more flags: nobody here knows what it sets. */
	moreFlags?: string;
	/** Of the variables with flags, those that its program reads without a script. */
	ownOptions?: string[];
	/** It ends as it starts with a size that its unit does not read. */
	strict?: boolean;
	/** Variables that are settings are read by start-up scripts alone, which its official image has none of. */
	scripted?: boolean;
	/** Variables that nothing else has: a custom resource may name no image. */
	ownVariables?: string[];
	/** Whether more replicas leave each one as large as it was. */
	keepsMemory: boolean;
	settings: Record<string, SettingSpec>;
	/** Which keys of a config map are its configuration files, and which of those are not; regular expressions. */
	files?: string;
	otherFiles?: string;
	/** The flag behind which the text of such a file stands on the command line. */
	inline?: string;
	/** The sections of such a file that the server reads; a regular expression. */
	sections?: string;
	/** A line of such a file in whose place another is read; a regular expression whose group is the other's path. */
	includes?: string;
	/** What is not set. */
	defaults?: Record<string, Usual>;
	/** What no setting says and the formulas need: how many threads, how much of the data is rewritten during a fork. */
	assumed?: Record<string, Usual>;
	/** What its exporter measures of a running server, by the names of the formulas; the first metric there is counts. */
	exporter?: Record<string, string[]>;
	/** Images, or their versions below one, with other defaults. */
	variants?: {
		images?: string[];
		below?: number;
		defaults?: Record<string, Usual>;
		assumed?: Record<string, Usual>;
	}[];
	/** Switches that make the server choose other settings by itself. */
	choosesItself?: string[];
	parts: PartSpec[];
	/** Settings whose product bounds its worker processes. */
	workers?: {
		count: string;
		each: string;
		/** `each` is what an idle one takes, where nothing bounds it. */
		least?: boolean;
		/** The setting that may replace processes by threads, and what it says where it does not. */
		unless?: { setting: string; not: string[] };
	};
	/** 0 for a program, 1 for what programs are written in: Kafka is told before the JVM it runs on. */
	general: number;
	/** Shares of the limit. Absent where no single setting decides. */
	held?: {
		setting: string;
		rule: HeldRuleId;
		error: number;
		warning: number;
		advised: number;
		/** The same setting as a share of the limit, where that is another name: of 1, or of 100. */
		share?: {
			setting: string;
			of: number;
			/** It wins where both are set. */
			first?: boolean;
			/** A setting that stands for the limit. */
			whole?: string;
		};
	};
}

// The file is generated from YAML; runtimes.test.ts holds its shape to these types.
export const RUNTIMES = known as unknown as readonly Runtime[];

export type HeldRuntime = Runtime & { held: NonNullable<Runtime["held"]> };

export function heldRuntime(id: string): HeldRuntime {
	const runtime = runtimeOf(id);
	if (runtime.held === undefined) throw new Error(`knowledge/budgets holds no setting of ${id} against the limit`);
	return { ...runtime, held: runtime.held };
}

export function runtimeOf(id: string): Runtime {
	const runtime = RUNTIMES.find((candidate) => candidate.id === id);
	if (runtime === undefined) throw new Error(`knowledge/budgets has no ${id}`);
	return runtime;
}
