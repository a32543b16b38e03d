import { type Finding, SEVERITIES, type Severity } from "../../model/finding.ts";
import type { LintSettings } from "../../model/lint-settings.ts";
import { oneLine } from "../../model/text.ts";
import { messageOf } from "../../reports/describe.ts";
import { noManifests, readParsed } from "../../sources/manifests/manifests.ts";
import { settled } from "../../survey/lint-settings.ts";
import { judgeManifests } from "../../verdicts/lint/index.ts";
import type { Words } from "../../words/words.ts";

export interface ReviewOptions {
	words: Words;
	settings: LintSettings;
	/** The severity from which on a finding is refused, where refusing is asked for. */
	failOn: Severity;
}

/** What is of `admission.k8s.io/v1` AdmissionReview that is read here. */
interface AdmissionRequest {
	uid: string;
	operation?: string;
	object?: unknown;
	oldObject?: unknown;
}

interface AdmissionResponse {
	uid: string;
	allowed: boolean;
	warnings?: string[];
	status?: { code: number; reason: string; message: string };
}

export interface AdmissionReview {
	apiVersion: "admission.k8s.io/v1";
	kind: "AdmissionReview";
	response: AdmissionResponse;
}

/** The API server passes on no more than 4096 bytes of warnings together, and cuts each at 256 (k8s.io/apiserver pkg/endpoints/handlers/warning). */
const WARNINGS_BOUND = 12;
const WARNING_BOUND = 250;

/** Of these nothing can be said from one object as the API server has read it: other objects matter, or its text. */
const NOT_HERE: ReadonlySet<string> = new Set([
	"lint/malformed",
	"lint/unrendered-template",
	"lint/removed-api",
	"lint/pdb-missing",
]);

/** Thrown for what is no AdmissionReview of version v1. */
export class NotAReview extends Error {}

/**
 * Answers an AdmissionReview: everything found becomes a warning, and with `deny` what is at or above `failOn` refuses the request, unless the
 * object was already so before an update: who scales a workload need not mend it first. Throws `NotAReview`.
 */
export function review(body: unknown, deny: boolean, options: ReviewOptions): AdmissionReview {
	const request = requestOf(body);
	// Its workload was judged when it was applied; nobody reads what a controller is told.
	if (request.operation === "DELETE" || isControlled(request.object)) return allowed(request.uid, []);
	const found = judge(request.object, options);
	const refused = deny ? withoutOld(found.filter(atLeast(options.failOn)), request.oldObject, options) : [];
	if (refused.length === 0) return allowed(request.uid, warningsOf(found, options.words));
	const message = warningsOf(refused, options.words).join("\n");
	return answer({
		uid: request.uid,
		allowed: false,
		status: { code: 403, reason: "Forbidden", message },
		warnings: warningsOf(
			found.filter((finding) => !refused.includes(finding)),
			options.words,
		),
	});
}

/** Lets a request through, with what is to be told of it. */
export function allowed(uid: string, warnings: string[]): AdmissionReview {
	return answer({ uid, allowed: true, ...(warnings.length === 0 ? {} : { warnings }) });
}

function answer(response: AdmissionResponse): AdmissionReview {
	return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response };
}

export function requestOf(body: unknown): AdmissionRequest {
	const review = body as { apiVersion?: unknown; kind?: unknown; request?: Partial<AdmissionRequest> | null } | null;
	const { apiVersion, kind, request } = review ?? {};
	if (apiVersion !== "admission.k8s.io/v1" || kind !== "AdmissionReview" || typeof request?.uid !== "string") {
		throw new NotAReview("not an AdmissionReview of admission.k8s.io/v1");
	}
	return { ...request, uid: request.uid };
}

function judge(object: unknown, { settings }: ReviewOptions): Finding[] {
	if (object === null || typeof object !== "object") return [];
	const { status: _, metadata, ...rest } = object as Record<string, unknown>;
	const { managedFields: __, ...plain } = (metadata ?? {}) as Record<string, unknown>;
	const manifests = noManifests();
	readParsed({ ...rest, metadata: plain }, manifests);
	return settled(judgeManifests(manifests, settings.thresholds), settings)
		.filter(({ rule, suppressed }) => suppressed === undefined && !NOT_HERE.has(rule))
		.sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

function isControlled(object: unknown): boolean {
	const owners = (object as { metadata?: { ownerReferences?: unknown } } | null)?.metadata?.ownerReferences;
	return (
		Array.isArray(owners) && owners.some((owner) => (owner as { controller?: unknown } | null)?.controller === true)
	);
}

function atLeast(least: Severity) {
	return ({ severity }: Finding): boolean => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

function withoutOld(found: Finding[], old: unknown, options: ReviewOptions): Finding[] {
	if (found.length === 0 || old === null || old === undefined) return found;
	const before = new Set(judge(old, options).map(identity));
	return found.filter((finding) => !before.has(identity(finding)));
}

function identity({ rule, subject }: Finding): string {
	return `${rule}\0${subject.container ?? ""}`;
}

function warningsOf(findings: readonly Finding[], words: Words): string[] {
	const lines = findings.map((finding) => {
		const { container } = finding.subject;
		const head = container === undefined ? finding.rule : `${finding.rule} (${container})`;
		return oneLine(`${head}: ${messageOf(finding, words)}`, WARNING_BOUND);
	});
	// A limit and a request with the same slip are told in the same words.
	const told = [...new Set(lines)];
	const rest = told.length - WARNINGS_BOUND;
	return rest > 0 ? [...told.slice(0, WARNINGS_BOUND), `… +${rest}`] : told;
}
