import type { FailureCode, FailureParams } from "../model/failure.ts";
import type { EvidenceKind, Severity } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { Remedy, RemedyKind, Risk } from "../model/remedy.ts";
import type { Looked } from "../model/report.ts";
import type { CataloguedRuleId, MissingEvidence } from "../model/rules.ts";
import type { AdvisoriesWords } from "./advisories.ts";
import type { BudgetsWords } from "./budgets.ts";
import type { LeaksWords } from "./leaks.ts";
import type { NodesWords } from "./nodes.ts";
import type { RecordWords } from "./record.ts";
import type { RuleWords } from "./rule-words.ts";
import type { SizingWords } from "./sizing.ts";

/**
 * Everything a person reads, one implementation a language. The types are closed over the model's unions, so that a rule,
 * a failure or a kind of evidence without a sentence does not compile.
 */
export type RulesWords = { [R in CataloguedRuleId]: RuleWords<R> };
export type FailureWords = { [C in FailureCode]: (params: FailureParams[C]) => string };

export interface ReportWords {
	severity: Record<Severity, string>;
	evidence: Record<EvidenceKind, string>;
	missing: Record<MissingEvidence, string>;
	remedy: { [K in RemedyKind]: (remedy: Remedy) => string };
	risk: Record<Risk, string>;
	/** Column heads and captions. */
	label: Record<Label, string>;
	looked(looked: Looked): string;
	gapLine(gap: Gap): string;
	heading(text: string): string;
	/** Something, and behind a colon what is said of it. */
	told(head: string, text: string): string;
	/** What is said of something in brackets behind it. */
	aside(text: string, note: string): string;
	/** Where a piece of evidence was read, as it stands there. */
	sourceOf(source: string): string;
	/** Why a finding counts for nothing. */
	suppressed(reason: string): string;
	/** `error` says Plimsoll and what failed on stderr. */
	noDeaths(looked: Looked): string;
	noFindings(looked: Looked): string;
	bytes(bytes: number): string;
	/** How long ago, or how long, in seconds. */
	duration(seconds: number): string;
	ago(seconds: number): string;
	reading(what: string): string;
	captured(path: string, bytes: number, looked: Looked, gaps: number): string;
	webhookReady(address: string, deny: boolean): string;
	/** What the webhook says when it failed itself. */
	notJudged: string;
	/** Edits made in so many files, or with `dryRun` that would be. */
	fixed(edits: number, files: number, dryRun: boolean): string;
	baselineWritten(path: string, findings: number): string;
	watching(source: string): string;
	watchLost(detail: string): string;
	watchBack: string;
	/** The page's address, on standard output. */
	serving(url: string): string;
}

type Label =
	| "severity"
	| "rule"
	| "namespace"
	| "subject"
	| "container"
	| "node"
	| "when"
	| "what"
	| "confidence"
	| "restarts"
	| "limit"
	| "evidence"
	| "remedy"
	| "gaps"
	| "timeline"
	| "or"
	| "file";

/** One language. */
export interface Words {
	/** Read by `ruleWords`, which knows the advisories too. */
	rules: RulesWords;
	advisories: AdvisoriesWords;
	failures: FailureWords;
	report: ReportWords;
	nodes: NodesWords;
	leaks: LeaksWords;
	sizing: SizingWords;
	budgets: BudgetsWords;
	record: RecordWords;
}
