/**
 * Everything that can stop a command, with what its sentence needs. The words room holds a sentence for each in each language:
 * what went wrong, where, and what to do.
 */
export interface FailureParams {
	// usage: exit 2
	"unknown-command": { command: string; nearest: string | null };
	/** No record of an applied change bears this number. */
	"fix-unknown": { id: string };
	"unknown-rule": { rule: string; nearest: string | null };
	"unknown-advisory": { id: string; nearest: string | null };
	"unknown-flag": { flag: string; command: string; nearest: string | null };
	"missing-value": { flag: string };
	"bad-value": { flag: string; value: string; expected: string };
	"missing-argument": { command: string; argument: string };
	"extra-argument": { command: string; argument: string };
	"flags-conflict": { one: string; other: string };
	"bad-target": { target: string };
	"terminal-output": { command: string };
	/** A flag that means nothing without another. */
	"flag-needs": { flag: string; other: string };
	/** An address that others could reach, without a login. */
	"listen-remote": { address: string };
	"file-unreadable": { flag: string; path: string; detail: string };
	"output-unwritable": { path: string; detail: string };
	// source: exit 3
	"listen-failed": { address: string; detail: string };
	/** The namespace is empty where all were looked at, and null for what has none. */
	"target-not-found": { target: string; namespace: string | null; source: string; nearest?: string | null };
	"no-kubeconfig": { looked: string[] };
	"kubeconfig-unreadable": { path: string; detail: string };
	"kubeconfig-is-directory": { path: string };
	/** A certificate, its key or an authority, which the kubeconfig or a flag names. */
	"kubeconfig-file": { path: string; detail: string };
	"kubeconfig-malformed": { path: string; detail: string };
	"no-such-context": { context: string; known: string[] };
	"context-incomplete": { context: string; missing: string };
	"auth-unsupported": { user: string; method: string };
	"credential-failed": { user: string; detail: string };
	"certificate-expired": { user: string; expired: string };
	"cluster-unreachable": { server: string; detail: string };
	"cluster-tls": { server: string; detail: string };
	"cluster-timed-out": { server: string; seconds: number };
	"cluster-unauthorized": { server: string; user: string };
	"cluster-forbidden": { what: string; detail: string };
	"cluster-failed": { server: string; status: number; detail: string };
	"cluster-not-kubernetes": { server: string; detail: string };
	"no-history": { source: string };
	"prometheus-file": { path: string; detail: string };
	"prometheus-failed": { engine: string; detail: string };
	/** A set of advisories: not signed by the key; expired; older than what is there; not one at all; out of reach. */
	"advisories-untrusted": { path: string };
	"advisories-stale": { path: string; expired: string };
	"advisories-older": { path: string; serial: number; have: number };
	"advisories-malformed": { path: string; problem: AdvisorySetProblem; detail: string };
	"advisories-unreachable": { url: string; detail: string };
	"archive-missing": { path: string };
	"archive-unreadable": { path: string; detail: string };
	"archive-truncated": { path: string; detail: string };
	"archive-too-large": { path: string; limit: number };
	"archive-empty": { path: string };
	"archive-malformed": { path: string; detail: string };
	/** `column` and `value` are what was read there; empty where the problem is the line's. */
	"series-malformed": { path: string; line: number; problem: SeriesProblem; column: string; value: string };
	/** A recorded history: another recorder writes it, it is some other database, or a later Plimsoll's. */
	"history-in-use": { path: string };
	"history-foreign": { path: string };
	"history-newer": { path: string; version: number; known: number };
	"manifest-missing": { path: string };
	"manifest-unreadable": { path: string; detail: string };
	"manifest-too-large": { path: string; limit: number };
	"manifests-empty": { path: string };
	/** Of `.plimsoll.yaml`. */
	"settings-unreadable": { path: string; detail: string };
	"settings-malformed": { path: string; line: number; detail: string };
	"settings-unknown-key": { path: string; line: number; key: string; within: string; known: string[] };
	"settings-bad-value": { path: string; line: number; key: string; value: string; expected: string };
	"baseline-unreadable": { path: string; detail: string };
	/** A certificate and its key that a server is to show. */
	"certificate-unusable": { cert: string; key: string; detail: string };
	/** What the server wanted to tell somebody and gave up; never the address, which may be a secret. */
	"message-lost": { receiver: string; detail: string };
	"helm-missing": { chart: string };
	"helm-failed": { chart: string; detail: string };
	"fix-needs-files": Record<never, never>;
	/** A change to undo that was made in another cluster. */
	"fix-elsewhere": { id: string; server: string; context: string };
	internal: { detail: string };
}
/** What is wrong with a set of advisories, or with the key it is held against; `detail` is what a parser or the check says. */
type AdvisorySetProblem = "directory" | "size" | "json" | "kind" | "fields" | "advisory" | "key" | "key-type";
/** What is wrong with a line of a series file. */
export type SeriesProblem = "header" | "cells" | "number" | "quote" | "long-line" | "sample" | "time";
export type FailureCode = keyof FailureParams;

const USAGE: ReadonlySet<FailureCode> = new Set<FailureCode>([
	"unknown-command",
	"unknown-rule",
	"unknown-advisory",
	"fix-unknown",
	"unknown-flag",
	"missing-value",
	"bad-value",
	"missing-argument",
	"extra-argument",
	"flags-conflict",
	"bad-target",
	"terminal-output",
	"settings-unreadable",
	"settings-malformed",
	"settings-unknown-key",
	"settings-bad-value",
	"baseline-unreadable",
	"fix-needs-files",
	"flag-needs",
	"listen-remote",
	"file-unreadable",
]);

/** Documented exit codes: scripts depend on them. */
export const EXIT = { clean: 0, findings: 1, usage: 2, failed: 3 } as const;

/** A failure a person can act on. Its message is for developers; people read the words room's sentence. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
	readonly code: C;
	readonly params: FailureParams[C];
	constructor(code: C, params: FailureParams[C], cause?: unknown) {
		super(`${code} ${JSON.stringify(params)}`, { cause });
		this.name = "Failure";
		this.code = code;
		this.params = params;
	}
	get exitCode(): number {
		return USAGE.has(this.code) ? EXIT.usage : EXIT.failed;
	}
}
